import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editSimilarity, firstLine, readAnswer, storeAnswer } from '../../../training/completion/answers.ts';
import { withoutBlanks } from '../../../training/completion/local-model.ts';

describe('stored answers', () => {
	it('come back whole, and hold nothing of the source beyond a number', () => {
		fc.assert(
			fc.property(fc.string(), fc.nat(20), fc.string(), (source, offset, answer) => {
				expect(readAnswer(storeAnswer(answer, source, offset), source, offset)).toBe(answer);
			}),
		);
		expect(storeAnswer('return total;', 'x = 1; return total; }', 7)).toEqual([13, '']);
		expect(storeAnswer('return sum;', 'x = 1; return total; }', 7)).toEqual([7, 'sum;']);
	});
});

describe('edit similarity', () => {
	it('counts edits over the longer text', () => {
		expect(editSimilarity('kitten', 'sitting')).toBeCloseTo(1 - 3 / 7);
		expect(editSimilarity('', '')).toBe(1);
		expect(editSimilarity('abc', '')).toBe(0);
	});

	it('is symmetric, within 0 and 1, and 1 only for equal texts', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (a, b) => {
				const value = editSimilarity(a, b);
				expect(value).toBe(editSimilarity(b, a));
				expect(value).toBeGreaterThanOrEqual(0);
				expect(value === 1).toBe(a === b);
			}),
		);
	});
});

describe('lines and blanks', () => {
	it('takes the first line without the white space at its end', () => {
		expect(firstLine('a = 1;  \nb')).toBe('a = 1;');
		expect(firstLine('')).toBe('');
	});

	it('takes off the blanks that were typed already, and no more', () => {
		expect(withoutBlanks('\t\treturn 1;', '\t')).toBe('\treturn 1;');
		expect(withoutBlanks('    return 1;', '    ')).toBe('return 1;');
		expect(withoutBlanks('return 1;', '    ')).toBe('return 1;');
		expect(withoutBlanks('  return 1;', '    ')).toBe('return 1;');
	});
});
