/** What to say at the end of `npm test` about each test that failed: its name and the first line of its error. */
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../kit/paths.ts';

export interface VitestReport {
	readonly numPassedTests: number;
	readonly testResults: readonly {
		readonly name: string;
		readonly status: string;
		readonly message: string;
		readonly assertionResults: readonly {
			readonly status: string;
			readonly fullName: string;
			readonly failureMessages: readonly string[];
		}[];
	}[];
}

const lines = (text: string): string[] =>
	stripVTControlCharacters(text)
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');

/** The first line of an error; that of a property also tells the seed that shows it again. */
function firstLine(message: string): string {
	const [first = 'no message', second = ''] = lines(message);
	return second.startsWith('{ seed:') ? `${first} ${second}` : first;
}

/** Failed tests of vitest's JSON report, and files that did not load. */
export function vitestFailures(report: VitestReport): string[] {
	return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
		const file = path.relative(root, name).replaceAll('\\', '/');
		const failed = assertionResults.filter((test) => test.status === 'failed');
		if (status === 'failed' && failed.length === 0) return [`${file}: ${firstLine(message)}`];
		return failed.map((test) => `${file} > ${test.fullName}: ${firstLine(test.failureMessages[0] ?? '')}`);
	});
}

/** Failures in the output of a script: `FAIL …` or `not ok …` with the line below it, and mocha's list after `N failing`. */
export function printedFailures(output: string): string[] {
	const all = lines(output);
	const found: string[] = [];
	let list = false;
	for (const [i, line] of all.entries()) {
		const next = all[i + 1] ?? '';
		if (/^(FAIL|not ok)\b/.test(line)) found.push(/^(ok|FAIL|not ok|\d+ passed)\b/.test(next) ? line : `${line}: ${next}`);
		list ||= /^\d+ failing$/.test(line);
		if (!list || !/^\d+\) /.test(line)) continue;
		// The names of the suites and of the test, one a line; a colon ends the last.
		const end = all.findIndex((l, j) => j >= i && l.endsWith(':'));
		found.push(all.slice(i, end + 2).join(' '));
	}
	return found;
}

/** The line of a program's output that most likely says why it failed. */
export function likelyReason(output: string): string {
	const all = lines(output);
	const unhandled = all.findIndex((line) => /Unhandled (Rejection|Error|Exception)\b/.test(line));
	return all[unhandled + 1 || -1] ?? all.find((line) => /\berror\b|^✖|^×/i.test(line)) ?? all.at(-1) ?? 'no output';
}
