import type { RecordedRuns } from './types.ts';

/**
 * What recorded agent runs on issues of repositories were like. Written by `npm run -s train:runs`. Sources: DeepSWE 1.1's board (read
 * 2026-10-09) for tokens a step, efforts and newer models; the recorded costs of OpenHands on issues of SWE-bench Verified and SWT-bench
 * (OpenHands index, 2026-06-30), at their prices, for steps. Steps are those that the costs come to, so they stand for what makes a run
 * dear.
 */
export const RECORDED: RecordedRuns = {
	issue: {
		steps: 30.3,
		spread: 0.493,
		outputTokens: 657,
		addedTokens: 1862,
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
		'claude-opus-4-5': 0.882,
		'claude-opus-4-6': 0.307,
		'claude-opus-4-7': 0.533,
		'claude-opus-4-8': 0.399,
		'claude-opus-5': 0.83,
		'claude-sonnet-4-5': 1.03,
		'claude-sonnet-4-6': 0.868,
		'claude-sonnet-5': 1.41,
		'deepseek-v3-2-reasoner': 0.645,
		'deepseek-v4-pro': 0.663,
		'gemini-3-flash-preview': 0.542,
		'gemini-3-pro': 0.516,
		'gemini-3.1-pro-preview': 1.75,
		'gemini-3.5-flash': 1.55,
		'gemini-3.7-flash': 1.52,
		'glm-4.7': 2.13,
		'glm-5.1': 1.42,
		'glm-5.2': 0.826,
		'gpt-5.2': 0.937,
		'gpt-5.2-codex': 0.963,
		'gpt-5.4': 0.731,
		'gpt-5.5': 0.731,
		'grok-4.6': 0.835,
		'kimi-k2-thinking': 2.39,
		'kimi-k2.5': 1.3,
		'kimi-k2.6': 1.01,
		'kimi-k3': 0.662,
		'minimax-m2-1': 2.3,
		'minimax-m2-7': 1.26,
		'minimax-m2.5': 0.916,
		'minimax-m3': 0.555,
		'nemotron-3-nano': 4.19,
		'nemotron-3-super': 3.95,
		'qwen-3-5-flash': 9.55,
		'qwen-3-6-plus': 3.71,
		'qwen3-coder-480b-a35b-instruct': 1.55,
		'qwen3-coder-next': 1.77,
		'trinity-large-thinking': 3.09,
	},
	modelDoubt: 0.837,
	others: {
		atOneDollar: 2.13,
		slope: -0.378,
		makers: {
			claude: 0.881,
			deepseek: 0.485,
			gemini: 0.911,
			glm: 1.05,
			gpt: 1.1,
			kimi: 1.06,
			minimax: 0.66,
			nemotron: 1.21,
			qwen: 2.13,
			trinity: 1.22,
		},
		doubt: 0.574,
	},
};
