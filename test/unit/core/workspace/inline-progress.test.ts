import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inlineLines } from '../../../../src/core/workspace/inline-edit.ts';
import { InlineProgress, type LinesSoFar } from '../../../../src/core/workspace/inline-progress.ts';

/** The same from the whole text. */
function ofWhole(text: string): LinesSoFar | null {
	const lines = inlineLines(text, []);
	return lines === null ? null : { count: lines.length, last: (lines.at(-2) ?? lines[0] ?? '').trim() };
}

test('whatever comes, in whatever pieces, it says what the whole text says', () => {
	const line = fc.constantFrom('', ' ', '\t', '```', '```ts', '````', '~~~', ' ```', 'a', ' b ', '``', '```x```', '\u2028', 'c `d`');
	const end = fc.constantFrom('\n', '\r\n', '\r', '');
	const texts = fc.array(fc.tuple(line, end), { maxLength: 20 }).map((parts) => parts.flat().join(''));
	const cuts = fc.array(fc.nat(60), { maxLength: 10 });
	fc.assert(
		fc.property(fc.oneof(texts, fc.string({ maxLength: 60, unit: fc.constantFrom('`', '~', '\n', '\r', ' ', 'a') })), cuts, (text, at) => {
			const progress = new InlineProgress();
			const places = [0, ...at.filter((cut) => cut <= text.length).sort((a, b) => a - b), text.length];
			for (const [index, place] of places.slice(1).entries()) {
				expect(progress.add(text.slice(places[index], place))).toEqual(ofWhole(text.slice(0, place)));
			}
		}),
		{ numRuns: 3_000 },
	);
});

test('a line of any length is told by its beginning', () => {
	const progress = new InlineProgress();
	progress.add('```\n');
	for (let piece = 0; piece < 50_000; piece += 1) progress.add('x'.repeat(20));
	expect(progress.add('\nnext')).toEqual({ count: 2, last: 'x'.repeat(200) });
});
