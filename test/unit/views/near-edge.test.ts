import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { moreAt } from '../../../src/views/chat/near-edge.ts';
import { earlier, MOST, shownOf, windowAround } from '../../../src/views/chat/turn-window.ts';

test('wherever one stands, in a box of any height, it comes to rest, with enough around it', () => {
	const heights = fc.array(fc.integer({ min: 40, max: 900 }), { minLength: 1, maxLength: 12 });
	fc.assert(
		fc.property(
			heights,
			fc.integer({ min: 1, max: 900 }),
			fc.nat(900),
			fc.integer({ min: 200, max: 4_000 }),
			(sizes, count, at, height) => {
				const size = (index: number): number => sizes[index % sizes.length]!;
				const index = Math.min(at, count - 1);
				let window = windowAround(index, { from: 0, to: 0 }, count);
				const look = (): ReturnType<typeof moreAt> => {
					const { from, to } = shownOf(window, count);
					let top = 0;
					for (let turn = from; turn < index; turn += 1) top -= size(turn);
					const places = Array.from({ length: to - from }, (_, turn) => {
						const place = { top, bottom: top + size(from + turn) };
						top = place.bottom;
						return place;
					});
					return moreAt(places, height, { before: from > 0, after: to < count });
				};
				let steps = 0;
				for (let more = look(); more !== null; more = look()) {
					window = more.step(window, count, 6, more.most);
					const { from, to } = shownOf(window, count);
					expect(index >= from && index < to).toBe(true);
					steps += 1;
					expect(steps).toBeLessThan(150);
				}
			},
		),
	);
});

test('far from both edges nothing comes, near one what lies behind it, and the far end goes where it can', () => {
	const turns = (length: number, px: number, above: number): { top: number; bottom: number }[] =>
		Array.from({ length }, (_, index) => ({ top: index * px - above, bottom: (index + 1) * px - above }));
	expect(moreAt(turns(30, 400, 6_000), 800, { before: true, after: true })).toBeNull();
	expect(moreAt(turns(30, 400, 0), 800, { before: false, after: true })).toBeNull();
	expect(moreAt(turns(60, 400, 0), 800, { before: true, after: true })).toEqual({ step: earlier, most: MOST });
	// All of them are seen: none may go.
	expect(moreAt(turns(60, 40, 0), 2_400, { before: true, after: true })!.most).toBeGreaterThan(MOST + 6);
	expect(moreAt([], 800, { before: true, after: true })).toBeNull();
});
