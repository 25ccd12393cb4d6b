import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Health } from '../../../../src/core/gateway/health.ts';
import { type MeteredCall, type MeteredOutcome, meteredCall } from '../../../../src/core/gateway/metered-call.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import type { TokenUsage } from '../../../../src/core/model/prices.ts';
import type { Settlement } from '../../../../src/core/money/ledger.ts';
import { candidate, prices } from '../routing/support.ts';
import { fault, MemoryLedger, says, text, usage } from './support.ts';

/** Money by the hand of this test: µ$ a token. */
const INPUT = 1;
const OUTPUT = 4;
const PROMPT = 100;
const MODEL = candidate('mini', { prices: prices(INPUT, OUTPUT), endpointId: 'a' });

const estimate = (s: string) => Math.ceil(s.length / 4);

type Step = StreamEvent | Error | 'stop';

async function play(
	steps: readonly Step[],
	over: Partial<MeteredCall> = {},
	ledger = new MemoryLedger(),
): Promise<{ ledger: MemoryLedger; outcome: MeteredOutcome; settlement: Settlement | undefined }> {
	const stop = new AbortController();
	const health = new Health({ now: () => 0 });
	const outcome = await meteredCall(
		{ ledger, clock: { now: () => 0 }, health, estimateTokens: estimate },
		{
			reservation: {
				requestId: 'r1',
				owner: { user: 'local', device: 'd', window: 'w1' },
				purpose: 'chat',
				sessionId: null,
				runId: null,
				expected: 1,
				max: 1_000_000,
				decision: {
					candidateId: 'mini',
					modelName: 'mini',
					recipient: 'A',
					endpointId: 'a',
					taskKind: 'write',
					quality: 1,
					qualityLow: 1,
					qualityHigh: 1,
					expectedLatencyMs: 1,
					reason: '',
					referenceName: null,
					referenceCost: null,
				},
			},
			period: { start: 0, end: 1, limit: null },
			candidate: MODEL,
			priced: true,
			inputTokens: PROMPT,
			outputCap: 1000,
			brake: { leastChars: 20_000, beyond: 'fail' },
			road: 'chat',
			signal: stop.signal,
			open: async function* () {
				for (const step of steps) {
					if (step === 'stop') stop.abort();
					else yield* says(step);
				}
			},
			take: () => 'more',
			warn: (error) => {
				throw error;
			},
			...over,
		},
	);
	if (outcome.kind !== 'overBudget') await outcome.booked;
	return { ledger, outcome, settlement: ledger.settlements.get('r1') };
}

/** What is owed after `steps`, read from them alone; null where nothing is. */
function owed(steps: readonly Step[]): { cost: number; source: string } | null {
	let counted: TokenUsage | null = null;
	let reported: number | null = null;
	let said = { text: '', reasoning: '', calls: '', pieces: 0 };
	/** All text and arguments, counted or not. */
	let all = '';
	const calls = new Map<string, string>();
	let came = false;
	let over = false;
	let fails = false;
	for (const step of steps) {
		if (step === 'stop' || step instanceof Error) {
			fails = step !== 'stop';
			break;
		}
		if (step.type === 'usage') {
			counted = step.usage;
			reported = step.reportedCost;
			said = { text: '', reasoning: '', calls: '', pieces: 0 };
		} else if (step.type === 'end') over = true;
		else {
			came = true;
			let more = '';
			if (step.type === 'text') said.text += more = step.text;
			if (step.type === 'text') all += step.text;
			if (step.type === 'reasoning') said.reasoning += more = step.text;
			if (step.type === 'toolCallDelta' || step.type === 'toolCall') {
				const id = step.type === 'toolCall' ? step.call.id : step.id;
				const before = calls.get(id);
				const args = step.type === 'toolCall' ? step.call.arguments.slice((before ?? '').length) : step.text;
				said.calls += more = (before === undefined ? 'read' : '') + args;
				calls.set(id, (before ?? '') + args);
				if (more === '') said.pieces -= 1;
			}
			said.pieces += 1;
		}
	}
	if (fails && !came && counted === null) return null;
	const since = Math.max(said.pieces, estimate(said.text) + estimate(said.reasoning) + estimate(said.calls));
	if (counted === null) return { cost: PROMPT * INPUT + since * OUTPUT, source: 'estimate' };
	const after = over ? 0 : since;
	// Whole calls alone are kept.
	for (const step of steps.slice(0, upTo(steps)))
		if (!(step instanceof Error) && step !== 'stop' && step.type === 'toolCall') all += `read${step.call.arguments}`;
	const noInput = counted.input === 0;
	const few = counted.output + after < Math.floor(estimate(all) / 3);
	const output = few ? estimate(all) : counted.output + after;
	const tokens = (noInput ? PROMPT : counted.input) * INPUT + output * OUTPUT;
	// Nothing, or nearly, is no cost of a model with a price.
	if (reported !== null && reported > tokens / 100)
		return { cost: reported + after * OUTPUT, source: after === 0 ? 'provider' : 'estimate' };
	return { cost: tokens, source: after > 0 || noInput || few ? 'estimate' : 'tokens' };
}

/** How many of the steps are seen: all up to the end of the stream. */
function upTo(steps: readonly Step[]): number {
	const at = steps.findIndex((step) => step === 'stop' || step instanceof Error);
	return at < 0 ? steps.length : at;
}

const words = fc.constantFrom('', 'a', 'some words', 'x'.repeat(200));
const id = fc.constantFrom('c1', 'c2');
const event: fc.Arbitrary<StreamEvent> = fc.oneof(
	words.map(text),
	words.map((value): StreamEvent => ({ type: 'reasoning', text: value })),
	fc.tuple(id, words).map(([call, value]): StreamEvent => ({ type: 'toolCallDelta', id: call, name: 'read', text: value })),
	fc
		.tuple(id, words)
		.map(([call, value]): StreamEvent => ({ type: 'toolCall', call: { type: 'toolCall', id: call, name: 'read', arguments: value } })),
	fc.tuple(fc.nat(5000), fc.nat(5000), fc.option(fc.nat(40_000))).map(([i, o, cost]) => usage(i, o, cost)),
);
const ending: fc.Arbitrary<readonly Step[]> = fc.oneof(
	fc.constantFrom('stop', 'length', 'toolCalls', 'filter').map((reason): Step[] => [{ type: 'end', reason } as StreamEvent]),
	fc.constantFrom('server', 'brokenStream', 'network', 'rateLimit').map((kind): Step[] => [fault(kind as 'server')]),
	fc.constant<Step[]>([new TypeError('not ours')]),
	fc.constant<Step[]>(['stop']),
);

describe('money of one request', () => {
	it('is exact over any order of text, thinking, calls and counts, however the stream ends', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(event, { maxLength: 12 }), ending, async (events, end) => {
				const steps = [...events, ...end];
				const { ledger, outcome, settlement } = await play(steps);
				const due = owed(steps);
				expect(ledger.outstanding).toBe(0);
				if (due === null) {
					expect(outcome).toMatchObject({ kind: 'failed', sent: null });
					expect(settlement).toBeUndefined();
					expect(ledger.released).toEqual(['r1']);
					return;
				}
				expect(ledger.released).toEqual([]);
				expect(settlement).toMatchObject({ cost: due.cost, costSource: due.source });
				expect(outcome).toMatchObject({ sent: { cost: due.cost, source: due.source, usage: settlement!.usage } });
				const { usage: booked } = settlement!;
				if (booked !== null && due.source !== 'provider' && !events.some((e) => e.type === 'usage' && e.reportedCost !== null))
					expect(booked.input * INPUT + booked.output * OUTPUT).toBe(due.cost);
			}),
			{ numRuns: 2000 },
		);
	});

	it('of a stopped stream is never less than its text, nor than what was counted', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
				const { settlement } = await play([...events, 'stop']);
				const newest = events.findLast((e) => e.type === 'usage');
				const after = events.slice(newest === undefined ? 0 : events.indexOf(newest) + 1);
				const said = after.map((e) => (e.type === 'text' ? e.text : '')).join('');
				expect(settlement!.outcome).toBe('cancelled');
				expect(settlement!.cost).toBeGreaterThanOrEqual(estimate(said) * OUTPUT);
				if (newest !== undefined) {
					const { input, output } = newest.usage;
					const counted = input * INPUT + output * OUTPUT;
					// A reported cost of next to nothing is not believed.
					const least = newest.reportedCost !== null && newest.reportedCost > counted / 100 ? newest.reportedCost : counted;
					expect(settlement!.cost).toBeGreaterThanOrEqual(least);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('an early count of the prompt holds when the stream is stopped or breaks, with the text that came after it', async () => {
		for (const end of ['stop', fault('brokenStream')] as const) {
			const { settlement } = await play([usage(2000, 1), text('x'.repeat(400)), end]);
			expect(settlement).toMatchObject({ cost: 2000 + 101 * OUTPUT, costSource: 'estimate', usage: { input: 2000, output: 101 } });
		}
	});

	it('a count up to the last word is exact when the stream is stopped there', async () => {
		const { settlement } = await play([usage(2000, 1), text('x'.repeat(400)), usage(2000, 90), 'stop']);
		expect(settlement).toMatchObject({ cost: 2000 + 90 * OUTPUT, costSource: 'tokens' });
	});

	it('the newest count holds where the stream came to its end', async () => {
		const { settlement } = await play([usage(2000, 1), text('x'.repeat(400)), usage(1900, 90), { type: 'end', reason: 'stop' }]);
		expect(settlement).toMatchObject({ cost: 1900 + 90 * OUTPUT, costSource: 'tokens' });
	});
});

describe('one request', () => {
	it('that was stopped while the ledger reserved is not sent, and owes nothing', async () => {
		const stop = new AbortController();
		const ledger = new MemoryLedger();
		const reserve = ledger.reserve.bind(ledger);
		ledger.reserve = (...args) => {
			stop.abort();
			return reserve(...args);
		};
		const never = () => expect.unreachable('nothing is said or sent');
		const { outcome } = await play([], { signal: stop.signal, reserved: never, open: never }, ledger);
		expect(outcome).toMatchObject({ kind: 'cancelled', sent: null });
		expect(ledger.released).toEqual(['r1']);
		expect(ledger.settlements.size).toBe(0);
	});

	it('that another window leaves no money for is not sent', async () => {
		const ledger = new MemoryLedger();
		ledger.stealOnReserve = 500;
		const period = { start: 0, end: 1, limit: 1_000_100 };
		const { outcome } = await play([text('wrong')], { period, reserved: () => expect.unreachable() }, ledger);
		expect(outcome).toEqual({ kind: 'overBudget' });
	});

	it('that the ledger cannot book is told, and answers all the same', async () => {
		const ledger = new MemoryLedger();
		ledger.settle = () => Promise.reject(fault('storage'));
		const warned: unknown[] = [];
		const end: StreamEvent = { type: 'end', reason: 'stop' };
		const { outcome } = await play([text('ok'), end], { warn: (error) => warned.push(error) }, ledger);
		expect(outcome).toMatchObject({ kind: 'answered', sent: { cost: PROMPT + OUTPUT } });
		expect(await (outcome as Exclude<MeteredOutcome, { kind: 'overBudget' }>).booked).toBe(false);
		expect(warned).toMatchObject([{ kind: 'storage' }]);
	});

	it('a stream that ignores its signal is not waited for', async () => {
		const stop = new AbortController();
		const hangs = async function* (): AsyncIterable<StreamEvent> {
			yield text('x'.repeat(40));
			await new Promise(() => undefined);
		};
		const running = play([], {
			signal: stop.signal,
			open: hangs,
			take: () => {
				setTimeout(() => stop.abort());
				return 'more';
			},
		});
		expect((await running).settlement).toMatchObject({ outcome: 'cancelled', cost: PROMPT + 10 * OUTPUT });
	});

	it('arguments of a call far beyond the cap are stopped as text is', async () => {
		const endless = async function* (): AsyncIterable<StreamEvent> {
			for (;;) yield { type: 'toolCallDelta', id: 'c1', name: 'read', text: 'x'.repeat(10_000) };
		};
		const { outcome, settlement } = await play([], { open: endless });
		expect(outcome).toMatchObject({ kind: 'failed', error: { kind: 'badResponse' } });
		expect(settlement!.cost).toBeGreaterThan(5000 * OUTPUT);
		const enough = await play([], { open: endless, brake: { leastChars: 20_000, beyond: 'enough' } });
		expect(enough.outcome.kind).toBe('answered');
		expect(enough.settlement).toMatchObject({ outcome: 'answered', costSource: 'estimate' });
	});

	it('what the caller has enough of is closed and booked as far as it came', async () => {
		let closed = false;
		const open = async function* (): AsyncIterable<StreamEvent> {
			try {
				yield usage(50, 1);
				yield text('x'.repeat(40));
				yield text('wrong');
			} finally {
				closed = true;
			}
		};
		const { outcome, settlement } = await play([], { open, take: (e) => (e.type === 'text' ? 'enough' : 'more') });
		expect(outcome).toMatchObject({ kind: 'answered', received: { parts: [{ type: 'text', text: 'x'.repeat(40) }] } });
		expect(settlement).toMatchObject({ outcome: 'answered', cost: 50 + 11 * OUTPUT, costSource: 'estimate' });
		expect(closed).toBe(true);
	});
});
