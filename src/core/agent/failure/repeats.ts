import * as l10n from '@vscode/l10n';
import type { ToolStep, VerifiedFailure } from '../types.ts';
import type { Call } from './calls.ts';
import { exitCode, sameResult, saysFailed } from './refusal.ts';
import { said } from './text.ts';

/** So often the same call may fail in the same way. */
const FAILURES = 3;
/** Identical calls with identical results, one after the other; a cycle of several so often. */
const SAME = 4;
const CYCLES = 3;
const LONGEST_CYCLE = 4;
/** Waiting is looking again. Only so many looks in which nothing happens are a loop. */
const LOOKS = 12;

/** A call failed as its result tells: a command by its exit code, where that is no answer (grep, diff, test). */
function callFailed(step: ToolStep, call: Call, result: string): boolean {
	if (step.isError) return true;
	if (call.command === null && call.kind === 'other') return saysFailed(result);
	const code = call.answers ? null : exitCode(result);
	return (code !== null && code !== 0) || /^(?:bash|sh|zsh|\/bin\/\w{1,10}): /.test(result.slice(0, 200).trimStart());
}

/**
 * The same call failed three times with the same answer since it last succeeded; at its third, in order of steps.
 * Terminals need not give an exit code: `reported` says that the result tells of failures.
 */
export class FailingCalls {
	readonly #failed = new Map<string, { result: string; times: number }>();

	add(step: ToolStep, call: Call, at: number, reported: boolean): VerifiedFailure | null {
		if (step.result === null || call.waiting) return null;
		if (!reported && !callFailed(step, call, step.result)) {
			this.#failed.delete(call.key);
			return null;
		}
		const before = this.#failed.get(call.key);
		const times = before !== undefined && sameResult(before.result, step.result) ? before.times + 1 : 1;
		this.#failed.set(call.key, { result: step.result, times });
		if (times < FAILURES) return null;
		return { kind: 'failingCall', at, what: said(`${step.name}: ${firstLine(step.result)}`, said(step.name, l10n.t('a call of a tool'))) };
	}
}

/** The steps up to `at` end in one call again and again, or in a cycle of a few, with the same results each time. */
export function loopAt(steps: readonly ToolStep[], calls: readonly Call[], since: number, at: number): VerifiedFailure | null {
	for (let period = 1; period <= LONGEST_CYCLE; period++) {
		const times = calls[at]!.waiting ? LOOKS : period === 1 ? SAME : CYCLES;
		const length = period * times;
		if (at - length + 1 < since) continue;
		if (repeats(steps, calls, at, period, length))
			return { kind: 'loop', at, what: said(nameOf(steps[at]!, calls[at]!), said(steps[at]!.name, l10n.t('a call of a tool'))) };
	}
	return null;
}

function repeats(steps: readonly ToolStep[], calls: readonly Call[], at: number, period: number, length: number): boolean {
	for (let n = at; n > at - length; n--) {
		const step = steps[n]!;
		if (step.result === null) return false;
		if (calls[n]!.waiting && length < LOOKS) return false;
		if (n - period <= at - length) continue;
		const before = steps[n - period]!;
		if (calls[n]!.key !== calls[n - period]!.key || before.result === null) return false;
		if (!sameResult(before.result, step.result)) return false;
	}
	return true;
}

/** Tool and the file or command it is called with. */
function nameOf(step: ToolStep, call: Call): string {
	const about =
		call.command ?? /"(?:filePath|file_path|path|query|pattern)"\s{0,3}:\s{0,3}"([^"\\]{1,200})"/.exec(step.arguments.slice(0, 4_000))?.[1];
	return about ? `${step.name} (${about.slice(0, 200)})` : step.name;
}

function firstLine(result: string): string {
	const start = result.slice(0, 1_000).trimStart();
	const end = start.indexOf('\n');
	return end === -1 ? start : start.slice(0, end);
}
