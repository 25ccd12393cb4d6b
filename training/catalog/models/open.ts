import { facts, type ModelFacts } from './facts.ts';

const open = { openWeights: true };
const openTools = { openWeights: true, tools: true };

/** Mistral, Meta, Microsoft, IBM, Hugging Face: makers of the local families. */
export const openModels: readonly ModelFacts[] = [
	facts('mistral', 'mistral-large', 'mistral-large-2512', 'Mistral Large 3', 131_072, {
		...openTools,
		vision: true,
		parametersB: 675,
		aliases: ['mistral-large-latest', 'mistral-large-3'],
		prices: ['mistral:mistral-large-2512'],
	}),
	facts('mistral', 'mistral-large', 'mistral-large-2407', 'Mistral Large 2', 131_072, {
		...openTools,
		parametersB: 123,
		aliases: ['mistral-large-instruct-2407', 'mistral-large:123b'],
		prices: ['mistral:mistral-large'],
	}),
	facts('mistral', 'mistral-medium', 'mistral-medium-3.5', 'Mistral Medium 3.5', 131_072, {
		tools: true,
		vision: true,
		published: ['mistral-medium-3.5', 'mistral-medium-2604'],
		aliases: ['mistral-medium-latest', 'mistral-medium-2604'],
		prices: ['mistral:mistral-medium-3-5'],
	}),
	facts('mistral', 'mistral-small', 'mistral-small-2603', 'Mistral Small 4', 131_072, {
		...openTools,
		vision: true,
		parametersB: 119,
		published: ['mistral-small-4', 'mistral-small-2603'],
		aliases: ['mistral-small-4', 'mistral-small-latest'],
		prices: ['mistral:mistral-small-2603'],
	}),
	facts('mistral', 'mistral-small', 'mistral-small-2506', 'Mistral Small 3.2', 131_072, {
		...openTools,
		vision: true,
		parametersB: 24,
		ollama: 'mistral-small3.2:24b',
		aliases: ['mistral-small-3.2-24b-instruct', 'mistral-small-3.2-24b-instruct-2506', 'mistral-small3.2:latest'],
		prices: ['mistral:mistral-small-3.2-24b-instruct'],
	}),
	facts('mistral', 'magistral', 'magistral-medium-2509', 'Magistral Medium 1.2', 40_000, {
		tools: true,
		vision: true,
		reasoning: true,
		aliases: ['magistral-medium-latest'],
		prices: ['mistral:magistral-medium'],
	}),
	facts('mistral', 'devstral', 'devstral-2512', 'Devstral 2', 262_144, {
		...openTools,
		parametersB: 123,
		ollama: 'devstral-2:123b',
		aliases: ['devstral-medium-2512', 'devstral-2'],
		prices: ['mistral:devstral-2512'],
	}),
	facts('mistral', 'devstral', 'devstral-small-2512', 'Devstral Small 2', 131_072, {
		...openTools,
		parametersB: 24,
		ollama: 'devstral-small-2:24b',
		aliases: ['devstral-small-2', 'devstral-small-2-24b-instruct-2512', 'devstral-small-2:latest'],
	}),
	facts('mistral', 'codestral', 'codestral-2508', 'Codestral 25.08', 256_000, {
		tools: true,
		fim: true,
		aliases: ['codestral-latest'],
		prices: ['mistral:codestral-2508'],
	}),
	facts('mistral', 'codestral', 'codestral-2405', 'Codestral 22B', 32_768, {
		...open,
		fim: true,
		parametersB: 22,
		ollama: 'codestral:22b',
		aliases: ['codestral-22b', 'codestral-22b-v0.1', 'codestral:latest'],
	}),
	facts('mistral', 'ministral', 'ministral-3-14b', 'Ministral 3 14B', 131_072, {
		...openTools,
		vision: true,
		parametersB: 14,
		ollama: 'ministral-3:14b',
		aliases: ['ministral-14b-2512', 'ministral-3-14b-instruct-2512'],
		prices: ['mistral:ministral-14b-2512'],
	}),
	facts('mistral', 'ministral', 'ministral-3-8b', 'Ministral 3 8B', 131_072, {
		...openTools,
		vision: true,
		parametersB: 8,
		ollama: 'ministral-3:8b',
		aliases: ['ministral-8b-2512', 'ministral-3-8b-instruct-2512', 'ministral-3:latest', 'ministral-8b-latest'],
		prices: ['mistral:ministral-8b-2512'],
	}),
	facts('mistral', 'ministral', 'ministral-3-3b', 'Ministral 3 3B', 131_072, {
		...openTools,
		vision: true,
		parametersB: 3,
		ollama: 'ministral-3:3b',
		aliases: ['ministral-3b-2512', 'ministral-3-3b-instruct-2512', 'ministral-3b-latest'],
		prices: ['mistral:ministral-3b-2512'],
	}),
	facts('mistral', 'mistral-nemo', 'mistral-nemo', 'Mistral Nemo 12B', 131_072, {
		...openTools,
		parametersB: 12,
		published: ['mistral-nemo-instruct-2407', 'mistral-nemo-12b-instruct', 'mistral-nemo-2407'],
		ollama: 'mistral-nemo:12b',
		aliases: ['mistral-nemo-instruct-2407', 'open-mistral-nemo', 'open-mistral-nemo-2407', 'mistral-nemo:latest'],
		prices: ['mistral:mistral-nemo'],
	}),
	facts('mistral', 'mistral-7b', 'mistral-7b-instruct-v0.3', 'Mistral 7B v0.3', 32_768, {
		...openTools,
		parametersB: 7.2,
		published: ['mistral-7b-instruct-v0.3', 'mistral-7b-instruct'],
		ollama: 'mistral:7b',
		aliases: ['mistral:latest', 'open-mistral-7b', 'mistral-7b-instruct', 'mistral:v0.3'],
		prices: ['mistral:mistral-7b'],
	}),
	facts('mistral', 'mixtral', 'mixtral-8x7b-instruct', 'Mixtral 8x7B', 32_768, {
		...open,
		parametersB: 46.7,
		published: ['mixtral-8x7b-instruct-v0.1', 'mixtral-8x7b-instruct'],
		ollama: 'mixtral:8x7b',
		aliases: ['open-mixtral-8x7b', 'mixtral-8x7b-instruct-v0.1', 'mixtral:latest', 'mixtral-8x7b-32768'],
		prices: ['mistral:mixtral-8x7b'],
	}),
	facts('mistral', 'mixtral', 'mixtral-8x22b-instruct', 'Mixtral 8x22B', 65_536, {
		...openTools,
		parametersB: 141,
		published: ['mixtral-8x22b-instruct-v0.1', 'mixtral-8x22b-instruct'],
		ollama: 'mixtral:8x22b',
		aliases: ['open-mixtral-8x22b', 'mixtral-8x22b-instruct-v0.1'],
		prices: ['mistral:mixtral-8x22b-instruct'],
	}),

	facts('meta', 'llama-4', 'llama-4-maverick-17b-128e-instruct', 'Llama 4 Maverick', 131_072, {
		...openTools,
		vision: true,
		parametersB: 400,
		aliases: ['llama-4-maverick', 'llama-4-maverick-17b-128e-instruct-fp8', 'llama4:maverick'],
		prices: ['openrouter:meta-llama/llama-4-maverick'],
	}),
	facts('meta', 'llama-4', 'llama-4-scout-17b-16e-instruct', 'Llama 4 Scout', 131_072, {
		...openTools,
		vision: true,
		parametersB: 109,
		aliases: ['llama-4-scout', 'llama4:scout', 'llama4:latest', 'llama4:16x17b'],
		prices: ['openrouter:meta-llama/llama-4-scout'],
	}),
	facts('meta', 'llama-3.3', 'llama-3.3-70b-instruct', 'Llama 3.3 70B', 131_072, {
		...openTools,
		parametersB: 70,
		ollama: 'llama3.3:70b',
		aliases: ['llama-3.3-70b-versatile', 'llama3.3:latest', 'llama-3.3-70b-instruct-turbo'],
		prices: ['openrouter:meta-llama/llama-3.3-70b-instruct'],
	}),
	facts('meta', 'llama-3.2', 'llama-3.2-3b-instruct', 'Llama 3.2 3B', 131_072, {
		...openTools,
		parametersB: 3.2,
		ollama: 'llama3.2:3b',
		aliases: ['llama3.2:latest', 'llama-3.2-3b-instruct-turbo'],
		prices: ['openrouter:meta-llama/llama-3.2-3b-instruct'],
	}),
	facts('meta', 'llama-3.2', 'llama-3.2-1b-instruct', 'Llama 3.2 1B', 131_072, {
		...openTools,
		parametersB: 1.2,
		ollama: 'llama3.2:1b',
		prices: ['openrouter:meta-llama/llama-3.2-1b-instruct'],
	}),
	facts('meta', 'llama-3.1', 'llama-3.1-405b-instruct', 'Llama 3.1 405B', 131_072, {
		...openTools,
		parametersB: 405,
		ollama: 'llama3.1:405b',
		aliases: ['meta-llama-3.1-405b-instruct-turbo'],
		prices: ['openrouter:meta-llama/llama-3.1-405b-instruct'],
	}),
	facts('meta', 'llama-3.1', 'llama-3.1-70b-instruct', 'Llama 3.1 70B', 131_072, {
		...openTools,
		parametersB: 70,
		ollama: 'llama3.1:70b',
		aliases: ['meta-llama-3.1-70b-instruct-turbo'],
		prices: ['openrouter:meta-llama/llama-3.1-70b-instruct'],
	}),
	facts('meta', 'llama-3.1', 'llama-3.1-8b-instruct', 'Llama 3.1 8B', 131_072, {
		...openTools,
		parametersB: 8,
		ollama: 'llama3.1:8b',
		aliases: ['llama-3.1-8b-instant', 'llama3.1:latest', 'meta-llama-3.1-8b-instruct-turbo'],
		prices: ['openrouter:meta-llama/llama-3.1-8b-instruct'],
	}),
	facts('meta', 'llama-3', 'llama-3-70b-instruct', 'Llama 3 70B', 8_192, {
		...open,
		parametersB: 70,
		published: ['llama-3-70b-instruct', 'llama3-70b-8192'],
		ollama: 'llama3:70b',
		aliases: ['llama3-70b-8192'],
		prices: ['openrouter:meta-llama/llama-3-70b-instruct'],
	}),
	facts('meta', 'llama-3', 'llama-3-8b-instruct', 'Llama 3 8B', 8_192, {
		...open,
		parametersB: 8,
		ollama: 'llama3:8b',
		aliases: ['llama3-8b-8192', 'llama3:latest'],
		prices: ['openrouter:meta-llama/llama-3-8b-instruct'],
	}),
	...(
		[
			[34, 16_384, []],
			[13, 16_384, []],
			[7, 16_384, ['codellama:latest']],
		] as const
	).map(([parametersB, context, aliases]) =>
		facts('meta', 'codellama', `codellama-${parametersB}b-instruct`, `Code Llama ${parametersB}B`, context, {
			...open,
			fim: parametersB <= 13,
			parametersB,
			ollama: `codellama:${parametersB}b`,
			aliases,
		}),
	),

	facts('microsoft', 'phi', 'phi-4', 'Phi-4 14B', 16_384, {
		...open,
		parametersB: 14.7,
		ollama: 'phi4:14b',
		aliases: ['phi4:latest'],
		prices: ['openrouter:microsoft/phi-4'],
	}),
	facts('microsoft', 'phi', 'phi-4-mini-instruct', 'Phi-4 mini', 131_072, {
		...openTools,
		parametersB: 3.8,
		ollama: 'phi4-mini:3.8b',
		aliases: ['phi4-mini:latest'],
		prices: ['openrouter:microsoft/phi-4-mini-instruct'],
	}),
	...(['8b', '3b'] as const).map((size) =>
		facts('ibm', 'granite', `granite-4.1-${size}`, `Granite 4.1 ${size.toUpperCase()}`, 131_072, {
			...openTools,
			parametersB: Number.parseFloat(size),
			ollama: `granite4.1:${size}`,
		}),
	),
	facts('ibm', 'granite', 'granite-3.3-8b-instruct', 'Granite 3.3 8B', 131_072, {
		...openTools,
		parametersB: 8,
		ollama: 'granite3.3:8b',
		aliases: ['granite3.3:latest'],
	}),
	...(
		[
			['1.7b', 1.7, ['smollm2:latest']],
			['360m', 0.36, []],
			['135m', 0.135, []],
		] as const
	).map(([size, parametersB, aliases]) =>
		facts('huggingface', 'smollm2', `smollm2-${size}-instruct`, `SmolLM2 ${size.toUpperCase()}`, 8_192, {
			...open,
			parametersB,
			ollama: `smollm2:${size}`,
			aliases,
		}),
	),
];
