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
			return tsxParts(part.value);
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
	/** Of a piece: 3 an image, 4 a document. */
	readonly ctor?: unknown;
	readonly props?: unknown;
	readonly text?: unknown;
	readonly lineBreakBefore?: unknown;
	readonly children?: unknown;
	readonly node?: unknown;
}

/** Texts and images of a prompt-tsx tree: pieces with children, texts that may begin a line. Anything else holds nothing for a model. */
function tsxParts(value: unknown): readonly (TextPart | ImagePart)[] {
	if (typeof value === 'string') return textPart(value);
	const out: (TextPart | ImagePart)[] = [];
	let said = '';
	const walk = (node: unknown, depth: number): void => {
		if (typeof node !== 'object' || node === null || depth > MAX_DEPTH) return;
		const { ctor, props, text, lineBreakBefore, children } = node as TsxNode;
		if (typeof text === 'string') said += (lineBreakBefore && said !== '' && !said.endsWith('\n') ? '\n' : '') + text;
		if (ctor === 3 || ctor === 4) {
			out.push(...textPart(said), tsxFile(props));
			said = '';
		}
		if (Array.isArray(children)) for (const child of children) walk(child, depth + 1);
	};
	walk((value as TsxNode | null)?.node ?? value, 0);
	return [...out, ...textPart(said)];
}

/**
 * `src` is base64, also as a data URL; an address elsewhere is not asked for (prompt-tsx in GitHub.copilot-chat 0.67.0, read
 * 2026-11-29).
 */
function tsxFile(props: unknown): TextPart | ImagePart {
	const { src, mimeType, mediaType } = (props ?? {}) as {
		readonly src?: unknown;
		readonly mimeType?: unknown;
		readonly mediaType?: unknown;
	};
	const [, type, data] = /^(?:data:([\w.+/-]+);base64,)?([A-Za-z0-9+/=\s]+)$/.exec(typeof src === 'string' ? src : '') ?? [];
	if (data !== undefined) return { type: 'image', mediaType: type ?? (typeof mimeType === 'string' ? mimeType : 'image/png'), data };
	const kind = typeof mediaType === 'string' ? `file (${mediaType.slice(0, 80)})` : 'image';
	return { type: 'text', text: `[${kind === 'image' ? 'An' : 'A'} ${kind} that cannot be shown here.]` };
}
