import * as l10n from '@vscode/l10n';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { typedMentions, withWords } from '../../../../src/app/chat/mention-text.ts';

afterEach(() => l10n.config({ contents: {} }));

const meant = (text: string): readonly string[] =>
	typedMentions(text).map((one) => (one.kind === 'named' ? one.what : `${one.of}:${one.ref}`));

test('a name of the list is meant in any case, with its blank, at the borders of a word', () => {
	for (const [text, what] of [
		['@problems', 'problems'],
		['@problems what is wrong here?', 'problems'],
		['what of @Diff, then', 'diff'],
		['(@DIFF)', 'diff'],
		['[@diff] and "quoted"', 'diff'],
		['@terminal selection', 'terminalSelection'],
		['@Terminal  Selection.', 'terminalSelection'],
		['@terminal selections', 'terminal'],
		['@terminal: why?', 'terminal'],
		['line\n@current file', 'file'],
		['@selection—why', 'selection'],
		['@selection。', 'selection'],
	] as const)
		expect(meant(text), text).toEqual([what]);
	expect(meant('@problems and @diff and @problems')).toEqual(['problems', 'diff', 'problems']);
});

test('what is no name of the list is text', () => {
	for (const text of [
		'@nosuchthing',
		'@Override',
		'someone@host',
		'me@diff',
		'a@problems b',
		'@problemsolver',
		'@diff_tool',
		'@diff-so-fancy',
		'@problems()',
		'@diff/@problems',
		'\\@diff',
		'@current',
		'@terminal\nselection of rows'.replace('@terminal', '@current'),
		'@',
		'@ diff',
		'`@diff`',
		'``a ` @diff``',
		'see ` @diff ` there',
		'```ts\n@problems\nclass A {}\n```',
		'~~~\n@diff\n```\n@diff',
		'"@diff"',
		`@diff ${'x'.repeat(4000)}`,
	])
		expect(meant(text), text).toEqual([]);
	expect(meant('```\n@diff\n```\nsee @problems')).toEqual(['problems']);
	expect(meant('a ` alone and @diff')).toEqual(['diff']);
});

test('folders, symbols, searches and paths are named by what stands behind them', () => {
	expect(meant('explain @folder:src/app/, please')).toEqual(['folder:src/app']);
	expect(meant('what does @symbol:retryLater do')).toEqual(['symbol:retryLater']);
	expect(meant('@search: two words \nand @diff')).toEqual(['search:two words', 'diff']);
	expect(meant('@search:')).toEqual([]);
	expect(meant('fix @src/cart.ts, @./b.ts and @types/node')).toEqual(['file:src/cart.ts', 'file:b.ts', 'file:types/node']);
	expect(meant(Array.from({ length: 30 }, (_, n) => `@a${n}.ts`).join(' '))).toHaveLength(8);
});

test('a name is known in the user’s language and in English', () => {
	l10n.config({ contents: { problems: 'Probleme', 'terminal selection': 'Auswahl (im) Terminal' } });
	expect(meant('@probleme, @problems, @auswahl (im) terminal')).toEqual(['problems', 'problems', 'terminalSelection']);
});

test('the text reads as if they had been picked', () => {
	const picked = (text: string): string => withWords(text, typedMentions(text));
	expect(picked('why @Problems, and @folder:src/ (@diff)?')).toBe('why Problems, and src (diff)?');
	expect(picked('where @search: two words')).toBe('where "two words"');
	fc.assert(
		fc.property(
			fc.array(fc.constantFrom('@', 'diff', 'terminal', ' ', 'selection', '`', '```', '\n', '(', ')', 'src/a.ts', 'search:', 'é')),
			(parts) => {
				const text = parts.join('');
				const found = typedMentions(text);
				for (const [index, { start, end }] of found.entries()) {
					if (text[start] !== '@' || end > text.length || start < (found[index - 1]?.end ?? 0)) return false;
				}
				return withWords(text, []) === text;
			},
		),
	);
});

test('a text of nothing but "@" takes no time', () => {
	expect(typedMentions('@ '.repeat(500_000))).toEqual([]);
	expect(typedMentions('@ \n'.repeat(500_000))).toEqual([]);
});
