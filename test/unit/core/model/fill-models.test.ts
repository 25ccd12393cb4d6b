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
];
const chat = [
	'qwen2.5-coder:7b',
	'codestral-2508',
	'deepseek-coder:6.7b-instruct',
	'codellama:7b-instruct',
	'starcoder2:15b-instruct',
	'gpt-5',
];
const neither = ['nomic-embed-text', 'llama3.1:8b-base', 'text-embedding-3-small', 'whisper-1', 'qwen3:8b-base', ''];

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
