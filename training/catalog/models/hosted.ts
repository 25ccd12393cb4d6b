import { facts, type ModelFacts } from './facts.ts';

const grok = { tools: true, vision: true };
const thinks = { tools: true, reasoning: true };
const openThinks = { ...thinks, openWeights: true };

/** xAI, Moonshot, Z.ai and MiniMax. */
export const hostedModels: readonly ModelFacts[] = [
	facts('xai', 'grok', 'grok-4.6', 'Grok 4.6', 256_000, { ...grok, reasoning: true, prices: ['x-ai:grok-4.6'] }),
	facts('xai', 'grok', 'grok-4.3', 'Grok 4.3', 256_000, {
		...grok,
		reasoning: true,
		efforts: ['none', 'low', 'medium', 'high'],
		prices: ['x-ai:grok-4.3'],
	}),
	facts('xai', 'grok', 'grok-4-0709', 'Grok 4', 256_000, { ...grok, reasoning: true, aliases: ['grok-4'], prices: ['x-ai:grok-4-0709'] }),
	facts('xai', 'grok', 'grok-4-1-fast-reasoning', 'Grok 4.1 Fast (reasoning)', 256_000, {
		...grok,
		reasoning: true,
		published: ['grok-4-1-fast@thinking'],
		aliases: ['grok-4.1-fast'],
		prices: ['x-ai:grok-4-1-fast-reasoning'],
	}),
	facts('xai', 'grok', 'grok-4-1-fast-non-reasoning', 'Grok 4.1 Fast', 256_000, {
		...grok,
		published: ['grok-4-1-fast@no-thinking'],
		prices: ['x-ai:grok-4-1-fast-non-reasoning'],
	}),
	facts('xai', 'grok', 'grok-code-fast-1', 'Grok Code Fast 1', 256_000, { ...thinks, prices: ['x-ai:grok-code-fast-1'] }),
	facts('xai', 'grok', 'grok-3', 'Grok 3', 131_072, { tools: true, prices: ['x-ai:grok-3'] }),
	facts('moonshot', 'kimi', 'kimi-k3', 'Kimi K3', 262_144, { ...thinks, efforts: ['low', 'max'], prices: ['moonshotai:kimi-k3'] }),
	facts('moonshot', 'kimi', 'kimi-k2.7-code', 'Kimi K2.7 Code', 262_144, { ...openThinks, prices: ['moonshotai:kimi-k2.7-code'] }),
	facts('moonshot', 'kimi', 'kimi-k2.6', 'Kimi K2.6', 262_144, { ...openThinks, vision: true, prices: ['moonshotai:kimi-k2.6'] }),
	facts('moonshot', 'kimi', 'kimi-k2.5', 'Kimi K2.5', 262_144, { ...openThinks, vision: true, prices: ['moonshotai:kimi-k2.5'] }),
	facts('moonshot', 'kimi', 'kimi-k2-thinking', 'Kimi K2 Thinking', 262_144, {
		...openThinks,
		parametersB: 1000,
		prices: ['moonshotai:kimi-k2-thinking'],
	}),
	facts('zai', 'glm', 'glm-5.2', 'GLM-5.2', 200_000, { ...openThinks, prices: ['zai:GLM-5.2'] }),
	facts('zai', 'glm', 'glm-5.1', 'GLM-5.1', 200_000, { ...openThinks, prices: ['openrouter:z-ai/glm-5.1'] }),
	facts('zai', 'glm', 'glm-4.7', 'GLM-4.7', 200_000, { ...openThinks, parametersB: 355, prices: ['openrouter:z-ai/glm-4.7'] }),
	facts('zai', 'glm', 'glm-4.7-flash', 'GLM-4.7 Flash', 131_072, {
		...openThinks,
		parametersB: 30,
		ollama: 'glm-4.7-flash',
		aliases: ['glm-4.7-flash:latest'],
		prices: ['openrouter:z-ai/glm-4.7-flash'],
	}),
	facts('zai', 'glm', 'glm-4.6', 'GLM-4.6', 131_072, { ...openThinks, parametersB: 355, prices: ['openrouter:z-ai/glm-4.6'] }),
	facts('zai', 'glm', 'glm-4.5-air', 'GLM-4.5 Air', 131_072, { ...openThinks, parametersB: 106, prices: ['openrouter:z-ai/glm-4.5-air'] }),
	facts('minimax', 'minimax', 'minimax-m3', 'MiniMax M3', 196_608, {
		...thinks,
		prices: ['minimax:minimax-m3', 'openrouter:minimax/minimax-m3'],
	}),
	facts('minimax', 'minimax', 'minimax-m2.5', 'MiniMax M2.5', 196_608, {
		...openThinks,
		parametersB: 230,
		prices: ['minimax:minimax-m2.5', 'openrouter:minimax/minimax-m2.5'],
	}),
];
