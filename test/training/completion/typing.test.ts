import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restOfLine, typedKeys } from '../../../training/completion/typing.ts';

const CODE = `function sum(list: number[]): number {
\tlet total = 0;
\tfor (const value of list) {
\t\ttotal += value;
\t}
\treturn total;
}
`;

describe('typed keys', () => {
	it('types the stretch forward to its end, a new line with its indentation as one key', () => {
		const keys = typedKeys(CODE, 0, CODE.length, 1);
		expect(keys.at(-1)!.offset).toBe(CODE.length);
		for (let i = 1; i < keys.length; i++) expect(keys[i]!.offset).toBeGreaterThan(keys[i - 1]!.offset);
		expect(keys.map(({ offset }) => CODE.slice(offset - 2, offset))).not.toContain('\n\t\t');
		expect(keys.some(({ offset }) => CODE.startsWith('let total', offset))).toBe(true);
		expect(keys.some(({ offset }) => CODE.startsWith('\tlet total', offset))).toBe(false);
	});

	it('is the same for the same seed and another for another', () => {
		expect(typedKeys(CODE, 0, CODE.length, 7)).toEqual(typedKeys(CODE, 0, CODE.length, 7));
		expect(typedKeys(CODE, 0, CODE.length, 7)).not.toEqual(typedKeys(CODE, 0, CODE.length, 8));
	});

	it('pauses longer than any gap within a burst, and only where something is left of the line', () => {
		const text = CODE.repeat(30);
		const keys = typedKeys(text, 0, text.length, 3);
		const pauses = keys.filter(({ pause }) => pause);
		expect(pauses.length).toBeGreaterThan(50);
		const longestBurst = Math.max(...keys.filter(({ pause }) => !pause).map(({ gapMs }) => gapMs));
		expect(Math.min(...pauses.map(({ gapMs }) => gapMs))).toBeGreaterThan(longestBurst);
		for (const { offset } of pauses) expect(restOfLine(text, offset).trim()).not.toBe('');
	});

	it('never stops within a character of two units', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 0, max: 1000 }), (text, seed) => {
				const keys = typedKeys(text, 0, text.length, seed);
				expect(keys.at(-1)!.offset).toBe(text.length);
				for (const { offset } of keys)
					expect(/[\ud800-\udbff]$/.test(text.slice(0, offset)) && /^[\udc00-\udfff]/.test(text.slice(offset))).toBe(false);
			}),
		);
	});
});
