/**
 * What recorded agent runs on issues of repositories were like. Written by `npm run -s train:runs`; sources: DeepSWE 1.1's board
 * (read 2026-10-09) for tokens a step and efforts, the recorded costs of OpenHands on SWE-bench Verified and SWT-bench issues (OpenHands
 * index, 2026-06-30) at their prices for steps. Steps are those that the costs come to, so they stand for what makes a run dear.
 * `effort`: factors beside the default, none and minimal taken as low. `modelSteps`: factor of a model at its default effort.
 */
export const RECORDED: {
	/** `spread`: standard deviation of ln(steps) from issue to issue. */
	readonly issue: { readonly steps: number; readonly spread: number; readonly outputTokens: number; readonly addedTokens: number };
	readonly effort: Readonly<Record<string, EffortFactors>> & { readonly default: EffortFactors };
	readonly modelSteps: Readonly<Record<string, number>>;
	/** Standard deviation of ln(factor) over models: what is not known of another one. */
	readonly modelDoubt: number;
} = {
	issue: {
		steps: 30.3,
		spread: 0.494,
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
	} as const,
	modelSteps: {
		'claude-opus-4-5': 0.882,
		'claude-opus-4-6': 0.307,
		'claude-opus-4-7': 0.533,
		'claude-opus-4-8': 0.368,
		'claude-sonnet-4-5': 1.03,
		'claude-sonnet-4-6': 0.844,
		'deepseek-v4-pro': 0.663,
		'gemini-3-flash-preview': 0.542,
		'gemini-3.1-pro-preview': 1.94,
		'gemini-3.5-flash': 1.6,
		'glm-4.7': 2.13,
		'glm-5.1': 1.42,
		'gpt-5.2': 0.937,
		'gpt-5.2-codex': 0.963,
		'gpt-5.4': 0.711,
		'gpt-5.5': 0.736,
		'kimi-k2-thinking': 2.39,
		'kimi-k2.5': 1.3,
		'kimi-k2.6': 1.01,
		'minimax-m2.5': 0.916,
		'minimax-m3': 0.555,
		'qwen3-coder-480b-a35b-instruct': 1.55,
		'qwen3-coder-next': 1.77,
	},
	modelDoubt: 0.837,
};

interface EffortFactors {
	readonly steps: number;
	readonly output: number;
}
