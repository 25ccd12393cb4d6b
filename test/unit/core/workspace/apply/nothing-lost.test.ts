import { describe, expect, test } from 'vitest';
import { isPlaceholder } from '../../../../../src/core/workspace/apply/comments.ts';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';

const apply = (text: string, code: string, more: { language?: string; info?: string } = {}): string =>
	planApply({ text, selectionStart: 0, selectionEnd: 0, ...more }, code).proposed;

function applyTo(text: string, selected: string, code: string): string {
	const at = text.indexOf(selected);
	return planApply({ text, selectionStart: at, selectionEnd: at + selected.length }, code).proposed;
}

describe('keys that a block leaves out', () => {
	const deps = ['axios', 'chalk', 'dotenv', 'execa', 'fastify', 'got'].map((name, i) => `    "${name}": "^${i + 1}.2.0"`);
	const text = `{\n  "dependencies": {\n${deps.join(',\n')}\n  }\n}\n`;

	test('stay where a new one stands between two that are there', () => {
		const code = '{\n  "dependencies": {\n    "axios": "^1.2.0",\n    "zod": "^9.9.9",\n    "got": "^6.2.0"\n  }\n}';
		expect(JSON.parse(apply(text, code)).dependencies).toEqual({ ...JSON.parse(text).dependencies, zod: '^9.9.9' });
	});

	test('give way to their new names', () => {
		const code = '{\n  "dependencies": {\n    "axios": "^1.2.0",\n    "@org/chalk": "^2.2.0",\n    "dotenv": "^3.2.0"\n  }\n}';
		expect(apply(text, code)).toBe(text.replace('"chalk"', '"@org/chalk"'));
	});

	test('of constants of a file too', () => {
		const file =
			'import a from "a";\nconst host = "x";\nconst port = 1;\nexport function f() {\n  return 1;\n}\nexport function g() {\n  return 2;\n}\n';
		const next = apply(file, 'import a from "a";\nconst retries = 3;\nexport function f() {\n  return 1;\n}');
		for (const line of ['const host = "x";', 'const port = 1;', 'const retries = 3;']) expect(next.split('\n')).toContain(line);
	});
});

test('a comma stands before the comment of its line', () => {
	const text = '{\n  "a": 1, // one\n  "b": 2 // two\n}\n';
	expect(apply(text, '{\n  "b": 2,\n  "c": "http: // x"\n}')).toMatch(/"b": 2,.*\n {2}"c": "http: \/\/ x"\n\}\n$/);
	expect(apply(text, '{\n  // ...\n  "c": 3\n}')).toBe('{\n  "a": 1, // one\n  "b": 2, // two\n  "c": 3\n}\n');
});

describe('code with dots is no placeholder', () => {
	test.each([
		'{...props}',
		'{ ...props }',
		'[...items]',
		'[...a, ...b]',
		'{...register("x")}',
		'...options',
		'...this.state',
		'<ExistingUsers />',
		'<Unchanged>',
	])('%s', (line) => expect(isPlaceholder(line, new Set())).toBe(false));
	test.each([
		'...',
		'{ ... }',
		'[...]',
		'[... rest of the file ...]',
		'... existing code ...',
		'{... existing code ...}',
		'<... rest ...>',
		'...unchanged...',
	])('%s is one', (line) => expect(isPlaceholder(line, new Set())).toBe(true));

	test('a function with a spread takes the place of the old one as a whole', () => {
		const text = 'function Button(props) {\n  const old = 1;\n  return <button />;\n}\n';
		const code = 'function Button(props) {\n  return (\n    <button\n      {...props}\n    />\n  );\n}';
		expect(apply(text, code)).toBe(`${code}\n`);
	});
});

describe('a selection', () => {
	const go = (read: string): string =>
		`func first() error {\n\terr := open()\n\tif err != nil {\n\t\treturn wrap(err)\n\t}\n\treturn nil\n}\n\nfunc second() error {\n${read}\n\treturn nil\n}\n`;

	test('gets the statements of the block, whatever others of that form the file has', () => {
		const read = '\tdata, _ := read()';
		const code = 'data, err := read()\nif err != nil {\n\treturn err\n}';
		expect(applyTo(go(read), read, code)).toBe(go('\tdata, err := read()\n\tif err != nil {\n\t\treturn err\n\t}'));
	});

	test('is never replaced by nothing', () => {
		const check = 'if (!user) {\n    return null;\n  }';
		const text = `function a() {\n  ${check}\n  return 1;\n}\n\nfunction b() {\n  old();\n}\n\nfunction c() {\n  ${check}\n  return 3;\n}\n`;
		expect(applyTo(text, '  old();', 'if (!user) {\n  return null;\n}')).toBe(text.replace('old();', check));
	});

	test('beside overloads leaves all that stands above it', () => {
		const above = 'class A {\n  of(aa: Aaa) {\n    return 1;\n  }\n\n  of(bb: Bbb) {\n    return 2;\n  }\n}\n\n';
		const selected = '  of(cc: Ccc) {\n    return 3;\n  }';
		const code = 'of(cc: Ccc, dd: Ddd) {\n  return 4;\n}\n\nof(ee: Eee, ff: Fff) {\n  return 5;\n}\nh();';
		const next = applyTo(`${above}class B {\n${selected}\n}\n`, selected, code);
		expect(next.startsWith(above)).toBe(true);
		expect(next).toContain('return 4;');
	});

	test('at the beginning of a file that begins with a blank line', () => {
		expect(planApply({ text: '\na();\nb();\n', selectionStart: 0, selectionEnd: 5 }, 'c();').proposed).toBe('c();\nb();\n');
	});
});

describe('Markdown', () => {
	test.each([{ info: 'md' }, { info: 'README.md' }, { info: 'mdx' }, { language: 'markdown' }])(
		'keeps a heading that looks like a file: %j',
		(more) => {
			expect(apply('', '# Vue.js\n\nText.', more)).toBe('# Vue.js\n\nText.\n');
		},
	);

	test('what stands above the first heading comes along where the block begins as the file does', () => {
		const text = '---\ntitle: old\n---\n\n# One\n\nFirst.\n\n# Two\n\nSecond.\n';
		const code = '---\ntitle: new\n---\n\n# One\n\nFirst.';
		expect(apply(text, code, { language: 'markdown' })).toBe(text.replace('old', 'new'));
		expect(apply(text, '# One\n\nMore.', { language: 'markdown' })).toBe(text.replace('First', 'More'));
	});
});

describe('statements that another function has too', () => {
	const text = 'func first() error {\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n\nfunc second() error {\n\treturn nil\n}\n';
	const at = (needle: string) =>
		planApply(
			{ text, selectionStart: text.indexOf(needle), selectionEnd: text.indexOf(needle) },
			'closeAll()\nif err != nil {\n\tlog(err)\n}',
		).doubt;

	test('are told where the cursor stands elsewhere', () => {
		expect(at('{\n\treturn nil')).toContain('not at the cursor');
		expect(at('return err')).toBeNull();
	});
});
