import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LexicalState, lexicalState, MAX_SCAN } from '../../../../../src/core/completion/text/lexical.ts';

const where = (languageId: string, prefix: string): LexicalState['inside'] => lexicalState(languageId, prefix).inside;

describe('lexicalState', () => {
	it.each([
		['typescript', 'const a = "it', 'string'],
		['typescript', 'const a = `x ${', 'code'],
		['typescript', `const a = \`x \${b} y`, 'string'],
		['typescript', 'const a = 1; // it', 'comment'],
		['typescript', 'const url = "http://x"; ', 'code'],
		['typescript', '/** doc\n * more', 'comment'],
		['typescript', 'const re = /["\']/g; ', 'code'],
		['typescript', 'const q = a / b; // "', 'comment'],
		['python', 'def f():\n    """Doc', 'string'],
		['python', "x = 1  # it's\ny = ", 'code'],
		['rust', "fn f<'a>(x: &'a str) { ", 'code'],
		['rust', '/* a /* b */ still', 'comment'],
		['cpp', "int x = 1'000; char c = '\"'; ", 'code'],
		['csharp', 'var p = @"C:\\', 'string'],
		['go', 'x := `a "', 'string'],
		['shellscript', 'n=$#; echo ', 'code'],
		['shellscript', 'cat <<EOF\nhello (', 'string'],
		['shellscript', 'cat <<EOF\nhello (\nEOF\necho ', 'code'],
		['ruby', 'puts "a #{', 'code'],
		['haskell', "step x' = ", 'code'],
		['haskell', '{- a {- b -} c', 'comment'],
		['yaml', "text: it's ", 'code'],
		['html', "<p>don't ", 'code'],
		['html', '<a href="', 'string'],
		['lua', '--[[ a\nb', 'comment'],
		['sql', "select 'it''s', ", 'code'],
		['markdown', "it's (", 'code'],
		['nonesuch', 'a = "b', 'string'],
	])('%s: %j is in %s', (languageId, prefix, inside) => expect(where(languageId, prefix)).toBe(inside));

	it('names the open brackets, what ends the string, and the word at the caret', () => {
		expect(lexicalState('typescript', 'f({ a: [1, (2), "x')).toEqual({
			inside: 'string',
			closer: '"',
			openBrackets: ['(', '{', '['],
			word: 'x',
		});
		expect(lexicalState('typescript', 'if (a) { const größe')).toEqual({
			inside: 'code',
			closer: null,
			openBrackets: ['{'],
			word: 'größe',
		});
		expect(lexicalState('typescript', '// x ')).toEqual({ inside: 'comment', closer: null, openBrackets: [], word: '' });
		expect(lexicalState('typescript', '/* x').closer).toBe('*/');
	});

	it('begins a long scan outside of what the window cuts open', () => {
		const doc = `def first():\n    """${'words of a long text\n'.repeat(500)}"""\n\n`;
		const prefix = `${doc}def second():\n${'    x = 1\n'.repeat(20)}    y = `;
		expect(prefix.length).toBeGreaterThan(MAX_SCAN);
		expect(lexicalState('python', prefix).inside).toBe('code');
	});

	it('never throws, whatever stands in the file', () => {
		const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 }).map((codes) => String.fromCharCode(...codes));
		fc.assert(
			fc.property(
				fc.constantFrom('typescript', 'python', 'rust', 'shellscript', 'html', 'yaml', '__proto__', 'constructor'),
				units,
				(languageId, prefix) => {
					expect(['code', 'string', 'comment']).toContain(where(languageId, prefix));
				},
			),
		);
	});
});
