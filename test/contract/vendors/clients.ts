import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach } from 'vitest';
import type { Cuts } from '../../support/vendors/script.ts';
import { startVendor, type Vendor, type VendorKind, type VendorOptions } from '../../support/vendors/vendor.ts';

/** The vendors' own client libraries, which judge what the stand-ins stream. They do not try again: a refusal is what a test waits for. */
export interface Clients {
	readonly vendor: Vendor;
	readonly anthropic: Anthropic;
	readonly openai: OpenAI;
}

const running: Vendor[] = [];

afterEach(async () => {
	await Promise.all(running.splice(0).map((vendor) => vendor.close()));
});

/** A stand-in that is closed after the test, with both clients pointed at it. */
export async function start(kind: VendorKind, options: VendorOptions = {}): Promise<Clients> {
	const vendor = await startVendor(kind, options);
	running.push(vendor);
	return {
		vendor,
		anthropic: new Anthropic({ baseURL: vendor.origin, apiKey: 'test-key', maxRetries: 0 }),
		openai: new OpenAI({ baseURL: vendor.baseUrl, apiKey: 'test-key', maxRetries: 0 }),
	};
}

/** Where streams are cut in the tests: at events, at every byte (in the middle of characters too), at odd places. */
export const CUTS: readonly Cuts[] = [{}, { characters: 1, bytes: 1 }, { characters: 3, bytes: 7 }, { characters: 1000, bytes: 5000 }];

/** Characters of one to four bytes, and what JSON escapes. */
export const TEXT = 'Grüße, 世界 👋🏽 "quoted" \\ \n\tend';

/** A transparent PNG of one pixel, base 64. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The refusal of a request: status and the vendor's error body as the client parsed it. */
export async function refusal(request: PromiseLike<unknown>): Promise<{ status: number | undefined; error: unknown }> {
	try {
		await request;
	} catch (thrown) {
		if (thrown instanceof Anthropic.APIError || thrown instanceof OpenAI.APIError) return { status: thrown.status, error: thrown.error };
		throw thrown;
	}
	throw new Error('the request was not refused');
}

/** `tokens` tokens of text that no one else uses, as the stand-ins count. */
export function words(tokens: number, mark: string): string {
	return `${mark} `.repeat(Math.ceil((tokens * 4) / (mark.length + 1))).slice(0, tokens * 4);
}
