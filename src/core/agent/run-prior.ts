import type { Candidate } from '../model/candidate.ts';
import { effortRun } from '../model/efforts.ts';
import { RECORDED } from './run-recorded.ts';

/** How a run goes, for most runs of its kind: half of them are longer. */
export interface RunShape {
	/** Requests. */
	readonly steps: number;
	/** Standard deviation of ln(steps) from task to task of one kind. */
	readonly spread: number;
	/** The same of what is not known of the kind and the model: it widens an interval and shifts no mean, so that no model loses by it. */
	readonly doubt: number;
	/** Tokens that a step writes, thinking included. */
	readonly outputTokens: number;
	/** Tokens that a step adds to the prompt beside what it wrote: results of its tools. */
	readonly addedTokens: number;
}

/**
 * Steps of a run beside those of a recorded issue of a repository. ASSUMED, measured by nobody: what is asked of an editor is smaller than
 * an issue that somebody wrote up, and a question reads a few files and answers. The user's own runs replace it (run-shapes.ts).
 */
const STEPS_OF_KIND: Readonly<Record<string, number>> = {
	issue: 1,
	refactor: 0.45,
	fix: 0.4,
	debug: 0.4,
	test: 0.4,
	write: 0.35,
	review: 0.25,
	design: 0.25,
	data: 0.25,
	edit: 0.2,
	explain: 0.15,
	question: 0.15,
	math: 0.1,
	chat: 0.05,
};
const OTHER_KIND = 0.25;
/** ASSUMED, ln: how far the factor of a kind may be off. Nothing is assumed of issues. */
const KIND_DOUBT = 0.5;

type Model = Pick<Candidate, 'catalogId' | 'effort' | 'defaultEffort'>;

/** What is expected before any run of this user was seen. `model` null: of a model that nobody recorded. */
export function priorShape(taskKind: string, model: Model | null): RunShape {
	const { issue, effort, modelSteps, modelDoubt } = RECORDED;
	const ofEffort = named(effort, model === null ? null : effortRun(model)) ?? effort.default;
	const own = named(modelSteps, model?.catalogId ?? null);
	const ofKind = taskKind === 'issue' ? 0 : KIND_DOUBT;
	return {
		steps: Math.max(1, issue.steps * (named(STEPS_OF_KIND, taskKind) ?? OTHER_KIND) * ofEffort.steps * (own ?? 1)),
		spread: issue.spread,
		doubt: Math.hypot(ofKind, own === undefined ? modelDoubt : 0),
		outputTokens: issue.outputTokens * ofEffort.output,
		addedTokens: issue.addedTokens,
	};
}

/** Names come from servers, and `constructor` is none of a table's. */
function named<T>(table: Readonly<Record<string, T>>, name: string | null): T | undefined {
	return name !== null && Object.hasOwn(table, name) ? table[name] : undefined;
}
