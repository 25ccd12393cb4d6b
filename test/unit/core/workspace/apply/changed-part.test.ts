import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedPart } from '../../../../../src/core/workspace/apply/changed-part.ts';

test.each([
	['a\nb\nc', 'a\nx\ny\nc', { line: 1, text: 'x\ny' }],
	['a\nb\nc', 'a\nc', { line: 1, text: '' }],
	['a\nb', 'a\nb', { line: 2, text: '' }],
	['', 'new\nfile\n', { line: 0, text: 'new\nfile' }],
	['a\r\nb', 'a\nx\nb', { line: 1, text: 'x' }],
	['a\na', 'a\na\na', { line: 2, text: 'a' }],
])('%j becomes %j', (before, after, part) => {
	expect(changedPart(before, after)).toEqual(part);
});

test('what stays above and below, with the part between, is the text after the change', () => {
	const text = fc.array(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
	fc.assert(
		fc.property(text, text, (before, after) => {
			const { line, text: came } = changedPart(before, after);
			const now = after.split('\n');
			expect(now.slice(0, line)).toEqual(before.split('\n').slice(0, line));
			const lines = came === '' ? [] : came.split('\n');
			expect(now.slice(line, line + lines.length)).toEqual(lines);
		}),
	);
});
