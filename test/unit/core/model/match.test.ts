import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchModel } from '../../../../src/core/model/match.ts';
import { shipped } from './shipped.ts';

/** Names as endpoints list them, with the catalog id or null. */
const table: readonly (readonly [string, string | null])[] = [
	// Vendors' own lists
	['gpt-5', 'gpt-5'],
	['gpt-5-2025-08-07', 'gpt-5'],
	['gpt-5-mini', 'gpt-5-mini'],
	['gpt-5-mini-2025-08-07', 'gpt-5-mini'],
	['gpt-5-nano-2025-08-07', 'gpt-5-nano'],
	['gpt-5.1-2025-11-13', 'gpt-5.1'],
	['gpt-4o', 'gpt-4o'],
	['gpt-4o-2024-08-06', 'gpt-4o'],
	['gpt-4o-mini-2024-07-18', 'gpt-4o-mini'],
	['gpt-4.1-nano', 'gpt-4.1-nano'],
	['o3', 'o3'],
	['o4-mini-2025-04-16', 'o4-mini'],
	['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
	['claude-sonnet-4-20250514', 'claude-sonnet-4'],
	['claude-opus-4-1-20250805', 'claude-opus-4-1'],
	['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
	['claude-3-haiku-20240307', 'claude-3-haiku'],
	['models/gemini-2.5-flash', 'gemini-2.5-flash'],
	['models/gemini-2.5-flash-lite', 'gemini-2.5-flash-lite'],
	['models/gemini-2.5-flash-preview-09-2025', 'gemini-2.5-flash'],
	['models/gemma-3-27b-it', 'gemma-3-27b-it'],
	['deepseek-v4-flash', 'deepseek-v4-flash'],
	['codestral-latest', 'codestral-2508'],
	['open-mistral-nemo', 'mistral-nemo'],
	['ministral-8b-2512', 'ministral-3-8b'],
	['grok-4-0709', 'grok-4-0709'],
	['grok-4-1-fast-non-reasoning', 'grok-4-1-fast-non-reasoning'],
	['kimi-k2.6', 'kimi-k2.6'],
	['glm-4.6', 'glm-4.6'],
	// OpenRouter
	['anthropic/claude-haiku-4.5', 'claude-haiku-4-5'],
	['anthropic/claude-haiku-4.5:free', 'claude-haiku-4-5'],
	['anthropic/claude-3-haiku', 'claude-3-haiku'],
	['anthropic/claude-3.5-haiku', 'claude-3-5-haiku'],
	['openai/gpt-5-mini', 'gpt-5-mini'],
	['openai/gpt-oss-120b:free', 'gpt-oss-120b'],
	['google/gemma-3-27b-it:free', 'gemma-3-27b-it'],
	['meta-llama/llama-3.3-70b-instruct:nitro', 'llama-3.3-70b-instruct'],
	['meta-llama/llama-4-maverick', 'llama-4-maverick-17b-128e-instruct'],
	['deepseek/deepseek-r1', 'deepseek-r1'],
	['deepseek/deepseek-r1-0528:free', 'deepseek-r1-0528'],
	['deepseek/deepseek-chat-v3-0324', 'deepseek-v3-0324'],
	['qwen/qwen3-235b-a22b-2507', 'qwen3-235b-a22b-instruct-2507'],
	['qwen/qwen-2.5-coder-32b-instruct', 'qwen2.5-coder-32b-instruct'],
	['qwen/qwen3-coder', 'qwen3-coder-480b-a35b-instruct'],
	['z-ai/glm-4.5-air:free', 'glm-4.5-air'],
	['moonshotai/kimi-k2-thinking', 'kimi-k2-thinking'],
	['x-ai/grok-code-fast-1', 'grok-code-fast-1'],
	['mistralai/mixtral-8x7b-instruct', 'mixtral-8x7b-instruct'],
	// Ollama
	['qwen3:8b', 'qwen3-8b'],
	['qwen3:8b-q4_K_M', 'qwen3-8b'],
	['qwen3:latest', 'qwen3-8b'],
	['qwen3:30b-a3b-instruct-2507-q4_K_M', 'qwen3-30b-a3b-instruct-2507'],
	['llama3.2:latest', 'llama-3.2-3b-instruct'],
	['llama3.2:1b', 'llama-3.2-1b-instruct'],
	['llama3.2:1b-instruct-q8_0', 'llama-3.2-1b-instruct'],
	['llama3.1:8b-instruct-fp16', 'llama-3.1-8b-instruct'],
	['llama3.1:70b', 'llama-3.1-70b-instruct'],
	['gemma3:4b-it-qat', 'gemma-3-4b-it'],
	['gemma4:e4b', 'gemma-4-e4b-it'],
	['phi4:latest', 'phi-4'],
	['mistral:7b-instruct-v0.3-q4_K_M', 'mistral-7b-instruct-v0.3'],
	['mistral:latest', 'mistral-7b-instruct-v0.3'],
	['mixtral:8x7b-instruct-v0.1-q4_0', 'mixtral-8x7b-instruct'],
	['deepseek-r1:latest', 'deepseek-r1-0528-qwen3-8b'],
	['deepseek-r1:7b', 'deepseek-r1-distill-qwen-7b'],
	['smollm2:135m', 'smollm2-135m-instruct'],
	['smollm2:360m-instruct-q4_K_M', 'smollm2-360m-instruct'],
	['qwen2.5-coder:7b-instruct-q4_K_M', 'qwen2.5-coder-7b-instruct'],
	['gpt-oss:120b-cloud', 'gpt-oss-120b'],
	['codellama:13b-instruct', 'codellama-13b-instruct'],
	['hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M', 'llama-3.2-3b-instruct'],
	// Bedrock, Vertex, other hosts
	['anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
	['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
	['meta.llama3-1-8b-instruct-v1:0', 'llama-3.1-8b-instruct'],
	['openai.gpt-oss-20b-1:0', 'gpt-oss-20b'],
	['claude-opus-4-5@20251101', 'claude-opus-4-5'],
	['publishers/google/models/gemini-2.5-pro', 'gemini-2.5-pro'],
	['accounts/fireworks/models/llama-v3p1-8b-instruct', 'llama-3.1-8b-instruct'],
	['accounts/fireworks/models/glm-4p6', 'glm-4.6'],
	['llama-3.1-8b-instant', 'llama-3.1-8b-instruct'],
	['meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo', 'llama-3.1-70b-instruct'],
	['Qwen/Qwen2.5-72B-Instruct-AWQ', 'qwen2.5-72b-instruct'],
	// LM Studio, llama.cpp, MLX
	['qwen/qwen3-8b', 'qwen3-8b'],
	['openai/gpt-oss-20b', 'gpt-oss-20b'],
	['lmstudio-community/Qwen2.5-Coder-7B-Instruct-GGUF', 'qwen2.5-coder-7b-instruct'],
	['mlx-community/Qwen3-8B-4bit', 'qwen3-8b'],
	['SmolLM2-135M-Instruct.Q4_1.gguf', 'smollm2-135m-instruct'],
	['/models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf', 'llama-3.1-8b-instruct'],
	['google_gemma-3-12b-it-Q4_K_M.gguf', 'gemma-3-12b-it'],
	['Qwen3-30B-A3B-UD-Q4_K_XL.gguf', 'qwen3-30b-a3b'],
	['mistral-7b-instruct-v0.3.Q5_K_S.gguf', 'mistral-7b-instruct-v0.3'],
	['Mixtral-8x7B-Instruct-v0.1-Q3_K_M-00001-of-00002.gguf', 'mixtral-8x7b-instruct'],
	// Marks of how a model is served, tiers, previews
	['llama-3.2-1b-instruct@q4_k_m', 'llama-3.2-1b-instruct'],
	['Llama-3.2-1B-Instruct@Q8_0', 'llama-3.2-1b-instruct'],
	['llama-3.2-1b-instruct-mlx-4bit', 'llama-3.2-1b-instruct'],
	['llama-3.2-1b-instruct-4.0bpw-exl2', 'llama-3.2-1b-instruct'],
	['llama-3.2-1b-instruct-exl3', 'llama-3.2-1b-instruct'],
	['Llama-3.2-1B-Instruct-q4f16_1-MLC', 'llama-3.2-1b-instruct'],
	['llama-3.2-1b-instruct-quantized.w8a8', 'llama-3.2-1b-instruct'],
	['llama-3.2-1b-instruct-int4-ov', 'llama-3.2-1b-instruct'],
	['unsloth/Llama-3.2-1B-Instruct-unsloth-bnb-4bit', 'llama-3.2-1b-instruct'],
	['meta/llama-3.1-8b-instruct-maas', 'llama-3.1-8b-instruct'],
	['gpt-5-mini-preview', 'gpt-5-mini'],
	['gpt-5-mini-2025-08-07-preview', 'gpt-5-mini'],
	['google/gemini-2.5-flash-preview:thinking', 'gemini-2.5-flash'],
	['publishers/google/models/gemini-2.5-flash@default', 'gemini-2.5-flash'],
	['claude-haiku-4-5@latest', 'claude-haiku-4-5'],
	['openai/gpt-oss-20b:flex', 'gpt-oss-20b'],
	['azure/eu/gpt-5-mini', 'gpt-5-mini'],
	['@cf/meta/llama-3.1-8b-instruct-fp8', 'llama-3.1-8b-instruct'],
	['@hf/thebloke/mistral-7b-instruct-v0.3-awq', 'mistral-7b-instruct-v0.3'],
	['global.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
	['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5'],
	['GPT-5-Mini', 'gpt-5-mini'],
	['ft:gpt-4o-mini-2024-07-18:org::abc', null],
	['o1-preview', null],
	['qwq-32b-preview', null],
	['llama-3.2-1b-instruct:2', null],
	// Never the nearest relative
	['gpt-5-chat-latest', null],
	['gpt-5-pro', null],
	['gpt-5-image-mini', null],
	['gpt-4.1-micro', null],
	['gpt-4o-realtime-preview', null],
	['gpt-4o-mini-tts', null],
	['gpt-4', null],
	['o3-pro', null],
	['claude-haiku-5', null],
	['claude-opus-6', null],
	['gemini-2.5-flash-image', null],
	['gemini-2.5-flash-preview-tts', null],
	['qwen3:110b', null],
	['qwen3-coder', 'qwen3-coder-480b-a35b-instruct'],
	['qwen3-embedding:8b', null],
	['qwen3-vl:8b', null],
	['qwen2.5:1.5b', null],
	['qwen2.5-math:7b', null],
	['llama3.1:8b-text-q4_K_M', null],
	['meta-llama/Llama-3.1-8B', null],
	['llama3.2-vision:11b', null],
	['dolphin-llama3:8b', null],
	['nousresearch/hermes-3-llama-3.1-8b', null],
	['llama-3.1-nemotron-70b-instruct', null],
	['deepseek-r1-distill-llama-8b', null],
	['deepseek-coder:6.7b-base', null],
	['codellama:7b-code', null],
	['codellama:7b-python', null],
	['mistral:7b-instruct-v0.2', null],
	['phi4-reasoning:14b', null],
	['gemma-3-4b-pt', null],
	['llama-guard-3-8b', null],
	['', null],
	['my-own-finetune', null],
];

describe('matchModel', () => {
	test('the table is long enough', () => {
		expect(table.length).toBeGreaterThanOrEqual(120);
		expect(table.filter(([, id]) => id === null).length).toBeGreaterThanOrEqual(30);
	});

	test.each(table)('%s -> %s', (name, id) => {
		expect(matchModel(name, shipped)?.id ?? null).toBe(id);
	});

	const models = fc.constantFrom(...shipped.models);

	test('case, vendor path, routing suffix and file packaging change nothing', () => {
		const path = fc.constantFrom('', 'openrouter-vendor/', 'lmstudio-community/', 'hf.co/someone/');
		const suffix = fc.constantFrom('', ':free', ':nitro', '-GGUF', '-Q4_K_M.gguf', '.Q8_0.gguf', '-fp8', '-4bit', '-GGUF:Q5_K_M');
		fc.assert(
			fc.property(models, path, suffix, fc.boolean(), (model, before, after, upper) => {
				const name = `${before}${upper ? model.id.toUpperCase() : model.id}${after}`;
				expect(matchModel(name, shipped)?.id).toBe(model.id);
			}),
		);
	});

	test('another size is another model', () => {
		const sized = fc.constantFrom(...shipped.models.filter(({ id }) => /-\d+(\.\d+)?b(-|$)/.test(id)));
		fc.assert(
			fc.property(sized, fc.integer({ min: 1, max: 999 }), (model, size) => {
				const other = model.id.replace(/-\d+(\.\d+)?b(?=-|$)/, `-${size}b`);
				const found = matchModel(other, shipped);
				expect(found === null || found.id === other || found.parametersB === size || found.id === model.id).toBe(true);
				if (other !== model.id && found) expect(found.id).not.toBe(model.id);
			}),
		);
	});

	test('a word that the catalog does not name makes another model of it', () => {
		const word = fc.constantFrom(
			'pro',
			'max',
			'vision',
			'coder',
			'math',
			'uncensored',
			'abliterated',
			'distill',
			'reasoning',
			'mini',
			'python',
			'v9',
		);
		fc.assert(
			fc.property(models, word, (model, extra) => {
				const found = matchModel(`${model.id}-${extra}`, shipped);
				expect(found?.id).not.toBe(model.id);
			}),
		);
	});

	test('any text is answered without an error', () => {
		fc.assert(fc.property(fc.string(), (name) => matchModel(name, shipped) === null || true));
	});
});
