import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { PRICE_CLASSES, type PriceClass, type ReplayRow, type ReplaySet, type TrafficKind } from './types.ts';

/**
 * No recorded set has one pool of models over chat, code and maths. So each set lends the columns that stood for a price class in its own time (by their
 * list prices then), and the money is that of a model of today of the same class: real ratios of price and cache, recorded ratios of quality. A class that a set
 * has no model for is missing in its requests: llmrouter_dcrouter ends at 51B, which nobody sold as large.
 */
export const CLASS_MODEL: Readonly<Record<PriceClass, string>> = {
	small: 'mistral-small-2603',
	medium: 'claude-haiku-4-5',
	large: 'claude-opus-4-8',
};

interface SetClasses {
	readonly columns: Readonly<Partial<Record<PriceClass, string>>>;
	/** Share in the traffic of a kind, and which categories are of it. */
	readonly kinds: Readonly<Partial<Record<TrafficKind, { readonly weight: number; readonly categories: RegExp }>>>;
}

export const SET_CLASSES: Readonly<Record<string, SetClasses>> = {
	routellm_mtbench: {
		columns: { small: 'mistralai/Mixtral-8x7B-Instruct-v0.1', large: 'gpt-4-1106-preview' },
		kinds: {
			chat: { weight: 1, categories: /writing|roleplay|reasoning|extraction|stem|humanities/ },
			code: { weight: 0.3, categories: /coding/ },
			maths: { weight: 0.2, categories: /math/ },
		},
	},
	routellm_gsm8k: {
		columns: { small: 'mistralai/Mixtral-8x7B-Instruct-v0.1', large: 'gpt-4-1106-preview' },
		kinds: { maths: { weight: 2, categories: /./ } },
	},
	mmlu_all: {
		columns: {
			small: 'google_gemini-1.5-flash-preview-0514',
			medium: 'google_gemini-1.5-pro-preview-0409',
			large: 'anthropic_claude-3-opus-20240229',
		},
		kinds: { chat: { weight: 2, categories: /./ } },
	},
	mmlu_pro: {
		columns: { small: 'Meta-Llama-3_1-8B-Instruct', medium: 'gemini-1.5-flash-002', large: 'gemini-1.5-pro-002' },
		kinds: { code: { weight: 0.5, categories: /^computer science$/ }, maths: { weight: 2, categories: /^math$/ } },
	},
	llmrouter_dcrouter: {
		columns: { small: 'llama-3.1-8b-instruct', medium: 'llama-3.1-nemotron-51b-instruct' },
		kinds: {
			chat: { weight: 2, categories: /natural_qa|trivia_qa|commongen|commonsense_qa|openbook_qa/ },
			code: { weight: 3, categories: /mbpp|human_eval/ },
			maths: { weight: 2, categories: /gsm8k|mgsm|^math$/ },
		},
	},
	lcb_repair: {
		columns: { small: 'GPT-4O-mini-2024-07-18', medium: 'GPT-4O-2024-08-06', large: 'Claude-3.5-Sonnet-20241022' },
		kinds: { code: { weight: 4, categories: /./ } },
	},
	cruxeval_output: {
		columns: { small: 'gpt-3.5-turbo-0613+cot', medium: 'gpt-4o+cot', large: 'claude-3-opus-20240229+cot' },
		kinds: { code: { weight: 2, categories: /./ } },
	},
	evalperf_he_mbpp_plus: {
		columns: { small: 'gpt-4o-mini-2024-07-18', medium: 'gpt-4o-2024-08-06', large: 'claude-3-5-sonnet-20240620' },
		kinds: { code: { weight: 1, categories: /./ } },
	},
};

/** The catalog's candidates that stand for the classes, without thinking: the recorded models did not think either. */
export function classCandidates(catalog: Catalog): Candidate[] {
	const all = catalogCandidates(catalog);
	return PRICE_CLASSES.map((name) => {
		const found = all.find((c) => c.catalogId === CLASS_MODEL[name] && c.effort === null);
		if (!found?.prices) throw new Error(`The catalog has no priced ${CLASS_MODEL[name]} without effort.`);
		return found;
	});
}

/** Rows on which all models of the set's classes were run and predicted. Characters / 4 is the estimate that the product makes as well. */
export function replayRows(sets: readonly ReplaySet[]): ReplayRow[] {
	return sets.flatMap((set) => {
		const classes = SET_CLASSES[set.set];
		if (classes === undefined) return [];
		const columns = PRICE_CLASSES.map((name) => classes.columns[name] ?? null);
		const at = columns.map((column) => (column === null ? -1 : set.columns.indexOf(column)));
		const missing = columns.find((column, c) => column !== null && at[c] === -1);
		if (missing !== undefined) throw new Error(`${set.set} has no column ${missing}.`);
		return set.ids.flatMap((id, i): ReplayRow[] => {
			const kind = kindOf(classes, set.categories[i]!);
			const outcomes = columns.map((column, c) => {
				const cell = i * set.columns.length + at[c]!;
				return column === null ? null : { column, p: set.predicted[cell]!, y: set.outcome[cell]! };
			});
			if (kind === null || outcomes.some((o) => o !== null && !Number.isFinite(o.p + o.y))) return [];
			return [{ set: set.set, id, kind, promptTokens: Math.ceil(set.characters[i]! / 4), outcomes }];
		});
	});
}

function kindOf(classes: SetClasses, category: string): TrafficKind | null {
	const found = Object.entries(classes.kinds).find(([, { categories }]) => categories.test(category));
	return (found?.[0] as TrafficKind | undefined) ?? null;
}
