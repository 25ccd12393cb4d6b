import { expect, test } from 'vitest';
import { ListAgain } from '../../../../src/app/models/list-again.ts';
import type { EndpointState } from '../../../../src/app/models/registry.ts';

type Failure = { readonly kind: string; readonly retryAfterMs?: number };

function bench(first: Failure | null) {
	const seen = { error: first, listings: 0, whileListing: (): void => undefined };
	const waiting: { ms: number; run: () => void }[] = [];
	const registry = {
		endpoints: () => [{ error: seen.error }] as unknown as readonly EndpointState[],
		refresh: async () => {
			seen.listings++;
			again.look();
			seen.whileListing();
		},
	};
	const again: ListAgain = new ListAgain(registry, {
		after: (ms, run) => {
			const entry = { ms, run };
			waiting.push(entry);
			return () => void (waiting.includes(entry) && waiting.splice(waiting.indexOf(entry), 1));
		},
	});
	const next = async (): Promise<void> => {
		waiting.shift()!.run();
		await new Promise((resolve) => setTimeout(resolve, 0));
	};
	return { again, seen, waiting, next };
}

test('an endpoint that did not answer is listed again, each time later, and not for ever', async () => {
	const { again, seen, waiting, next } = bench({ kind: 'timeout' });
	again.look();
	again.look();
	const waits: number[] = [];
	for (; waiting.length > 0 && waits.length < 20; await next()) {
		expect(waiting).toHaveLength(1);
		waits.push(waiting[0]!.ms);
	}
	expect([waits, seen.listings]).toEqual([[20_000, 40_000, 80_000, 160_000, 320_000], 5]);
});

test('once it works nothing is tried any more; a later failure begins anew', async () => {
	const { again, seen, waiting, next } = bench({ kind: 'network' });
	again.look();
	seen.whileListing = () => {
		seen.error = null;
	};
	await next();
	expect([waiting, seen.listings]).toEqual([[], 1]);
	seen.error = { kind: 'timeout' };
	again.look();
	expect(waiting.map(({ ms }) => ms)).toEqual([20_000]);
	// The user's own try helped.
	seen.error = null;
	again.look();
	expect(waiting).toEqual([]);
});

test('a refused key, a wrong setting and a spent quota are left alone', () => {
	for (const kind of ['auth', 'settings', 'quota', 'internal']) {
		const { again, waiting } = bench({ kind });
		again.look();
		expect(waiting, kind).toEqual([]);
	}
});

test('a server that names its wait gets it, within bounds; after the end nothing is begun', () => {
	for (const [retryAfterMs, ms] of [
		[1000, 20_000],
		[60_000, 60_000],
		[1e12, 900_000],
	] as const) {
		const { again, waiting } = bench({ kind: 'rateLimit', retryAfterMs });
		again.look();
		expect(waiting.map((one) => one.ms)).toEqual([ms]);
		again.dispose();
		again.look();
		expect(waiting).toEqual([]);
	}
});
