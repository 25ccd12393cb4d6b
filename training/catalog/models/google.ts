import { facts, type ModelFacts } from './facts.ts';

const gemini = { tools: true, vision: true, reasoning: true };
const gemma = { openWeights: true, vision: true };

export const googleModels: readonly ModelFacts[] = [
	facts('google', 'gemini-flash', 'gemini-3.7-flash', 'Gemini 3.7 Flash', 1_000_000, {
		...gemini,
		efforts: ['minimal', 'low', 'medium', 'high'],
		prices: ['google:gemini-3.7-flash'],
	}),
	facts('google', 'gemini-flash', 'gemini-3.6-flash', 'Gemini 3.6 Flash', 1_000_000, {
		...gemini,
		efforts: ['minimal', 'low', 'medium', 'high'],
		prices: ['google:gemini-3.6-flash'],
	}),
	facts('google', 'gemini-flash', 'gemini-3.5-flash', 'Gemini 3.5 Flash', 1_000_000, {
		...gemini,
		efforts: ['minimal', 'low', 'medium', 'high'],
		defaultEffort: 'medium',
		prices: ['google:gemini-3.5-flash'],
	}),
	facts('google', 'gemini-flash-lite', 'gemini-3.5-flash-lite', 'Gemini 3.5 Flash-Lite', 1_000_000, {
		...gemini,
		prices: ['google:gemini-3.5-flash-lite'],
	}),
	facts('google', 'gemini-pro', 'gemini-3.1-pro-preview', 'Gemini 3.1 Pro', 1_000_000, {
		...gemini,
		efforts: ['low', 'medium', 'high'],
		defaultEffort: 'high',
		aliases: ['gemini-3.1-pro'],
		prices: ['google:gemini-3.1-pro-preview'],
	}),
	facts('google', 'gemini-flash-lite', 'gemini-3.1-flash-lite', 'Gemini 3.1 Flash-Lite', 1_000_000, {
		...gemini,
		published: ['gemini-3.1-flash-lite-preview'],
		aliases: ['gemini-3.1-flash-lite-preview'],
		prices: ['google:gemini-3.1-flash-lite'],
	}),
	facts('google', 'gemini-flash', 'gemini-3-flash-preview', 'Gemini 3 Flash', 1_000_000, {
		...gemini,
		efforts: ['minimal', 'low', 'medium', 'high'],
		defaultEffort: 'high',
		aliases: ['gemini-3-flash'],
		prices: ['google:gemini-3-flash-preview'],
	}),
	facts('google', 'gemini-pro', 'gemini-2.5-pro', 'Gemini 2.5 Pro', 1_000_000, {
		...gemini,
		published: ['gemini-2.5-pro', 'gemini-2.5-pro-preview-06-05'],
		efforts: ['low', 'medium', 'high'],
		prices: ['google:gemini-2.5-pro'],
	}),
	facts('google', 'gemini-flash', 'gemini-2.5-flash', 'Gemini 2.5 Flash', 1_000_000, {
		...gemini,
		published: ['gemini-2.5-flash', 'gemini-2.5-flash-preview-09-2025'],
		efforts: ['none', 'low', 'medium', 'high'],
		prices: ['google:gemini-2.5-flash'],
	}),
	facts('google', 'gemini-flash-lite', 'gemini-2.5-flash-lite', 'Gemini 2.5 Flash-Lite', 1_000_000, {
		...gemini,
		reasoning: false,
		published: ['gemini-2.5-flash-lite', 'gemini-2.5-flash-lite-preview-09-2025'],
		efforts: ['none', 'low', 'medium', 'high'],
		defaultEffort: 'none',
		prices: ['google:gemini-2.5-flash-lite'],
	}),
	facts('google', 'gemma-4', 'gemma-4-31b-it', 'Gemma 4 31B', 131_072, {
		...gemma,
		tools: true,
		parametersB: 31,
		ollama: 'gemma4:31b',
		prices: ['openrouter:google/gemma-4-31b-it'],
	}),
	facts('google', 'gemma-4', 'gemma-4-26b-a4b-it', 'Gemma 4 26B A4B', 131_072, {
		...gemma,
		tools: true,
		parametersB: 26,
		ollama: 'gemma4:26b',
		prices: ['openrouter:google/gemma-4-26b-a4b-it', 'google:gemma-4-26b-a4b-it-maas'],
	}),
	facts('google', 'gemma-4', 'gemma-4-12b-it', 'Gemma 4 12B', 131_072, { ...gemma, tools: true, parametersB: 12, ollama: 'gemma4:12b' }),
	facts('google', 'gemma-4', 'gemma-4-e4b-it', 'Gemma 4 E4B', 131_072, {
		...gemma,
		tools: true,
		parametersB: 8,
		ollama: 'gemma4:e4b',
		aliases: ['gemma4:latest'],
	}),
	facts('google', 'gemma-3', 'gemma-3-27b-it', 'Gemma 3 27B', 131_072, {
		...gemma,
		parametersB: 27,
		ollama: 'gemma3:27b',
		prices: ['openrouter:google/gemma-3-27b-it'],
	}),
	facts('google', 'gemma-3', 'gemma-3-12b-it', 'Gemma 3 12B', 131_072, { ...gemma, parametersB: 12, ollama: 'gemma3:12b' }),
	facts('google', 'gemma-3', 'gemma-3-4b-it', 'Gemma 3 4B', 131_072, {
		...gemma,
		parametersB: 4,
		ollama: 'gemma3:4b',
		aliases: ['gemma3:latest'],
	}),
	facts('google', 'gemma-3', 'gemma-3-1b-it', 'Gemma 3 1B', 32_768, { openWeights: true, parametersB: 1, ollama: 'gemma3:1b' }),
	facts('google', 'gemma-2', 'gemma-2-9b-it', 'Gemma 2 9B', 8_192, {
		openWeights: true,
		parametersB: 9,
		ollama: 'gemma2:9b',
		aliases: ['gemma2:latest'],
	}),
];
