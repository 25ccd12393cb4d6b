import * as l10n from '@vscode/l10n';
import type { ToolStep, VerifiedFailure } from '../types.ts';
import type { Call } from './calls.ts';
import type { FileEdit } from './edits.ts';
import { hasEnded, startOf, toldBy } from './polls.ts';
import { read, reportOf } from './readings.ts';
import { FailingCalls, loopAt } from './repeats.ts';
import type { Failure, Report } from './report.ts';
import { unchanged } from './same.ts';
import { otherEnvironment } from './shell.ts';
import { baseName, READ, said, sameFile } from './text.ts';

/** A result that tells of failures, and where in the run it was made. */
interface Evidence {
	readonly at: number;
	readonly command: string | null;
	readonly report: Report;
	/** Folder or package that it was told of; null where nothing tells. */
	readonly place: string | null;
	/** Of a poll: a second look at the same text is no second run. */
	readonly polled: string | null;
}

const CHECKS =
	/test|spec|check|verify|build|compile|lint|\bmake\b|\b(?:ava|tox|nox|bazel|ninja|cmake|ctest|tsc|mypy|deno|zig|dart|swift|mix|stack|cabal|sbt|lein)\b/i;

/** So many earlier results are compared with a new one. */
const COMPARED = 12;
/** Of the results that tell of tests and compilers, the latest are read, up to so many characters. */
const WINDOW = 1_500_000;

/**
 * What the results of a run's tools show: the model does not get on. The earliest of it from step `since` on; null where nothing does.
 * Reads only what commands, test runners and checkers said when they were called, never what a file or a search quotes.
 *
 * Bounded: of a result its beginning and end are read, of a long run the latest 1.5 million characters, and a result is compared with 12
 * earlier ones. What was read of a step is kept for the next call.
 */
export function verifiedFailure(steps: readonly ToolStep[], since: number): VerifiedFailure | null {
	const from = Math.max(0, Math.trunc(since) || 0);
	const calls = steps.map((step) => read(step).call);
	const readFrom = Math.max(from, windowStart(steps, calls));
	const failing = new FailingCalls();
	let evidence: Evidence[] = [];
	for (let at = from; at < steps.length; at++) {
		const step = steps[at]!;
		const call = calls[at]!;
		if (step.result === null) continue;
		let reported = false;
		// What failed in another state of the files says nothing of the edits since.
		if (call.undoes) evidence = [];
		if (call.kind !== 'other' && at >= readFrom && !call.undoes) {
			const seen = evidenceOf(steps, calls, at);
			if (seen !== null) {
				reported = call.kind === 'run' && seen.report.failures.length > 0;
				const what = found(evidence, seen, calls);
				if (what !== null) return { kind: 'sameFailure', at, what };
				if (seen.report.passed) evidence = evidence.filter((other) => !covers(seen, other));
				else if (seen.report.failures.length > 0 || seen.report.whole !== null) evidence.push(seen);
			}
		}
		const repeated = failing.add(step, call, at, reported) ?? loopAt(steps, calls, from, at);
		if (repeated !== null) return repeated;
	}
	return null;
}

function evidenceOf(steps: readonly ToolStep[], calls: readonly Call[], at: number): Evidence | null {
	const step = steps[at]!;
	const call = calls[at]!;
	if (call.kind === 'run')
		return { at, command: call.command ?? call.key, place: placeAt(calls, at), report: reportOf(step), polled: null };
	const start = startOf(steps, calls, at, call.terminal);
	if (start === null)
		return hasEnded(step.result!) ? { at, command: null, place: null, report: reportOf(step), polled: step.result } : null;
	const { command, kind } = calls[start]!;
	const place = placeAt(calls, start);
	if (kind !== 'run') return null;
	const { text, since } = toldBy(steps, calls, at, start);
	if (!hasEnded(text)) return null;
	const edited = calls.slice(start + 1, at).some((other) => other.edits.length > 0);
	if (!edited) return { at: start, command, place, report: reportOf(step, text), polled: step.result };
	// What a terminal says later was still started before the edits that came after; only what a watcher says after it had told all is new.
	if (since === null) return null;
	const before = reportOf(steps[since]!, toldBy(steps, calls, since, start).text);
	if (!before.passed && before.failures.length === 0) return null;
	if (!hasEnded(steps[since]!.result!)) return null;
	return { at, command, place, report: reportOf(step, text), polled: step.result };
}

function found(evidence: readonly Evidence[], later: Evidence, calls: readonly Call[]): string | null {
	for (let n = evidence.length - 1; n >= Math.max(0, evidence.length - COMPARED); n--) {
		const earlier = evidence[n]!;
		if (earlier.at >= later.at || (earlier.polled !== null && earlier.polled === later.polled)) continue;
		if (earlier.place !== null && later.place !== null && !sameFile(earlier.place, later.place)) continue;
		if (otherEnvironment(earlier.command ?? '', later.command ?? '')) continue;
		const edits = editsBetween(calls, earlier.at, later.at);
		if (edits.length === 0) continue;
		const failure = unchanged(earlier.report, later.report, edits, isNarrower(earlier.command, later.command));
		if (failure !== null) return nameOf(failure);
		if (saysTheSame(earlier, later)) return said(later.command ?? '', l10n.t('the same command'));
	}
	return null;
}

const STEPS_BACK = 40;

/** Its own, or the folder that the shell was left in before. */
function placeAt(calls: readonly Call[], at: number): string | null {
	if (calls[at]!.command === null) return null;
	for (let n = at; n >= Math.max(0, at - STEPS_BACK); n--) {
		const { command, place } = calls[n]!;
		if (place !== null && (n === at || /^\s{0,20}(?:cd|pushd)\s/.test(command ?? ''))) return place;
	}
	return null;
}

/** What passed is what failed before: the same command, or tests among which the failed one is. */
function covers(passed: Evidence, failed: Evidence): boolean {
	if (passed.command === failed.command) return true;
	const test = failed.report.failures.find((failure) => failure.test !== null);
	if (test === undefined || passed.command === null || !/test|spec|tox|nox|check/i.test(passed.command)) return false;
	if (passed.place !== null && failed.place !== null && !sameFile(passed.place, failed.place)) return false;
	const named = test.file !== null && passed.command.includes(baseName(test.file));
	return named || !/::|\s-{1,2}(?:k|t|g|p|run|filter|grep)\b|\.\w{1,5}(?:\s|$|")|Dtest/.test(passed.command);
}

/** A command that checks, in words of which no failure could be told apart: the same to the last of them. */
function saysTheSame(earlier: Evidence, later: Evidence): boolean {
	if (later.report.whole === null || later.report.whole !== earlier.report.whole) return false;
	return earlier.command !== null && earlier.command === later.command && CHECKS.test(later.command ?? '');
}

/** Those of the later call itself too: a command may edit before it runs. */
function editsBetween(calls: readonly Call[], earlier: number, later: number): FileEdit[] {
	return calls.slice(earlier + 1, later + 1).flatMap((call) => call.edits);
}

/** The later command asks for one test or file where the earlier asked for more: what it does not show was not run. */
function isNarrower(earlier: string | null, later: string | null): boolean {
	if (earlier === null || later === null || later === earlier) return false;
	return (
		later.length > earlier.length &&
		/::|\s-(?:k|t|g|run|filter|-test-name-pattern|-grep|-tests|Dtest)\b|\.(?:test|spec)\.|test_\w|_test\b/.test(later) &&
		!/\s-k\s|::/.test(earlier)
	);
}

function nameOf(failure: Failure): string {
	const file = failure.file === null ? '' : ` (${baseName(failure.file)})`;
	const name = failure.test ?? failure.message.split('\n', 1)[0]!;
	const room = Math.max(20, 78 - file.length);
	const short = name.length > room ? `${name.slice(0, room - 1)}…` : name;
	const whole = `${short}${failure.test?.includes(baseName(failure.file ?? '\n')) ? '' : file}`;
	const same = l10n.t('the same error');
	return said(name, '') === '' ? said(`${same}${file}`, same) : said(whole, same);
}

/** First step whose result is still read for its failures. */
function windowStart(steps: readonly ToolStep[], calls: readonly Call[]): number {
	let characters = 0;
	for (let n = steps.length - 1; n >= 0; n--) {
		if (calls[n]!.kind !== 'other') characters += Math.min(READ, steps[n]!.result?.length ?? 0);
		if (characters > WINDOW) return n + 1;
	}
	return 0;
}
