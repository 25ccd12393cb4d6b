import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guessFromName, parametersFromName } from '../../../../src/core/model/size.ts';
import { shipped } from './shipped.ts';

describe('parametersFromName', () => {
	test.each([
		['SmolLM2-135M-Instruct.Q4_1.gguf', 0.135],
		['smollm2:360m', 0.36],
		['smollm2:1.7b-instruct-q4_K_M', 1.7],
		['llama3.2:1b', 1],
		['qwen3:8b', 8],
		['qwen2.5-coder:0.5b', 0.5],
		['qwen3:30b-a3b', 30],
		['Qwen3-235B-A22B-Instruct-2507', 235],
		['gemma-4-26b-a4b-it', 26],
		['gemma3n:e4b', 4],
		['gemma-3-270m-it', 0.27],
		['mixtral:8x7b-instruct-v0.1-q4_0', 46.7],
		['mistralai/mixtral-8x22b-instruct', 141],
		['some-merge-4x13b', 52],
		['llama4:16x17b', 109],
		['codellama:34b', 34],
		['phi3:14b-medium-128k-instruct-q4_0', 14],
		['hf.co/someone/Falcon3-10B-Instruct-GGUF:Q6_K', 10],
		['command-r7b', 7],
		['qwen2-57b-a14b', 57],
		['ring-2.6-1t', 1000],
		['gpt-oss:20b-cloud', 20],
		['deepseek-coder-6.7b-instruct', 6.7],
		['llama-3.1-8b-instruct-128k', 8],
		['claude-sonnet-4.5-1m', null],
		['qwen2.5-14b-instruct-1m', 14],
		['granite-3.1-3b-a800m-instruct', 3],
		['gpt-5-mini', null],
		['claude-haiku-4-5-20251001', null],
		['llama3.2:latest', null],
		['gemini-2.5-flash', null],
		['qwen3:latest', null],
		['kimi-k2', null],
		['o3', null],
		['mistral-large-2407', null],
		['Qwen3-8B-4bit', 8],
		['', null],
	])('%s -> %s', (name, size) => {
		expect(parametersFromName(name)).toBe(size);
	});

	test('is within a fifth of what the catalog says, wherever a name has a size', () => {
		for (const { id, parametersB } of shipped.models) {
			const size = parametersFromName(id);
			if (size === null || parametersB === null || /e\db/.test(id) || id.startsWith('llama-4')) continue;
			expect(Math.abs(size - parametersB) / parametersB, id).toBeLessThan(0.2);
		}
	});

	test('reads any size back', () => {
		fc.assert(
			fc.property(fc.integer({ min: 10, max: 900 }), fc.constantFrom('', '-instruct', ':q4_K_M', '-Q4_K_M.gguf', '-a3b'), (size, rest) => {
				expect(parametersFromName(`somemodel-${size}b${rest}`)).toBe(size);
				expect(parametersFromName(`someone/Some-Model-${size}M${rest}`)).toBeCloseTo(size / 1000, 9);
			}),
		);
	});
});

describe('guessFromName', () => {
	test.each([
		['qwen2.5-coder:7b-instruct-q4_K_M', { parametersB: 7, coder: true, reasoning: false }],
		['Meta-Llama-3.1-8B-Instruct-IQ3_XXS.gguf', { parametersB: 8, coder: false, reasoning: false }],
		['deepseek-r1:7b', { parametersB: 7, coder: false, reasoning: true }],
		['Qwen/Qwen3-4B-Thinking-2507-FP8', { parametersB: 4, coder: false, reasoning: true }],
		['grok-4-fast-non-reasoning', { parametersB: null, coder: false, reasoning: false }],
		['starcoder2:15b-instruct', { parametersB: 15, coder: true, reasoning: false }],
		['my-own-finetune', { parametersB: null, coder: false, reasoning: false }],
	])('%s', (name, guess) => {
		expect(guessFromName(name)).toEqual(guess);
	});
});
