/**
 * Models that the study hides, from weak to strong, by published id: each has recorded answers in several sets. The models of one group are hidden from the
 * same fit; no two of a group are of one family, and every set keeps columns of others.
 */
export const HIDDEN_MODELS: readonly { readonly id: string; readonly title: string; readonly group: number }[] = [
	{ id: 'codellama-7b-instruct', title: 'CodeLlama 7B', group: 0 },
	{ id: 'deepseek-coder-6.7b-instruct', title: 'DeepSeek-Coder 6.7B', group: 1 },
	{ id: 'qwen2.5-7b-instruct', title: 'Qwen2.5 7B', group: 3 },
	{ id: 'llama-3.1-8b-instruct', title: 'Llama 3.1 8B', group: 2 },
	{ id: 'mixtral-8x7b-instruct-v0.1', title: 'Mixtral 8x7B', group: 0 },
	{ id: 'gemini-1.5-flash-002', title: 'Gemini 1.5 Flash 002', group: 3 },
	{ id: 'gpt-4o-mini-2024-07-18', title: 'GPT-4o mini', group: 2 },
	{ id: 'llama-3.1-70b-instruct', title: 'Llama 3.1 70B', group: 1 },
	{ id: 'gpt-4-0613', title: 'GPT-4 0613', group: 0 },
	{ id: 'gpt-4o-2024-05-13', title: 'GPT-4o 2024-05-13', group: 3 },
	{ id: 'claude-3-5-sonnet-20240620', title: 'Claude 3.5 Sonnet 20240620', group: 2 },
	{ id: 'o1-mini-2024-09-12', title: 'o1-mini', group: 1 },
];

/** Fixed partner of the routing figure in each set: a column that is never hidden and that answers every prompt or most of them. */
export const PARTNERS: Readonly<Record<string, string>> = {
	routellm_mmlu: 'gpt-4-1106-preview',
	routellm_gsm8k: 'gpt-4-1106-preview',
	routellm_mtbench: 'gpt-4-1106-preview',
	mmlu_all: 'google_gemini-1.5-flash-preview-0514',
	mmlu_pro: 'gemini-1.5-pro-002',
	llmrouter_dcrouter: 'llama-3.1-nemotron-51b-instruct',
	lcb_repair: 'GPT-4O-2024-08-06',
	lcb_codegen_2024_02: 'GPT-4-Turbo-1106',
	lcb_codegen_o1: 'O1-Preview-2024-09-12',
	lcb_testgen: 'GPT-4-Turbo-2024-04-09',
	cruxeval_input: 'gpt-4-turbo-2024-04-09',
	cruxeval_output: 'gpt-4-turbo-2024-04-09',
	evalperf_he_mbpp_plus: 'gpt-4o-2024-08-06',
};

/** Published benchmarks whose questions stand among the recorded sets: a hidden model's rows of them are replaced by its mean on the recorded rows. */
export const WITH_ITEMS = /^(mmlu|gsm8k|livecodebench|cruxeval|humaneval|mbpp|swebench_pro)/;
