import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lenientJson } from '../../../../src/providers/stream/json.ts';

it.each<readonly [string, unknown]>([
	['{"a":NaN,"b":[Infinity,-Infinity]}', { a: null, b: [null, null] }],
	['{"a":"NaN and Infinity"}', { a: 'NaN and Infinity' }],
	['{"a":"NaN","b":NaN}', { a: 'NaN', b: null }],
	['{"a":"x\ty\nz"}', { a: 'x\ty\nz' }],
	['{"a":"\\"\\\\","b":"\u0001"}', { a: '"\\', b: '\u0001' }],
	[' {"a":1} ', { a: 1 }],
	['NaN', null],
	['null', null],
	['{"a":', undefined],
	['hello', undefined],
	['', undefined],
])('%j', (text, value) => {
	expect(lenientJson(text)).toEqual(value);
});

it('whatever is JSON is read as it stands', () => {
	fc.assert(
		fc.property(fc.json(), (text) => {
			expect(lenientJson(text)).toEqual(JSON.parse(text));
		}),
	);
});
