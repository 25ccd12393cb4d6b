import type { MicroDollars } from '../base/micros.ts';

/** A run may cost this many times what it is expected to. */
const TIMES_THE_ESTIMATE = 5;

/**
 * The most that a run may cost: the setting or five times the estimate, whichever is less; null without either, and where it costs nothing.
 * @param expected of the run with the model it begins with, µ$; null where that is not known, and for a question without tools
 */
export function runCap(setting: MicroDollars | null, expected: MicroDollars | null, paid: boolean): MicroDollars | null {
	if (!paid) return null;
	const ofEstimate = expected === null || expected <= 0 ? null : Math.ceil(TIMES_THE_ESTIMATE * expected);
	if (setting === null) return ofEstimate;
	return ofEstimate === null ? setting : Math.min(setting, ofEstimate);
}

/**
 * The maximum of a run that goes on after its limit stopped it: as of any run, and no less than was said then.
 * @param before the limit that stopped it, µ$; null where none did
 */
export function continuedCap(cap: MicroDollars | null, setting: MicroDollars | null, before: MicroDollars | null): MicroDollars | null {
	if (cap === null || before === null) return cap;
	return Math.max(cap, setting === null ? before : Math.min(setting, before));
}

/**
 * The maximum after a stronger model took over on a verified failure: what was spent has bought that evidence, and five times the new
 * model's estimate is what the rule allows it; never beyond the setting, never below the maximum of before.
 */
export function raisedCap(
	{ cap, spent }: { readonly cap: MicroDollars | null; readonly spent: MicroDollars },
	setting: MicroDollars | null,
	expected: MicroDollars | null,
): MicroDollars | null {
	if (cap === null) return null;
	const wanted = spent + Math.ceil(TIMES_THE_ESTIMATE * (expected ?? 0));
	return Math.max(cap, setting === null ? wanted : Math.min(setting, wanted));
}

/** Share of the cap from which on an answer is asked for. */
const NEAR_CAP = 0.85;

/** What is left of a run before its next step, µ$. */
export interface MoneyLeft {
	readonly cap: MicroDollars | null;
	/** The cap less what is spent and what requests under way may cost. */
	readonly remaining: MicroDollars | null;
	/** An ordinary step, as it is expected to cost. */
	readonly step: MicroDollars;
	/** The most that a short answer to this prompt can cost. */
	readonly shortAnswer: MicroDollars;
}

/** Go on, ask for the answer with what is there, or stop in words. */
export function moneyStage({ cap, remaining, step, shortAnswer }: MoneyLeft): 'go' | 'finish' | 'stop' {
	if (cap === null || remaining === null || shortAnswer === 0) return 'go';
	if (remaining < shortAnswer) return 'stop';
	return remaining < step + shortAnswer || cap - remaining >= NEAR_CAP * cap ? 'finish' : 'go';
}
