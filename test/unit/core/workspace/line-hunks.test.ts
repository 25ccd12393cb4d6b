import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hunkAfter, lineHunks, type ShownHunk, shownHunks } from '../../../../src/core/workspace/line-hunks.ts';

const line = fc.constantFrom('a', 'b', 'c', 'd', '');
const text = fc.array(line, { maxLength: 14 });

function replaced(before: readonly string[], after: readonly string[]): string[] {
	const out = [...before];
	for (const { at, removed, added } of lineHunks(before, after).toReversed()) out.splice(at, removed, ...added);
	return out;
}

/** Both sides in one document, as the editor shows them. */
function shown(before: readonly string[], after: readonly string[]): { readonly lines: string[]; readonly hunks: readonly ShownHunk[] } {
	const lines = [...before];
	for (const { at, removed, added } of lineHunks(before, after).toReversed()) lines.splice(at + removed, 0, ...added);
	return { lines, hunks: shownHunks(lineHunks(before, after), 0) };
}

const without = (lines: readonly string[], parts: readonly (readonly [number, number])[]): string[] => {
	const gone = new Set(parts.flatMap(([from, count]) => Array.from({ length: count }, (_, i) => from + i)));
	return lines.filter((_, i) => !gone.has(i));
};

describe('hunks', () => {
	test('make the new text of the old one, and none is empty', () => {
		fc.assert(
			fc.property(text, text, (before, after) => {
				expect(replaced(before, after)).toEqual(after);
				for (const { removed, added } of lineHunks(before, after)) expect(removed + added.length).toBeGreaterThan(0);
			}),
		);
	});

	test('accepted all are the new text, discarded all the old one', () => {
		fc.assert(
			fc.property(text, text, (before, after) => {
				const { lines, hunks } = shown(before, after);
				expect(
					without(
						lines,
						hunks.map(({ line: at, removed }) => [at, removed]),
					),
				).toEqual(after);
				expect(
					without(
						lines,
						hunks.map(({ line: at, removed, added }) => [at + removed, added]),
					),
				).toEqual(before);
			}),
		);
	});

	test('lines that stay part them', () => {
		expect(lineHunks(['a', 'keep', 'b'], ['x', 'keep', 'y'])).toEqual([
			{ at: 0, removed: 1, added: ['x'] },
			{ at: 2, removed: 1, added: ['y'] },
		]);
	});

	test('of two large texts that have nothing in common are one, at once', () => {
		const many = (word: string): string[] => Array.from({ length: 3000 }, (_, i) => `${word} ${i}`);
		expect(lineHunks(many('a'), many('b'))).toEqual([{ at: 0, removed: 3000, added: many('b') }]);
	});
});

describe('a hunk of lines 10 to 12 that go and 13 to 16 that came', () => {
	const hunk = { id: 1, line: 10, removed: 3, added: 4 };
	const change = (startLine: number, endLine: number, breaks: number, isBefore = false) => ({ startLine, endLine, breaks, isBefore });

	test.each([
		['lines above come', change(2, 2, 5), { ...hunk, line: 15 }],
		['lines above go', change(2, 6, 0), { ...hunk, line: 6 }],
		['a line comes right above', change(10, 10, 1, true), { ...hunk, line: 11 }],
		['the lines right above go', change(7, 10, 0, true), { ...hunk, line: 7 }],
		['a word changes in what goes', change(11, 11, 0), hunk],
		['a line comes in what goes', change(12, 12, 1), { ...hunk, removed: 4 }],
		['a line comes in what came', change(13, 13, 1), { ...hunk, added: 5 }],
		['lines of what came are joined', change(14, 16, 0), { ...hunk, added: 2 }],
		['something changes below', change(17, 40, 3), hunk],
		['its upper border is typed over', change(9, 11, 0), null],
		['its middle is typed over', change(12, 13, 1), null],
		['its lower border is typed over', change(16, 17, 0), null],
		['all of it goes', change(0, 60, 0), null],
	])('%s', (_, told, after) => expect(hunkAfter(hunk, told)).toEqual(after));
});
