import { describe, expect, test } from 'vitest';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';

const apply = (text: string, code: string, needle = ''): string => {
	const at = needle === '' ? 0 : text.indexOf(needle);
	return planApply({ text, selectionStart: at, selectionEnd: at }, code).proposed;
};

describe('a placeholder below the first level of a body', () => {
	const TS = `export const two = (b) => {\n  switch (b.kind) {\n    case 'a':\n      return 1;\n    case 'b':\n      return 2;\n    default:\n      return 3;\n  }\n};\n`;

	test('cases of a switch', () => {
		const block = `export const two = (b) => {\n  switch (b.kind) {\n    // ... existing cases ...\n    case 'c':\n      return 4;\n    default:\n      return 3;\n  }\n};`;
		expect(apply(TS, block)).toBe(TS.replace('    default', `    case 'c':\n      return 4;\n    default`));
		const first = `export const two = (b) => {\n  switch (b.kind) {\n    case 'a':\n      return 10;\n    // ...\n  }\n};`;
		expect(apply(TS, first)).toBe(TS.replace('return 1', 'return 10'));
	});

	test('arms of a match', () => {
		const text = 'fn get(x: i32) -> i32 {\n    match x {\n        0 => 1,\n        1 => 2,\n        _ => 3,\n    }\n}\n';
		const block = 'fn get(x: i32) -> i32 {\n    match x {\n        // ... existing arms\n        2 => 5,\n        _ => 3,\n    }\n}';
		expect(apply(text, block)).toBe(text.replace('        _', '        2 => 5,\n        _'));
	});

	test('an ending that is added, a condition that is changed', () => {
		const text = 'function f() {\n  try {\n    a();\n    b();\n  } catch (e) {\n    log(e);\n  }\n}\n';
		const block = 'function f() {\n  try {\n    // ... existing code ...\n  } catch (e) {\n    log(e);\n  } finally {\n    c();\n  }\n}';
		expect(apply(text, block)).toBe(text.replace('log(e);\n  }', 'log(e);\n  } finally {\n    c();\n  }'));
		const cond = 'function f(x) {\n  if (x) {\n    a();\n  }\n  return x;\n}\n';
		expect(apply(cond, 'function f(x) {\n  if (x && y) {\n    // ... existing code ...\n  }\n  return x;\n}')).toBe(
			cond.replace('(x) {\n    a', '(x && y) {\n    a'),
		);
	});

	test('a body that is wrapped', () => {
		const block = 'function f() {\n  try {\n    // ... existing code ...\n  } catch (e) {\n    log(e);\n  }\n}';
		expect(apply('function f() {\n  a();\n  return b();\n}\n', block)).toBe(
			'function f() {\n  try {\n    a();\n    return b();\n  } catch (e) {\n    log(e);\n  }\n}\n',
		);
	});

	test('on the line of the head', () => {
		const text = 'class A {\n  constructor() {\n    this.x = 1;\n  }\n\n  f() {\n    return 1;\n  }\n}\n';
		expect(apply(text, 'class A {\n  constructor() { ... }\n\n  f() {\n    return 2;\n  }\n}')).toBe(text.replace('return 1', 'return 2'));
		const two = 'function a() {\n  return 1;\n}\n\nfunction b() {\n  return 1;\n}\n';
		expect(apply(two, 'function a() { /* unchanged */ }\n\nfunction b() {\n  return 2;\n}')).toBe(
			two.replace(/1(?!.*\n.*\n.*1)(?=;\n}\n$)/, '2'),
		);
	});

	test('what stands between two goes before the return', () => {
		const text = 'function A() {\n  const a = 1;\n\n  useEffect(() => {\n    load();\n  }, []);\n\n  return a;\n}\n';
		const effect = '  useEffect(() => {\n    save();\n  }, [n]);\n';
		expect(apply(text, `function A() {\n  // ...\n\n${effect}\n  // ...\n}`)).toBe(text.replace('\n  return', `${effect}\n  return`));
	});
});

describe('imports', () => {
	test.each([
		[`import {\n  a,\n  b,\n} from './x';`, `import { c } from './y';`],
		[`import {\n  a,\n  b,\n} from './x';`, `import {\n  c,\n} from './y';`],
		['import java.util.List;\nimport java.util.Map;', 'import java.util.Set;'],
		['#include <stdio.h>', '#include <stdlib.h>'],
		['using System;', 'using System.Linq;'],
	])('%j: %j goes below, and takes the place of none', (own, other) => {
		const text = `${own}\n\nclass F {\n  f() {\n    return 1;\n  }\n}\n`;
		expect(apply(text, `${other}\n\nclass F {\n  f() {\n    return 2;\n  }\n}`)).toBe(
			text.replace('1', '2').replace(own, `${own}\n${other}`),
		);
		expect(apply(text, `${other}\n\nf() {\n  return 2;\n}`)).toBe(text.replace('1', '2').replace(own, `${own}\n${other}`));
	});

	test('a group of them is widened', () => {
		const go = 'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nvar a = 1\n\nvar b = 2\n\nfunc main() {\n\tos.Exit(1)\n}\n';
		expect(apply(go, 'import (\n\t"fmt"\n\t"strings"\n)')).toBe(go.replace('"fmt"\n', '"fmt"\n\t"strings"\n'));
		expect(apply(go, 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println()\n}')).toBe(go.replace('os.Exit(1)', 'fmt.Println()'));
		const py = 'from typing import (\n    Any,\n    Dict,\n)\n\nx = 1\n';
		expect(apply(py, 'from typing import (\n    Optional,\n)')).toBe(py.replace('Dict,\n', 'Dict,\n    Optional,\n'));
		expect(apply(py, 'from typing import Any, Dict, Optional\n\nx = 2')).toBe('from typing import Any, Dict, Optional\n\nx = 2\n');
	});
});

describe('what is the same thing, and what is not', () => {
	test('a constructor is not its class', () => {
		const text = 'public class Foo {\n    private int a;\n\n    public Foo(int a) {\n        this.a = a;\n    }\n}\n';
		expect(apply(text, 'public Foo(int a, int b) {\n    this.a = a + b;\n}')).toBe(
			text.replace('(int a)', '(int a, int b)').replace('= a;', '= a + b;'),
		);
	});

	test('a class keeps what its head begins with', () => {
		const text = 'export class A {\n  f() {\n    return 1;\n  }\n\n  g() {}\n}\n';
		expect(apply(text, 'class A {\n  f() {\n    return 2;\n  }\n}')).toBe(text.replace('1', '2'));
	});

	test('there is one default export', () => {
		const text = 'const a = 1;\n\nexport default { a };\n';
		expect(apply(text, 'const b = 2;\n\nexport default { a, b };')).toBe('const a = 1;\nconst b = 2;\n\nexport default { a, b };\n');
	});

	test('objects of a list, and lines of a list with and without comma', () => {
		const text = '[\n  {\n    "id": 1,\n    "n": "a"\n  },\n  {\n    "id": 2,\n    "n": "b"\n  }\n]\n';
		expect(apply(text, text.replace('"b"', '"c"'))).toBe(text.replace('"b"', '"c"'));
		const one = '[\n  {\n    "id": 1\n  }\n]\n';
		expect(JSON.parse(apply(one, '[\n  // ...\n  {\n    "id": 2\n  }\n]'))).toEqual([{ id: 1 }, { id: 2 }]);
		const files = '{\n  "files": [\n    "a",\n    "b"\n  ],\n  "x": 1\n}\n';
		expect(JSON.parse(apply(files, '{\n  "files": [\n    "a",\n    "b",\n    "c"\n  ]\n}'))).toEqual({ files: ['a', 'b', 'c'], x: 1 });
	});

	test('keys of TOML and INI belong to their table', () => {
		const toml =
			'[package]\nname = "x"\nversion = "1"\n\n[dependencies.foo]\nversion = "1"\n\n[[bin]]\nname = "a"\n\n[[bin]]\nname = "b"\npath = "b"\n';
		expect(apply(toml, '[dependencies.foo]\nversion = "2"')).toBe(toml.replace('foo]\nversion = "1"', 'foo]\nversion = "2"'));
		expect(apply(toml, '[[bin]]\nname = "b"\npath = "c"')).toBe(toml.replace('path = "b"', 'path = "c"'));
		expect(apply(toml, '[dependencies.bar]\nversion = "3"', '[dependencies')).toBe(
			toml.replace('[[bin]]', '[dependencies.bar]\nversion = "3"\n\n[[bin]]'),
		);
	});

	test('a name is no keyword, and the end of a script is not its last line', () => {
		expect(apply('start = 1\nend = 2\ndone = 3\n', 'start = 5')).toBe('start = 5\nend = 2\ndone = 3\n');
		const vue = '<script setup>\nconst a = ref(1);\n</script>\n\n<style>\np {\n  margin: 0;\n}\n</style>\n';
		expect(apply(vue, 'const a = ref(2);')).toBe(vue.replace('1', '2'));
	});

	test('the recipe of a make target is replaced', () => {
		const text = 'build:\n\tcc a.c\n\nrun: build\n\t./a\n';
		expect(apply(text, 'build:\n    cc -O2 a.c')).toBe(text.replace('cc a', 'cc -O2 a'));
	});

	test('what stands in nothing else does not go into what the cursor is in', () => {
		const text = 'impl A for P {\n    fn a(&self) {}\n}\n\nfn main() {\n    x();\n}\n';
		const block = 'impl From<i32> for P {\n    fn from(x: i32) -> Self {\n        P\n    }\n}';
		expect(apply(text, block, 'a(&self)')).toBe(text.replace('\n\nfn main', `\n\n${block}\n\nfn main`));
		expect(apply(text, block)).toBe(`${text}\n${block}\n`);
	});
});

describe('a block in the form of a diff', () => {
	const text = 'import x\n\nLIMIT = 10\n\ndef f():\n    a()\n    b()\n';
	test.each([
		['-LIMIT = 10\n+LIMIT = 20', text.replace('10', '20')],
		[
			'--- a/x.py\n+++ b/x.py\n@@ -1,3 +1,4 @@\n import x\n+import y\n \n-LIMIT = 10\n+LIMIT = 20',
			text.replace('x\n', 'x\nimport y\n').replace('10', '20'),
		],
		[' def f():\n-    a()\n     b()\n+    c()', text.replace('    a()\n', '').concat('    c()\n')],
	])('%j', (block, wanted) => expect(apply(text, block)).toBe(wanted));

	test('a list is none', () => expect(apply('- a\n- b\n', '- a\n- b\n- c')).toBe('- a\n- b\n- c\n'));
});

test('blank lines at the end of a selection stay', () => {
	const text = 'def a():\n    return 1\n\ndef b():\n    return 2\n';
	const plan = planApply({ text, selectionStart: 0, selectionEnd: text.indexOf('def b') }, 'def a():\n    return 3');
	expect(plan.proposed).toBe(text.replace('1', '3'));
});

describe('a selection', () => {
	const text = `function one(x) {\n  const y = x + 1;\n  if (y > 2) {\n    fail('a');\n  }\n  return y;\n}\n\nfunction two() {\n  return 2;\n}\n`;
	const select = (selected: string, code: string): string => {
		const at = text.indexOf(selected);
		return planApply({ text, selectionStart: at, selectionEnd: at + selected.length }, code).proposed;
	};
	const one = text.slice(0, text.indexOf('\nfunction two'));

	test('of a function of which the block leaves out a part', () => {
		const wanted = text.replace('return y', 'return y * 2');
		expect(select(one, 'function one(x) {\n  // ...\n  return y * 2;\n}')).toBe(wanted);
		expect(select(text, 'function one(x) {\n  // ...\n  return y * 2;\n}')).toBe(wanted);
		expect(select(text, '// ...\n\nfunction two() {\n  return 3;\n}')).toBe(text.replace('return 2', 'return 3'));
	});

	test('of all, where the block is a part of it', () => {
		expect(select(text, 'function two() {\n  return 3;\n}')).toBe(text.replace('return 2', 'return 3'));
		expect(select(text, 'const a = 1;\n')).toBe('const a = 1;\n');
	});

	test('inside a function that the block has as a whole', () => {
		expect(select('return 2;', 'function two() {\n  return 3;\n}')).toBe(text.replace('return 2', 'return 3'));
		const inner = one.slice(one.indexOf('  if'), one.indexOf('  return'));
		expect(select(inner, one.replace("'a'", "'b'"))).toBe(text.replace("'a'", "'b'"));
	});
});

test('a string over several lines is one thing with what it is given to', () => {
	const js = 'const s = `\nline\n  indented\n`;\n\nfunction f() {\n  return 1;\n}\n';
	expect(apply(js, 'const s = `\nline\n  indented\nmore\n`;')).toBe(js.replace('indented\n', 'indented\nmore\n'));
	const odd = 'f(); // it`s\nfunction g() {\n  return 1;\n}\nh(`x`);\n';
	expect(apply(odd, 'function g() {\n  return 2;\n}')).toBe(odd.replace('1', '2'));
	const union = "type U =\n  | 'a'\n  | 'b';\n";
	expect(apply(`${union}x();\n`, "type U =\n  | 'a'\n  | 'b'\n  | 'c';")).toBe(`${union.replace(';', "\n  | 'c';")}x();\n`);
	const py = 'S = """\nfoo\n  bar\n"""\n\ndef f():\n    return 1\n';
	expect(apply(py, 'S = """\nfoo\n  baz\n"""')).toBe(py.replace('bar', 'baz'));
});
