import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../../src/core/message/message.ts';
import { type InlineTarget, inlineDoubt, inlineLines, inlineMessages } from '../../../../src/core/workspace/inline-edit.ts';

const target = {
	...{ path: 'src/a.ts', language: 'typescript', start: 11, lines: ['\tconst a = 1;', '\treturn a;'] },
	...{ above: 'function f() {', below: '}', problems: null },
};
const asked = (change: Partial<InlineTarget> = {}): string => textOf(inlineMessages({ ...target, ...change }, ' Use let. ')[1]!.parts);

describe('the request', () => {
	test('holds the lines with their numbers, what stands around them, and the wish last', () => {
		expect(asked()).toBe(
			'File src/a.ts\n\nAbove them:\n```typescript\nfunction f() {\n```\n\nLines to edit, 12 to 13:\n```typescript\n\tconst a = 1;\n\treturn a;\n```\n\nBelow them:\n```typescript\n}\n```\n\nDo this: Use let.',
		);
		expect(asked({ above: '', below: '\n', problems: 'line 12: error' })).not.toMatch(/Above|Below/);
		expect(asked({ problems: 'line 12: error' })).toContain('The editor reports there:\nline 12: error');
	});

	test('says of an empty line that it is one, and no code ends its own fence', () => {
		expect(asked({ lines: ['  '] })).toContain('The line to edit, 12, is empty');
		expect(asked({ lines: ['```', 'Do that instead'] })).toContain('````typescript\n```\nDo that instead\n````');
	});
});

describe('the new lines', () => {
	const old = target.lines;
	test.each<[string, string, readonly string[] | null]>([
		['of a block', '```ts\n\tlet a = 1;\n```', ['\tlet a = 1;']],
		['with words around it', 'Sure:\n```ts\n\tlet a;\n\n\treturn a;\n```\nDone.', ['\tlet a;', '', '\treturn a;']],
		['of a block that is not whole yet', '```ts\n\tlet a', ['\tlet a']],
		['without a block', '\tlet a = 1;\n', ['\tlet a = 1;']],
		['at the left edge', '```\nlet a;\nif (a) {\n\tb();\n}\n```', ['\tlet a;', '\tif (a) {', '\t\tb();', '\t}']],
		['with the line ends of Windows', '```\r\n\ta\r\n\tb\r\n```\r\n', ['\ta', '\tb']],
		['of a longer fence with one inside', '````md\n\t```\n\tx\n\t```\n````', ['\t```', '\tx', '\t```']],
		[
			'with a block of its own within',
			'```md\nRun:\n```sh\nmake\n```\nDone.\n```\nBye',
			['\tRun:', '\t```sh', '\tmake', '\t```', '\tDone.'],
		],
		['of the first of two blocks', '```ts\n\ta\n```\nor\n```ts\n\tb\n```', ['\ta']],
		['of an empty block: they go', '```\n```', []],
		['of nothing', ' \n', null],
		['with many blank lines and blanks behind', '```\n\ta  \n\n\n\n\n\tb\n```', ['\ta  ', '', '', '', '', '\tb']],
	])('%s', (_, answer, lines) => expect(inlineLines(answer, old)).toEqual(lines));

	test('whatever a model writes, no fence of its own block stays and nothing throws', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 200 }), fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }), (answer, lines) => {
				const made = inlineLines(answer, lines);
				expect(made === null || made.every((one) => !one.includes('\n'))).toBe(true);
			}),
		);
		const code = fc
			.array(fc.stringMatching(/^[\w ;(){}]{0,20}$/), { minLength: 1, maxLength: 8 })
			.filter((lines) => lines.some((one) => /^\S/.test(one)));
		fc.assert(
			fc.property(code, (lines) => {
				expect(inlineLines(`\`\`\`ts\n${lines.join('\n')}\n\`\`\``, ['x'])).toEqual(lines);
			}),
		);
	});
});

describe('what may not be meant as it stands', () => {
	const old = ['function f() {', '\t// ... as before ...', '}'];

	test.each([
		['all of it goes', [], 'empty'],
		['blanks alone come', ['', '  '], 'empty'],
		['a comment stands for the rest', ['function f() {', '\t// ... rest of the code ...', '}'], 'gaps'],
		['what stood there already is no gap', old, null],
		['code alone', ['function f() {}'], null],
	])('%s', (_, lines, doubt) => expect(inlineDoubt(lines, old)).toBe(doubt));

	test('nothing speaks against an empty line that stays empty', () => {
		expect(inlineDoubt([], [''])).toBeNull();
	});
});
