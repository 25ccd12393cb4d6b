import { expect, test } from 'vitest';
import type { FillRequest } from '../../../../src/core/completion/types.ts';
import type { StreamRequest } from '../../../../src/core/message/stream.ts';
import type { FillAdapter } from '../../../../src/providers/fill/adapter.ts';
import { chatFill } from '../../../../src/providers/fill/chat.ts';
import { deepSeek } from '../../../../src/providers/fill/deepseek.ts';
import { llamaCpp } from '../../../../src/providers/fill/llamacpp.ts';
import { mistral } from '../../../../src/providers/fill/mistral.ts';
import { ollama } from '../../../../src/providers/fill/ollama.ts';
import { openAiSuffix } from '../../../../src/providers/fill/openai-suffix.ts';
import { template } from '../../../../src/providers/fill/template.ts';

const ENDPOINT = { baseUrl: 'http://127.0.0.1:1/v1', local: true };
const REQUEST: FillRequest = {
	model: 'qwen2.5-coder',
	context: { path: '', languageId: '', snippets: [], prefix: 'def add(a, b):\n', suffix: '\nend', tokens: 9 },
	shape: 'block',
	maxOutputTokens: 20,
	stop: [],
};
const ADAPTERS: readonly (readonly [string, FillAdapter, (body: Record<string, unknown>) => Record<string, unknown>])[] = [
	['openaiSuffix', openAiSuffix, (body) => body],
	['deepseek', deepSeek, (body) => body],
	['mistral', mistral, (body) => body],
	['template', template, (body) => body],
	['llamacpp', llamaCpp, (body) => body],
	['ollama', ollama, (body) => body.options as Record<string, unknown>],
];

test.each(ADAPTERS)(
	'%s: a text of no file goes out as it is, likeliest first unless something else is asked for',
	(name, adapter, sampled) => {
		const form = name === 'template' ? 'qwen' : null;
		const plain = adapter.call(ENDPOINT, REQUEST, form).body;
		const prompt = name === 'llamacpp' ? plain.input_prefix : plain.prompt;
		expect(prompt).toBe(name === 'template' ? `<|fim_prefix|>def add(a, b):\n<|fim_suffix|>\nend<|fim_middle|>` : 'def add(a, b):\n');
		expect(sampled(plain)).toMatchObject({ temperature: 0 });
		expect(sampled(plain)).not.toHaveProperty('top_p');
		expect(sampled(adapter.call(ENDPOINT, { ...REQUEST, temperature: 0.7, topP: 0.9 }, form).body)).toMatchObject({
			temperature: 0.7,
			top_p: 0.9,
		});
	},
);

test('a chat model hears of no file and of the same wishes', async () => {
	const asked: StreamRequest[] = [];
	const chat = {
		endpointId: 'e',
		listModels: async () => [],
		stream: async function* (request: StreamRequest) {
			asked.push(request);
			yield { type: 'end', reason: 'stop' } as const;
		},
	};
	const signal = new AbortController().signal;
	for (const request of [REQUEST, { ...REQUEST, temperature: 0.7, topP: 0.9 }])
		for await (const _event of chatFill(chat, request, null, signal));
	const [first, second] = asked;
	expect(JSON.stringify(first!.messages)).toContain('A text, gap tag <gap/>:\\ndef add(a, b):\\n<gap/>\\nend');
	expect(JSON.stringify(first!.messages)).not.toContain('File ');
	expect(first!.wishes).toBeUndefined();
	expect(second!.wishes).toEqual({ temperature: 0.7, topP: 0.9 });
});
