import type { Run, RunChange, RunModel } from '../core/agent/types.ts';
import { formatEstimate, formatMoney } from './format.ts';

/** A run in words, for the dashboard and the status bar. Everything here is pure and in English. */

/** A run that goes on, as opposed to a receipt. */
export function isLive({ state }: Pick<Run, 'state'>): boolean {
	return state === 'running' || state === 'waiting';
}

/** `Haiku 4.5`, `GPT-5.4, effort high`. A model's name may tell its effort already. */
export function modelInWords({ modelName, effort }: RunModel): string {
	return effort === null || modelName.toLowerCase().includes(effort.toLowerCase()) ? modelName : `${modelName}, effort ${effort}`;
}

/** All that a run used, in order: `Haiku 4.5 → Sonnet 4.5`. */
export function modelsInWords({ model, changes }: Pick<Run, 'model' | 'changes'>): string {
	const all = [...changes.slice(0, 1).map(({ from }) => from), ...changes.map(({ to }) => to), model].map(modelInWords);
	return all.filter((name, index) => name !== all[index - 1]).join(' → ');
}

const STATES = {
	running: 'running',
	waiting: 'waiting for its tools or for you, or stopped',
	done: 'done',
	stopped: 'stopped at a limit',
	cancelled: 'cancelled',
	failed: 'failed',
} as const;

export function stateInWords({ state }: Pick<Run, 'state'>): string {
	return STATES[state];
}

/** `step 7 of about 18`, `step 21, about 18 expected`, `step 7` where nothing was expected. */
export function stepInWords({ steps, estimate }: Pick<Run, 'steps' | 'estimate'>): string {
	if (steps === 0) return 'starting';
	if (estimate === null) return `step ${steps}`;
	const expected = Math.max(1, Math.round(estimate.steps));
	return steps <= expected ? `step ${steps} of about ${expected}` : `step ${steps}, about ${expected} expected`;
}

export function stepsInWords(steps: number): string {
	return steps === 1 ? '1 step' : `${steps} steps`;
}

/** `$0.12 of at most $1.55`, `$0.12`; `free` for a local model that cost nothing. */
export function spentInWords({ spent, cap, model }: Pick<Run, 'spent' | 'cap' | 'model'>): string {
	if (spent === 0 && model.local) return 'free';
	return cap === null ? formatMoney(spent) : `${formatMoney(spent)} of at most ${formatMoney(cap)}`;
}

/** `~$0.31 expected ($0.15 to $0.90)`; null where nothing was. */
export function estimateInWords({ estimate }: Pick<Run, 'estimate'>): string | null {
	if (estimate === null) return null;
	return `${formatEstimate(estimate.expected)} expected (${formatMoney(estimate.low)} to ${formatMoney(estimate.high)})`;
}

/** `step 7: effort high instead of medium: test_refund failed again after an edit` */
export function changeInWords({ step, kind, from, to, why }: RunChange): string {
	const what =
		kind === 'effort' && from.effort !== null && to.effort !== null
			? `effort ${to.effort} instead of ${from.effort}`
			: `${modelInWords(to)} instead of ${modelInWords(from)}`;
	return `step ${step}: ${what}: ${why}`;
}

/** `Explore: 3 steps, $0.02` */
export function subAgentInWords({ name, steps, spent }: Run['subAgents'][number]): string {
	return `${name}: ${stepsInWords(steps)}, ${formatMoney(spent)}`;
}
