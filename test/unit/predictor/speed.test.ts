import { describe, expect, it } from 'vitest';
import { PRIOR_OUTPUT_LENGTH } from '../../../src/predictor/fallback-prior.ts';
import { activeParametersB, firstTokenSeconds, tokensPerSecond } from '../../../src/predictor/speed.ts';
import { candidate } from '../core/routing/support.ts';

const local = (wireModel: string, parametersB: number | null) =>
	candidate(wireModel, { wireModel, parametersB, local: true, catalogId: null });

describe('parameters that a token passes', () => {
	it.each([
		['qwen2.5:7b', 7.6, 7.6],
		['qwen3:30b-a3b-instruct-2507', 30.5, 3],
		['qwen/qwen3-coder-30b-a3b', 30.5, 3],
		['Qwen3.6-35B-A3B-GGUF', 35, 3],
		['gemma4:26b-a4b', 26, 4],
		['gemma-3n-e4b-it', 8, 4],
		['gpt-oss:20b', 20.9, 3.6],
		['openai/gpt-oss-120b', 116.8, 5.1],
		['mixtral:8x7b', 46.7, 12.9],
		['llama4:scout', 109, 17],
		['glm-4.7-flash', 30, 3],
		['granite-4.0-h-tiny-7b-a1b', 7, 1],
		['phi4', 14.7, 14.7],
		['llama-3.1-8b-instruct', 8, 8],
		['deepseek-r1:8b', 8.2, 8.2],
		['some-model', null, null],
	])('of %s with %s billions', (name, total, active) => {
		expect(activeParametersB({ wireModel: name, catalogId: null, parametersB: total })).toBe(active);
	});
});

describe('speed', () => {
	it('of a local mixture follows its active parameters, of a dense model all', () => {
		const dense = tokensPerSecond(local('qwen3:32b', 32));
		expect(tokensPerSecond(local('qwen3:30b-a3b', 30.5))).toBeGreaterThan(8 * dense);
		expect(firstTokenSeconds(PRIOR_OUTPUT_LENGTH, 1000, local('qwen3:30b-a3b', 30.5))).toBeLessThan(
			firstTokenSeconds(PRIOR_OUTPUT_LENGTH, 1000, local('qwen3:32b', 32)) / 8,
		);
	});

	it('of a hosted model nobody knows is not quick', () => {
		expect(tokensPerSecond(candidate('brand-new', { catalogId: null, speed: null }))).toBeLessThan(60);
	});
});
