import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { resultsDir } from '../../scripts/kit/paths.ts';

export interface Counts {
	passed: number;
	failed: number;
}

/** A sequence of steps that build on each other: the first that fails ends it. Each step counts as one test. */
export class Scenario {
	readonly counts: Counts = { passed: 0, failed: 0 };
	readonly name: string;
	/** Pages to photograph when a step fails. */
	readonly pages = new Set<Page>();

	constructor(name: string) {
		this.name = name;
	}

	async step(what: string, body: () => Promise<void>): Promise<void> {
		const started = Date.now();
		try {
			await body();
			this.counts.passed++;
			console.log(`ok   ${this.name}: ${what} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
		} catch (error) {
			this.counts.failed++;
			console.log(`FAIL ${this.name}: ${what}\n${error instanceof Error ? error.stack : error}`);
			await this.#photograph(what);
			throw new StepFailed(what);
		}
	}

	async #photograph(what: string): Promise<void> {
		fs.mkdirSync(resultsDir, { recursive: true });
		let i = 0;
		for (const page of this.pages) {
			const file = path.join(resultsDir, `${this.name} ${what} ${i++}.png`.replaceAll(/[^\w.]+/g, '-'));
			await page.screenshot({ path: file }).catch(() => undefined);
		}
	}
}

class StepFailed extends Error {}

/** Runs a scenario to its end or its first failure; always cleans up. */
export async function runScenario(
	name: string,
	body: (scenario: Scenario, onEnd: (cleanup: () => unknown) => void) => Promise<void>,
): Promise<Counts> {
	const scenario = new Scenario(name);
	const cleanups: (() => unknown)[] = [];
	try {
		await body(scenario, (cleanup) => cleanups.push(cleanup));
	} catch (error) {
		if (!(error instanceof StepFailed)) {
			scenario.counts.failed++;
			console.log(`FAIL ${name}\n${error instanceof Error ? error.stack : error}`);
		}
	}
	for (const cleanup of cleanups.reverse())
		await Promise.resolve(cleanup()).catch((error: unknown) => console.log(`while cleaning up: ${error}`));
	return scenario.counts;
}

/** Polls until `read` gives something true. */
export async function until<T>(what: string, read: () => Promise<T | null | undefined | false>, timeoutMs = 90_000): Promise<T> {
	const end = Date.now() + timeoutMs;
	for (;;) {
		const value = await read();
		if (value) return value;
		if (Date.now() > end) throw new Error(`not within ${timeoutMs / 1000} s: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

/** A picture of the window; kept where ROUTOO_SCREENSHOTS says. */
export async function photograph(page: Page, name: string): Promise<void> {
	const dir = process.env.ROUTOO_SCREENSHOTS ?? path.join(resultsDir, 'screenshots');
	fs.mkdirSync(dir, { recursive: true });
	await page.screenshot({ path: path.join(dir, `${name}.png`) });
}
