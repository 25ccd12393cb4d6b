import { describe, expect, test } from 'vitest';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';

const plan = (text: string, code: string, info = '') => planApply({ text, selectionStart: 0, selectionEnd: 0, info }, code);

const text = `class A {\n\tf() {\n\t\treturn 1;\n\t}\n\n\tg() {\n\t\tif (a) {\n\t\t\treturn 1;\n\t\t}\n\t}\n}\n`;

describe('search and replace', () => {
	const change = (search: string, replace: string): string => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

	test('lines as they are', () => {
		const { proposed, doubt } = plan(text, change('\tf() {\n\t\treturn 1;\n\t}', '\tf() {\n\t\treturn 2;\n\t}'));
		expect([proposed, doubt]).toEqual([text.replace('1', '2'), null]);
	});

	test('in another indentation, several at once, in the marks of other tools', () => {
		const block = `------- SEARCH\n  f() {\n    return 1;\n=======\n  f() {\n    if (b) {\n      return 3;\n    }\n    return 2;\n+++++++ REPLACE\n\n${change('if (a) {', 'if (a && b) {')}`;
		expect(plan(text, block)).toMatchObject({
			proposed: text.replace('return 1', 'if (b) {\n\t\t\treturn 3;\n\t\t}\n\t\treturn 2').replace('if (a)', 'if (a && b)'),
			doubt: null,
		});
	});

	test('lines that stand twice: the first behind the last change, and it says so', () => {
		expect(plan('a();\nb();\na();\nb();\n', change('a();', 'c();'))).toMatchObject({
			proposed: 'c();\nb();\na();\nb();\n',
			doubt: expect.stringContaining('line 1'),
		});
	});

	test('lines that are nowhere: what it puts in is looked for as code, and it says so', () => {
		expect(plan(text, change('\tf() {\n\t\treturn 7;\n\t\tlog();\n\t\tmore();\n\t}', '\tf() {\n\t\treturn 2;\n\t}'))).toMatchObject({
			proposed: text.replace('1', '2'),
			doubt: expect.stringContaining('not in the file'),
		});
	});

	test('nothing to find is put at the end', () => {
		expect(plan('a();\n', change('', 'b();'))).toMatchObject({ proposed: 'a();\nb();\n' });
		expect(plan('', change('', 'b();')).proposed).toBe('b();\n');
	});
});

describe('unified diffs', () => {
	test('brackets keep their depth', () => {
		const block = '@@ -6,5 +6,6 @@\n \tg() {\n \t\tif (a) {\n+\t\t\tlog();\n \t\t\treturn 1;\n \t\t}\n \t}';
		expect(plan(text, block)).toMatchObject({ proposed: text.replace('\t\t\treturn', '\t\t\tlog();\n\t\t\treturn'), doubt: null });
	});

	test('the number of the line says which of two places', () => {
		const twice = 'x\na\ny\nx\na\ny\n';
		expect(plan(twice, '@@ -4,2 +4,2 @@\n x\n-a\n+b')).toMatchObject({ proposed: 'x\na\ny\nx\nb\ny\n', doubt: null });
		expect(plan(twice, '@@ -5,2 +5,2 @@\n x\n-a\n+b')).toMatchObject({
			proposed: 'x\na\ny\nx\nb\ny\n',
			doubt: expect.stringContaining('line 4'),
		});
	});

	test('CRLF, and a file without a last line end', () => {
		expect(plan('a\r\nb\r\nc', '--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n\\ No newline at end of file')).toMatchObject({
			proposed: 'a\r\nB\r\nc',
			doubt: null,
		});
	});

	test('a line that was changed meanwhile: the best place, and it says so', () => {
		expect(plan('one\ntwo!\nthree\nfour\n', '@@ -1,4 +1,4 @@\n one\n two\n-three\n+3\n four')).toMatchObject({
			proposed: 'one\ntwo!\n3\nfour\n',
			doubt: expect.stringContaining('fits best at line 1'),
		});
	});

	test('a hunk of two that is nowhere is left out, and it says so', () => {
		const block = '@@ -1,1 +1,1 @@\n-one\n+1\n@@ -9,2 +9,2 @@\n-nine\n+9\n ten';
		expect(plan('one\ntwo\n', block)).toMatchObject({ proposed: '1\ntwo\n', doubt: expect.stringContaining('1 of 2 parts') });
	});

	test('lines that are taken out alone, where the fence says diff', () => {
		expect(plan('a\nb\nc\n', ' a\n-b\n c', 'diff')).toMatchObject({ proposed: 'a\nc\n', doubt: null });
	});

	test('a line of SQL or Lua that is taken out is no header', () => {
		expect(plan('a\n-- b\nc\n', ' a\n--- b\n+-- B\n c', 'diff')).toMatchObject({ proposed: 'a\n-- B\nc\n' });
	});

	test('a list of YAML is none', () => {
		expect(plan('- a\n- b\n', '- a\n- b\n- c').proposed).toBe('- a\n- b\n- c\n');
	});
});
