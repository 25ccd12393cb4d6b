import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { earlier, later, MOST, STEP, shownOf, type TurnWindow, windowAround, windowAtEnd } from '../../../src/views/chat/turn-window.ts';

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
