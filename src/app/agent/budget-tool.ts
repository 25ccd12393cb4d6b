import { isLive } from '../../core/agent/run.ts';
import type { Run } from '../../core/agent/types.ts';
import { inWords } from '../../core/base/errors.ts';
import { dollarsFromMicros, type MicroDollars } from '../../core/base/micros.ts';
import type { BudgetService } from '../budget/service.ts';
import type { RunsPort } from './ports.ts';

export interface BudgetToolDeps {
	readonly budget: Pick<BudgetService, 'refresh'>;
	readonly runs: Pick<RunsPort, 'list'>;
	/** Names this window: the run that asks is one of its own. */
	readonly owner: { readonly window: string };
	/** Whether all paid requests are paused. Never rejects. */
	paused(): Promise<boolean>;
}

/**
 * `routoo_budget`: what is left of the month, of the agents' share and of the run that asks, and what a step of it costs. JSON; what goes
 * wrong is said in words. Never rejects.
 */
export async function budgetAnswer({ budget, runs, owner, paused }: BudgetToolDeps): Promise<string> {
	try {
		const [{ view, remaining, agentRemaining, projected }, isPaused] = await Promise.all([budget.refresh(), paused()]);
		const run = runs.list().find((one) => one.window === owner.window && isLive(one)) ?? null;
		return JSON.stringify({
			month: { limit: dollars(view.limit), spent: dollars(view.spent), left: dollars(remaining), projected: dollars(projected) },
			agents: { left: dollars(agentRemaining) },
			run: run === null ? null : runOf(run),
			paused: isPaused,
			advice: advice(remaining, agentRemaining, run, isPaused),
			note: 'US dollars; null means no limit, or not known yet',
		});
	} catch (error) {
		return JSON.stringify({ error: inWords(error) });
	}
}

function runOf({ spent, cap, steps, model, estimate }: Run): object {
	return {
		model: model.modelName,
		steps,
		spent: dollars(spent),
		cap: dollars(cap),
		left: cap === null ? null : dollars(Math.max(0, cap - spent)),
		stepCost: steps === 0 ? null : dollars(Math.round(spent / steps)),
		expected: estimate === null ? null : dollars(estimate.expected),
	};
}

/** One sentence that the model can act on. */
function advice(remaining: MicroDollars | null, agents: MicroDollars | null, run: Run | null, paused: boolean): string {
	if (paused) return 'Paid requests are paused by the user: only free and local models answer.';
	if (remaining === 0 || agents === 0) return 'The budget is used up: only free and local models answer. Finish with what there is.';
	if (run === null || run.cap === null || run.steps === 0) return 'There is money left.';
	const step = run.spent / run.steps;
	const left = Math.min(Math.max(0, run.cap - run.spent), remaining ?? Number.POSITIVE_INFINITY, agents ?? Number.POSITIVE_INFINITY);
	if (step === 0) return 'The steps of this run cost nothing.';
	const steps = Math.floor(left / step);
	return steps < 5
		? `About ${steps} more steps like those so far are paid for: finish soon.`
		: `About ${steps} more steps like those so far are paid for.`;
}

function dollars(micros: MicroDollars | null): number | null {
	return micros === null ? null : Math.round(1e6 * dollarsFromMicros(micros)) / 1e6;
}
