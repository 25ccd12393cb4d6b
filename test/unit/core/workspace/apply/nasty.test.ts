import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';

const plan = (text: string, code: string, needle = '') => {
	const at = needle === '' ? 0 : text.indexOf(needle);
	return planApply({ text, selectionStart: at, selectionEnd: at }, code);
};
const apply = (text: string, code: string, needle = ''): string => plan(text, code, needle).proposed;

describe('one name in two classes', () => {
	const text = `class A {\n  size() {\n    return this.a.length;\n  }\n}\n\nclass B {\n  size() {\n    return this.b.length;\n  }\n}\n`;
	const block = 'size() {\n  return this.b.length + 1;\n}';
	const wanted = text.replace('b.length', 'b.length + 1');

	test('the one that is most alike is shown, and that it is not sure', () => {
		expect(plan(text, block)).toMatchObject({ proposed: wanted, doubt: expect.stringContaining('size is there 2 times') });
	});

	test('the cursor says which', () => {
		expect(plan(text, block, 'this.b')).toMatchObject({ proposed: wanted, doubt: null });
		expect(plan(text, block, 'this.a')).toMatchObject({ proposed: text.replace('a.length', 'b.length + 1'), doubt: null });
	});

	test('so does the class around it', () => {
		expect(plan(text, `class B {\n  ${block.replaceAll('\n', '\n  ')}\n}`)).toMatchObject({ proposed: wanted, doubt: null });
	});

	test('and what else the block has of it', () => {
		const more = text.replace('class B {\n', 'class B {\n  first() {\n    return 1;\n  }\n\n');
		expect(plan(more, `first() {\n  return 2;\n}\n\n${block}`)).toMatchObject({
			proposed: more.replace('return 1', 'return 2').replace('b.length', 'b.length + 1'),
			doubt: null,
		});
	});
});

test('a method and a function of one block each go to their place', () => {
	const text = 'class A {\n  f() {\n    return 1;\n  }\n}\n\nfunction top() {\n  return 1;\n}\n';
	expect(apply(text, 'f() {\n  return 2;\n}\n\nfunction top() {\n  return 3;\n}')).toBe(
		text.replace('return 1', 'return 2').replace(/return 1/, 'return 3'),
	);
});

describe('overloads', () => {
	const ts =
		'export function of(x: string): number;\nexport function of(x: number): number;\nexport function of(x: unknown): number {\n  return Number(x);\n}\n';

	test('all given again', () => {
		const next = ts.replace('return Number(x)', 'return Number(x) || 0');
		expect(apply(ts, next)).toBe(next);
	});

	test('the implementation alone', () => {
		expect(apply(ts, 'export function of(x: unknown): number {\n  return Number(x) || 0;\n}')).toBe(
			ts.replace('return Number(x)', 'return Number(x) || 0'),
		);
	});

	test('a further one is added and takes the place of none', () => {
		const java = 'class A {\n    int f(int a) {\n        return 1;\n    }\n\n    int f(String s) {\n        return 2;\n    }\n}\n';
		const block = 'class A {\n    // ...\n\n    int f(double[] xs, boolean all) {\n        return 3;\n    }\n}';
		expect(apply(java, block)).toBe(java.replace(/\n}\n$/, '\n\n    int f(double[] xs, boolean all) {\n        return 3;\n    }\n}\n'));
	});

	test('a getter and a setter are two', () => {
		const text = 'class A {\n  get x() {\n    return this.#x;\n  }\n\n  set x(v) {\n    this.#x = v;\n  }\n}\n';
		expect(apply(text, 'set x(value) {\n  this.#x = Number(value);\n}')).toBe(
			text.replace('set x(v) {\n    this.#x = v', 'set x(value) {\n    this.#x = Number(value)'),
		);
	});
});

describe('decorators', () => {
	test('of several lines stay, and are not doubled', () => {
		const text =
			"@Component({\n  selector: 'app',\n  template: '',\n})\nexport class App {\n  @Input() name = '';\n\n  f() {\n    return 1;\n  }\n}\n";
		expect(apply(text, 'export class App {\n  // ...\n  f() {\n    return 2;\n  }\n}')).toBe(text.replace('return 1', 'return 2'));
		expect(apply(text, text.replace('return 1', 'return 2'))).toBe(text.replace('return 1', 'return 2'));
	});

	test('of Python, in a class', () => {
		const py = 'class A:\n    @property\n    def x(self):\n        return 1\n\n    @x.setter\n    def x(self, v):\n        self.v = v\n';
		expect(apply(py, '@x.setter\ndef x(self, v):\n    self.v = int(v)')).toBe(py.replace('= v\n', '= int(v)\n'));
	});
});

test('fences inside of a fence', () => {
	const md = '# A\n\n## Use\n\n```ts\n// # no heading\nf();\n```\n\n## More\n\nx\n';
	const { proposed } = planApply(
		{ text: md, selectionStart: 0, selectionEnd: 0, language: 'markdown' },
		'## Use\n\n~~~~md\n```sh\n# still none\n```\n~~~~',
	);
	expect(proposed).toBe('# A\n\n## Use\n\n~~~~md\n```sh\n# still none\n```\n~~~~\n\n## More\n\nx\n');
});

describe('line ends, tabs, marks', () => {
	test('mixed line ends each stay as they are', () => {
		const text = 'a();\r\nb();\nc();\r\nd();\ne();\r\n';
		expect(apply(text, 'b();\nx();\nc();')).toBe('a();\r\nb();\nx();\r\nc();\r\nd();\ne();\r\n');
	});

	test('a byte order mark, and no line end at the end', () => {
		const text = '\uFEFFfunction f() {\r\n\treturn 1;\r\n}';
		expect(apply(text, 'function f() {\n    return 2;\n}')).toBe(text.replace('1', '2'));
		expect(apply('\uFEFF', 'a();')).toBe('\uFEFFa();\n');
	});

	test('steps of two blanks, of four and tabs', () => {
		for (const unit of ['\t', '    ', '  ']) {
			const text = `class A {\n${unit}f() {\n${unit}${unit}if (a) {\n${unit}${unit}${unit}b();\n${unit}${unit}}\n${unit}}\n}\n`;
			for (const other of ['\t', '    ', '  ']) {
				const block = `f() {\n${other}if (a) {\n${other}${other}c();\n${other}}\n}`;
				expect(apply(text, block)).toBe(text.replace('b()', 'c()'));
			}
		}
	});
});

describe('a block that is little', () => {
	test('imports alone, where the file has none', () => {
		expect(plan('#!/usr/bin/env node\n// Licence\n\nmain();\n', "import { main } from './main';")).toMatchObject({
			proposed: "#!/usr/bin/env node\n// Licence\n\nimport { main } from './main';\n\nmain();\n",
			doubt: null,
		});
		expect(apply('main();\n', "import { main } from './main';")).toBe("import { main } from './main';\n\nmain();\n");
	});

	test('a placeholder at the top, and one alone', () => {
		const text = 'a();\n\nfunction f() {\n  return 1;\n}\n';
		expect(apply(text, '// ... existing code ...\n\nfunction f() {\n  return 2;\n}')).toBe(text.replace('1', '2'));
		expect(apply(text, '// ... existing code ...')).toBe(text);
	});

	test('an empty file, a file of blanks, an empty block', () => {
		expect(apply('', 'a();')).toBe('a();\n');
		expect(apply('\n \n', 'a();')).toBe('a();\n');
		expect(apply('a();\n', '')).toBe('a();\n');
	});

	test('what is in the file nowhere goes to the end, and says so', () => {
		expect(plan('a();\n', 'function g() {\n  return 1;\n}')).toMatchObject({
			proposed: 'a();\n\nfunction g() {\n  return 1;\n}\n',
			doubt: expect.stringContaining('goes to the end'),
		});
		const py = 'def f():\n    pass\n\n\nif __name__ == "__main__":\n    f()\n';
		expect(apply(py, 'def g():\n    pass')).toBe(py.replace('if __', 'def g():\n    pass\n\n\nif __'));
	});
});

test('a class that is not indented at all', () => {
	const text = 'namespace shop {\nclass Cart {\npublic:\nint total() {\nreturn 1;\n}\nint count() {\nreturn 2;\n}\n};\n}\n';
	expect(apply(text, 'int count() {\n    return 3;\n}')).toBe(text.replace('return 2;', '    return 3;'));
});

test("the editor's symbols say where a definition ends", () => {
	const text = 'sub a\nx = 1\nend sub\nsub b\nx = 1\nend sub\n';
	const symbols = new Map([
		[0, 2],
		[3, 5],
	]);
	const { proposed } = planApply({ text, selectionStart: 0, selectionEnd: 0, symbols }, 'sub b\n  x = 2\nend sub');
	expect(proposed).toContain('sub a\nx = 1\nend sub\nsub b\n');
	expect(proposed).toContain('x = 2');
	expect(proposed.match(/sub b/g)).toHaveLength(1);
});

test('fields are found by their names', () => {
	const java = 'class A {\n    private int count = 0;\n    private final String name;\n\n    int f() {\n        return count;\n    }\n}\n';
	expect(apply(java, 'class A {\n    private long count = 0L;\n\n    // ... rest unchanged\n}')).toBe(
		java.replace('int count = 0', 'long count = 0L'),
	);
	const go = 'package a\n\ntype C struct {\n\tHost string\n\tPort int\n}\n';
	expect(apply(go, 'type C struct {\n\tHost string\n\tPort int64\n}')).toBe(go.replace('int', 'int64'));
	const sql = 'create table t (\n  id int,\n  name text\n);\n';
	expect(apply(sql, 'create table t (\n  id bigint,\n  name text\n);')).toBe(sql.replace('id int', 'id bigint'));
});

const WORDS = ['alpha', 'beta', 'gamma', 'delta', 'kappa', 'sigma'] as const;
const body = (name: string, i: number, unit: string): string => `${name}() {\n${unit}return ${i};\n}`;
/** Functions with names of their own. */
const functions = fc
	.uniqueArray(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 })
	.map((names) => names.map((name, i) => ({ name, code: `function ${body(name, i, '\t')}` })));

describe('whatever the functions', () => {
	test('a block that is a part of the file changes nothing', () => {
		fc.assert(
			fc.property(functions, fc.nat(), fc.nat(), fc.boolean(), (all, a, b, crlf) => {
				const eol = crlf ? '\r\n' : '\n';
				const text = `${all.map(({ code }) => code).join('\n\n')}\n`.replaceAll('\n', eol);
				const [from, to] = [a % all.length, b % all.length].sort((x, y) => x - y) as [number, number];
				const block = all.slice(from, to + 1).map(({ code }) => code.replace('\t', '    '));
				expect(plan(text, block.join('\n\n'))).toMatchObject({ proposed: text, doubt: null });
			}),
		);
	});

	test('nothing that a block leaves out is lost, what it changes stands once, twice is as once', () => {
		fc.assert(
			fc.property(
				functions,
				fc.nat(),
				fc.boolean(),
				fc.boolean(),
				fc.constantFrom('', '// ...\n\n', '# rest unchanged\n\n'),
				(all, pick, method, crlf, gap) => {
					const eol = crlf ? '\r\n' : '\n';
					const lines = all.map(({ code }) => (method ? code.replace('function ', '').replaceAll('\n', '\n\t').replace(/^/, '\t') : code));
					const text = `${method ? `class A {\n${lines.join('\n\n')}\n}` : lines.join('\n\n')}\n`.replaceAll('\n', eol);
					const { name } = all[pick % all.length]!;
					const block = `${gap}${method ? '' : 'function '}${body(name, 99, '  ')}`;
					const { proposed, doubt } = plan(text, block);
					expect(doubt).toBeNull();
					for (const other of all) expect(proposed.split(`${other.name}()`)).toHaveLength(2);
					for (const [i, other] of all.entries()) expect(proposed.includes(`return ${i};`)).toBe(other.name !== name);
					expect(proposed).toContain('return 99;');
					expect(proposed.replaceAll(eol, '')).not.toMatch(/[\r\n]/);
					expect(plan(proposed, block).proposed).toBe(proposed);
				},
			),
		);
	});

	test('no text makes it fail, and line ends are never mixed', () => {
		const piece = fc.constantFrom(
			'function f() {',
			'}',
			'\t',
			'  x();',
			'// ...',
			'…',
			'@@ -1 +1 @@',
			'+a',
			'-b',
			'<<<<<<< SEARCH',
			'=======',
			'# h',
			'```',
			'"',
			'(',
			'if (a)',
			'else',
			'\uFEFF',
		);
		const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 14 }).map((lines) => lines.join('\n'));
		fc.assert(
			fc.property(text, text, fc.nat(), fc.constantFrom('markdown', 'typescript'), (file, block, at, language) => {
				const crlf = file.replaceAll('\r', '').replaceAll('\n', '\r\n');
				const selectionStart = at % (crlf.length + 1);
				const { proposed } = planApply({ text: crlf, selectionStart, selectionEnd: selectionStart, language }, block);
				if (crlf.includes('\n')) expect(proposed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
			}),
		);
	});
});

test('a method and a function of one name are two', () => {
	const text = 'function load(x) {\n  return x;\n}\n\nclass A {\n  load(x) {\n    return load(x);\n  }\n}\n';
	expect(apply(text, 'load(x) {\n  return load(x + 1);\n}')).toBe(text.replace('return load(x)', 'return load(x + 1)'));
	expect(apply(text, 'function load(x) {\n  return x + 1;\n}')).toBe(text.replace('return x;', 'return x + 1;'));
});

test('overloads with their parameters on lines of their own', () => {
	const text =
		'function of(\n  kind: "a",\n  x: number,\n): A;\nfunction of(\n  kind: "b",\n  x: number,\n): B;\nfunction of(\n  kind: string,\n  x: number,\n): A | B {\n  return make(x);\n}\n';
	expect(apply(text, 'function of(\n  kind: string,\n  x: number,\n): A | B {\n  return make(kind, x);\n}')).toBe(
		text.replace('make(x)', 'make(kind, x)'),
	);
});

test('aligned lines and the stars of comments are no steps', () => {
	const text =
		'class A {\n    /**\n     * Adds.\n     */\n    add(a,\n        b) {\n        return a + b;\n    }\n\n    other() {\n        return call(a,\n                    b);\n    }\n}\n';
	expect(apply(text, 'other() {\n    check();\n    return call(a,\n                b);\n}')).toBe(
		text.replace('        return call', '        check();\n        return call'),
	);
});

describe('strings of several lines', () => {
	const py =
		'class A:\n    """A docstring.\n\n    More.\n    """\n\n    USAGE = """\\\nusage: a\n  options\n"""\n\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n';

	test('at the edge end no class', () => {
		expect(apply(py, 'def g(self):\n    return 3')).toBe(py.replace('return 2', 'return 3'));
		expect(apply(py, 'class A:\n    def f(self):\n        return 3\n\n    # ... rest unchanged')).toBe(py.replace('return 1', 'return 3'));
	});

	test('keep their text, and docstrings go along', () => {
		const block = 'def f(self):\n    """Gives it.\n\n    Always.\n    """\n    return """\nflush\n  more\n"""';
		expect(apply(py, block)).toBe(
			py.replace('        return 1', '        """Gives it.\n\n        Always.\n        """\n        return """\nflush\n  more\n"""'),
		);
	});

	test('quotes in quotes begin none', () => {
		const text = "import re\n\nP = re.compile('\"\"\"' + \"x\")\nQ = '''a'''\n\ndef f():\n    return \"it''s\"\n\ndef g():\n    return 1\n";
		expect(apply(text, 'def g():\n    return 2')).toBe(text.replace('return 1', 'return 2'));
	});

	test('of JavaScript', () => {
		const js = 'class A {\n  f() {\n    return `\nflush $' + '{a ? `x` : "y"}\n`;\n  }\n\n  g() {\n    return 1;\n  }\n}\n';
		expect(apply(js, 'g() {\n  return 2;\n}')).toBe(js.replace('return 1', 'return 2'));
	});
});

test('a method of Python takes the place of no function and no value of its name', () => {
	const text =
		'encode = codecs.encode\n\ndef decode(input):\n    return input\n\nclass A:\n    def encode(self, x):\n        return 1\n\n    def decode(self, x):\n        return 1\n';
	expect(apply(text, 'def encode(self, x):\n    return 2')).toBe(text.replace('return 1', 'return 2'));
	expect(apply(text, 'def decode(self, x):\n    return 2')).toBe(text.replace(/return 1\n$/, 'return 2\n'));
	expect(apply(text, 'def decode(input):\n    return input + 1')).toBe(text.replace('return input', 'return input + 1'));
});

test('a method called catch belongs to no try', () => {
	const text =
		'class A {\n  brand() {\n    return 1;\n  }\n\n  catch(def: any) {\n    return 2;\n  }\n\n  finally() {\n    return 3;\n  }\n}\n';
	expect(apply(text, 'brand() {\n  return 9;\n}')).toBe(text.replace('return 1', 'return 9'));
	const py = 'try:\n    a()\nexcept E:\n    b()\nfinally:\n    c()\n\nx = 1\n';
	expect(apply(py, 'try:\n    a2()\nexcept E:\n    b()\nfinally:\n    c()')).toBe(py.replace('a()', 'a2()'));
});
