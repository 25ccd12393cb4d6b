import { describe, expect, test } from 'vitest';
import { isChatModel } from '../../../../src/core/model/chat-models.ts';
import { shipped } from './shipped.ts';

/** Names of the vendors' own lists. */
const chat = [
	...[
		'gpt-5',
		'gpt-5-chat-latest',
		'gpt-5-pro',
		'gpt-5.1-codex-mini',
		'gpt-5.2-2025-12-11',
		'gpt-4.1',
		'gpt-4o',
		'gpt-4o-2024-11-20',
		'gpt-4',
		'gpt-4-turbo',
	],
	...[
		'gpt-3.5-turbo',
		'gpt-3.5-turbo-16k',
		'chatgpt-4o-latest',
		'o1',
		'o1-pro',
		'o3-mini',
		'o4-mini',
		'ft:gpt-4o-mini-2024-07-18:org::abc',
	],
	...['claude-opus-4-5-20251101', 'claude-3-haiku-20240307'],
	...[
		'models/gemini-2.5-pro',
		'models/gemini-2.5-flash-lite',
		'models/gemini-3-flash-preview',
		'models/gemma-3-27b-it',
		'models/learnlm-2.0-flash-experimental',
	],
	...[
		'mistral-large-latest',
		'codestral-latest',
		'devstral-small-2507',
		'pixtral-12b-2409',
		'open-mixtral-8x22b',
		'magistral-medium-2509',
		'ministral-3b-latest',
	],
	...[
		'llama3.2:latest',
		'llava:7b',
		'qwen3-vl:8b',
		'codellama:7b-instruct',
		'deepseek-coder:6.7b-instruct',
		'granite-code:8b',
		'starcoder2:15b-instruct',
		'kimi-k2.7-code',
	],
	...[
		'command-r-plus',
		'deepseek-chat',
		'deepseek-reasoner',
		'grok-code-fast-1',
		'qwen3.5-omni-flash',
		'tinyllama',
		'my-own-finetune',
		'openrouter/auto',
	],
];

const other = [
	...[
		'text-embedding-3-small',
		'text-embedding-3-large',
		'text-embedding-ada-002',
		'text-davinci-003',
		'davinci-002',
		'babbage-002',
		'gpt-3.5-turbo-instruct',
	],
	...[
		'gpt-3.5-turbo-instruct-0914',
		'whisper-1',
		'tts-1',
		'tts-1-hd',
		'gpt-4o-mini-tts',
		'gpt-4o-transcribe',
		'gpt-4o-mini-transcribe',
		'gpt-4o-transcribe-diarize',
	],
	...[
		'gpt-4o-realtime-preview',
		'gpt-realtime',
		'gpt-realtime-mini',
		'gpt-audio',
		'gpt-audio-mini-2025-10-06',
		'gpt-4o-audio-preview',
		'dall-e-2',
		'dall-e-3',
	],
	...[
		'gpt-image-1',
		'gpt-image-1-mini',
		'chatgpt-image-latest',
		'sora-2',
		'sora-2-pro',
		'omni-moderation-latest',
		'text-moderation-stable',
		'computer-use-preview',
	],
	...['gpt-4o-search-preview', 'gpt-5-search-api', 'o3-deep-research', 'o4-mini-deep-research-2025-06-26'],
	...[
		'models/text-embedding-004',
		'models/gemini-embedding-001',
		'models/embedding-001',
		'models/aqa',
		'models/imagen-4.0-generate-001',
		'models/veo-3.0-generate-001',
	],
	...[
		'models/gemini-2.5-flash-preview-tts',
		'models/gemini-2.5-flash-image',
		'models/gemini-2.5-flash-native-audio-latest',
		'models/gemini-live-2.5-flash-preview',
	],
	...[
		'models/gemini-robotics-er-1.5-preview',
		'models/gemini-2.5-computer-use-preview-10-2025',
		'models/nano-banana-pro-preview',
		'models/lyria-realtime-exp',
	],
	...['mistral-embed', 'codestral-embed', 'mistral-ocr-latest', 'mistral-moderation-latest', 'voxtral-mini-transcribe-2507'],
	...[
		'nomic-embed-text:latest',
		'mxbai-embed-large',
		'all-minilm:33m',
		'bge-m3',
		'snowflake-arctic-embed:110m',
		'granite-embedding:278m',
		'embeddinggemma',
		'qwen3-embedding:8b',
	],
	...[
		'paraphrase-multilingual',
		'llama-guard3:8b',
		'shieldgemma:2b',
		'llama3.1:8b-text-q4_K_M',
		'deepseek-coder:6.7b-base',
		'codellama:7b-code',
		'starcoder2:3b',
		'deepseek-ocr:3b',
	],
	...[
		'bge-reranker-v2-m3',
		'Qwen/Qwen3-Reranker-8B',
		'sentence-transformers/all-MiniLM-L6-v2',
		'BAAI/bge-large-en-v1.5',
		'black-forest-labs/FLUX.1-dev',
		'mmproj-gemma-3-4b-f16.gguf',
	],
	...['openai/whisper-large-v3-turbo', 'playai-tts', 'Qwen3-8B-Base', 'llama-3.1-405b-base', 'gpt-oss-safeguard-20b', ''],
];

describe('isChatModel', () => {
	test.each(chat)('%s can chat', (name) => expect(isChatModel(name)).toBe(true));
	test.each(other)('%s cannot', (name) => expect(isChatModel(name)).toBe(false));
	test('every model of the catalog can chat, under each of its names', () => {
		const names = shipped.models.flatMap(({ id, aliases, ollama }) => [id, ...aliases, ...(ollama ? [ollama] : [])]);
		expect(names.filter((name) => !isChatModel(name))).toEqual([]);
	});
});
