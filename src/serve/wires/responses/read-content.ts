import type { ImagePart, TextPart } from '../../../core/message/message.ts';
import { imageOf } from '../completions/data-address.ts';
import { cannot, type Fields, field, fieldsOf, isObject, object, pathOf, shown, string, wrong } from '../completions/fields.ts';

/** What an item says, and whether its client marked the end of what stays the same in it. */
export interface Content {
	readonly parts: readonly (TextPart | ImagePart)[];
	readonly marked: boolean;
}

/**
 * The `content` of a message or the `output` of a call: null, a string, or parts. `prompt_cache_breakpoint` is the mark of what stays the
 * same (openai 7.59.0, ResponseInputText, 2026-11; VS Code's Custom Endpoint writes it). Empty texts say nothing.
 */
export function contentOf(item: Fields, name: 'content' | 'output'): Content {
	const content = field(item, name);
	const path = pathOf(item, name);
	if (content === null) return { parts: [], marked: false };
	if (typeof content === 'string') return { parts: textParts(content), marked: false };
	if (!Array.isArray(content)) throw wrong(path, 'must be a string or a list of parts');
	const parts = content.map((part, n) => {
		return typeof part === 'string' ? { values: { type: 'text', text: part }, path: `${path}[${n}]` } : fieldsOf(part, `${path}[${n}]`);
	});
	return { parts: parts.flatMap(partOf), marked: parts.some((part) => isObject(field(part, 'prompt_cache_breakpoint'))) };
}

/** Of a role that says text alone: an image in it would be lost on most models. */
export function textsOf(item: Fields): { readonly parts: readonly TextPart[]; readonly marked: boolean } {
	const { parts, marked } = contentOf(item, 'content');
	const texts = parts.filter((part) => part.type === 'text');
	if (texts.length < parts.length) throw wrong(pathOf(item, 'content'), 'must hold text alone; images belong into messages of the user');
	return { parts: texts, marked };
}

function textParts(text: string | null): readonly TextPart[] {
	return text === null || text === '' ? [] : [{ type: 'text', text }];
}

/** The kinds of openai 7.59.0, ResponseInputContent and ResponseOutputMessage (2026-11). */
function partOf(part: Fields): readonly (TextPart | ImagePart)[] {
	const type = field(part, 'type');
	const at = pathOf(part, 'type');
	switch (type) {
		case 'input_text':
		case 'output_text':
		case 'text':
		case 'summary_text':
			return textParts(string(part, 'text'));
		case 'refusal':
			return textParts(string(part, 'refusal'));
		case 'input_image':
		case 'image_url':
			return [image(part)];
		case 'input_audio':
			throw cannot(at, 'Routoo passes no audio on', 'Send the words as text.');
		case 'input_file':
			throw cannot(at, 'Routoo keeps and reads no files', 'Send the text of the file, or an image of it.');
		case 'input_video':
			throw cannot(at, 'Routoo passes no videos on', 'Send single images.');
		default:
			throw wrong(at, `must be "input_text", "input_image", "output_text" or "refusal", not ${shown(type)}`);
	}
}

/** `image_url` is the address itself; some clients write it as chat completions have it. */
function image(part: Fields): ImagePart {
	const path = pathOf(part, 'image_url');
	const value = field(part, 'image_url');
	if (typeof value === 'string') return imageOf(value, path);
	if (value === null && field(part, 'file_id') !== null) {
		throw cannot(pathOf(part, 'file_id'), 'Routoo keeps and reads no files', 'Send the image itself, as a data: address in base64.');
	}
	const url = value === null ? null : string(object(part, 'image_url')!, 'url');
	if (url === null) throw wrong(path, 'must be a data: address with the image in base64');
	return imageOf(url, isObject(value) ? `${path}.url` : path);
}
