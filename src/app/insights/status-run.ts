import * as l10n from '@vscode/l10n';
import type { Run } from '../../core/agent/types.ts';
import {
	changeInWords,
	estimateInWords,
	isLive,
	modelInWords,
	spentInWords,
	stateInWords,
	stepInWords,
	stepsInWords,
	subAgentInWords,
} from '../../protocol/run-words.ts';

/** A run in the status bar: its meter while it is live, then its receipt. */

/** Sub-agents that the tooltip names. */
const SUB_AGENTS = 5;
/** The longest that one sentence may be: it comes of names that servers give. */
const LONGEST = 300;

/** `Haiku 4.5 · step 7 · $0.12 of $1.55`, `run done: 14 steps, $0.31` */
export function runText(run: Run): string {
	const { model, steps, spent, cap } = run;
	const free = spent === 0 && model.local ? l10n.t('free') : null;
	if (!isLive(run)) return l10n.t('run {0}: {1}, {2}', stateInWords(run), stepsInWords(steps), free ?? cents(spent));
	const money = free !== null ? free : cap === null ? cents(spent) : l10n.t('{0} of {1}', cents(spent), cents(cap));
	return `${shortName(model.modelName)} · ${steps === 0 ? l10n.t('starting') : l10n.t('step {0}', steps)} · ${money}`;
}

/** Lines of plain text: steps, money of its cap, model and effort, sub-agents, the last change, what is suggested. */
export function runLines(run: Run): readonly string[] {
	const { model, subAgents, changes, suggestion, taskKind } = run;
	const change = changes.at(-1);
	const estimate = estimateInWords(run);
	const others = subAgents.length - SUB_AGENTS;
	const [state, steps] = [stateInWords(run), isLive(run) ? stepInWords(run) : stepsInWords(run.steps)];
	const lines = [
		taskKind === '' ? l10n.t('Agent run: {0}, {1}', state, steps) : l10n.t('Agent run ({0}): {1}, {2}', taskKind, state, steps),
		model.local
			? l10n.t('Model: {0}, on this computer', modelInWords(model))
			: l10n.t('Model: {0}, to {1}', modelInWords(model), model.recipient),
		l10n.t('Money: {0}', [spentInWords(run), ...(estimate === null ? [] : [estimate])].join('; ')),
		...subAgents.slice(-SUB_AGENTS).map((sub) => l10n.t('Sub-agent {0}', subAgentInWords(sub))),
		...(others > 0 ? [others === 1 ? l10n.t('and 1 sub-agent before') : l10n.t('and {0} sub-agents before', others)] : []),
		...(change === undefined ? [] : [l10n.t('Last change: {0}', changeInWords(change))]),
		...(suggestion === null ? [] : [suggestion]),
	];
	return lines.map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line));
}

/** `$7.60`; what is less than a cent does not read as nothing. */
export function cents(micros: number): string {
	return micros > 0 && micros < 10_000 ? '<$0.01' : `$${(micros / 1_000_000).toFixed(2)}`;
}

/** The vendor's path is of no use in 20 characters, and `$(` would begin an icon. */
export function shortName(name: string): string {
	const last = (name.split('/').at(-1) ?? name).replaceAll('$(', '(');
	return last.length > 24 ? `${last.slice(0, 23)}…` : last;
}
