import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusesUnknown, toolInput } from '../../../../src/app/agent/tool-input.ts';

const value = (text: string, cut = false) => {
	const input = toolInput(text, cut);
	return input.kind === 'object' ? input.value : 'unreadable';
};

test('what is an object stays as it was written', () => {
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
			const text = JSON.stringify(object, null, indent);
			expect(toolInput(text, false)).toEqual({ kind: 'object', value: JSON.parse(text), arguments: text });
		}),
	);
});

describe('mended', () => {
	test.each([
		['nothing', '', {}],
		['null', 'null', {}],
		['a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
		['a code fence', '```json\n{"a":1}\n```', { a: 1 }],
		['JSON in a string', JSON.stringify('{"a":"\\"x"}'), { a: '"x' }],
		['commas too many', '{"a":[1,2,],"b":{"c":",}",},}', { a: [1, 2], b: { c: ',}' } }],
		['a line break in a string', '{"a":"x\ny\tz"}', { a: 'x\ny\tz' }],
		['a brace missing', '{"a":{"b":"}"}', { a: { b: '}' } }],
		['brackets missing', '{"a":[{"b":true', { a: [{ b: true }] }],
		['braces too many', '{"a":1}}', { a: 1 }],
		['twice the same', '{"a":1}{"a": 1}', { a: 1 }],
		['an empty one first', '{}{"a":1}', { a: 1 }],
		['an empty string', '""', {}],
		['an empty list, as PHP writes an empty object', '[]', {}],
		["the end of the model's template", '{"a":1}\n</tool_call><|im_end|>', { a: 1 }],
	])('%s', (_what, text, expected) => {
		expect(value(text)).toEqual(expected);
		const input = toolInput(text, false);
		if (input.kind === 'object' && text !== '') expect(JSON.parse(input.arguments.replace(/^\uFEFF/, ''))).toEqual(expected);
	});
});

describe('unreadable', () => {
	test.each([
		['half a string', '{"path":"/a","content":"half'],
		['half a number', '{"lines":12'],
		['half a word', '{"a":tru'],
		['nothing but its beginning', '{'],
		['a comma behind which more was to come', '{"a":"b",'],
		['a key without a value', '{"a":'],
		['half a key', '{"a":1,"b"'],
		['two different objects', '{"a":1}{"a":2}'],
		['a list', '[{"a":1}]'],
		['a word', 'yes'],
		['wrong brackets', '{"a":[1}'],
		['text behind it', '{"a":1} and so on'],
		['another call behind it', '{"a":1}</tool_call><tool_call>{"a":2}</tool_call>'],
	])('%s', (_what, text) => {
		expect(value(text)).toBe('unreadable');
	});

	test('what the limit of length cut off, whatever it looks like', () => {
		expect(value('{"a":{"b":"c"}', true)).toBe('unreadable');
		expect(value('{"a":1}', true)).toEqual({ a: 1 });
	});

	test('cut anywhere, no value is ever another', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string()))), fc.nat(), (object, n) => {
				const text = JSON.stringify(object);
				const input = value(text.slice(0, n % (text.length + 1)));
				if (input === 'unreadable') return;
				for (const [key, got] of Object.entries(input)) {
					const full = object[key];
					if (Array.isArray(got)) expect((full as unknown[]).slice(0, got.length)).toEqual(got);
					else expect(got).toEqual(full);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

test('which tools refuse what they do not know', () => {
	expect(refusesUnknown({ required: ['path'] })).toBe(true);
	expect(refusesUnknown({ additionalProperties: false })).toBe(true);
	expect(refusesUnknown({ required: [], properties: { path: {} } })).toBe(false);
	expect(refusesUnknown({})).toBe(false);
});
