import type { MicroDollars } from '../base/micros.ts';

/**
 * The money of one run over its steps, parallel calls and sub-agents. What may be spent is held before it is asked for and settled after,
 * at once and in one place, so that spent and held together never pass the cap; only what a request really cost can, where it cost more
 * than the most that it could. Amounts are µ$.
 */
export class RunPurse {
	/** Null: no limit. */
	readonly cap: MicroDollars | null;
	#spent: MicroDollars;
	readonly #held = new Map<string, MicroDollars>();

	constructor(cap: MicroDollars | null, spent: MicroDollars = 0) {
		this.cap = cap;
		this.#spent = spent;
	}

	get spent(): MicroDollars {
		return this.#spent;
	}

	/** Of requests under way. */
	get held(): MicroDollars {
		let sum = 0;
		for (const max of this.#held.values()) sum += max;
		return sum;
	}

	/** What may still be held; null without a cap. */
	remaining(): MicroDollars | null {
		return this.cap === null ? null : Math.max(0, this.cap - this.#spent - this.held);
	}

	/** False where it does not fit: nothing is held then. What can cost nothing always fits; holding again replaces. */
	hold(requestId: string, max: MicroDollars): boolean {
		const own = this.#held.get(requestId) ?? 0;
		if (this.cap !== null && max > 0 && this.#spent + this.held - own + max > this.cap) return false;
		this.#held.set(requestId, max);
		return true;
	}

	settle(requestId: string, cost: MicroDollars): void {
		this.#held.delete(requestId);
		this.#spent += cost;
	}

	drop(requestId: string): void {
		this.#held.delete(requestId);
	}
}

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

/** Share of the cap from which on an answer is asked for. */
const NEAR_CAP = 0.85;

/** What is left of a run before its next step, µ$. */
export interface MoneyLeft {
	readonly cap: MicroDollars | null;
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
