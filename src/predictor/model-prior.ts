import type { Candidate } from '../core/model/candidate.ts';

/** What a model's name and size tell of its ability, before anybody measured it. */
export interface ModelTraits {
	readonly name: string;
	/** Billions; null where unknown. */
	readonly parametersB: number | null;
	readonly reasoning: boolean;
}

export const TRAIT_NAMES = [
	'constant',
	'log size',
	'size unknown',
	'small tier',
	'tiny tier',
	'large tier',
	'reasoning',
	'code',
	'base',
	'age',
	'log size of a mixture',
] as const;

/** A model whose family nobody dated is taken to be of the middle of 2024: neither the oldest nor the newest. */
const UNKNOWN_AGE = 1.5;

/**
 * Years after 2023-01-01 at which a family's versions came out, to about a quarter of a year; between two versions it is interpolated. From
 * the vendors' announcements, for the versions of 2026 from the dates of the published scores.
 */
const GENERATIONS: readonly (readonly [RegExp, readonly (readonly [version: number, years: number])[]])[] = [
	[/gpt-?oss/, [[0, 2.6]]],
	[/gpt-4o/, [[4, 1.5]]],
	[
		/gpt-?(\d+(?:\.\d+)?)/,
		[
			[3.5, 0],
			[4, 0.3],
			[4.1, 2.3],
			[5, 2.6],
			[5.4, 3.2],
			[6, 3.7],
		],
	],
	[
		/\bo(\d)\b/,
		[
			[1, 1.7],
			[3, 2.3],
			[4, 2.3],
		],
	],
	[
		/claude-(?:[a-z]+-)?(\d+(?:[.-]\d(?!\d))?)/,
		[
			[2, 0.6],
			[3, 1.2],
			[3.5, 1.6],
			[4, 2.4],
			[4.5, 2.8],
			[5, 3.4],
			[5.5, 3.8],
		],
	],
	[
		/gemini-(?:pro-|flash-)?(\d+(?:\.\d)?)/,
		[
			[1, 0.9],
			[1.5, 1.2],
			[2, 2],
			[2.5, 2.3],
			[3, 2.9],
			[3.7, 3.7],
		],
	],
	[
		/gemma(?:-?(\d)(?!\d*[bm]))?/,
		[
			[1, 1.1],
			[2, 1.5],
			[3, 2.2],
			[4, 3.3],
		],
	],
	[
		/qwen(?:-?(\d(?:\.\d)?)(?![\d.]*b))?/,
		[
			[1, 0.8],
			[1.5, 1.1],
			[2, 1.4],
			[2.5, 1.7],
			[3, 2.3],
			[3.7, 3.5],
		],
	],
	[
		/llama(?:-?(\d(?:\.\d)?)(?![\d.]*b))?/,
		[
			[1, 0.2],
			[2, 0.5],
			[3, 1.3],
			[3.3, 1.9],
			[4, 2.25],
		],
	],
	[
		/deepseek-(?:chat-|coder-)?v(\d(?:\.\d)?)/,
		[
			[1, 0.9],
			[2, 1.3],
			[3, 2],
			[3.2, 2.8],
			[4, 3.3],
		],
	],
	[/deepseek-r(\d)/, [[1, 2.1]]],
	[
		/grok-(\d(?:\.\d)?)/,
		[
			[1, 0.9],
			[2, 1.6],
			[3, 2.1],
			[4, 2.5],
			[4.6, 3.7],
		],
	],
	[
		/phi-?(\d)/,
		[
			[1, 0.5],
			[2, 0.95],
			[3, 1.3],
			[4, 1.95],
		],
	],
	[
		/glm-?(\d(?:\.\d)?)/,
		[
			[4, 1.6],
			[4.5, 2.6],
			[5, 3.1],
			[5.2, 3.5],
		],
	],
	[
		/kimi-k(\d(?:\.\d)?)/,
		[
			[2, 2.5],
			[2.5, 3],
			[3, 3.6],
		],
	],
	[
		/smollm(\d)?/,
		[
			[1, 1.6],
			[2, 1.9],
			[3, 2.5],
		],
	],
	[
		/granite-(\d(?:\.\d)?)/,
		[
			[3, 1.8],
			[3.3, 2.3],
			[4, 2.75],
			[4.1, 3.3],
		],
	],
	[
		/jamba-(\d\.\d)/,
		[
			[1.5, 1.6],
			[1.7, 2.5],
		],
	],
	[
		/nova-(?:[a-z]+-)?(?:v?(\d))?/,
		[
			[1, 1.9],
			[2, 2.9],
		],
	],
	[
		/(?:^|[^a-z])yi-(\d(?:\.\d)?)(?![\d.]*b)/,
		[
			[1, 0.85],
			[1.5, 1.35],
		],
	],
	[/claude-instant|palm|bison|vicuna|alpaca|falcon|mpt-|wizardlm|wizardcoder|starcoder(?!2)|codellama|davinci/, [[1, 0.4]]],
	[/starcoder2|dbrx|command-r(?!-\d)|mixtral|codestral/, [[1, 1.25]]],
];

/** Snapshots that vendors date: `20241022`, `2024-08-06`, `08-2024`, `2507`. Years after 2023-01-01; null where there is no date. */
function ageFromDate(name: string): number | null {
	const date = /(?<!\d)20(2[3-9])-?(0[1-9]|1[0-2])(?:-?[0-3]\d)?(?!\d)/.exec(name) ?? /-(2[3-9])(0[1-9]|1[0-2])(?!\d)/.exec(name);
	const turned = /-(0[1-9]|1[0-2])-20(2[3-9])(?!\d)/.exec(name);
	const [year, month] = date !== null ? [date[1], date[2]] : [turned?.[2], turned?.[1]];
	return year === undefined ? null : Number(year) - 23 + (Number(month) - 0.5) / 12;
}

/** Years after 2023-01-01 at which a model of this name came out, as far as a date in it, or its family and version tell. */
export function ageFromName(name: string): number {
	const dated = ageFromDate(name);
	if (dated !== null) return dated;
	for (const [pattern, points] of GENERATIONS) {
		const match = pattern.exec(name);
		if (!match) continue;
		const version = Number((match[1] ?? '1').replace('-', '.'));
		const after = points.findIndex(([point]) => point >= version);
		if (after === 0) return points[0]![1];
		if (after < 0) return points.at(-1)![1];
		const [low, from] = points[after - 1]!;
		const [high, to] = points[after]!;
		return from + ((version - low) / (high - low)) * (to - from);
	}
	return UNKNOWN_AGE;
}

/** Billions of parameters in a name such as "qwen2.5-7b", "mixtral-8x7b", "smollm2-135m"; null where there are none. */
export function sizeFromName(name: string): number | null {
	const mixture = /(?<![\w.])(\d+)x(\d+(?:\.\d+)?)b(?![a-z])/i.exec(name);
	if (mixture) return Number(mixture[1]) * Number(mixture[2]) * 0.85;
	const billions = /(?<![\d.])(\d+(?:\.\d+)?)b(?![a-z])/i.exec(name);
	if (billions) return Number(billions[1]);
	const millions = /(?<![\d.])(\d{2,3})m(?![a-z])/i.exec(name);
	return millions ? Number(millions[1]) / 1000 : null;
}

/** Values in the order of TRAIT_NAMES. The size enters as log2(B) / 5, so that 32B is 1. */
export function traitValues(traits: ModelTraits): Float32Array {
	const name = traits.name.toLowerCase();
	const size = traits.parametersB ?? sizeFromName(name);
	const has = (pattern: RegExp) => (pattern.test(name) ? 1 : 0);
	const closed = size === null ? 1 : 0;
	const logSize = size === null ? 0 : Math.max(-4, Math.log2(size)) / 5;
	return Float32Array.from([
		1,
		logSize,
		closed,
		closed * has(/mini|flash|lite|haiku|small|turbo|fast|air|instant/),
		closed * has(/nano|flash-lite|8b|tiny|micro|edge/),
		closed * has(/opus|pro\b|max|ultra|large|heavy|sonnet/),
		traits.reasoning || has(/thinking|reason|\br1\b|\bo[134]\b|qwq/) ? 1 : 0,
		has(/code|coder|codestral|devstral|starcoder/),
		has(/-base\b|-pt\b|-hf$/),
		ageFromName(name) / 2,
		has(/-a\d+b|moe|\d+x\d+b/) * logSize,
	]);
}

export function candidateTraits(candidate: Candidate): ModelTraits {
	return {
		name: `${candidate.wireModel} ${candidate.displayName}`,
		parametersB: candidate.parametersB,
		reasoning: candidate.reasoning,
	};
}
