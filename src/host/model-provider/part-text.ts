import type { ImagePart, TextPart } from '../../core/message/message.ts';
import type { ReceivedPart } from './received.ts';

/** Depth of a prompt-tsx tree that is read. */
const MAX_DEPTH = 100;

/**
 * What a model reads of a part: text, an image, or nothing. Text in any form is text; a file of another kind is named; what callers say to
 * each other in data parts (`cache_control`, `stateful_marker`, `context_management`, `usage`, `thinking`, `phase_data` and whatever comes
 * next) has no MIME type with a slash and is not for a model.
 */
export function readable(part: ReceivedPart): readonly (TextPart | ImagePart)[] {
	switch (part.kind) {
		case 'text':
			return textPart(part.text);
		case 'tsx':
			return textPart(tsxText(part.value));
		case 'data':
			return dataPart(part.mimeType, part.data);
		default:
			return [];
	}
}

export function isCacheMark(part: ReceivedPart): boolean {
	return part.kind === 'data' && part.mimeType === 'cache_control';
}

function textPart(text: string): readonly TextPart[] {
	return text === '' ? [] : [{ type: 'text', text }];
}

function dataPart(mimeType: string, data: Uint8Array): readonly (TextPart | ImagePart)[] {
	const type = mimeType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
	if (/^text\/|[/+](?:json|xml|yaml|x-yaml|toml|javascript|typescript|sql|x-ndjson|x-sh)$/.test(type)) {
		return textPart(new TextDecoder().decode(data));
	}
	if (type.startsWith('image/')) return [{ type: 'image', mediaType: type === 'image/jpg' ? 'image/jpeg' : type, data: base64(data) }];
	if (!/^(?:application|audio|video|font|model)\/./.test(type)) return [];
	return [{ type: 'text', text: `[A file (${type.slice(0, 80)}, ${data.length} bytes) that cannot be shown here.]` }];
}

function base64(data: Uint8Array): string {
	return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}

interface TsxNode {
	readonly type?: unknown;
	readonly text?: unknown;
	readonly lineBreakBefore?: unknown;
	readonly children?: unknown;
	readonly node?: unknown;
}

/** The text of a prompt-tsx tree: pieces with children, texts that may begin a line. Anything else holds no text. */
function tsxText(value: unknown): string {
	if (typeof value === 'string') return value;
	let out = '';
	const walk = (node: unknown, depth: number): void => {
		if (typeof node !== 'object' || node === null || depth > MAX_DEPTH) return;
		const { text, lineBreakBefore, children } = node as TsxNode;
		if (typeof text === 'string') out += (lineBreakBefore && out !== '' && !out.endsWith('\n') ? '\n' : '') + text;
		if (Array.isArray(children)) for (const child of children) walk(child, depth + 1);
	};
	walk((value as TsxNode | null)?.node ?? value, 0);
	return out;
}
