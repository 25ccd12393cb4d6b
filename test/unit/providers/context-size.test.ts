import { describe, expect, it } from 'vitest';
import { namedContext } from '../../../src/providers/context-size.ts';

/** [who, sentence, size]. The sentences are those that each sends. */
const NAMED: readonly [string, string, number | null][] = [
	['OpenAI', "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.", 8192],
	[
		'OpenAI, both',
		"This model's maximum context length is 128000 tokens. However, you requested 130000 tokens (2000 in the messages, 128000 in the completion).",
		128_000,
	],
	['Anthropic', 'prompt is too long: 210000 tokens > 200000 maximum', 200_000],
	[
		'Anthropic, cap',
		'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens`',
		200_000,
	],
	['Google', 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).', 1_048_576],
	['Google, newer', 'The input token count exceeds the maximum number of tokens allowed 1048576.', 1_048_576],
	['Gemma', 'Unable to submit request because the input token count is 40000 but model only supports up to 32768.', 32_768],
	['xAI', "This model's maximum prompt length is 131072 but the request contains 200000 tokens.", 131_072],
	['Mistral', 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length', 32_768],
	['Moonshot', 'Invalid request: Your request exceeded model token limit: 8192', 8192],
	['Groq', 'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce', 6000],
	['Cohere', 'too many tokens: size limit exceeded by 5000 tokens. Try using shorter or fewer inputs. The limit is 4096 tokens', 4096],
	['Qwen', 'Range of input length should be [1, 30720]', 30_720],
	[
		'OpenRouter',
		"This endpoint's maximum context length is 32768 tokens. However, you requested about 40000 tokens (38000 of text input, 2000 in the output).",
		32_768,
	],
	[
		'vLLM',
		'The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller',
		4096,
	],
	['SGLang', "The input (9000 tokens) is longer than the model's context length (8192 tokens).", 8192],
	['TGI', '`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 20 `max_new_tokens`', 4096],
	['TGI, inputs', 'Input validation error: `inputs` must have less than 4095 tokens. Given: 5000', 4095],
	['llama.cpp', 'the request exceeds the available context size (4096 tokens), try increasing it', 4096],
	['llama.cpp, newer', 'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it', 4096],
	['llama.cpp, slot', 'input is larger than the max context size: n_ctx (4096)', 4096],
	['llama.cpp, equals', 'prompt too long, n_ctx_slot = 2048, n_prompt = 5000', 2048],
	[
		'LM Studio',
		'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
		4096,
	],
	['LM Studio, old', 'the model is loaded with 4096 tokens', 4096],
	['a window', 'The prompt does not fit into the context window of 16384', 16_384],
	['a window, grouped', 'exceeds the context window of 16,384 tokens', 16_384],
	['in thousands', 'exceeds the maximum context length of 128k tokens', 128_000],
	['Ollama', 'prompt too long; exceeded max context length by 4 tokens', null],
	['a cap', 'max_tokens is too large: this model supports at most 4096 completion tokens', null],
	['no number', 'Input is too long for requested model.', null],
	['an absurd one', 'maximum context length is 7 tokens', null],
];

describe('the size that a refusal names', () => {
	it.each(NAMED)('%s', (_who, sentence, size) => {
		expect(namedContext(sentence)).toBe(size);
	});
});
