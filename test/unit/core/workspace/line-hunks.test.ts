import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hunkAfter, lineHunks, shownHunks } from '../../../../src/core/workspace/line-hunks.ts';

const line = fc.constantFrom('a', 'b', 'c', 'd', '');
const text = fc.array(line, { maxLength: 14 });

function replaced(before: readonly string[], after: readonly string[]): string[] {
	const out = [...before];
	for (const { at, removed, added } of lineHunks(before, after).toReversed()) out.splice(at, removed, ...added);
	return out;
}

describe('hunks', () => {
	test('make the new text of the old one, and none is empty', () => {
		fc.assert(
			fc.property(text, text, (before, after) => {
				expect(replaced(before, after)).toEqual(after);
				for (const { removed, added } of lineHunks(before, after)) expect(removed + added.length).toBeGreaterThan(0);
			}),
		);
	});

	test('stand in the new text, and the old one is made of it by them, in any order', () => {
		fc.assert(
			fc.property(text, text, fc.nat(5), (before, after, start) => {
				const above = Array.from({ length: start }, (_, i) => `above ${i}`);
				const lines = [...above, ...after];
				const hunks = shownHunks(lineHunks(before, after), before, start);
				for (const { line: at, count, old } of hunks.toReversed()) lines.splice(at, count, ...old);
				expect(lines).toEqual([...above, ...before]);
			}),
		);
	});

	test('lines that stay part them', () => {
		expect(lineHunks(['a', 'keep', 'b'], ['x', 'keep', 'y'])).toEqual([
			{ at: 0, removed: 1, added: ['x'] },
			{ at: 2, removed: 1, added: ['y'] },
		]);
	});

	test('of a long text are those of the few lines that changed, far apart', () => {
		const lines = Array.from({ length: 20_000 }, (_, i) => (i % 3 === 0 ? '}' : `line ${i}`));
		const after = ['import x;', ...lines.with(9_001, 'other').toSpliced(15_000, 2)];
		expect(lineHunks(lines, after)).toEqual([
			{ at: 0, removed: 0, added: ['import x;'] },
			{ at: 9_001, removed: 1, added: ['other'] },
			{ at: 15_000, removed: 2, added: [] },
		]);
	});

	test('of long texts make the new one too, whatever repeats in them', () => {
		const long = fc.array(fc.nat(1_500), { minLength: 1_001, maxLength: 1_300 }).map((all) => all.map((n) => `l${n % 900}`));
		fc.assert(
			fc.property(long, long, (before, after) => {
				expect(replaced(before, after)).toEqual(after);
			}),
			{ numRuns: 10, endOnFailure: true },
		);
	});

	test('of two large texts that have nothing in common are one, at once', () => {
		const many = (word: string): string[] => Array.from({ length: 3000 }, (_, i) => `${word} ${i}`);
		expect(lineHunks(many('a'), many('b'))).toEqual([{ at: 0, removed: 3000, added: many('b') }]);
	});
});

describe('a hunk of lines 10 to 13 that came', () => {
	const hunk = { id: 1, line: 10, count: 4, old: ['a'] };
	const change = (startLine: number, endLine: number, breaks: number, isBefore = false) => ({ startLine, endLine, breaks, isBefore });

	test.each([
		['lines above come', change(2, 2, 5), { ...hunk, line: 15 }],
		['lines above go', change(2, 6, 0), { ...hunk, line: 6 }],
		['a line comes right above', change(10, 10, 1, true), { ...hunk, line: 11 }],
		['the lines right above go', change(7, 10, 0, true), { ...hunk, line: 7 }],
		['a word changes in it', change(11, 11, 0), hunk],
		['a line comes in it', change(13, 13, 1), { ...hunk, count: 5 }],
		['lines of it are joined', change(11, 13, 0), { ...hunk, count: 2 }],
		['something changes below', change(14, 40, 3), hunk],
		['its upper border is typed over', change(9, 11, 0), null],
		['its lower border is typed over', change(13, 14, 0), null],
		['all of it goes', change(0, 60, 0), null],
	])('%s', (_, told, after) => expect(hunkAfter(hunk, told)).toEqual(after));

	test('one where nothing came follows what stands around it', () => {
		const gone = { ...hunk, count: 0 };
		expect(hunkAfter(gone, change(3, 3, 2))).toEqual({ ...gone, line: 12 });
		expect(hunkAfter(gone, change(10, 10, 0))).toEqual(gone);
		expect(hunkAfter(gone, change(9, 10, 0))).toBeNull();
	});
});
