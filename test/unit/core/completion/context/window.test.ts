import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildContext, SNIPPET_SHARE, snippetTokens } from '../../../../../src/core/completion/context/build.ts';
import { PREFIX_STEP, textWindow } from '../../../../../src/core/completion/context/window.ts';
import type { Snippet } from '../../../../../src/core/completion/types.ts';
import { estimateTokens } from '../../../../../src/core/message/text-tokens.ts';
import { position } from '../routing/support.ts';

const lines = (count: number, from = 0): string =>
	Array.from({ length: count }, (_, i) => `const value${from + i} = compute(${from + i});\n`).join('');

describe('text window', () => {
	it('takes a small file whole', () => {
		const { prefix, suffix } = textWindow(position(`${lines(5)}const a = `, `;\n${lines(5)}`), 2000);
		expect(prefix).toBe(`${lines(5)}const a = `);
		expect(suffix).toBe(`;\n${lines(5)}`);
	});

	it('cuts at line borders within the budget, next to the caret, and gives the prefix what the suffix leaves', () => {
		const text = position(`${lines(400)}const a = `, `;\n${lines(400, 500)}`);
		const { prefix, suffix, tokens } = textWindow(text, 1000);
		expect(text.prefix.endsWith(prefix)).toBe(true);
		expect(text.suffix.startsWith(suffix)).toBe(true);
		expect(prefix.startsWith('const value')).toBe(true);
		expect(suffix.endsWith('\n')).toBe(true);
		expect(tokens).toBeLessThanOrEqual(1000);
		expect(estimateTokens(suffix)).toBeGreaterThan(200);
		expect(estimateTokens(suffix)).toBeLessThanOrEqual(250);
		const alone = textWindow({ ...text, suffix: '' }, 1000);
		expect(alone.prefix.length).toBeGreaterThan(prefix.length);
	});

	it.each([
		['\udc4da', 'b\ud83d', 'a', 'b'],
		['a\ud83d', '\udc4db', 'a', 'b'],
		['\udc4d\n\ud83d', '\udc4d', '\n', ''],
		['👍a', 'b👍', '👍a', 'b👍'],
	])('sends no half of a pair at an edge: %j, %j', (before, after, prefix, suffix) => {
		expect(textWindow(position(before, after), 4_000)).toMatchObject({ prefix, suffix });
		expect(buildContext(position(before, after), [{ path: 'x.ts', text: before, similarity: 1 }], 4_000)).toMatchObject({
			prefix,
			suffix,
			snippets: [{ text: prefix }],
		});
	});

	it('sends one kind of line end, whatever the file has', () => {
		const snippet = { path: 'x.ts', text: 'a\r\nb\rc', similarity: 1 };
		const context = buildContext(position('a\r\nb\r\nc', '\r\nd\r\n'), [snippet], 4_000);
		expect(context).toMatchObject({ prefix: 'a\nb\nc', suffix: '\nd\n', snippets: [{ text: 'a\nb\nc' }] });
	});

	it('begins at the same place while lines are typed', () => {
		const starts = Array.from({ length: 2 * PREFIX_STEP }, (_, typed) => {
			const prefix = `${lines(300)}${lines(typed, 900)}`;
			const cut = textWindow(position(prefix), 800).prefix;
			return prefix.length - cut.length;
		});
		expect(new Set(starts).size).toBeLessThanOrEqual(3);
	});

	it('takes a text that begins with a line break', () => {
		expect(textWindow(position('\n\na', '\n\n'), 50)).toMatchObject({ prefix: '\n\na', suffix: '\n\n' });
	});

	it('keeps the part of one very long line that is next to the caret, and no half character', () => {
		const { prefix, suffix, tokens } = textWindow(position(`{"data": "${'😀'.repeat(3000)}`, `${'y'.repeat(9000)}\nz`), 100);
		expect(tokens).toBeLessThanOrEqual(100);
		expect(prefix.length).toBeGreaterThan(20);
		expect(prefix.isWellFormed() && suffix.isWellFormed()).toBe(true);
		expect(suffix).toMatch(/^y+$/);
	});

	it('is always a part of the text around the caret, within any budget', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', ' ', '\n', '(', '漢', '😀', '\r\n'), maxLength: 400 }),
				fc.string({ unit: fc.constantFrom('b', '\n', '}', '\t'), maxLength: 200 }),
				fc.nat(300),
				(before, after, budget) => {
					const { prefix, suffix, tokens } = textWindow(position(before, after), budget);
					expect(before.endsWith(prefix)).toBe(true);
					expect(after.startsWith(suffix)).toBe(true);
					expect(tokens).toBeLessThanOrEqual(budget);
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe('context', () => {
	const snippet = (path: string, similarity: number, count = 4): Snippet => ({ path, text: lines(count), similarity });

	it('orders snippets by path, chooses them by similarity, and stays within the budget', () => {
		const text = position(lines(400), lines(100));
		const snippets = [snippet('src/z.ts', 0.9), snippet('src/b.ts', 0.2, 200), snippet('src/a.ts', 0.5)];
		const context = buildContext(text, snippets, 1200);
		expect(context.snippets.map((s) => s.path)).toEqual(['src/a.ts', 'src/z.ts']);
		expect(context.tokens).toBeLessThanOrEqual(1200);
		expect(context.tokens).toBeGreaterThan(1000);
		expect(context.snippets.reduce((sum, s) => sum + snippetTokens(s), 0)).toBeLessThanOrEqual(SNIPPET_SHARE * 1200);
		expect(buildContext(text, [...snippets].reverse(), 1200)).toEqual(context);
	});

	it('carries path and language', () => {
		expect(buildContext(position('a'), [], 100)).toEqual({
			path: 'src/a.ts',
			languageId: 'typescript',
			snippets: [],
			prefix: 'a',
			suffix: '',
			tokens: 1,
		});
	});
});
