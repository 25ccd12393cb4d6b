import type { ToolStep } from '../types.ts';
import type { Call } from './calls.ts';
import { exitCode } from './refusal.ts';

/** The call that started the terminal: its result or arguments name it. */
export function startOf(steps: readonly ToolStep[], calls: readonly Call[], at: number, terminal: string | null): number | null {
	if (terminal === null || terminal === '') return null;
	for (let n = at - 1; n >= 0; n--) {
		if (calls[n]!.command !== null && (steps[n]!.result?.slice(0, 3_000).includes(terminal) || steps[n]!.id === terminal)) return n;
	}
	return null;
}

const DELTA = /^.{0,200}\bsince (?:the )?(?:previous|last) poll \([^\n]{0,200}\):?\n/;
const POLLS = 12;

/**
 * What a terminal told up to a poll, joined where polls give only what is new. `since`: the last poll before an edit, where that ends it.
 */
export function toldBy(
	steps: readonly ToolStep[],
	calls: readonly Call[],
	at: number,
	start: number,
): { readonly text: string; readonly since: number | null } {
	const parts: string[] = [];
	let edited = false;
	for (let n = at; n >= start && parts.length < POLLS; n--) {
		if (n < at) edited ||= calls[n]!.edits.length > 0;
		if (n !== start && (calls[n]!.kind !== 'poll' || calls[n]!.terminal !== calls[at]!.terminal)) continue;
		if (edited) return { text: parts.reverse().join(''), since: n === start ? null : n };
		const result = steps[n]!.result ?? '';
		const head = DELTA.exec(result.slice(0, 500));
		parts.push(head === null ? `${result}${n === start ? '\n' : ''}` : result.slice(head[0].length));
		if (n !== start && head === null) break;
	}
	return { text: parts.reverse().join(''), since: null };
}

/** Of what still runs, the last error may be told only in part: only what its end shows counts. */
export function hasEnded(text: string): boolean {
	const last = text.slice(-600).trimEnd().split('\n').slice(-6);
	const prompt = /^[^\n]{0,200}[$#%>❯]$/.test(last.at(-1) ?? '');
	return prompt || last.some((line) => ENDS.test(line)) || exitCode(text) !== null;
}

/** What runners, compilers and scripts say last. Not their counts alone: some say them before what failed. */
const ENDS =
	/^\s*(?:=+ .{1,120} in \d[\d.:]{0,12}s|Tests:? {1,20}\d|Test Files {2}|Ran (?:all test suites|\d+ tests? in)|FAILED \(|OK\b|Duration |test result: |error: (?:test failed|could not compile|Recipe )|FAIL(?:\t|$)|ok\s|exit status \d|make(?:\[\d+\])?: \*\*\*|\d+ errors?(?: generated\.)?$|Found \d+ errors?|\[ERROR\]|\[INFO\] Finished|BUILD |npm (?:ERR!|error)|error Command failed|ELIFECYCLE|# duration_ms |\d+ (?:runs|examples|tests), |✖ \d+ problems?|(?:Failed|Passed)!|FAILURES!|To learn more, run the command again)/;
