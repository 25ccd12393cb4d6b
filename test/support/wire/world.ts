import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemTimers } from '../../../src/core/base/time.ts';
import { COOL_DOWN, Health } from '../../../src/core/gateway/health.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { Endpoint } from '../../../src/core/model/endpoint.ts';
import { HeldLedger } from '../../../src/core/money/held-ledger.ts';
import type { BudgetPeriod, Ledger } from '../../../src/core/money/ledger.ts';
import { parseEndpointSettings } from '../../../src/providers/endpoints.ts';
import type { ProviderDeps } from '../../../src/providers/types.ts';
import { LedgerEngine } from '../../../src/storage/sqlite/ledger-engine.ts';
import type { Adapter } from './adapters.ts';
import type { Row } from './rows.ts';
import { startWire, type WireServer } from './server.ts';
import { answer, streams } from './vocabulary.ts';

/** No other text holds it. */
export const KEY = 'sk-canary-7f3aQ9c2Ze5b8d4f60';
export const OWNER = { user: 'local', device: 'd', window: 'w1' } as const;
export const PERIOD: BudgetPeriod = { start: 0, end: Number.MAX_SAFE_INTEGER, limit: 1_000_000_000 };
export const GOOD = 'A second model answers.';
/** A run that is not over by then hangs. */
const LONGEST_MS = 30_000;

/** A ledger in a file of its own. */
export function openLedger(): { readonly ledger: Ledger; readonly problems: string[]; close(): Promise<void> } {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-wire-'));
	const problems: string[] = [];
	const store = new LedgerEngine({ folder, clock: systemClock, notice: (error) => problems.push(`the ledger says: ${error.message}`) });
	const ledger = new HeldLedger({ store, clock: systemClock, timers: systemTimers, beatMs: 60_000, live: [] });
	return {
		ledger,
		problems,
		close: async () => {
			await ledger.dispose();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

export function modelOf(endpointId: string, wireModel: string, over: Partial<Candidate> = {}): Candidate {
	return {
		id: `${endpointId}/${wireModel}`,
		endpointId,
		recipient: endpointId,
		wireModel,
		catalogId: null,
		effort: null,
		displayName: `Model ${wireModel}`,
		local: false,
		included: false,
		contextTokens: 32_000,
		maxOutputTokens: 2000,
		tools: false,
		vision: false,
		fim: true,
		prices: { input: 1_000_000, output: 4_000_000, cachedInput: null, cacheWrite: null },
		speed: null,
		parametersB: null,
		reasoning: false,
		...over,
	};
}

export function endpointFor(adapter: Adapter, server: WireServer, typed?: (origin: string) => string): Endpoint {
	if (typed !== undefined) {
		const entry = { id: 'bad', name: 'Vendor', url: typed(server.origin), local: false, needsKey: true };
		const { endpoints, errors } = parseEndpointSettings([entry]);
		if (endpoints[0] === undefined) throw errors[0];
		return endpoints[0];
	}
	const baseUrl = `${adapter.pretends ?? server.origin}/v1`;
	return { id: 'bad', kind: adapter.kind, displayName: 'Vendor', baseUrl, local: false, needsKey: true };
}

export function depsFor(adapter: Adapter, { limits }: Pick<Row, 'limits'>, server: WireServer): ProviderDeps {
	const { first = 15_000, idle = 15_000 } = limits ?? {};
	const fetch: typeof globalThis.fetch = (input, init) => {
		const url = input instanceof Request ? input.url : String(input);
		return globalThis.fetch(adapter.pretends === undefined ? url : url.replace(adapter.pretends, server.origin), init);
	};
	const timeouts = { firstTokenRemote: first, firstTokenPatient: first, idle, list: first };
	return { fetch, secrets: { get: async () => KEY }, clock: systemClock, timeouts };
}

/** One failure that counts is enough to leave a model alone: so every one is seen. */
export function alertHealth(): Health {
	const { chat, completion } = COOL_DOWN;
	return new Health(systemClock, { chat: { ...chat, after: 1 }, completion: { ...completion, after: 1 } });
}

export const tokensOf = (said: string): number => Math.ceil(said.length / 4);

let good: Promise<WireServer> | undefined;
/** An endpoint that always answers, for all runs of this process. */
export function goodServer(adapter: Adapter): Promise<WireServer> {
	const usage = { in: 50, out: 10 };
	const reply = streams(answer(GOOD).map((step) => (step.do === 'finish' ? { ...step, usage } : step)));
	good ??= startWire({ renderer: adapter.renderer, lines: 'events' }, () => reply);
	return good;
}

/** As the user's Stop. */
export function stopIn(ms: number | undefined, stop: AbortController): void {
	if (ms !== undefined) setTimeout(() => stop.abort(), ms).unref();
}

export async function inTime<T>(work: Promise<T>, abort: () => void): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			abort();
			reject(new Error(`hangs: no end after ${LONGEST_MS / 1000} s`));
		}, LONGEST_MS);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Forms of the key that a server could send back. */
export function keysIn(kept: string): readonly string[] {
	const found: string[] = [];
	const forms: [string, string][] = [
		['as it is', KEY],
		['backwards', [...KEY].reverse().join('')],
		['in hexadecimal', Buffer.from(KEY).toString('hex')],
		['percent-encoded', [...KEY].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')],
		['as escapes', [...KEY].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join('')],
		['as entities', [...KEY].map((c) => `&#${c.charCodeAt(0)};`).join('')],
	];
	for (const shift of [0, 1, 2]) {
		const coded = Buffer.from(`${' '.repeat(shift)}${KEY}`).toString('base64');
		forms.push([`in base64, ${shift}`, coded.slice(4, -4)]);
	}
	const low = kept.toLowerCase();
	for (const [how, form] of forms) if (low.includes(form.toLowerCase())) found.push(`the key is kept ${how}`);
	return found;
}
