import { mapStates, pad, TEST_PAIRS, TEST_STATES, type TestState } from '../plans.ts';
import type { Files, Half, Project } from '../types.ts';

const BROKEN = ['', 'function broken( {\n  return 1;\n}\n', 'const = 3;\n'];

// biome-ignore lint/suspicious/noTemplateCurlyInString: code of a project
const ROUND = '(${count})';
// biome-ignore lint/suspicious/noTemplateCurlyInString: code of a project
const SQUARE = '[${count}]';

const refund = {
	ok: 'return amount - fee;',
	bug: 'return amount + fee;',
	same: 'let result = fee;\n  result += amount;\n  return result;',
	value: 'return amount - fee - 1;',
	crash: 'return amount - rates.fee.value;',
	later: 'return 90;',
};
export const orders = (s: TestState) => `${pad('//', s.pad)}const rates = {};
function refund(amount, fee) {
  ${refund[s.first]}
}
${BROKEN[s.broken]}function total(items) {
  return items.reduce((a, b) => a + b, ${s.second === 'bug' ? 1 : 0});
}
function label(name, count) {
  return \`\${name} ${s.third === 'bug' ? SQUARE : ROUND}\`;
}
`;

const slug = {
	ok: "return text.toLowerCase().split(' ').join('-');",
	bug: "return text.toLowerCase().split(' ').join('_');",
	same: "const words = text.toLowerCase().split(' ');\n    return words.join('_');",
	value: "return text.toLowerCase().split(' ').join('');",
	crash: "return text.lower().split(' ').join('-');",
	later: "return text.toLowerCase().replace(' ', '-');",
};
const texts = (s: TestState) => `${pad('//', s.pad)}class Texts {
  slug(text) {
    ${slug[s.first]}
  }
  count(text) {
    const found = {};
    for (const word of text.split(' ')) found[word] = (found[word] ?? ${s.second === 'bug' ? 1 : 0}) + 1;
    return found;
  }
  async parse(text) {
    ${s.third === 'bug' ? 'return text;' : 'return JSON.parse(text);'}
  }
}
${BROKEN[s.broken]}`;

/** Tests in the forms of `expect` and of `node:assert`; `test` of mocha is `it`. */
interface Style {
	readonly head: string;
	readonly it: string;
	readonly skip: string;
	readonly equal: (actual: string, expected: string) => string;
	readonly deep: (actual: string, expected: string) => string;
	readonly rejects: (call: string) => string;
}

const expecting = (head: string): Style => ({
	head,
	it: 'it',
	skip: 'it.skip',
	equal: (a, b) => `expect(${a}).toBe(${b});`,
	deep: (a, b) => `expect(${a}).toEqual(${b});`,
	rejects: (call) => `await expect(${call}).rejects.toThrow(SyntaxError);`,
});
const asserting = (head: string, skip: string): Style => ({
	head,
	it: 'it',
	skip,
	equal: (a, b) => `assert.strictEqual(${a}, ${b});`,
	deep: (a, b) => `assert.deepStrictEqual(${a}, ${b});`,
	rejects: (call) => `await assert.rejects(${call}, SyntaxError);`,
});

const orderTests = (style: Style, load: string) => (s: TestState) =>
	`${style.head}${load.replace('NAMES', '{ label, refund, total }')}
${pad('//', s.testPad)}describe('orders', () => {
  ${s.skip ? style.skip : style.it}('refunds without the fee', () => {
    ${style.equal('refund(100, 10)', '90')}
    ${style.equal('refund(50, 5)', '45')}
  });
  ${style.it}('adds up', () => {
    ${style.equal('total([1, 2, 3])', '6')}
  });
  ${style.it}('labels', () => {
    ${style.equal("label('pen', 2)", "'pen (2)'")}
  });
});
`;
const textTests = (style: Style, load: string) => (s: TestState) =>
	`${style.head}${load.replace('NAMES', '{ Texts }')}
const texts = new Texts();
${pad('//', s.testPad)}describe('Texts', () => {
  describe('slug', () => {
    ${s.skip ? style.skip : style.it}('joins words > with dashes', () => {
      ${style.equal("texts.slug('Blue Pen')", "'blue-pen'")}
      ${style.equal("texts.slug('Big Blue Pen')", "'big-blue-pen'")}
    });
  });
  describe('count', () => {
    ${style.it}('counts words', () => {
      ${style.deep("texts.count('a b a')", '{ a: 2, b: 1 }')}
    });
  });
  ${style.it}('refuses what is no JSON', async () => {
    ${style.rejects("texts.parse('{')")}
  });
});
`;

function project(runner: string, half: Half, command: string, style: Style, modules: boolean, testFile: string): Project {
	const theme = half === 'developed' ? 'orders' : 'texts';
	const names = theme === 'orders' ? '{ label, refund, total }' : '{ Texts }';
	const out = modules ? `export ${names};\n` : `module.exports = ${names};\n`;
	const load = modules ? `import NAMES from './${theme}.js';\n` : `const NAMES = require('./${theme}.js');\n`;
	const source = theme === 'orders' ? orders : texts;
	const tests = (theme === 'orders' ? orderTests : textTests)(style, load);
	const fixed: Files = { 'package.json': `{ "name": "demo", "private": true${modules ? ', "type": "module"' : ''} }\n` };
	return {
		name: `${theme}-${runner}`,
		runner,
		half,
		command,
		fixed,
		edited: `${theme}.js`,
		states: mapStates(TEST_STATES, (s) => ({ [`${theme}.js`]: source(s) + out, [testFile.replace('THEME', theme)]: tests(s) })),
		pairs: TEST_PAIRS,
	};
}

const VITEST = expecting("import { describe, expect, it } from 'vitest';\n");
const MOCHA = asserting("const assert = require('node:assert');\n", 'it.skip');
const NODE = asserting("const assert = require('node:assert');\nconst { describe, it } = require('node:test');\n", 'it.skip');
const NODE_TODO = asserting("const assert = require('node:assert');\nconst { describe, it } = require('node:test');\n", 'it.todo');

export const JAVASCRIPT: readonly Project[] = [
	project('vitest', 'developed', 'npx vitest run', VITEST, true, 'THEME.test.js'),
	project('vitest', 'heldOut', 'npx vitest run --reporter=verbose', VITEST, true, 'THEME.test.js'),
	project('jest', 'developed', 'npx jest', expecting(''), false, 'THEME.test.js'),
	project('jest', 'heldOut', 'npx jest --verbose', expecting(''), false, 'THEME.test.js'),
	project('mocha', 'developed', 'npx mocha *.test.js', MOCHA, false, 'THEME.test.js'),
	project('mocha', 'heldOut', 'npx mocha --reporter dot *.test.js', MOCHA, false, 'THEME.test.js'),
	project('node:test', 'developed', 'node --test --test-reporter=spec', NODE, false, 'THEME.test.js'),
	project('node:test', 'heldOut', 'node --test --test-reporter=tap', NODE_TODO, false, 'THEME.test.js'),
];
