import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import { bench, fault, LOCAL, MINI, OPUS, OTHER, says, text, usage } from './support.ts';

const piece: fc.Arbitrary<StreamEvent | Error | 'abort'> = fc.oneof(
	fc.constantFrom('', 'a', 'some words').map(text),
	fc.constant<StreamEvent>({ type: 'reasoning', text: 'hm' }),
	fc.tuple(fc.nat(5000), fc.nat(5000), fc.option(fc.nat(90_000))).map(([i, o, cost]) => usage(i, o, cost)),
	fc.constantFrom<StreamEvent>({ type: 'end', reason: 'stop' }, { type: 'end', reason: 'length' }, { type: 'end', reason: 'filter' }),
	fc
		.constantFrom(
			...(['auth', 'rateLimit', 'quota', 'network', 'timeout', 'server', 'brokenStream', 'refused', 'contextTooLong', 'storage'] as const),
		)
		.map((kind) => fault(kind)),
	fc.constant(new TypeError('not ours')),
	fc.constant('abort' as const),
);
const script = fc.array(piece, { maxLength: 5 });

it('whatever the models do: nothing stays reserved, the receipt is what the ledger booked, and without a receipt nothing was', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.tuple(script, script, script, script),
			fc.constantFrom('free', 'ask', 'block'),
			fc.constantFrom(null, 0, 30_000, 400_000, 20_000_000),
			fc.boolean(),
			fc.constantFrom(null, 'mini', 'opus'),
			fc.nat(100_000),
			async (scripts, atLimit, limit, overLimitApproved, forced, steal) => {
				const candidates = [MINI, OTHER, OPUS, LOCAL];
				const stop = new AbortController();
				const plays = Object.fromEntries(
					candidates.map((c, i) => [
						c.id,
						async function* (): AsyncIterable<StreamEvent> {
							for (const event of scripts[i]!) {
								if (event === 'abort') stop.abort();
								else yield* says(event);
							}
						},
					]),
				);
				const b = bench(candidates, plays, {
					atLimit,
					overLimitApproved,
					choice: forced === null ? { kind: 'auto' } : { kind: 'user', candidateId: forced },
					signal: stop.signal,
					period: { start: 0, end: 1e12, limit },
				});
				b.ledger.stealOnReserve = steal;
				let shown = '';
				const r = await answerRequest(b.deps, b.input, { onRouting: () => {}, onText: (t) => (shown += t), onReasoning: () => {} });
				const booked = [...b.ledger.settlements.values()].reduce((sum, s) => sum + s.cost, 0);
				expect(b.ledger.outstanding).toBe(0);
				expect(r.receipt?.cost ?? 0).toBe(booked);
				expect(r.error === null).toBe(r.state !== 'failed');
				if (r.state === 'done') expect(shown).not.toBe('');
				if (r.error !== null) expect(r.error.nextStep).not.toBe('');
				if (limit === 0 && !overLimitApproved) expect(booked).toBe(0);
				expect(r.error).not.toBeInstanceOf(RoutooError);
			},
		),
		{ numRuns: 1000 },
	);
});
