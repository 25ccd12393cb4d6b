import { facts, type ModelFacts } from './facts.ts';

const gpt5 = ['minimal', 'low', 'medium', 'high'];
const gpt51 = ['none', 'low', 'medium', 'high'];
const gpt52 = ['none', 'low', 'medium', 'high', 'xhigh'];
const gpt56 = ['none', 'low', 'medium', 'high', 'xhigh', 'max'];
const lowMediumHigh = ['low', 'medium', 'high'];
const agentic = { tools: true, vision: true };
const before51 = { ...agentic, reasoning: true, defaultEffort: 'medium' };
/** From gpt-5.1 on the vendor's default is no reasoning. */
const from51 = { ...agentic, reasoning: false, defaultEffort: 'none' };

export const openaiModels: readonly ModelFacts[] = [
	facts('openai', 'gpt-6', 'gpt-6-sol', 'GPT-6 Sol', 400_000, { ...agentic, reasoning: true, prices: ['openai:gpt-6-sol'] }),
	facts('openai', 'gpt-6', 'gpt-6-luna', 'GPT-6 Luna', 400_000, { ...agentic, reasoning: true, prices: ['openai:gpt-6-luna'] }),
	facts('openai', 'gpt-5', 'gpt-5.6-sol', 'GPT-5.6 Sol', 400_000, {
		...agentic,
		reasoning: true,
		defaultEffort: 'medium',
		efforts: gpt56,
		aliases: ['gpt-5.6'],
		prices: ['openai:gpt-5.6-sol'],
	}),
	facts('openai', 'gpt-5', 'gpt-5.6-terra', 'GPT-5.6 Terra', 400_000, {
		...agentic,
		reasoning: true,
		defaultEffort: 'medium',
		efforts: gpt56,
		prices: ['openai:gpt-5.6-terra'],
	}),
	facts('openai', 'gpt-5', 'gpt-5.6-luna', 'GPT-5.6 Luna', 400_000, {
		...agentic,
		reasoning: true,
		defaultEffort: 'medium',
		efforts: gpt56,
		prices: ['openai:gpt-5.6-luna'],
	}),
	facts('openai', 'gpt-5', 'gpt-5.5', 'GPT-5.5', 400_000, {
		...agentic,
		reasoning: true,
		defaultEffort: 'medium',
		efforts: gpt52,
		prices: ['openai:gpt-5.5'],
	}),
	facts('openai', 'gpt-5', 'gpt-5.4', 'GPT-5.4', 400_000, { ...from51, efforts: gpt52, prices: ['openai:gpt-5.4'] }),
	facts('openai', 'gpt-5', 'gpt-5.4-mini', 'GPT-5.4 mini', 400_000, { ...from51, efforts: gpt52, prices: ['openai:gpt-5.4-mini'] }),
	facts('openai', 'gpt-5', 'gpt-5.4-nano', 'GPT-5.4 nano', 400_000, { ...from51, efforts: gpt52, prices: ['openai:gpt-5.4-nano'] }),
	facts('openai', 'gpt-5-codex', 'gpt-5.3-codex', 'GPT-5.3 Codex', 400_000, {
		...before51,
		efforts: [...lowMediumHigh, 'xhigh'],
		prices: ['openai:gpt-5.3-codex'],
	}),
	facts('openai', 'gpt-5', 'gpt-5.2', 'GPT-5.2', 400_000, {
		...from51,
		efforts: gpt52,
		published: ['gpt-5.2-2025-12-11'],
		prices: ['openai:gpt-5.2'],
	}),
	facts('openai', 'gpt-5-codex', 'gpt-5.2-codex', 'GPT-5.2 Codex', 400_000, {
		...before51,
		efforts: [...lowMediumHigh, 'xhigh'],
	}),
	facts('openai', 'gpt-5', 'gpt-5.1', 'GPT-5.1', 400_000, {
		...from51,
		efforts: gpt51,
		published: ['gpt-5.1-2025-11-13'],
		prices: ['openai:gpt-5.1'],
	}),
	facts('openai', 'gpt-5-codex', 'gpt-5.1-codex-mini', 'GPT-5.1 Codex mini', 400_000, {
		...before51,
		efforts: lowMediumHigh,
		prices: ['openai:gpt-5.1-codex-mini'],
	}),
	facts('openai', 'gpt-5', 'gpt-5', 'GPT-5', 400_000, {
		...before51,
		efforts: gpt5,
		published: ['gpt-5-2025-08-07'],
		prices: ['openai:gpt-5'],
	}),
	facts('openai', 'gpt-5', 'gpt-5-mini', 'GPT-5 mini', 400_000, {
		...before51,
		efforts: gpt5,
		published: ['gpt-5-mini-2025-08-07'],
		prices: ['openai:gpt-5-mini'],
	}),
	facts('openai', 'gpt-5', 'gpt-5-nano', 'GPT-5 nano', 400_000, {
		...before51,
		efforts: gpt5,
		published: ['gpt-5-nano-2025-08-07'],
		prices: ['openai:gpt-5-nano'],
	}),
	facts('openai', 'gpt-4.1', 'gpt-4.1', 'GPT-4.1', 1_000_000, {
		maxOutputTokens: 32_768,
		...agentic,
		published: ['gpt-4.1-2025-04-14'],
		prices: ['openai:gpt-4.1'],
	}),
	facts('openai', 'gpt-4.1', 'gpt-4.1-mini', 'GPT-4.1 mini', 1_000_000, {
		maxOutputTokens: 32_768,
		...agentic,
		published: ['gpt-4.1-mini-2025-04-14'],
		prices: ['openai:gpt-4.1-mini'],
	}),
	facts('openai', 'gpt-4.1', 'gpt-4.1-nano', 'GPT-4.1 nano', 1_000_000, {
		maxOutputTokens: 32_768,
		...agentic,
		published: ['gpt-4.1-nano-2025-04-14'],
		prices: ['openai:gpt-4.1-nano'],
	}),
	facts('openai', 'gpt-4o', 'gpt-4o', 'GPT-4o', 128_000, {
		maxOutputTokens: 16_384,
		...agentic,
		published: ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20', 'gpt-4o'],
		prices: ['openai:gpt-4o'],
	}),
	facts('openai', 'gpt-4o', 'gpt-4o-mini', 'GPT-4o mini', 128_000, {
		maxOutputTokens: 16_384,
		...agentic,
		published: ['gpt-4o-mini-2024-07-18'],
		prices: ['openai:gpt-4o-mini'],
	}),
	facts('openai', 'gpt-4', 'gpt-4-turbo', 'GPT-4 Turbo', 128_000, {
		maxOutputTokens: 4_096,
		...agentic,
		published: ['gpt-4-turbo-2024-04-09', 'gpt-4-turbo'],
		prices: ['openai:gpt-4-turbo'],
	}),
	facts('openai', 'gpt-3.5', 'gpt-3.5-turbo', 'GPT-3.5 Turbo', 16_385, {
		maxOutputTokens: 4_096,
		tools: true,
		published: ['gpt-3.5-turbo-0125', 'gpt-3.5-turbo'],
		aliases: ['gpt-3.5-turbo-0125'],
		prices: ['openai:gpt-3.5-turbo'],
	}),
	facts('openai', 'o-series', 'o3', 'o3', 200_000, {
		...before51,
		efforts: lowMediumHigh,
		published: ['o3-2025-04-16'],
		prices: ['openai:o3'],
	}),
	facts('openai', 'o-series', 'o4-mini', 'o4-mini', 200_000, {
		...before51,
		efforts: lowMediumHigh,
		published: ['o4-mini-2025-04-16'],
		prices: ['openai:o4-mini'],
	}),
	facts('openai', 'gpt-oss', 'gpt-oss-120b', 'gpt-oss 120B', 131_072, {
		tools: true,
		reasoning: true,
		defaultEffort: 'medium',
		efforts: lowMediumHigh,
		openWeights: true,
		parametersB: 117,
		ollama: 'gpt-oss:120b',
		prices: ['openrouter:openai/gpt-oss-120b'],
	}),
	facts('openai', 'gpt-oss', 'gpt-oss-20b', 'gpt-oss 20B', 131_072, {
		tools: true,
		reasoning: true,
		defaultEffort: 'medium',
		efforts: lowMediumHigh,
		openWeights: true,
		parametersB: 21,
		ollama: 'gpt-oss:20b',
		aliases: ['gpt-oss:latest'],
		prices: ['openrouter:openai/gpt-oss-20b'],
	}),
];
