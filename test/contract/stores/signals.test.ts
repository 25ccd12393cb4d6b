import { describe, expect, it } from 'vitest';
import { KEPT_SIGNALS, type Signal } from '../../../src/core/learning/signals.ts';
import { asyncStates, engineStates, type StateHouse, workerStates } from '../../support/stores/states.ts';

const HOUSES: readonly (readonly [string, () => StateHouse])[] = [
	['SQLite in a worker', workerStates],
	['SQLite in this thread', engineStates],
	['an asynchronous database', asyncStates],
];

const signal = (requestId: string, more: Partial<Signal> = {}): Signal => ({
	...{ requestId, at: 1000, kind: 'kept', candidateId: 'home/coder', task: 'typescript', good: true, weight: 1 },
	features: [0.5, -1, 1e-9],
	prior: { mean: 0.25, deviation: 1 },
	...more,
});

describe.each(HOUSES)('signals in %s', (_name, build) => {
	it('are read as they were added, in one order for all windows, each learner its own', async () => {
		const house = build();
		const [one, two] = [house.signals(), house.signals()];
		expect(await one.read('completions')).toEqual({ belief: null, signals: [] });
		await Promise.all(Array.from({ length: 10 }, (_, n) => [one, two][n % 2]!.append('completions', [signal(`a${n}`), signal(`b${n}`)])));
		await two.append('chat', [signal('other', { prior: null })]);
		const read = await one.read('completions');
		expect(await two.read('completions')).toEqual(read);
		expect(read.signals.map(({ signal: { requestId } }) => requestId).sort()).toEqual(
			[...Array(10).keys()].flatMap((n) => [`a${n}`, `b${n}`]).sort(),
		);
		expect(read.signals.map(({ seq }) => seq)).toEqual(read.signals.map(({ seq }) => seq).sort((a, b) => a - b));
		// What was added together stands together.
		for (const [i, { signal: of }] of read.signals.entries()) {
			if (of.requestId.startsWith('a')) expect(read.signals[i + 1]?.signal.requestId).toBe(of.requestId.replace('a', 'b'));
		}
		expect((await one.read('chat')).signals).toMatchObject([{ signal: signal('other', { prior: null }) }]);
	});

	it('are not added twice by a call that is repeated, and two of one request are two', async () => {
		const signals = build().signals();
		const given = [signal('r', { good: false }), signal('r', { at: 2000 })];
		await signals.append('completions', given);
		await signals.append('completions', given);
		expect((await signals.read('completions')).signals.map((of) => of.signal)).toEqual(given);
	});

	it('before a belief are not read again, an earlier belief does not take the place of a later one', async () => {
		const house = build();
		const [one, two] = [house.signals(), house.signals()];
		await one.keep('completions', { upTo: 0, belief: { from: 'before' } });
		await one.append('completions', [signal('a'), signal('b'), signal('c')]);
		const [first, second] = (await two.read('completions')).signals;
		expect((await two.read('completions')).belief).toEqual({ upTo: 0, belief: { from: 'before' } });
		await two.keep('completions', { upTo: second!.seq, belief: { seen: 2 } });
		await one.keep('completions', { upTo: first!.seq, belief: { seen: 1 } });
		const { belief, signals } = await one.read('completions');
		expect(belief).toEqual({ upTo: second!.seq, belief: { seen: 2 } });
		expect(signals.map((of) => of.signal.requestId)).toEqual(['c']);
	});

	it('are gone with the belief when they are cleared, and those after it begin anew', async () => {
		const house = build();
		const signals = house.signals();
		await signals.append('completions', [signal('a'), signal('b')]);
		const last = (await signals.read('completions')).signals.at(-1)!.seq;
		await signals.keep('completions', { upTo: last, belief: 1 });
		await signals.append('chat', [signal('stays')]);
		await house.signals().clear('completions');
		expect(await signals.read('completions')).toEqual({ belief: null, signals: [] });
		await signals.append('completions', [signal('a')]);
		const [again] = (await signals.read('completions')).signals;
		expect(again!.seq).toBeGreaterThan(last);
		expect((await signals.read('chat')).signals).toHaveLength(1);
	});

	it('that were cleared do not come back in a belief that another window had just made of them', async () => {
		const house = build();
		const [one, two] = [house.signals(), house.signals()];
		await one.append('completions', [signal('a'), signal('b')]);
		const read = await one.read('completions');
		await two.clear('completions');
		await one.keep('completions', { upTo: read.signals.at(-1)!.seq, belief: 'of a and b' });
		expect(await two.read('completions')).toEqual({ belief: null, signals: [] });
		await two.append('completions', [signal('c')]);
		expect((await one.read('completions')).signals.map((of) => of.signal.requestId)).toEqual(['c']);
	});

	it('after a belief are all kept, however many', async () => {
		const signals = build().signals();
		const many = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => signal(`r${from + n}`));
		await signals.append('completions', many(0, KEPT_SIGNALS + 100));
		const { seq } = (await signals.read('completions')).signals.at(-11)!;
		await signals.keep('completions', { upTo: seq, belief: 'all but ten' });
		expect((await signals.read('completions')).signals).toHaveLength(10);
	});
});
