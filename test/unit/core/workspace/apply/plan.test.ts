import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';
import { languageOfFence, pathOfFence } from '../../../../../src/core/workspace/fence.ts';

const at = (text: string, needle: string) => ({ text, selectionStart: text.indexOf(needle), selectionEnd: text.indexOf(needle) });
const file = 'import x;\n\nfunction a() {\n\treturn 1;\n}\n\nfunction b() {\n\treturn 2;\n}\n';

describe('planApply', () => {
	test('a selection is replaced, with its line end kept', () => {
		const start = file.indexOf('function b');
		const plan = planApply({ text: file, selectionStart: start, selectionEnd: file.length }, 'function c() {}');
		expect(plan).toEqual({ how: 'selection', proposed: `${file.slice(0, start)}function c() {}\n`, doubt: null });
	});

	test('a block that repeats most of the file is its new version', () => {
		const next = file.replace('return 2', 'return 3');
		expect(planApply(at(file, 'import'), next)).toEqual({ how: 'wholeFile', proposed: next, doubt: null });
	});

	test('an empty file takes the block', () =>
		expect(planApply(at('', ''), 'a\nb\n')).toEqual({ how: 'wholeFile', proposed: 'a\nb\n', doubt: null }));

	test('a whole function replaces the function of the same head', () => {
		const plan = planApply(at(file, 'import'), 'function b() {\n\tconst y = 5;\n\treturn y;\n}');
		expect(plan.how).toBe('anchored');
		expect(plan.proposed).toBe('import x;\n\nfunction a() {\n\treturn 1;\n}\n\nfunction b() {\n\tconst y = 5;\n\treturn y;\n}\n');
	});

	test('an indented block (Python) ends where its indentation ends', () => {
		const text = 'def a():\n    return 1\n\ndef b():\n    return 2\n\nprint(a(), b())\nx = 1\ny = 2\nz = 3\n';
		const plan = planApply(at(text, 'x = 1'), 'def a():\n    y = 7\n    return y');
		expect(plan.how).toBe('anchored');
		expect(plan.proposed).toBe(text.replace('    return 1', '    y = 7\n    return y'));
	});

	test('statements that begin like a line of the file do not swallow what follows it', () => {
		const text = 'let a = 1;\nlet b = 2;\nlet c = 3;\nlet d = 4;\n';
		const plan = planApply(at(text, 'let d'), 'let a = 1;\nlet z = 9;');
		expect(plan.proposed).toBe('let a = 1;\nlet z = 9;\nlet b = 2;\nlet c = 3;\nlet d = 4;\n');
	});

	test('a fragment that fits nowhere goes below the cursor line', () => {
		const plan = planApply(at(file, 'return 1'), '\tlog();');
		expect(plan).toMatchObject({ how: 'atCursor' });
		expect(plan.proposed).toContain('\treturn 1;\n\tlog();\n}');
	});

	test('line ends follow the file', () => {
		const plan = planApply(at('a\r\nb\r\n', 'a'), 'x\ny');
		expect(plan.proposed.replaceAll('\r\n', '')).not.toContain('\n');
	});

	test('nothing outside the replaced range is ever lost', () => {
		// A block that shares a head with the file is a new version of what stands below it.
		const lines = (form: RegExp) => fc.array(fc.stringMatching(form), { minLength: 1, maxLength: 12 });
		fc.assert(
			fc.property(lines(/^[a-m ]{0,8}$/), lines(/^[n-z ]{0,8}$/), fc.nat(), (target, block, position) => {
				const text = target.join('\n');
				const cursor = position % (text.length + 1);
				const plan = planApply({ text, selectionStart: cursor, selectionEnd: cursor }, block.join('\n'));
				// What is anchored takes the place of an earlier version: see left-out.test.ts.
				if (plan.how !== 'atCursor') return;
				const kept = plan.proposed.split('\n');
				for (const line of target.filter((l) => l.trim() !== '')) expect(kept).toContain(line);
			}),
		);
	});
});

test('fences name languages and paths', () => {
	expect(languageOfFence('ts src/list.ts')).toBe('typescript');
	expect(languageOfFence('')).toBe('plaintext');
	expect(languageOfFence('python')).toBe('python');
	expect(pathOfFence('ts src/list.ts')).toBe('src/list.ts');
	expect(pathOfFence('ts')).toBeNull();
	// Whether it lies in the workspace is asked where the workspace is known; to the active file it must not go.
	expect(pathOfFence('ts /etc/passwd.txt')).toBe('/etc/passwd.txt');
	expect(pathOfFence('ts ../other/x.ts')).toBe('../other/x.ts');
	for (const info of [
		'ts:src/list.ts',
		'ts title="src/list.ts"',
		"ts title='src/list.ts'",
		'ts filename=src/list.ts',
		'ts {file: src/list.ts}',
		'ts (src/list.ts)',
		'ts `src/list.ts`',
		'ts ./src/list.ts',
		'ts src\\list.ts',
		'ts src/list.ts (new)',
		'src/list.ts',
	])
		expect([info, pathOfFence(info)]).toEqual([info, 'src/list.ts']);
	expect(pathOfFence('make Makefile')).toBe('Makefile');
	expect(pathOfFence('yaml .github/workflows/ci.yml')).toBe('.github/workflows/ci.yml');
	expect(pathOfFence('sh .env.example')).toBe('.env.example');
	for (const info of [
		'',
		'ts',
		'python',
		'c++',
		'ts {1,3-5}',
		'js {linenos=true}',
		'python 3.12',
		'ts showLineNumbers',
		'https://x.y/z.ts',
	])
		expect([info, pathOfFence(info)]).toEqual([info, null]);
});
