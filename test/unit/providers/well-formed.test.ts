import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wellFormed, wellFormedJson } from '../../../src/providers/well-formed.ts';

describe('text on its way out', () => {
	it.each([
		['a\ud83d', 'a\ufffd'],
		['\udc00b', '\ufffdb'],
		['\ud83d\ude00', '😀'],
		['\ude00\ud83d', '\ufffd\ufffd'],
		['\\\\ud83d', '\\\\ud83d'],
	])('%j', (text, whole) => {
		expect(wellFormed({ deep: [{ text, [text]: 1 }] })).toEqual({ deep: [{ text: whole, [whole]: 1 }] });
	});

	it('a body that is well-formed goes out byte for byte', () => {
		const body = '{"a":"\\ud83d\\ude00 \\u00e9","b":1.0}';
		expect(wellFormedJson(body)).toBe(body);
	});

	it('holds for any text, and changes nothing but halves', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }), (codes) => {
				const text = String.fromCharCode(...codes);
				expect(wellFormed([text])).toEqual([text.toWellFormed()]);
			}),
		);
	});
});
