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
	if (!isLive(run)) return `run ${stateInWords(run)}: ${stepsInWords(steps)}, ${spent === 0 && model.local ? 'free' : cents(spent)}`;
	const money = spent === 0 && model.local ? 'free' : cap === null ? cents(spent) : `${cents(spent)} of ${cents(cap)}`;
	return `${shortName(model.modelName)} · ${steps === 0 ? 'starting' : `step ${steps}`} · ${money}`;
}

/** Lines of plain text: steps, money of its cap, model and effort, sub-agents, the last change, what is suggested. */
export function runLines(run: Run): readonly string[] {
	const { model, subAgents, changes, suggestion, taskKind } = run;
	const change = changes.at(-1);
	const estimate = estimateInWords(run);
	const others = subAgents.length - SUB_AGENTS;
	const lines = [
		`Agent run${taskKind === '' ? '' : ` (${taskKind})`}: ${stateInWords(run)}, ${isLive(run) ? stepInWords(run) : stepsInWords(run.steps)}`,
		`Model: ${modelInWords(model)}, ${model.local ? 'on this computer' : `to ${model.recipient}`}`,
		`Money: ${[spentInWords(run), ...(estimate === null ? [] : [estimate])].join('; ')}`,
		...subAgents.slice(-SUB_AGENTS).map((sub) => `Sub-agent ${subAgentInWords(sub)}`),
		...(others > 0 ? [`and ${others} sub-agents before`] : []),
		...(change === undefined ? [] : [`Last change: ${changeInWords(change)}`]),
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
