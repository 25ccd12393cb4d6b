/** A column of a recorded set. */
export interface ColumnName {
	readonly set: string;
	readonly column: string;
}

/**
 * Columns that stand in two sets: mmlu_all repeats the two of routellm_mmlu, psych_swebench_pro most of swebench_pro (cell for cell; of Gemini's run 97 in
 * 100 cells), later runs of LiveCodeBench those answers of earlier ones that were graded again (98 to 100 in 100 cells). Training reads each once, in the
 * set named here; pools may name either.
 */
const TWINS: Readonly<Record<string, { readonly set: string; readonly columns: Readonly<Record<string, string>> }>> = {
	mmlu_all: {
		set: 'routellm_mmlu',
		columns: {
			'mixtral-8x7b-instruct (RouteLLM)': 'mistralai/Mixtral-8x7B-Instruct-v0.1',
			'gpt-4-1106-preview (RouteLLM)': 'gpt-4-1106-preview',
		},
	},
	lcb_v5: {
		set: 'lcb_codegen_o1',
		columns: {
			'O1-Preview-2024-09-12 (N=1)': 'O1-Preview-2024-09-12',
			'O1-Mini-2024-09-12 (N=1)': 'O1-Mini-2024-09-12',
		},
	},
	lcb_v6: {
		set: 'lcb_v5',
		columns: {
			'GPT-4-Turbo-2024-04-09': 'GPT-4-Turbo-2024-04-09',
			'GPT-4O-2024-08-06': 'GPT-4O-2024-08-06',
			'GPT-4O-mini-2024-07-18': 'GPT-4O-mini-2024-07-18',
			'Claude-3.5-Sonnet-20241022': 'Claude-3.5-Sonnet-20241022',
			'Claude-3-Haiku': 'Claude-3-Haiku',
		},
	},
	psych_swebench_pro: {
		set: 'swebench_pro',
		columns: {
			'Claude 4 Sonnet - 10132025': 'claude-4sonnet-10132025',
			'Claude 4.5 Sonnet - 10132025': 'claude-45sonnet-10132025',
			'GPT OSS - paper': 'gptoss-paper',
			'GPT-4o - paper': 'gpt-4o-paper',
			'GPT-5 - 10132025': 'gpt-5-250-turns-10132025',
			'Gemini 2.5 Pro Preview - paper': 'gemini-2-5-pro-preview-paper',
			'Kimi - paper': 'kimi-k2-instruct-10132025',
		},
	},
};

/** The original of a repeated column, null for any other. */
export function twinOf(set: string, column: string): ColumnName | null {
	const twins = TWINS[set];
	const original = twins?.columns[column];
	return twins === undefined || original === undefined ? null : { set: twins.set, column: original };
}
