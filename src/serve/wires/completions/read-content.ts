import type { ImagePart, TextPart } from '../../../core/message/message.ts';
import { imageOf } from './data-address.ts';
import { cannot, type Fields, field, fieldsOf, isObject, object, pathOf, shown, string, wrong } from './fields.ts';

/** What a message says, and whether its client marked the end of what stays the same in it. */
export interface Content {
	readonly parts: readonly (TextPart | ImagePart)[];
	readonly marked: boolean;
}

/**
 * The `content` of a message: null, a string, or parts. `cache_control` on a part or the message is the mark of OpenRouter and LiteLLM
 * (openrouter.ai/docs, "Prompt caching"; docs.litellm.ai, "Prompt Caching", 2026-11), `copilot_cache_control` that of VS Code's Custom
 * Endpoint (Copilot Chat in VS Code 1.139.1, read 2026-11-29). Empty texts say nothing.
 */
export function contentOf(message: Fields): Content {
	const content = field(message, 'content');
	const path = pathOf(message, 'content');
	const marked = isObject(field(message, 'cache_control')) || isObject(field(message, 'copilot_cache_control'));
	if (content === null) return { parts: [], marked };
	if (typeof content === 'string') return { parts: textParts(content), marked };
	if (!Array.isArray(content)) throw wrong(path, 'must be a string or a list of parts');
	const parts = content.map((part, n) => {
		// Some clients put plain strings into the list.
		return typeof part === 'string' ? { values: { type: 'text', text: part }, path: `${path}[${n}]` } : fieldsOf(part, `${path}[${n}]`);
	});
	return { parts: parts.flatMap(partOf), marked: marked || parts.some((part) => isObject(field(part, 'cache_control'))) };
}

/** Of a role that says text alone: an image in it would be lost on most models. */
export function textsOf(message: Fields): { readonly parts: readonly TextPart[]; readonly marked: boolean } {
	const { parts, marked } = contentOf(message);
	const texts = parts.filter((part) => part.type === 'text');
	if (texts.length < parts.length) throw wrong(pathOf(message, 'content'), 'must hold text alone; images belong into messages of the user');
	return { parts: texts, marked };
}

export function textParts(text: string | null): readonly TextPart[] {
	return text === null || text === '' ? [] : [{ type: 'text', text }];
}

/** The kinds of OpenAI's API reference, "Create chat completion" (openai 7.59.0, ChatCompletionContentPart, 2026-11). */
function partOf(part: Fields): readonly (TextPart | ImagePart)[] {
	const type = field(part, 'type');
	const at = pathOf(part, 'type');
	switch (type) {
		case 'text':
		case 'input_text':
		case 'output_text':
			return textParts(string(part, 'text'));
		case 'refusal':
			return textParts(string(part, 'refusal'));
		case 'image_url':
			return [image(part)];
		// Reasoning in parts is the model's own and comes back elsewhere.
		case 'thinking':
		case 'reasoning':
		case 'redacted_thinking':
			return [];
		case 'input_audio':
			throw cannot(at, 'Routoo passes no audio on', 'Send the words as text.');
		case 'file':
			throw cannot(at, 'Routoo keeps and reads no files', 'Send the text of the file, or an image of it.');
		case 'video_url':
			throw cannot(at, 'Routoo passes no videos on', 'Send single images.');
		default:
			throw wrong(at, `must be "text", "image_url" or "refusal", not ${shown(type)}`);
	}
}

/** `{image_url: {url}}`; some clients write the address itself there. */
function image(part: Fields): ImagePart {
	const value = field(part, 'image_url');
	if (typeof value === 'string') return imageOf(value, pathOf(part, 'image_url'));
	const holder = object(part, 'image_url');
	const url = holder === null ? null : string(holder, 'url');
	if (url === null) throw wrong(`${pathOf(part, 'image_url')}.url`, 'must be a data: address with the image in base64');
	return imageOf(url, `${pathOf(part, 'image_url')}.url`);
}
