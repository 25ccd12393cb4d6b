import { describe, expect, test } from 'vitest';
import { buildCandidates } from '../../../../src/core/model/build-candidates.ts';
import type { Endpoint, RemoteModel } from '../../../../src/core/model/endpoint.ts';
import { isFillOnlyModel, isUsableModel } from '../../../../src/core/model/fill-models.ts';
import { shipped } from './shipped.ts';

const fillOnly = [
	'starcoder2:3b',
	'bigcode/starcoder2-15b',
	'starcoder:1b',
	'starcoderbase-1b',
	'qwen2.5-coder:7b-base',
	'qwen2.5-coder:1.5b-base-q4_K_M',
	'Qwen/Qwen2.5-Coder-32B-Base',
	'deepseek-coder:6.7b-base',
	'deepseek-coder-v2:16b-lite-base-q4_0',
	'codegemma:2b-code',
	'codegemma:7b-code-fp16',
	'codellama:13b-code',
	'stable-code:3b-code',
	'granite-code:8b-base',
	'ibm-granite/granite-8b-code-base',
	'ibm-granite/granite-20b-code-base-8k-GGUF',
	'ibm-granite/granite-4.0-h-tiny-base',
	'granite4:tiny-h-base-q5_K_S',
	'ibm-granite/granite-3.3-2b-base',
	'JetBrains/Mellum-4b-base',
	'JetBrains/Mellum-4b-sft-python',
	'JetBrains_Mellum-4b-base-Q4_K_M.gguf',
	'ByteDance-Seed/Seed-Coder-8B-Base',
	'Qwen/Qwen2.5-Coder-7B',
	'hf.co/Qwen/Qwen2.5-Coder-7B-GGUF:Q4_K_M',
	'Qwen/CodeQwen1.5-7B',
	'codeqwen:7b-code',
	'google/codegemma-7b',
	'codegemma:2b',
	'codellama/CodeLlama-7b-hf',
	'deepseek-ai/DeepSeek-Coder-V2-Lite-Base',
	'01-ai/Yi-Coder-9B',
	'yi-coder:9b-base',
	'aiXcoder/aixcoder-7b-base',
	'smallcloudai/Refact-1_6B-fim',
];
const chat = [
	'qwen2.5-coder:7b',
	'codestral-2508',
	'deepseek-coder:6.7b-instruct',
	'codellama:7b-instruct',
	'starcoder2:15b-instruct',
	'gpt-5',
	'Qwen/Qwen2.5-Coder-7B-Instruct',
	'qwen/qwen3-coder',
	'qwen/qwen-2.5-coder-32b:free',
	'codellama:7b',
	'codegemma:7b',
	'granite-code:8b',
	'granite4:micro-h',
	'ibm-granite/granite-3.3-8b-instruct',
	'JetBrains/Mellum2-12B-A2.5B-Instruct',
	'ByteDance-Seed/Seed-Coder-8B-Reasoning',
	'01-ai/Yi-Coder-9B-Chat',
	'yi-coder:9b',
	'codestral:22b',
	'phind-codellama:34b-v2',
];
const neither = [
	'codellama:7b-python',
	'codellama:34b-code',
	'codestral-embed-2505',
	'granite-embedding:30m',
	'nomic-embed-text',
	'llama3.1:8b-base',
	'text-embedding-3-small',
	'whisper-1',
	'qwen3:8b-base',
	'',
];

describe('models that only fill in code', () => {
	test.each(fillOnly)('%s does', (name) => expect(isFillOnlyModel(name)).toBe(true));
	test.each(chat)('%s chats', (name) => expect([isFillOnlyModel(name), isUsableModel(name)]).toEqual([false, true]));
	test.each(neither)('"%s" is of no use', (name) => expect(isUsableModel(name)).toBe(false));

	test('they become candidates that chat must not see', () => {
		const endpoint: Endpoint = {
			id: 'ollama',
			kind: 'openai-compatible',
			displayName: 'Ollama',
			baseUrl: 'http://127.0.0.1:11434/v1',
			local: true,
			needsKey: false,
		};
		const remote = (id: string): RemoteModel => ({
			id,
			displayName: null,
			contextTokens: 16_384,
			maxOutputTokens: null,
			tools: null,
			vision: null,
			prices: null,
			parametersB: null,
		});
		const found = buildCandidates(endpoint, ['starcoder2:3b', 'qwen2.5-coder:7b', 'nomic-embed-text'].map(remote), shipped);
		expect(found.map((candidate) => [candidate.wireModel, candidate.fillOnly ?? false, candidate.fim])).toEqual([
			['starcoder2:3b', true, true],
			['qwen2.5-coder:7b', false, true],
		]);
	});
});
