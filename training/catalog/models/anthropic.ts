import { facts, type ModelFacts } from './facts.ts';

const claude = { tools: true, vision: true };
/** Claude up to 4.5 takes a thinking budget, which the provider sets from the output cap; published runs of it had 16,000 tokens and more. */
const budget = ['high'];
/** From Claude 4.6 on thinking is adaptive and takes an effort. */
const adaptive46 = ['low', 'medium', 'high', 'max'];
const adaptive = ['low', 'medium', 'high', 'xhigh', 'max'];

/** Output limits and default efforts by the vendor's model pages (platform.claude.com/docs/en/models, read 2026-11-22). */
export const anthropicModels: readonly ModelFacts[] = [
	facts('anthropic', 'claude-opus', 'claude-opus-5-5', 'Claude Opus 5.5', 1_000_000, {
		...claude,
		maxOutputTokens: 128_000,
		reasoning: true,
		defaultEffort: 'medium',
		efforts: adaptive,
		prices: ['anthropic:claude-opus-5-5'],
	}),
	facts('anthropic', 'claude-opus', 'claude-opus-5', 'Claude Opus 5', 1_000_000, {
		...claude,
		maxOutputTokens: 128_000,
		reasoning: true,
		defaultEffort: 'high',
		efforts: adaptive,
		prices: ['anthropic:claude-opus-5'],
	}),
	facts('anthropic', 'claude-opus', 'claude-opus-4-8', 'Claude Opus 4.8', 1_000_000, {
		...claude,
		maxOutputTokens: 128_000,
		efforts: adaptive,
		prices: ['anthropic:claude-opus-4-8'],
	}),
	facts('anthropic', 'claude-opus', 'claude-opus-4-7', 'Claude Opus 4.7', 1_000_000, {
		...claude,
		maxOutputTokens: 128_000,
		efforts: adaptive,
		prices: ['anthropic:claude-opus-4-7'],
	}),
	facts('anthropic', 'claude-opus', 'claude-opus-4-6', 'Claude Opus 4.6', 200_000, {
		...claude,
		maxOutputTokens: 128_000,
		efforts: adaptive46,
		prices: ['anthropic:claude-opus-4-6'],
	}),
	facts('anthropic', 'claude-opus', 'claude-opus-4-5', 'Claude Opus 4.5', 200_000, {
		...claude,
		maxOutputTokens: 64_000,
		efforts: budget,
		published: ['claude-opus-4-5-20251101'],
		prices: ['anthropic:claude-opus-4-5'],
	}),
	facts('anthropic', 'claude-opus', 'claude-opus-4-1', 'Claude Opus 4.1', 200_000, {
		...claude,
		maxOutputTokens: 32_000,
		efforts: budget,
		published: ['claude-opus-4-1-20250805'],
		prices: ['anthropic:claude-opus-4-1'],
	}),
	facts('anthropic', 'claude-sonnet', 'claude-sonnet-5', 'Claude Sonnet 5', 1_000_000, {
		...claude,
		maxOutputTokens: 128_000,
		efforts: adaptive,
		prices: ['anthropic:claude-sonnet-5'],
	}),
	facts('anthropic', 'claude-sonnet', 'claude-sonnet-4-6', 'Claude Sonnet 4.6', 200_000, {
		...claude,
		maxOutputTokens: 128_000,
		efforts: adaptive46,
		prices: ['anthropic:claude-sonnet-4-6'],
	}),
	facts('anthropic', 'claude-sonnet', 'claude-sonnet-4-5', 'Claude Sonnet 4.5', 200_000, {
		...claude,
		maxOutputTokens: 64_000,
		efforts: budget,
		published: ['claude-sonnet-4-5-20250929'],
		prices: ['anthropic:claude-sonnet-4-5'],
	}),
	facts('anthropic', 'claude-sonnet', 'claude-sonnet-4', 'Claude Sonnet 4', 200_000, {
		...claude,
		maxOutputTokens: 64_000,
		efforts: budget,
		published: ['claude-sonnet-4-20250514'],
		aliases: ['claude-sonnet-4-0', 'claude-4-sonnet'],
		prices: ['anthropic:claude-sonnet-4-0'],
	}),
	facts('anthropic', 'claude-haiku', 'claude-haiku-4-5', 'Claude Haiku 4.5', 200_000, {
		...claude,
		maxOutputTokens: 64_000,
		efforts: budget,
		published: ['claude-haiku-4-5-20251001'],
		prices: ['anthropic:claude-haiku-4-5'],
	}),
	facts('anthropic', 'claude-haiku', 'claude-3-5-haiku', 'Claude Haiku 3.5', 200_000, {
		...claude,
		maxOutputTokens: 8_192,
		published: ['claude-3-5-haiku-20241022'],
		prices: ['anthropic:claude-3-5-haiku-latest'],
	}),
	facts('anthropic', 'claude-haiku', 'claude-3-haiku', 'Claude Haiku 3', 200_000, {
		...claude,
		maxOutputTokens: 4_096,
		published: ['claude-3-haiku-20240307'],
		prices: ['anthropic:claude-3-haiku'],
	}),
];
