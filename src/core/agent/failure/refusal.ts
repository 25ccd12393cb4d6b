import { steady } from './text.ts';

/** Of the beginning of a result: the tool refused or could not. A file that talks of errors further down says nothing of the call. */
const REFUSED =
	/^(?:<?tool_use_error>|error\b|fatal\b|failed\b|failure\b|exception\b|traceback\b|ERROR: |invalid\b|unknown tool|tool .{0,60} (?:not found|does not exist)|no (?:match|such file|replacement|changes? (?:were )?made)|could not|cannot|can't|unable to|permission denied|the (?:string|text|old_?string|file) .{0,200}(?:not found|does not exist|did not appear|no match)|.{0,160}(?:could not find matching text|no match(?:es|ing text)? found|multiple matches found|old_?string (?:was )?not found|file (?:was )?not found|does not exist|ENOENT|did not appear verbatim|must match exactly|invalid patch|patch does not apply|input to the tool was invalid|must be absolute|no replacement was performed)|.{0,60}\buser (?:has )?(?:cancell?ed|skipped|declined|rejected|denied|chose to (?:skip|cancel|reject)|doesn't want|does not want)|.{0,80}\b(?:was|were) (?:cancell?ed|skipped|rejected|declined|undone|reverted) by the user)/i;
const EXIT = /(?:exit(?:ed)?(?: with)?(?: status| code)?|exit code|return code|returned)[ :=]{1,3}(?:code )?(-?\d{1,10})\b/gi;

/** Whether a result begins as those of tools that refused or could not. */
export function saysFailed(result: string): boolean {
	return REFUSED.test(result.slice(0, 400).trimStart());
}

/** Exit code as the result's first or last lines tell it; null where they do not. */
export function exitCode(result: string): number | null {
	const ends = result.length > 1_200 ? `${result.slice(0, 300)}\n${result.slice(-800)}` : result;
	const codes = [...ends.matchAll(EXIT)];
	const last = codes.at(-1);
	return last === undefined ? null : Number(last[1]);
}

/** Two results say the same, whatever the clock said. */
export function sameResult(one: string, other: string): boolean {
	if (one === other) return true;
	if (Math.abs(one.length - other.length) > 200) return false;
	const a = one.slice(0, 6_000).split('\n');
	const b = other.slice(0, 6_000).split('\n');
	if (a.length !== b.length || one.slice(6_000) !== other.slice(6_000)) return false;
	return a.every((line, n) => line === b[n] || steady(line) === steady(b[n]!));
}
