import type { ToolStep, VerifiedFailure } from '../types.ts';
import { type Call, readCall } from './calls.ts';
import type { FileEdit } from './edits.ts';
import { readReport } from './read-report.ts';
import { FailingCalls, loopAt } from './repeats.ts';
import type { Failure, Report } from './report.ts';
import { unchanged } from './same.ts';
import { baseName, plainName } from './text.ts';

/** A result that tells of failures, and where in the run it was made. */
interface Evidence {
	readonly at: number;
	readonly command: string | null;
	readonly report: Report;
	/** Of a poll: a second look at the same text is no second run. */
	readonly polled: string | null;
}

/** So many earlier results are compared with a new one. */
const COMPARED = 12;

/**
 * What the results of a run's tools show: the model does not get on. The earliest of it from step `since` on; null where nothing does. Reads
 * only what commands, test runners and checkers said when they were called, never what a file or a search quotes.
 *
 * Bounded: 96,000 characters of a result are looked at, 12 earlier results compared; what was read of a step is kept for the next call.
 */
export function verifiedFailure(steps: readonly ToolStep[], since: number): VerifiedFailure | null {
	const from = Math.max(0, Math.trunc(since) || 0);
	const calls: Call[] = [];
	for (let n = 0; n < steps.length; n++) calls.push(n < from && steps[n]!.result === null ? NO_CALL : read(steps[n]!).call);
	const failing = new FailingCalls();
	let evidence: Evidence[] = [];
	for (let at = from; at < steps.length; at++) {
		const step = steps[at]!;
		const call = calls[at]!;
		if (step.result === null) continue;
		const again = failing.add(step, call, at);
		if (call.kind !== 'other') {
			const seen = evidenceOf(steps, calls, at);
			if (seen !== null) {
				const failure = found(evidence, seen, calls);
				if (failure !== null) return { kind: 'sameFailure', at, what: nameOf(failure) };
				if (seen.report.passed) evidence = evidence.filter((other) => other.command !== seen.command);
				else if (seen.report.failures.length > 0) evidence.push(seen);
			}
		}
		const repeated = again ?? loopAt(steps, calls, from, at);
		if (repeated !== null) return repeated;
	}
	return null;
}

function evidenceOf(steps: readonly ToolStep[], calls: readonly Call[], at: number): Evidence | null {
	const step = steps[at]!;
	const call = calls[at]!;
	const { report } = read(step);
	if (report === null) return null;
	if (call.kind === 'run') return { at, command: call.command ?? call.key, report, polled: null };
	const start = startOf(steps, calls, at, call.terminal);
	if (start === null) return { at, command: null, report, polled: step.result };
	// What a terminal says later was still started before the edits that came after.
	if (calls[start]!.kind !== 'run' || calls.slice(start + 1, at).some((other) => other.edits.length > 0)) return null;
	return { at: start, command: calls[start]!.command, report, polled: step.result };
}

/** The call that started the terminal: its result or arguments name it. */
function startOf(steps: readonly ToolStep[], calls: readonly Call[], at: number, terminal: string | null): number | null {
	if (terminal === null || terminal === '') return null;
	for (let n = at - 1; n >= 0; n--) {
		if (calls[n]!.command !== null && (steps[n]!.result?.slice(0, 3_000).includes(terminal) || steps[n]!.id === terminal)) return n;
	}
	return null;
}

function found(evidence: readonly Evidence[], later: Evidence, calls: readonly Call[]): Failure | null {
	for (let n = evidence.length - 1; n >= Math.max(0, evidence.length - COMPARED); n--) {
		const earlier = evidence[n]!;
		if (earlier.at >= later.at || (earlier.polled !== null && earlier.polled === later.polled)) continue;
		const edits = editsBetween(calls, earlier.at, later.at);
		if (edits.length === 0) continue;
		const failure = unchanged(earlier.report, later.report, edits, isNarrower(earlier.command, later.command));
		if (failure !== null) return failure;
	}
	return null;
}

/** Those of the later call itself too: a command may edit before it runs. */
function editsBetween(calls: readonly Call[], earlier: number, later: number): FileEdit[] {
	return calls.slice(earlier + 1, later + 1).flatMap((call) => call.edits);
}

/** The later command asks for one test or file where the earlier asked for more: what it does not show was not run. */
function isNarrower(earlier: string | null, later: string | null): boolean {
	if (earlier === null || later === null || later === earlier) return false;
	return later.length > earlier.length && /::|\s-(?:k|t|g|run|filter|-test-name-pattern|-grep|-tests|Dtest)\b|\.(?:test|spec)\.|test_\w|_test\b/.test(later) && !/\s-k\s|::/.test(earlier);
}

function nameOf(failure: Failure): string {
	const file = failure.file === null ? '' : ` (${baseName(failure.file)})`;
	const name = failure.test ?? failure.message.split('\n', 1)[0]!;
	const room = Math.max(20, 78 - file.length);
	return plainName(`${name.length > room ? `${name.slice(0, room - 1)}…` : name}${failure.test?.includes(baseName(failure.file ?? '\n')) ? '' : file}`) || 'the same error';
}

/** What was read of a step: it is called after each step with all of them. */
interface Reading {
	readonly step: ToolStep;
	readonly call: Call;
	readonly report: Report | null;
}

const NO_CALL: Call = { kind: 'other', command: null, edits: [], key: '', waiting: false, terminal: null };
const KEPT = 600;
const KEPT_CHARACTERS = 8_000_000;
const readings = new Map<string, Reading>();
let keptCharacters = 0;

const sizeOf = (step: ToolStep) => step.arguments.length + (step.result?.length ?? 0);

function read(step: ToolStep): Reading {
	const kept = readings.get(step.id);
	if (kept !== undefined && kept.step.result === step.result && kept.step.arguments === step.arguments && kept.step.name === step.name && kept.step.isError === step.isError) return kept;
	const call = readCall(step);
	const reading: Reading = { step, call, report: call.kind === 'other' || step.result === null ? null : readReport(step.result) };
	if (kept !== undefined) keptCharacters -= sizeOf(kept.step);
	readings.delete(step.id);
	readings.set(step.id, reading);
	keptCharacters += sizeOf(step);
	for (const [id, oldest] of readings) {
		if (readings.size <= KEPT && keptCharacters <= KEPT_CHARACTERS) break;
		readings.delete(id);
		keptCharacters -= sizeOf(oldest.step);
	}
	return reading;
}
