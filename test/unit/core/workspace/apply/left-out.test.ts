import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';

const apply = (text: string, code: string, needle = ''): string => {
	const at = needle === '' ? 0 : text.indexOf(needle);
	return planApply({ text, selectionStart: at, selectionEnd: at }, code).proposed;
};

const TS = `import { a } from './a';

export function one(x: number) {
	const y = x + 1;
	log(y);
	return y;
}

export function two() {
	return 2;
}
`;

describe('what a block leaves out stays', () => {
	test.each([
		['a();\nb();', 'a();\nb();\nc();\nd();\n'],
		['c();\nd();', 'a();\nb();\nc();\nd();\n'],
		['a();\nd();', 'a();\nb();\nc();\nd();\n'],
		['a();\nb();\n// ...', 'a();\nb();\nc();\nd();\n'],
		['// ...\nc2();\nd();', 'a();\nb();\nc();\nc2();\nd();\n'],
		['a();\nx();\n// ...\nd();', 'a();\nx();\nb();\nc();\nd();\n'],
	])('half a file: %j', (block, wanted) => expect(apply('a();\nb();\nc();\nd();\n', block)).toBe(wanted));

	test('a line that a whole file no longer has is deleted, a function is not', () => {
		expect(apply('a();\nb();\nc();\nd();\n', 'a();\nc();\nd();')).toBe('a();\nc();\nd();\n');
		const three = `${TS}\nexport function three() {\n\treturn 3;\n}\n\nexport const four = 4;\n`;
		expect(apply(three, three.replace(/export function two[\s\S]*?\n}\n\n/, ''))).toBe(three);
	});

	test.each([
		'// ...',
		'// ... existing code ...',
		'// … rest of the file stays the same',
		'// rest of the code unchanged',
		'// (unchanged)',
		'// other functions',
		'// remaining code omitted for brevity',
		'/* ... */',
		'/* existing imports */',
		'...',
		'…',
		'[... rest of the file ...]',
		'<existing code>',
		'// Keep the rest',
		'// same as before',
		'// ... unverändert ...',
		'// restlicher Code unverändert',
		'// le reste du code inchangé',
		'// resto del código sin cambios',
		'// остальной код без изменений',
		'// 其余代码不变',
		'// 残りのコードはそのまま',
		'// your existing code here',
		'// more functions',
	])('%s stands for the functions that are left out, and goes', (placeholder) => {
		const next = `export function two() {\n\treturn 3;\n}`;
		const wanted = TS.replace('return 2', 'return 3');
		expect(apply(TS, `import { a } from './a';\n\n${placeholder}\n\n${next}`)).toBe(wanted);
		expect(apply(TS, `${placeholder}\n\n${next}`)).toBe(wanted);
		expect(apply(TS, `${placeholder}\n\n${next}\n\n${placeholder}`)).toBe(wanted);
		const inside = `export function one(x: number) {\n\t${placeholder}\n\treturn y * 2;\n}`;
		expect(apply(TS, inside)).toBe(TS.replace('return y;', 'return y * 2;'));
		const before = `export function one(x: number) {\n\tcheck(x);\n\t${placeholder}\n}`;
		expect(apply(TS, before)).toBe(TS.replace('\tconst y', '\tcheck(x);\n\tconst y'));
	});

	test('a comment of the file itself, or one that tells something, is no placeholder', () => {
		const text = 'function f() {\n\t// the rest is done elsewhere\n\tg();\n}\n';
		expect(apply(text, 'function f() {\n\t// the rest is done elsewhere\n\th();\n}')).toBe(text.replace('g();', 'h();'));
		expect(apply(text, 'function f() {\n\t// Adds one to the counter\n\th();\n}')).toBe(
			'function f() {\n\t// Adds one to the counter\n\th();\n}\n',
		);
	});

	test('a body of comments alone replaces nothing', () => {
		expect(apply(TS, `export function one(x: number) {\n\t// body\n}\n\nexport function two() {\n\treturn 9;\n}`)).toBe(
			TS.replace('return 2', 'return 9'),
		);
	});

	test('methods of a class, keys of an object, rules of a sheet', () => {
		const py = 'class A:\n    x = 1\n\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n\nprint(A())\n';
		expect(apply(py, 'class A:\n    def g(self):\n        return 3')).toBe(py.replace('return 2', 'return 3'));
		const json = '{\n  "name": "x",\n  "scripts": {\n    "a": "1",\n    "b": "2"\n  },\n  "z": 1\n}\n';
		const merged = apply(json, '{\n  "scripts": {\n    "c": "3"\n  }\n}');
		expect(JSON.parse(merged)).toEqual({ name: 'x', scripts: { a: '1', b: '2', c: '3' }, z: 1 });
		const added = apply(json, '{\n  "last": true\n}');
		expect(JSON.parse(added)).toEqual({ ...JSON.parse(json), last: true });
		const css = '.a {\n\tcolor: red;\n\tmargin: 0;\n\tpadding: 0;\n}\n\n.b {\n\tcolor: blue;\n}\n';
		expect(apply(css, '.a {\n\tcolor: green;\n}')).toBe(css.replace('red', 'green'));
		const yaml = 'name: x\non:\n  push:\n    branches: [main]\njobs:\n  a:\n    runs-on: ubuntu\n';
		expect(apply(yaml, 'jobs:\n  b:\n    runs-on: macos')).toBe(`${yaml}  b:\n    runs-on: macos\n`);
	});

	test('imports are widened, doubled never', () => {
		expect(apply(TS, "import { a, b } from './a';\nimport c from 'c';\n\n// ...\n\nexport function three() {\n\treturn b;\n}")).toBe(
			`${TS.replace("{ a } from './a';", "{ a, b } from './a';\nimport c from 'c';")}\nexport function three() {\n\treturn b;\n}\n`,
		);
		expect(apply(TS, "import { b } from './a';\n\nexport function two() {\n\treturn b;\n}")).toContain("import { a } from './a';");
	});

	test('the path that a model writes above its code is not part of it', () => {
		expect(apply(TS, '// src/one.ts\nexport function two() {\n\treturn 3;\n}')).toBe(TS.replace('return 2', 'return 3'));
		expect(apply('', '# app/x.py\nx = 1')).toBe('x = 1\n');
	});

	test('decorators and comments above a definition stay where the block has none', () => {
		const text = '/** Adds. */\n@memo\nfunction add() {\n\treturn 1;\n}\n\nfunction other() {}\n';
		expect(apply(text, 'function add() {\n\treturn 2;\n}')).toBe(text.replace('1', '2'));
		expect(apply(text, '/** Sums. */\nfunction add() {\n\treturn 2;\n}')).toBe(text.replace('1', '2').replace('Adds', 'Sums'));
	});

	const name = fc.integer({ min: 0, max: 7 });
	test('any part of a file of functions leaves the others as they are (property)', () => {
		const placeholders = fc.constantFrom('', '// ...', '// ... existing code ...', '// rest unchanged', '/* … */');
		fc.assert(
			fc.property(
				fc.uniqueArray(name, { minLength: 2 }),
				fc.uniqueArray(name, { minLength: 1 }),
				placeholders,
				fc.boolean(),
				(have, change, gap, tabs) => {
					const step = tabs ? '\t' : '  ';
					const write = (n: number, value: string, unit: string): string =>
						`function f${n}() {\n${unit}const v = ${value};\n${unit}return v + ${n};\n}`;
					const text = `${have.map((n) => write(n, 'old', step)).join('\n\n')}\n`;
					const block = [gap, ...change.flatMap((n) => [write(n, 'new', '    '), gap])].filter((part) => part !== '').join('\n\n');
					const proposed = apply(text, block);
					for (const n of have)
						expect(proposed).toContain(
							write(n, change.includes(n) ? 'new' : 'old', change.includes(n) && !proposed.includes(write(n, 'new', step)) ? '    ' : step),
						);
					for (const n of change) expect(proposed.split(`function f${n}()`).length).toBe(2);
					if (gap !== '') expect(proposed).not.toContain(gap);
				},
			),
		);
	});
});

describe('indentation and line ends are those of the file', () => {
	const py = 'class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n';

	test('a method that is written at column 0', () => {
		expect(apply(py, 'def f(self):\n    return 3')).toBe(py.replace('return 1', 'return 3'));
		expect(apply(py, '  def f(self):\n    return 3')).toBe(py.replace('return 1', 'return 3'));
		expect(apply(py, 'def f(self):\n\treturn 3')).toBe(py.replace('return 1', 'return 3'));
		expect(apply(py, 'def h(self):\n    return 3\n\ndef g(self):\n    return 4')).toBe(
			py.replace('return 2', 'return 4').replace('    def g', '    def h(self):\n        return 3\n\n    def g'),
		);
	});

	test('a selection from the middle of a line on', () => {
		const from = py.indexOf('return 1');
		const plan = planApply({ text: py, selectionStart: from, selectionEnd: from + 8 }, 'b = 2\nreturn b');
		expect(plan.proposed).toBe(py.replace('return 1', 'b = 2\n        return b'));
		const line = py.lastIndexOf('\n', from) + 1;
		const whole = planApply({ text: py, selectionStart: line, selectionEnd: from + 9 }, 'if x:\n    return b');
		expect(whole.proposed).toBe(py.replace('return 1', 'if x:\n            return b'));
	});

	test('a tab file gets tabs, a file of two blanks gets two', () => {
		expect(apply(TS, 'export function two() {\n    if (x) {\n        return 1;\n    }\n    return 3;\n}')).toBe(
			TS.replace('\treturn 2;', '\tif (x) {\n\t\treturn 1;\n\t}\n\treturn 3;'),
		);
		const two = 'function a() {\n  return 1;\n}\n';
		expect(apply(two, 'function a() {\n\tif (x) {\n\t\treturn 2;\n\t}\n}')).toBe('function a() {\n  if (x) {\n    return 2;\n  }\n}\n');
	});

	test('what fits nowhere goes to the cursor, as deep as the code there', () => {
		expect(apply(py, 'log(1)\nif q:\n  r()', 'return 1')).toBe(
			py.replace('return 1', 'return 1\n        log(1)\n        if q:\n            r()'),
		);
		expect(apply(py, 'log(1)', 'def f')).toBe(py.replace('        return 1', '        log(1)\n        return 1'));
		const tabs = 'function a() {\n\n}\n\nif (b) {\n\tc();\n}\n';
		const { proposed } = planApply({ text: tabs, selectionStart: 15, selectionEnd: 15 }, '    x();\n    y();');
		expect(proposed).toBe(tabs.replace('\n\n}', '\n\tx();\n\ty();\n}'));
	});

	test('CRLF, in every way that a block lands', () => {
		const crlf = TS.replaceAll('\n', '\r\n');
		for (const block of [
			'export function two() {\n\treturn 3;\n}',
			'nothing();\nhere();',
			TS.replace('2', '3'),
			'// ...\nexport const q = 1;',
		]) {
			expect(apply(crlf, block).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
		}
	});
});

test('a selection is not the place for what the block repeats of the rest of the file', () => {
	const text = 'interface Line {\n\tprice: number;\n}\n\nfunction total(lines: Line[]) {\n\treturn 0;\n}\n';
	const from = text.indexOf('function');
	const block = 'interface Line {\n  price: number;\n  count: number;\n}\n\nfunction total(lines: Line[]) {\n  return lines.length;\n}';
	const plan = planApply({ text, selectionStart: from, selectionEnd: text.length }, block);
	expect(plan.proposed).toBe(
		'interface Line {\n\tprice: number;\n\tcount: number;\n}\n\nfunction total(lines: Line[]) {\n\treturn lines.length;\n}\n',
	);
});
