import type { RecordedRuns } from './types.ts';

/**
 * What recorded agent runs on issues of repositories were like. Written by `npm run -s train:runs`. Sources: DeepSWE 1.1's board (read
 * 2026-10-09) for tokens a step, efforts and newer models; the recorded costs of OpenHands on issues of SWE-bench Verified and SWT-bench
 * (OpenHands index, 2026-06-30), at their prices, for steps. Steps are those that the costs come to, so they stand for what makes a run
 * dear.
 */
export const RECORDED: RecordedRuns = {
	issue: {
		steps: 29.4,
		spread: 0.426,
		outputTokens: 657,
		addedTokens: 1865,
	},
	effort: {
		default: {
			steps: 1,
			output: 1,
		},
		none: {
			steps: 0.646,
			output: 0.683,
		},
		minimal: {
			steps: 0.646,
			output: 0.683,
		},
		low: {
			steps: 0.646,
			output: 0.683,
		},
		medium: {
			steps: 0.883,
			output: 0.913,
		},
		high: {
			steps: 1.13,
			output: 1.1,
		},
		xhigh: {
			steps: 1.41,
			output: 1.31,
		},
		max: {
			steps: 1.82,
			output: 1.62,
		},
	} as RecordedRuns['effort'],
	modelSteps: {
		'claude-fable-5': 0.847,
		'claude-opus-4-5': 0.913,
		'claude-opus-4-6': 0.338,
		'claude-opus-4-7': 0.568,
		'claude-opus-4-8': 0.43,
		'claude-opus-5': 0.884,
		'claude-sonnet-4-5': 1.06,
		'claude-sonnet-4-6': 0.898,
		'claude-sonnet-5': 1.31,
		'deepseek-v3-2-reasoner': 0.68,
		'deepseek-v4-pro': 0.697,
		'gemini-3-flash-preview': 0.577,
		'gemini-3-pro-preview': 0.476,
		'gemini-3.1-pro-preview': 1.75,
		'gemini-3.5-flash': 1.56,
		'gemini-3.7-flash': 1.39,
		'gemini-3.8-flash': 1.31,
		'glm-4.7': 2.09,
		'glm-5.1': 1.43,
		'glm-5.2': 0.881,
		'glm-5.3': 0.803,
		'gpt-5.2': 0.966,
		'gpt-5.2-codex': 0.991,
		'gpt-5.4': 0.763,
		'gpt-5.5': 0.764,
		'gpt-6-astra': 0.631,
		'grok-4.5': 0.879,
		'grok-4.6': 0.888,
		'kimi-k2-thinking': 2.33,
		'kimi-k2.5': 1.31,
		'kimi-k2.6': 1.04,
		'kimi-k3': 0.747,
		'minimax-m2.1': 1.1,
		'minimax-m2.5': 0.946,
		'minimax-m2.7': 0.972,
		'minimax-m3': 0.59,
		'nemotron-3-nano-30b-a3b': 1.43,
		'nemotron-3-super-120b-a12b': 1.46,
		'qwen3-coder-480b-a35b-instruct': 1.55,
		'qwen3-coder-next': 1.76,
		'qwen3.5-flash': 3.07,
		'qwen3.6-plus': 1.43,
		'qwen3.8-max': 0.531,
		'trinity-large-thinking': 1.27,
	},
	modelDoubt: 0.571,
	others: {
		atOneDollar: 1.38,
		slope: -0.198,
		makers: {
			claude: 0.823,
			deepseek: 0.637,
			gemini: 0.99,
			glm: 1.32,
			gpt: 1.06,
			kimi: 1.29,
			minimax: 0.728,
			nemotron: 0.913,
			qwen: 1.66,
			trinity: 0.965,
		},
		doubt: 0.469,
	},
};
