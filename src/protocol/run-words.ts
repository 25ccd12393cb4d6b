import * as l10n from '@vscode/l10n';
import type { Run, RunChange, RunModel } from '../core/agent/types.ts';
import { formatEstimate, formatMoney } from './format.ts';

/** A run in words, for the dashboard and the status bar. */

/** A run that goes on, as opposed to a receipt. */
export function isLive({ state }: Pick<Run, 'state'>): boolean {
	return state === 'running' || state === 'waiting';
}

/** `Haiku 4.5`, `GPT-5.4, effort high`. A model's name may tell its effort already. */
export function modelInWords({ modelName, effort }: RunModel): string {
	return effort === null || modelName.toLowerCase().includes(effort.toLowerCase())
		? modelName
		: l10n.t('{0}, effort {1}', modelName, effort);
}

/** All that a run used, in order: `Haiku 4.5 → Sonnet 4.5`. */
export function modelsInWords({ model, changes }: Pick<Run, 'model' | 'changes'>): string {
	const all = [...changes.slice(0, 1).map(({ from }) => from), ...changes.map(({ to }) => to), model].map(modelInWords);
	return all.filter((name, index) => name !== all[index - 1]).join(' → ');
}

export function stateInWords({ state }: Pick<Run, 'state'>): string {
	switch (state) {
		case 'running':
			return l10n.t('running');
		case 'waiting':
			return l10n.t('waiting for its tools or for you, or stopped');
		case 'done':
			return l10n.t('done');
		case 'stopped':
			return l10n.t('stopped at a limit');
		case 'cancelled':
			return l10n.t('cancelled');
		case 'failed':
			return l10n.t('failed');
	}
}

/** `step 7 of about 18`, `step 21, about 18 expected`, `step 7` where nothing was expected. */
export function stepInWords({ steps, estimate }: Pick<Run, 'steps' | 'estimate'>): string {
	if (steps === 0) return l10n.t('starting');
	if (estimate === null) return l10n.t('step {0}', steps);
	const expected = Math.max(1, Math.round(estimate.steps));
	return steps <= expected ? l10n.t('step {0} of about {1}', steps, expected) : l10n.t('step {0}, about {1} expected', steps, expected);
}

export function stepsInWords(steps: number): string {
	return steps === 1 ? l10n.t('1 step') : l10n.t('{0} steps', steps);
}

/** `$0.12 of at most $1.55`, `$0.12`; `free` for a local model that cost nothing. */
export function spentInWords({ spent, cap, model }: Pick<Run, 'spent' | 'cap' | 'model'>): string {
	if (spent === 0 && model.local) return l10n.t('free');
	return cap === null ? formatMoney(spent) : l10n.t('{0} of at most {1}', formatMoney(spent), formatMoney(cap));
}

/** `~$0.31 expected ($0.15 to $0.90)`; null where nothing was. */
export function estimateInWords({ estimate }: Pick<Run, 'estimate'>): string | null {
	if (estimate === null) return null;
	return l10n.t('{0} expected ({1} to {2})', formatEstimate(estimate.expected), formatMoney(estimate.low), formatMoney(estimate.high));
}

/** `step 7: effort high instead of medium: test_refund failed again after an edit` */
export function changeInWords({ step, kind, from, to, why }: RunChange): string {
	const what =
		kind === 'effort' && from.effort !== null && to.effort !== null
			? l10n.t('effort {0} instead of {1}', to.effort, from.effort)
			: l10n.t('{0} instead of {1}', modelInWords(to), modelInWords(from));
	return l10n.t('step {0}: {1}: {2}', step, what, why);
}

/** `Explore: 3 steps, $0.02` */
export function subAgentInWords({ name, steps, spent }: Run['subAgents'][number]): string {
	return `${name}: ${stepsInWords(steps)}, ${formatMoney(spent)}`;
}
