import type { ImagePart, TextPart } from '../../../core/message/message.ts';
import { imageFrom, imageOf } from '../completions/data-address.ts';
import { cannot, type Fields, field, fieldsOf, isObject, object, pathOf, shown, string, wrong } from '../completions/fields.ts';

export type ReadPart = TextPart | ImagePart;

/** What stands in a result in place of something that no model of a pool could read: a refusal would end the whole conversation. */
const NOT_READ = 'cannot be passed on here, so nobody has seen it. Read it as text, or look at single images of it.';

/** A string as one block of text, or the blocks of a list. */
export function blocksOf(holder: Fields, name: string): readonly Fields[] {
	const content = field(holder, name);
	const path = pathOf(holder, name);
	if (content === null) return [];
	if (typeof content === 'string') return [{ path, values: { type: 'text', text: content } }];
	if (!Array.isArray(content)) throw wrong(path, 'must be a string or a list of blocks');
	return content.map((block, n) => fieldsOf(block, `${path}.${n}`));
}

export function isMarked(block: Fields): boolean {
	return isObject(field(block, 'cache_control'));
}

export function textPart(text: string | null): readonly TextPart[] {
	return text === null || text === '' ? [] : [{ type: 'text', text }];
}

/** Text alone, in one: blocks of a system prompt are paragraphs. Null where it says nothing. */
export function systemText(blocks: readonly Fields[]): string | null {
	const texts = blocks.map((block) => {
		if (field(block, 'type') !== 'text') throw wrong(pathOf(block, 'type'), `must be "text", not ${shown(field(block, 'type'))}`);
		return string(block, 'text') ?? '';
	});
	const text = texts.filter((one) => one.trim() !== '').join('\n');
	return text === '' ? null : text;
}

/**
 * What a block of the user's or of a result says to a model (ContentBlockParam of @anthropic-ai/sdk 1.14.0, 2026-11). Nothing is fetched.
 * @param inResult what cannot be read is said in words there
 */
export function contentParts(block: Fields, inResult: boolean): readonly ReadPart[] {
	const type = field(block, 'type');
	switch (type) {
		case 'text':
			return textPart(string(block, 'text'));
		case 'image':
			return image(block, inResult);
		case 'document':
			return document(block, inResult);
		case 'search_result':
			return searchResult(block);
		case 'tool_reference':
			return textPart(`The tool ${string(block, 'tool_name') ?? ''} can be called now.`);
		case 'container_upload':
			return unreadable(block, inResult, 'A file in a container', 'files on a vendor’s machines are not reached', 'Send its text.');
		// What another model thought is no word of the user's.
		case 'thinking':
		case 'redacted_thinking':
			return [];
		default:
			// A tool's result may hold anything that its vendor adds; its words are what counts.
			if (inResult) return textPart(string(block, 'text') ?? `[A part of the kind ${shown(type)} ${NOT_READ}]`);
			throw wrong(pathOf(block, 'type'), `must be "text", "image", "document", "search_result" or "tool_result", not ${shown(type)}`);
	}
}

function image(block: Fields, inResult: boolean): readonly ReadPart[] {
	const source = object(block, 'source');
	const path = pathOf(block, 'source');
	if (source === null) throw wrong(path, 'must be an object with type, media_type and data');
	const type = field(source, 'type');
	if (type === 'base64') {
		const data = string(source, 'data');
		if (data === null) throw wrong(`${path}.data`, 'must be the image in base64');
		return [imageFrom(data, (string(source, 'media_type') ?? '').toLowerCase(), `${path}.data`)];
	}
	const url = type === 'url' ? string(source, 'url') : null;
	if (url !== null && /^\s*data:/i.test(url)) return [imageOf(url, `${path}.url`)];
	if (type === 'url') return unreadable(block, inResult, 'An image at an address', 'Routoo fetches no addresses', 'Send it as base64.');
	if (type === 'file') return unreadable(block, inResult, 'An image in a file store', 'Routoo keeps no files', 'Send it as base64.');
	throw wrong(`${path}.type`, `must be "base64", not ${shown(type)}`);
}

function document(block: Fields, inResult: boolean): readonly ReadPart[] {
	const source = object(block, 'source');
	const path = pathOf(block, 'source');
	if (source === null) throw wrong(path, 'must be an object with type and data');
	const title = string(block, 'title');
	const context = string(block, 'context');
	const head = [title === null || title === '' ? 'Document:' : `Document "${title}":`, ...(context === null ? [] : [context])].join('\n');
	const type = field(source, 'type');
	switch (type) {
		case 'text':
			return textPart(`${head}\n\n${string(source, 'data') ?? ''}`);
		case 'content':
			return [...textPart(`${head}\n\n`), ...blocksOf(source, 'content').flatMap((inner) => contentParts(inner, inResult))];
		case 'base64':
			return unreadable(block, inResult, 'A PDF document', 'Routoo reads no PDF', 'Send its text, or its pages as images.');
		case 'url':
			return unreadable(block, inResult, 'A document at an address', 'Routoo fetches no addresses', 'Send its text.');
		case 'file':
			return unreadable(block, inResult, 'A document in a file store', 'Routoo keeps no files', 'Send its text.');
		default:
			throw wrong(`${path}.type`, `must be "text" or "content", not ${shown(type)}`);
	}
}

function searchResult(block: Fields): readonly ReadPart[] {
	const text = systemText(blocksOf(block, 'content')) ?? '';
	return textPart(`Search result "${string(block, 'title') ?? ''}" (${string(block, 'source') ?? ''}):\n${text}`);
}

function unreadable(block: Fields, inResult: boolean, what: string, why: string, nextStep: string): readonly ReadPart[] {
	if (inResult) return textPart(`[${what} ${NOT_READ}]`);
	throw cannot(field(block, 'source') === null ? block.path : pathOf(block, 'source'), why, nextStep);
}
