/** Columns that stand in two sets: mmlu_all repeats the two of routellm_mmlu. Training reads each once; pools may name either. */
const TWINS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	mmlu_all: {
		'mixtral-8x7b-instruct (RouteLLM)': 'mistralai/Mixtral-8x7B-Instruct-v0.1',
		'gpt-4-1106-preview (RouteLLM)': 'gpt-4-1106-preview',
	},
};

/** Set of the twins' originals. */
export const TWIN_SET = 'routellm_mmlu';

/** Name of the original in `TWIN_SET` of a repeated column, null for any other. */
export function twinColumn(set: string, column: string): string | null {
	return TWINS[set]?.[column] ?? null;
}
