import { expect, it } from 'vitest';
import { type Problem, problemsAttachment } from '../../../../src/core/workspace/problems.ts';

const problem = (line: number, change: Partial<Problem> = {}): Problem => ({
	line,
	severity: 'error',
	message: 'odd',
	source: 'ts 2322',
	...change,
});

it('are one line each, the most serious first', () => {
	const found = problemsAttachment('src/a.ts', [
		problem(9, { severity: 'hint', source: '' }),
		problem(7),
		problem(2, { severity: 'warning', message: 'a\nb\t c' }),
		problem(3),
	]);
	expect(found).toEqual({
		...{ kind: 'problems', path: 'problems in src/a.ts', language: null, range: null },
		content: 'line 3: error: odd (ts 2322)\nline 7: error: odd (ts 2322)\nline 2: warning: a b c (ts 2322)\nline 9: hint: odd',
	});
	expect(problemsAttachment('src/a.ts', [])).toBeNull();
});

it('are bounded, whatever a server says', () => {
	const found = problemsAttachment(
		'a',
		Array.from({ length: 5000 }, (_, i) => problem(i, { message: 'x'.repeat(1e5), source: 's'.repeat(1e4) })),
	)!;
	expect(found.content.length).toBeLessThan(30 * 720);
	expect(found.content).toMatch(/and 4970 more$/);
});
