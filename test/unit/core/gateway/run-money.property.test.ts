import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import { RunHolds } from '../../../../src/core/gateway/run-holds.ts';
import type { GatewayRequest } from '../../../../src/core/gateway/types.ts';
import type { StreamRequest } from '../../../../src/core/message/stream.ts';
import { bench, end, fault, LOCAL, type MemoryLedger, MINI, OPUS, OTHER, says, text, usage } from './support.ts';

const step = fc.record({
	run: fc.constantFrom('run-1', 'run-2'),
	purpose: fc.constantFrom('agent', 'agent', 'background'),
	pinned: fc.constantFrom(null, 'mini', 'other', 'opus'),
	named: fc.boolean(),
	output: fc.nat(3000),
	fails: fc.boolean(),
	takeover: fc.constantFrom('any' as const, 'upward' as const),
});
const money = fc.constantFrom(null, null, 0, 9000, 60_000, 400_000, 2_000_000);

it("steps of several runs at once never pass a run's maximum, the agents' share or the month, whatever the settings", async () => {
	let refused = 0;
	let paid = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 1, maxLength: 8 }),
			...[money, money, money, money],
			fc.constantFrom('free', 'ask', 'block'),
			fc.boolean(),
			async (steps, cap, month, share, perRequest, atLimit, withLocal) => {
				const play = async function* (of: (typeof steps)[number], { maxOutputTokens }: StreamRequest) {
					await new Promise((resolve) => setImmediate(resolve));
					if (of.fails) yield* says(fault('server'));
					else yield* says(text('ok'), usage(100, Math.min(of.output, maxOutputTokens)), end);
				};
				const candidates = withLocal ? [MINI, OTHER, OPUS, LOCAL] : [MINI, OTHER, OPUS];
				const b = bench(
					candidates,
					{},
					{
						atLimit,
						period: { start: 0, end: 1e12, limit: month, ...(share === null ? {} : { limits: { agent: share } }) },
						limits: { pool: null, localOnly: false, maxCost: perRequest, maxLatencyMs: null, minQuality: null },
					},
				);
				const booked = new Map<string, number>();
				const runHolds = new RunHolds();
				const one = async (of: (typeof steps)[number], n: number) => {
					const left = () => (cap === null ? null : cap - settledOf(b.ledger, of.run));
					const deps = {
						...b.deps,
						runHolds,
						provider: () => ({ endpointId: '', listModels: async () => [], stream: (request: StreamRequest) => play(of, request) }),
					};
					const choice: GatewayRequest['choice'] =
						of.pinned === null
							? { kind: 'auto' }
							: of.named
								? { kind: 'user', candidateId: of.pinned }
								: { kind: 'pinned', candidateId: of.pinned, why: 'The run began with it.' };
					const input = {
						...b.input,
						requestId: `s${n}`,
						runId: of.run,
						purpose: of.purpose,
						takeover: of.takeover,
						choice,
						runRemaining: left,
					};
					const result = await answerRequest(deps, input, {
						onRouting: () => {
							const held = b.ledger.outstanding;
							if (month !== null) expect(held + b.ledger.settled).toBeLessThanOrEqual(month);
							if (share !== null) expect(held + b.ledger.settled).toBeLessThanOrEqual(share);
						},
						onText: () => {},
						onReasoning: () => {},
					});
					const cost = result.receipt?.cost ?? 0;
					booked.set(of.run, (booked.get(of.run) ?? 0) + cost);
					if (cost > 0) paid++;
					if (result.error?.kind === 'budget') refused++;
				};
				await Promise.all(steps.map(one));
				expect(b.ledger.outstanding).toBe(0);
				const sum = [...booked.values()].reduce((total, cost) => total + cost, 0);
				expect(sum).toBe(b.ledger.settled);
				for (const spent of booked.values()) expect(spent).toBeLessThanOrEqual(cap ?? Number.POSITIVE_INFINITY);
				expect(sum).toBeLessThanOrEqual(Math.min(month ?? Number.POSITIVE_INFINITY, share ?? Number.POSITIVE_INFINITY));
				for (const { runId } of b.ledger.reservations.values()) expect(runHolds.of(runId)).toBe(0);
			},
		),
		{ numRuns: 400 },
	);
	expect(refused).toBeGreaterThan(50);
	expect(paid).toBeGreaterThan(50);
});

/** As the ledger was asked to settle it, µ$. */
function settledOf({ reservations, settlements }: MemoryLedger, run: string): number {
	const own = [...settlements.values()].filter(({ requestId }) => reservations.get(requestId)?.runId === run);
	return own.reduce((sum, { cost }) => sum + cost, 0);
}
