import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveDebounce, MAX_DELAY_MS, MIN_DELAY_MS } from '../../../src/core/completion/debounce.ts';

/** Types keys with the given gaps and returns the time of the last one. */
function type(debounce: AdaptiveDebounce, gaps: readonly number[], from = 1_000_000): number {
	let at = from;
	for (const gap of gaps) {
		at += gap;
		debounce.key(at);
	}
	return at;
}

describe('AdaptiveDebounce', () => {
	it('does not wait on a manual trigger, nor when it is off', () => {
		const debounce = new AdaptiveDebounce();
		const at = type(debounce, [100, 100]);
		expect(debounce.delayMs(at, 'manual')).toBe(0);
		const off = new AdaptiveDebounce('off');
		off.key(0);
		expect(off.delayMs(0, 'automatic')).toBe(0);
	});

	it('learns how fast its user types', () => {
		const fast = new AdaptiveDebounce();
		const slow = new AdaptiveDebounce();
		const quick = fast.delayMs(type(fast, new Array(200).fill(80)), 'automatic');
		const late = slow.delayMs(type(slow, new Array(200).fill(300)), 'automatic');
		expect(quick).toBeGreaterThanOrEqual(80);
		expect(quick).toBeLessThan(130);
		expect(late).toBeGreaterThanOrEqual(300);
	});

	it('waits longer than most gaps of uneven typing', () => {
		const debounce = new AdaptiveDebounce();
		const gaps = Array.from({ length: 400 }, (_, i) => [70, 90, 120, 160, 240][i % 5]!);
		const wait = debounce.delayMs(type(debounce, gaps), 'automatic');
		expect(gaps.filter((gap) => gap < wait).length / gaps.length).toBeGreaterThanOrEqual(0.75);
	});

	it('waits less at the first key, after a pause, and where people stop to think', () => {
		const debounce = new AdaptiveDebounce();
		debounce.key(0);
		const first = debounce.delayMs(0, 'automatic');
		const at = type(debounce, new Array(50).fill(150));
		const burst = debounce.delayMs(at, 'automatic', 'foo');
		expect(first).toBeLessThan(burst);
		for (const before of ['foo.', 'foo(', 'foo;\n\t', 'function f() {'])
			expect(debounce.delayMs(at, 'automatic', before)).toBeLessThan(burst * 0.6);
		debounce.key(at + 5_000);
		expect(debounce.delayMs(at + 5_000, 'automatic', 'foo')).toBeLessThan(burst);
	});

	it('forgets how its user typed before', () => {
		const debounce = new AdaptiveDebounce();
		const at = type(debounce, new Array(300).fill(350));
		const later = type(debounce, new Array(150).fill(90), at);
		expect(debounce.delayMs(later, 'automatic')).toBeLessThan(150);
	});

	it('stays within its bounds', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.nat(1_500), fc.integer({ min: -50, max: 1e9 })), { maxLength: 80 }), fc.string(), (gaps, before) => {
				const debounce = new AdaptiveDebounce();
				const delay = debounce.delayMs(type(debounce, gaps), 'automatic', before);
				expect(delay).toBeGreaterThanOrEqual(MIN_DELAY_MS);
				expect(delay).toBeLessThanOrEqual(MAX_DELAY_MS);
			}),
		);
	});
});
