import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/kit/paths.ts';
import { likelyReason, printedFailures, vitestFailures } from '../../../scripts/test/failures.ts';

describe('what npm test says of failures', () => {
	it('names failed tests of vitest with the first line of their error, seeds, and files that did not load', () => {
		const file = (name: string, message: string, tests: [string, string, string[]][] = []) => ({
			name: path.join(root, 'test/unit', name),
			status: message === '' && tests.every(([, status]) => status === 'passed') ? 'passed' : 'failed',
			message,
			assertionResults: tests.map(([fullName, status, failureMessages]) => ({ fullName, status, failureMessages })),
		});
		const testResults = [
			file('good.test.ts', '', [['works', 'passed', []]]),
			file('bad.test.ts', '', [
				['works', 'passed', []],
				['sum adds', 'failed', ['AssertionError: expected 1 to be 2\n    at x.ts:1']],
				['sum commutes', 'failed', ['Error: Property failed after 3 tests\n{ seed: 7, path: "2" }\nCounterexample: [0]']],
			]),
			file('broken.test.ts', "\u001b[31mCannot find module './x.ts'\u001b[39m\nat y"),
		];
		expect(vitestFailures({ numPassedTests: 2, testResults })).toEqual([
			'test/unit/bad.test.ts > sum adds: AssertionError: expected 1 to be 2',
			'test/unit/bad.test.ts > sum commutes: Error: Property failed after 3 tests { seed: 7, path: "2" }',
			"test/unit/broken.test.ts: Cannot find module './x.ts'",
		]);
	});

	it('finds failures in the output of a script', () => {
		expect(
			printedFailures('ok   main: opens (1.0 s)\nFAIL main: sends\nError: not within 30 s: an answer\n    at a\n3 passed, 1 failed\n'),
		).toEqual(['FAIL main: sends: Error: not within 30 s: an answer']);
		expect(printedFailures('not ok 1 first\nok 2 second\nFAIL third\n1 passed, 2 failed')).toEqual(['not ok 1 first', 'FAIL third']);
		const mocha =
			'  chat\n    ✔ opens\n    1) sends\n  1 passing (2s)\n  1 failing\n\n  1) chat\n       sends:\n\n      Error: no answer\n      + at: b:\n';
		expect(printedFailures(mocha)).toEqual(['1) chat sends: Error: no answer']);
		expect(printedFailures('  2 passing (2s)\n2 passed, 0 failed')).toEqual([]);
	});

	it('tells why a program without a list of failures failed', () => {
		expect(likelyReason('⎯⎯ Unhandled Rejection ⎯⎯\nTypeError: x is not a function\n at y')).toBe('TypeError: x is not a function');
		expect(likelyReason('checked 3 files\na.ts(1,2): error TS2304: no name\nFound 1')).toBe('a.ts(1,2): error TS2304: no name');
		expect(likelyReason('starting\nno browser here\n')).toBe('no browser here');
		expect(likelyReason('')).toBe('no output');
	});
});
