import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveDebounce, MAX_DELAY_MS, MIN_DELAY_MS, MOST_OVERTAKEN } from '../../../../src/core/completion/debounce.ts';
import { normal, randomOf } from '../../../../training/kit/random.ts';

/** Types keys with the given gaps, the caret always behind `before`, and returns the time of the last one. */
function type(debounce: AdaptiveDebounce, gaps: readonly number[], before = 'foo', from = 1_000_000): number {
	let at = from;
	for (const gap of gaps) {
		at += gap;
		debounce.key(at, before);
	}
	return at;
}

describe('AdaptiveDebounce', () => {
	it('does not wait on a manual trigger', () => {
		const debounce = new AdaptiveDebounce();
		type(debounce, [100, 100]);
		expect(debounce.delayMs('manual')).toBe(0);
	});

	it('learns how fast its user types', () => {
		const fast = new AdaptiveDebounce();
		const slow = new AdaptiveDebounce();
		type(fast, new Array(200).fill(80));
		type(slow, new Array(200).fill(300));
		expect(fast.delayMs('automatic', 'foo')).toBeLessThan(150);
		expect(slow.delayMs('automatic', 'foo')).toBeGreaterThanOrEqual(300);
	});

	it('waits less where people stop to think, and where nothing is paid', () => {
		const debounce = new AdaptiveDebounce();
		const wait = (before: string, paid = true) => debounce.delayMs('automatic', before, paid);
		for (const before of ['foo.', 'foo(', 'a = ']) expect(wait(before)).toBeLessThan(wait('foo'));
		for (const before of ['foo;\n\t', 'function f() {\n', '']) expect(wait(before)).toBeLessThan(wait('foo.'));
		for (const before of ['foo', 'foo.', 'foo;\n']) expect(wait(before, false)).toBeLessThan(wait(before));
	});

	it('learns where its user stops', () => {
		const debounce = new AdaptiveDebounce();
		const before = debounce.delayMs('automatic', 'foo');
		type(
			debounce,
			Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? 2000 : 150)),
		);
		expect(debounce.delayMs('automatic', 'foo')).toBeLessThan(before);
	});

	it('is overtaken as seldom as it says, by one who types as it assumes', () => {
		const random = randomOf(5);
		const debounce = new AdaptiveDebounce();
		let at = 0;
		let asked = 0;
		let overtaken = 0;
		for (let i = 0; i < 20_000; i++) {
			const place = ['foo', 'foo(', 'foo\n'][i % 3]!;
			debounce.key(at, place);
			const wait = debounce.delayMs('automatic', place);
			const pause = random() < [0.05, 0.15, 0.4][i % 3]!;
			const gap = pause ? 900 + 2000 * random() : Math.min(650, 130 * Math.exp(0.35 * normal(random)));
			at += gap;
			if (i < 2000 || gap <= wait) continue;
			asked++;
			if (!pause) overtaken++;
		}
		expect(asked).toBeGreaterThan(3000);
		expect(overtaken / asked).toBeLessThan(MOST_OVERTAKEN.paid * 1.4);
		expect(overtaken / asked).toBeGreaterThan(MOST_OVERTAKEN.paid * 0.4);
	});

	it('forgets how its user typed before', () => {
		const debounce = new AdaptiveDebounce();
		const at = type(debounce, new Array(300).fill(350));
		const slow = debounce.delayMs('automatic', 'foo(');
		type(debounce, new Array(300).fill(90), 'foo', at);
		expect(debounce.delayMs('automatic', 'foo(')).toBeLessThan(slow / 2);
	});

	it('stays within its bounds', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.nat(1_500), fc.integer({ min: -50, max: 1e9 })), { maxLength: 80 }),
				fc.string(),
				fc.boolean(),
				(gaps, before, paid) => {
					const debounce = new AdaptiveDebounce();
					type(debounce, gaps, before);
					const delay = debounce.delayMs('automatic', before, paid);
					expect(delay).toBeGreaterThanOrEqual(MIN_DELAY_MS);
					expect(delay).toBeLessThanOrEqual(MAX_DELAY_MS);
				},
			),
		);
	});
});
