import { facts, type ModelFacts } from './facts.ts';

const open = { openWeights: true, tools: true };
/** Hybrids think unless told not to. */
const hybrid = { ...open, reasoning: true, efforts: ['none'] };
const hosted = { tools: true, reasoning: true };

export const qwenDeepseekModels: readonly ModelFacts[] = [
	facts('deepseek', 'deepseek-v4', 'deepseek-v4-pro', 'DeepSeek V4 Pro', 1_000_000, {
		...open,
		reasoning: true,
		published: ['deepseek-v4-pro', 'deepseek-v4-pro-0813'],
		efforts: ['high', 'max'],
		defaultEffort: 'high',
		prices: ['deepseek:deepseek-v4-pro'],
	}),
	facts('deepseek', 'deepseek-v4', 'deepseek-v4-flash', 'DeepSeek V4 Flash', 1_000_000, {
		...open,
		reasoning: true,
		published: ['deepseek-v4-flash', 'deepseek-v4-flash-0731'],
		efforts: ['high', 'max'],
		defaultEffort: 'high',
		prices: ['deepseek:deepseek-v4-flash'],
	}),
	facts('deepseek', 'deepseek-v3', 'deepseek-v3.2', 'DeepSeek V3.2', 128_000, {
		...open,
		parametersB: 671,
		prices: ['deepseek:deepseek-v3.2'],
	}),
	facts('deepseek', 'deepseek-v3', 'deepseek-v3-0324', 'DeepSeek V3 0324', 64_000, {
		...open,
		parametersB: 671,
		aliases: ['deepseek-chat-v3-0324'],
		prices: ['openrouter:deepseek/deepseek-chat-v3-0324'],
	}),
	facts('deepseek', 'deepseek-v3', 'deepseek-v3', 'DeepSeek V3', 64_000, {
		...open,
		parametersB: 671,
		aliases: ['deepseek-v3:671b'],
		prices: ['openrouter:deepseek/deepseek-chat'],
	}),
	facts('deepseek', 'deepseek-r1', 'deepseek-r1-0528', 'DeepSeek R1 0528', 64_000, {
		...open,
		reasoning: true,
		parametersB: 671,
		prices: ['openrouter:deepseek/deepseek-r1-0528'],
	}),
	facts('deepseek', 'deepseek-r1', 'deepseek-r1', 'DeepSeek R1', 64_000, {
		...open,
		tools: false,
		reasoning: true,
		parametersB: 671,
		aliases: ['deepseek-r1:671b'],
		prices: ['openrouter:deepseek/deepseek-r1'],
	}),
	...(
		[
			['deepseek-r1-distill-llama-70b', 'R1 Distill Llama 70B', 70, 'deepseek-r1:70b', []],
			['deepseek-r1-distill-qwen-32b', 'R1 Distill Qwen 32B', 32, 'deepseek-r1:32b', []],
			['deepseek-r1-distill-qwen-14b', 'R1 Distill Qwen 14B', 14, 'deepseek-r1:14b', []],
			['deepseek-r1-0528-qwen3-8b', 'R1 0528 Qwen3 8B', 8, 'deepseek-r1:8b', ['deepseek-r1:latest']],
			['deepseek-r1-distill-qwen-7b', 'R1 Distill Qwen 7B', 7, 'deepseek-r1:7b', []],
			['deepseek-r1-distill-qwen-1.5b', 'R1 Distill Qwen 1.5B', 1.5, 'deepseek-r1:1.5b', []],
		] as const
	).map(([id, name, parametersB, ollama, aliases]) =>
		facts('deepseek', 'deepseek-r1-distill', id, name, 65_536, {
			openWeights: true,
			reasoning: true,
			parametersB,
			ollama,
			aliases,
			prices: [`openrouter:deepseek/${id}`],
		}),
	),
	facts('qwen', 'qwen3-max', 'qwen3.7-max', 'Qwen3.7 Max', 262_144, { ...hosted, prices: ['openrouter:qwen/qwen3.7-max'] }),
	facts('qwen', 'qwen3-plus', 'qwen3.7-plus', 'Qwen3.7 Plus', 262_144, { ...hosted, prices: ['openrouter:qwen/qwen3.7-plus'] }),
	facts('qwen', 'qwen3-max', 'qwen3-max', 'Qwen3 Max', 262_144, {
		tools: true,
		published: ['qwen3-max', 'qwen3-max-2025-09-23'],
		prices: ['openrouter:qwen/qwen3-max'],
	}),
	facts('qwen', 'qwen3.6', 'qwen3.6-35b-a3b', 'Qwen3.6 35B A3B', 262_144, {
		...hybrid,
		parametersB: 35,
		ollama: 'qwen3.6:35b',
		aliases: ['qwen3.6:35b-a3b'],
		prices: ['openrouter:qwen/qwen3.6-35b-a3b'],
	}),
	facts('qwen', 'qwen3.6', 'qwen3.6-27b', 'Qwen3.6 27B', 262_144, {
		...hybrid,
		parametersB: 27,
		ollama: 'qwen3.6:27b',
		prices: ['openrouter:qwen/qwen3.6-27b'],
	}),
	facts('qwen', 'qwen3.5', 'qwen3.5-397b-a17b', 'Qwen3.5 397B A17B', 262_144, {
		...hybrid,
		parametersB: 397,
		prices: ['openrouter:qwen/qwen3.5-397b-a17b'],
	}),
	...(
		[
			['qwen3.5-27b', 27, 'qwen3.5:27b', []],
			['qwen3.5-9b', 9, 'qwen3.5:9b', ['qwen3.5:latest']],
			['qwen3.5-4b', 4, 'qwen3.5:4b', []],
			['qwen3.5-0.8b', 0.8, 'qwen3.5:0.8b', []],
		] as const
	).map(([id, parametersB, ollama, aliases]) =>
		facts('qwen', 'qwen3.5', id, id.replace('qwen', 'Qwen').replaceAll('-', ' ').toUpperCase().replace('QWEN', 'Qwen'), 131_072, {
			...hybrid,
			parametersB,
			ollama,
			aliases,
			prices: [`openrouter:qwen/${id}`],
		}),
	),
	facts('qwen', 'qwen3-coder', 'qwen3-coder-480b-a35b-instruct', 'Qwen3 Coder 480B', 262_144, {
		...open,
		parametersB: 480,
		fim: true,
		ollama: 'qwen3-coder:480b',
		aliases: ['qwen/qwen3-coder'],
		prices: ['openrouter:qwen/qwen3-coder'],
	}),
	facts('qwen', 'qwen3-coder', 'qwen3-coder-next', 'Qwen3 Coder Next', 262_144, {
		...open,
		parametersB: 80,
		ollama: 'qwen3-coder-next',
		prices: ['openrouter:qwen/qwen3-coder-next'],
	}),
	facts('qwen', 'qwen3-coder', 'qwen3-coder-30b-a3b-instruct', 'Qwen3 Coder 30B A3B', 262_144, {
		...open,
		parametersB: 30,
		fim: true,
		ollama: 'qwen3-coder:30b',
		aliases: ['qwen3-coder:latest', 'qwen3-coder:30b-a3b'],
		prices: ['openrouter:qwen/qwen3-coder-30b-a3b-instruct'],
	}),
	facts('qwen', 'qwen3', 'qwen3-235b-a22b-instruct-2507', 'Qwen3 235B A22B 2507', 131_072, {
		...open,
		parametersB: 235,
		aliases: ['qwen3-235b-a22b-2507'],
		prices: ['openrouter:qwen/qwen3-235b-a22b-2507'],
	}),
	facts('qwen', 'qwen3', 'qwen3-30b-a3b-instruct-2507', 'Qwen3 30B A3B 2507', 131_072, {
		...open,
		parametersB: 30,
		ollama: 'qwen3:30b-a3b-instruct-2507',
		aliases: ['qwen3-30b-a3b-2507', 'qwen3:30b-instruct'],
		prices: ['openrouter:qwen/qwen3-30b-a3b-instruct-2507'],
	}),
	facts('qwen', 'qwen3', 'qwen3-30b-a3b', 'Qwen3 30B A3B', 32_768, {
		...hybrid,
		parametersB: 30,
		ollama: 'qwen3:30b-a3b',
		aliases: ['qwen3:30b'],
		prices: ['openrouter:qwen/qwen3-30b-a3b'],
	}),
	facts('qwen', 'qwen3', 'qwen3-4b-instruct-2507', 'Qwen3 4B 2507', 131_072, {
		...open,
		parametersB: 4,
		ollama: 'qwen3:4b-instruct-2507',
		aliases: ['qwen3-4b-2507', 'qwen3:4b-instruct'],
	}),
	...(
		[
			['qwen3-32b', 32, []],
			['qwen3-14b', 14, []],
			['qwen3-8b', 8, ['qwen3:latest']],
			['qwen3-4b', 4, []],
			['qwen3-1.7b', 1.7, []],
			['qwen3-0.6b', 0.6, []],
		] as const
	).map(([id, parametersB, aliases]) =>
		facts('qwen', 'qwen3', id, `Qwen3 ${parametersB}B`, 32_768, {
			...hybrid,
			parametersB,
			ollama: `qwen3:${parametersB}b`,
			aliases,
			prices: [`openrouter:qwen/${id}`],
		}),
	),
	...([32, 14, 7, 3, 1.5] as const).map((parametersB) =>
		facts('qwen', 'qwen2.5-coder', `qwen2.5-coder-${parametersB}b-instruct`, `Qwen2.5 Coder ${parametersB}B`, 32_768, {
			...open,
			fim: true,
			parametersB,
			ollama: `qwen2.5-coder:${parametersB}b`,
			aliases: parametersB === 7 ? ['qwen2.5-coder:latest'] : [],
			prices: [`openrouter:qwen/qwen-2.5-coder-${parametersB}b-instruct`, `openrouter:qwen/qwen2.5-coder-${parametersB}b-instruct`],
		}),
	),
	...([72, 32, 14, 7, 3] as const).map((parametersB) =>
		facts('qwen', 'qwen2.5', `qwen2.5-${parametersB}b-instruct`, `Qwen2.5 ${parametersB}B`, 32_768, {
			...open,
			parametersB,
			ollama: `qwen2.5:${parametersB}b`,
			aliases: parametersB === 7 ? ['qwen2.5:latest'] : [],
			prices: [`openrouter:qwen/qwen-2.5-${parametersB}b-instruct`],
		}),
	),
	facts('qwen', 'qwq', 'qwq-32b', 'QwQ 32B', 32_768, {
		...open,
		reasoning: true,
		parametersB: 32,
		ollama: 'qwq:32b',
		aliases: ['qwq:latest', 'qwq'],
		prices: ['openrouter:qwen/qwq-32b'],
	}),
];
