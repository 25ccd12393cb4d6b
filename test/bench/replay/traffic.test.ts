import { describe, expect, it } from 'vitest';
import { replayRows, SET_CLASSES } from '../../../bench/replay/classes.ts';
import type { ReplaySet } from '../../../bench/replay/types.ts';
import { syntheticRows, syntheticTraffic } from './support.ts';

describe('traffic', () => {
	it('is the same for a seed, in the order of time, within its month', () => {
		const { requests, start, end } = syntheticTraffic(500, 1);
		expect(syntheticTraffic(500, 1).requests).toEqual(requests);
		expect(syntheticTraffic(500, 2).requests).not.toEqual(requests);
		expect(requests).toHaveLength(500);
		for (const [i, { at }] of requests.entries()) {
			expect(at).toBeGreaterThanOrEqual(i === 0 ? start : requests[i - 1]!.at);
			expect(at).toBeLessThan(end);
		}
	});

	it('is conversations whose history grows, in working hours for the most part', () => {
		const { requests, earlier, start } = syntheticTraffic(2000, 1);
		const last = new Map<number, { turn: number; prefixTokens: number; at: number }>();
		for (const request of requests) {
			const before = last.get(request.conversation);
			expect(request.turn).toBe(before === undefined ? 0 : before.turn + 1);
			if (before !== undefined) expect(request.inputTokens).toBeGreaterThan(before.prefixTokens);
			expect(request.prefixTokens).toBeGreaterThan(request.inputTokens);
			last.set(request.conversation, request);
		}
		const turns = requests.length / last.size;
		expect(turns).toBeGreaterThan(2.4);
		expect(turns).toBeLessThan(3.4);
		const working = requests.filter(({ at }) => {
			const date = new Date(at);
			return date.getDay() % 6 !== 0 && date.getHours() >= 8 && date.getHours() < 19;
		});
		expect(working.length / requests.length).toBeGreaterThan(0.8);
		expect(Math.max(...earlier)).toBeLessThan(start);
	});

	it('repeats a prompt only when all of its set were used', () => {
		expect(syntheticTraffic(90, 1).repeats).toBe(0);
		expect(syntheticTraffic(600, 1).repeats).toBeGreaterThan(0);
		expect(syntheticRows(30, 1).filter((row) => row.outcomes[1] === null)).toHaveLength(3);
	});
});

describe('price classes', () => {
	const columns = Object.values(SET_CLASSES.lcb_repair!.columns);
	const set: ReplaySet = {
		set: 'lcb_repair',
		columns: ['other', ...columns],
		ids: ['a', 'b'],
		categories: ['codegen-easy', 'codegen-hard'],
		outcome: Float32Array.from([0, 1, 1, 1, 0, 0, Number.NaN, 1]),
		predicted: Float32Array.from([0, 0.5, 0.6, 0.75, 0, 0.1, 0.2, 0.3]),
		characters: Int32Array.from([401, 10]),
	};

	it('take the named columns and leave out rows that a model was not run on', () => {
		const rows = replayRows([set, { ...set, set: 'unknown' }]);
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ set: 'lcb_repair', id: 'a', kind: 'code', promptTokens: 101 });
		expect(rows[0]!.outcomes.map((o) => o?.p)).toEqual([0.5, expect.closeTo(0.6), 0.75]);
		expect(() => replayRows([{ ...set, columns: ['other', 'x', 'y', 'z'] }])).toThrow(/no column/);
	});
});
