import { fillModelOf } from './fill-families.ts';
import { splitModelName } from './names.ts';

/** Words that mark a model which does something other than answer a chat: whole tokens of the name. */
const otherTasks = new Set([
	...[
		'embed',
		'embedding',
		'embeddings',
		'embedder',
		'bge',
		'minilm',
		'e5',
		'gte',
		'ada',
		'jina',
		'colbert',
		'retriever',
		'arctic',
		'mxbai',
		'paraphrase',
	],
	...['rerank', 'reranker', 'guard', 'llamaguard', 'shieldgemma', 'safeguard', 'moderation', 'classifier', 'reward', 'rm', 'prm', 'aqa'],
	...[
		'whisper',
		'tts',
		'stt',
		'asr',
		'audio',
		'realtime',
		'transcribe',
		'transcription',
		'transcriptions',
		'diarize',
		'speech',
		'voice',
		'live',
		'translate',
		'voxtral',
		'orpheus',
	],
	...[
		'image',
		'images',
		'imagen',
		'dall',
		'sora',
		'veo',
		'lyria',
		'video',
		'flux',
		'sdxl',
		'diffusion',
		'kontext',
		'banana',
		'ideogram',
		'kling',
		'music',
	],
	...['ocr', 'clip', 'siglip', 'moondream', 'detector', 'similarity', 'edit', 'insert', 'search'],
	...['davinci', 'babbage', 'curie', 'base', 'text', 'completion', 'completions', 'fim', 'draft', 'mmproj', 'robotics', 'computer'],
]);

const otherNames: readonly RegExp[] = [
	// Completions only, without a chat form.
	/^gpt-3\.5-turbo-instruct/,
	/^(?:text|code)-/,
	/^(?:nomic|snowflake)-/,
	/^all-(?:minilm|mpnet)/,
	/^dall-e/,
	/^chatgpt-image/,
	/^gpt-\d[\d.]*-(?:search|image)/,
	/^(?:qwen[\d.]*-)?(?:wan|stable-diffusion|sd3|sd-)/,
	/(?:^|-)deep-research(?:-|$)/,
];

/**
 * Whether a model listed by an endpoint can answer a chat message with text, judged by its name: embedding, speech, image, video, OCR,
 * moderation, rerank and base models never can. A name that says nothing counts as chat, because new models come every week.
 */
export function isChatModel(wireId: string): boolean {
	const { name, raw, path } = splitModelName(wireId);
	if (raw === '' || fillModelOf(wireId)?.chats === false) return false;
	if (otherNames.some((pattern) => pattern.test(name) || pattern.test(raw))) return false;
	if (/(?:^|\/)(?:sentence-transformers|baai|jinaai|nomic-ai|mixedbread-ai|intfloat|black-forest-labs|stabilityai)$/.test(path))
		return false;
	const tokens = name.split(/[-_.:\s]+/);
	return !tokens.some((token) => otherTasks.has(token) || /embed|^whisper|ocr$|guard\d*$/.test(token));
}
