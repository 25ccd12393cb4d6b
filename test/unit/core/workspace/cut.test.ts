import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateTokens } from '../../../../src/core/message/text-tokens.ts';
import { beginning, cutAround, linesOf } from '../../../../src/core/workspace/cut.ts';

const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n');
const at = (line: number, last = line) => ({ first: line, last });

test('a text that fits goes whole, and nothing is said of it', () => {
	expect(cutAround(linesOf(numbered(20)), at(10), 1000)).toEqual({ text: numbered(20), first: 0, last: 19, cut: null });
	expect(cutAround(linesOf(''), at(0), 10)).toEqual({ text: '', first: 0, last: 0, cut: null });
});

test('of a large one the lines around the focus go, and which is said', () => {
	const around = cutAround(linesOf(numbered(3000)), at(1499), 100);
	expect(around.cut).toBe(`lines ${(around.first + 1).toLocaleString('en-US')} to ${(around.last + 1).toLocaleString('en-US')} of 3,000`);
	expect([around.first < 1499, around.last > 1499]).toEqual([true, true]);
	expect(cutAround(linesOf(numbered(3000)), at(0), 100)).toMatchObject({ first: 0 });
	expect(cutAround(linesOf(numbered(3000)), at(2999), 100)).toMatchObject({ last: 2999 });
	// What is selected goes before what stands around it.
	expect(cutAround(linesOf(numbered(3000)), at(100, 2000), 100)).toMatchObject({ first: 100 });
});

test('of one endless line its beginning goes', () => {
	const { text, cut } = cutAround(linesOf('ab '.repeat(2_000_000)), at(0), 50);
	expect(estimateTokens(text)).toBeLessThanOrEqual(50);
	expect(cut).toMatch(/^the first [\d,]+ of 6,000,000 characters$/);
	expect(cutAround(linesOf(`a\n${'x y '.repeat(100_000)}\nb`), at(1), 50).cut).toMatch(/characters of line 2 of 3$/);
});

test('never more than the budget, never another text, always the focus, and no line that does not fit is asked for twice', () => {
	const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '{', '漢', '😀', 'word ') });
	fc.assert(
		fc.property(text, fc.nat(60), fc.integer({ min: 1, max: 60 }), (whole, focus, budget) => {
			const lines = linesOf(whole);
			const asked: number[] = [];
			const line = (index: number): string => {
				asked.push(index);
				return lines.line(index);
			};
			const cut = cutAround({ count: lines.count, line }, at(focus), budget);
			expect(estimateTokens(cut.text)).toBeLessThanOrEqual(budget);
			expect(whole).toContain(cut.text);
			const meant = Math.min(focus, lines.count - 1);
			expect(cut.first <= meant && meant <= cut.last).toBe(true);
			expect(cut.cut === null).toBe(cut.text === whole);
			expect(new Set(asked).size).toBeLessThanOrEqual(cut.last - cut.first + 3);
		}),
	);
});

test('half a character is none', () => {
	for (let tokens = 1; tokens < 20; tokens++) expect(beginning('😀'.repeat(100), tokens).isWellFormed()).toBe(true);
});
