import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { filling } from '../../../src/views/chat/screenful.ts';
import {
	earlier,
	isLacking,
	isThere,
	later,
	MOST,
	MOST_IN_HIGH,
	nearer,
	STEP,
	shownOf,
	type TurnWindow,
	windowAround,
	windowAtEnd,
} from '../../../src/views/chat/turn-window.ts';

test('it grows to both ends, drops what it leaves, and comes to each end', () => {
	let window: TurnWindow = windowAtEnd(1_000);
	expect(shownOf(window, 1_000)).toEqual({ from: 980, to: 1_000 });
	for (let step = 0; step < 80; step += 1) window = earlier(window, 1_000);
	expect(shownOf(window, 1_000)).toEqual({ from: 0, to: MOST });
	for (let step = 0; step < 80; step += 1) window = later(window, 1_000);
	expect(shownOf(window, 1_000)).toEqual({ from: 1_000 - MOST, to: 1_000 });
	// From then on it goes along with new turns.
	expect(shownOf(window, 1_010).to).toBe(1_010);
});

test('in a box so high that both edges are near, nothing goes for what comes', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 2_000 }), fc.nat(2_000), fc.array(fc.boolean(), { maxLength: 60 }), (count, at, ups) => {
			let window = windowAround(Math.min(at, count - 1), { from: 0, to: 0 }, count);
			for (const up of ups) {
				const before = shownOf(window, count);
				window = (up ? earlier : later)(window, count, 6, MOST_IN_HIGH);
				const after = shownOf(window, count);
				if (after.to - after.from < MOST_IN_HIGH) expect(after.from <= before.from && after.to >= before.to).toBe(true);
				expect(up ? before.from - after.from : after.to - before.to).toBe(Math.min(6, up ? before.from : count - before.to));
				expect(after.to - after.from).toBeLessThanOrEqual(MOST_IN_HIGH);
			}
		}),
	);
});

test('whatever is done, it is a bounded piece of the turns and holds what is asked for', () => {
	const act = fc.oneof(
		fc.constant('earlier' as const),
		fc.constant('later' as const),
		fc.constant('end' as const),
		fc.record({ around: fc.nat(3_000) }),
		fc.record({ more: fc.nat(50) }),
		// Another way of the chat, which is shorter.
		fc.record({ left: fc.nat(3_000) }),
	);
	fc.assert(
		fc.property(fc.nat(3_000), fc.array(act, { maxLength: 30 }), (start, acts) => {
			let count = start;
			let window = windowAtEnd(count);
			for (const one of acts) {
				if (one === 'earlier') window = earlier(window, count);
				else if (one === 'later') window = later(window, count);
				else if (one === 'end') window = windowAtEnd(count);
				else if ('more' in one) count += one.more;
				else if ('left' in one) count = Math.min(count, one.left);
				else if (one.around < count) {
					window = windowAround(one.around, window, count);
					const { from, to } = shownOf(window, count);
					expect(one.around >= from && one.around < to).toBe(true);
				}
				const { from, to } = shownOf(window, count);
				expect(from >= 0 && from <= to && to <= count && to - from <= MOST).toBe(true);
				expect(count === 0 || to > from).toBe(true);
			}
		}),
	);
	expect(shownOf(windowAtEnd(3), 3)).toEqual({ from: 0, to: 3 });
	expect(STEP).toBeLessThan(MOST);
});

test('step by step it becomes what is wanted: a few turns each, and none that is there and wanted goes', () => {
	const windows = fc.record({ from: fc.nat(500), size: fc.integer({ min: 1, max: 60 }), atEnd: fc.boolean() });
	const windowOf = ({ from, size, atEnd }: { from: number; size: number; atEnd: boolean }, count: number): TurnWindow => {
		if (atEnd) return { from: Math.max(0, count - size), to: null };
		const start = Math.min(from, count - 1);
		return { from: start, to: Math.min(count, start + size) };
	};
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 500 }), windows, windows, fc.integer({ min: 1, max: 8 }), (count, a, b, by) => {
			let now = windowOf(a, count);
			const wanted = windowOf(b, count);
			const goal = shownOf(wanted, count);
			for (let step = 0; !isThere(now, wanted, count); step += 1) {
				expect(step).toBeLessThan(MOST);
				const before = shownOf(now, count);
				const lacking = isLacking(now, wanted, count);
				now = nearer(now, wanted, count, by);
				const after = shownOf(now, count);
				const kept = Math.max(0, Math.min(before.to, goal.to) - Math.max(before.from, goal.from));
				const has = Math.max(0, Math.min(after.to, goal.to) - Math.max(after.from, goal.from));
				expect(after.to - after.from).toBeGreaterThan(0);
				expect(has - kept).toBeLessThanOrEqual(by);
				expect(has > kept).toBe(lacking);
				if (kept > 0) {
					expect([after.from <= Math.max(before.from, goal.from), after.to >= Math.min(before.to, goal.to)]).toEqual([true, true]);
					// What goes has a step of its own, behind all that comes.
					if (after.from > before.from || after.to < before.to) expect([has, kept, after]).toEqual([kept, goal.to - goal.from, goal]);
				}
			}
			// Where the newest are wanted, it goes along with what is added.
			if (wanted.to === null && shownOf(nearer(now, wanted, count, by), count).to === count) {
				expect(shownOf(nearer(now, wanted, count, by), count + 1).to).toBe(count + 1);
			}
		}),
	);
	// Nothing is wanted of a chat without turns.
	expect(nearer(windowAtEnd(0), windowAtEnd(0), 0, 1)).toEqual({ from: 0, to: null });
});

test('a screenful is at least one turn, more of them the smaller they are, and bounded', () => {
	const text = fc.oneof(
		fc.string({ maxLength: 400 }),
		fc.nat(3_000).map((length) => 'word '.repeat(length)),
		fc.constant('\n'.repeat(90)),
	);
	const room = fc.record({ width: fc.integer({ min: 0, max: 2_000 }), height: fc.integer({ min: 1, max: 2_000 }) });
	fc.assert(
		fc.property(
			fc.array(text, { minLength: 1, maxLength: 40 }),
			room,
			fc.nat(39),
			fc.constantFrom(1 as const, -1 as const),
			(texts, size, place, by) => {
				const at = Math.min(place, texts.length - 1);
				const ask = { count: texts.length, at, by, textsOf: (index: number) => [texts[index]!] };
				const turns = filling(size, ask);
				expect(turns).toBeGreaterThan(0);
				expect(turns).toBeLessThanOrEqual(Math.min(STEP, by === 1 ? texts.length - at : at + 1));
				expect(filling({ ...size, height: size.height * 2 }, ask)).toBeGreaterThanOrEqual(turns);
				expect(filling(size, { ...ask, textsOf: () => [''] })).toBeGreaterThanOrEqual(turns);
			},
		),
	);
	const long = { count: 10, at: 9, by: -1 as const, textsOf: () => ['x'.repeat(10_000_000)] };
	expect(filling({ width: 400, height: 800 }, long)).toBe(1);
});
