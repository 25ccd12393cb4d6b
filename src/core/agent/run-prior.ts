import { MICROS_PER_DOLLAR } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { effortRun } from '../model/efforts.ts';
import { makerOf, recordedName } from '../model/recorded-name.ts';
import { RECORDED } from './run-recorded.ts';
import type { RecordedRuns } from './types.ts';

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
 * Steps of a run beside those of a recorded issue of a repository, of what is no issue. ASSUMED, measured by nobody: what is asked of an
 * editor is smaller than an issue that somebody wrote up, and a question reads a few files and answers. The user's own runs replace it
 * (run-shapes.ts).
 */
const STEPS_OF_KIND: Readonly<Record<string, number>> = {
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
/** US dollars per million tokens written, between which prices were recorded. */
const CHEAPEST = 0.2;
const DEAREST = 30;

type Model = Pick<Candidate, 'catalogId' | 'wireModel' | 'effort' | 'defaultEffort' | 'prices'>;

/**
 * What is expected before any run of this user was seen. `model` null: of a model that nobody recorded and that has no name.
 * @param asked steps beside those of the kind, by what the request asks for
 */
export function priorShape(taskKind: string, model: Model | null, asked = 1, recorded: RecordedRuns = RECORDED): RunShape {
	const { issue, effort } = recorded;
	const ofEffort = named(effort, model === null ? null : effortRun(model)) ?? effort.default;
	const own = modelFactor(model, recorded);
	const share = taskKind === 'issue' ? null : (named(STEPS_OF_KIND, taskKind) ?? OTHER_KIND);
	const factor = ofEffort.steps * own.steps * asked;
	return {
		// Every model greets in one step: what it does beside the others is what comes after its first.
		steps: share === null ? Math.max(1, issue.steps * factor) : 1 + Math.max(0, issue.steps * share - 1) * factor,
		spread: issue.spread,
		doubt: Math.hypot(share === null ? 0 : KIND_DOUBT, own.doubt),
		outputTokens: issue.outputTokens * ofEffort.output,
		addedTokens: issue.addedTokens,
	};
}

/** Steps of a model beside those of the middle one; of one that nobody recorded by its price and its maker's other models. */
function modelFactor(
	model: Model | null,
	{ modelSteps, modelDoubt, others }: RecordedRuns,
): { readonly steps: number; readonly doubt: number } {
	if (model === null) return { steps: 1, doubt: modelDoubt };
	const name = recordedName(model);
	const own = named(modelSteps, name);
	if (own !== undefined) return { steps: own, doubt: 0 };
	const price = (model.prices?.output ?? 0) / MICROS_PER_DOLLAR;
	const ofMaker = named(others.makers, makerOf(name)) ?? 1;
	if (price <= 0) return { steps: ofMaker, doubt: modelDoubt };
	const bounded = Math.min(DEAREST, Math.max(CHEAPEST, price));
	return { steps: others.atOneDollar * bounded ** others.slope * ofMaker, doubt: others.doubt };
}

/** Names come from servers, and `constructor` is none of a table's. */
function named<T>(table: Readonly<Record<string, T>>, name: string | null): T | undefined {
	return name !== null && Object.hasOwn(table, name) ? table[name] : undefined;
}
