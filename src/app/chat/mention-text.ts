import { fenceOf } from '../../core/message/code-marks.ts';
import { mentionNames, type NamedContext } from '../../protocol/mentions.ts';

/** A mention that stands in a text, from its "@" at `start` up to `end`; `word`: what stays of it where it is attached. */
export type TypedMention = { readonly start: number; readonly end: number; readonly word: string } & (
	| { readonly kind: 'named'; readonly what: NamedContext }
	/** `ref` of a file: only what is one is meant. */
	| { readonly kind: 'found'; readonly of: 'file' | 'folder' | 'symbol' | 'search'; readonly ref: string }
);

/** A longer line was not typed by hand. */
const LONGEST_LINE = 4000;
/** Places that are looked at: a text of 2 MB may be nothing but "@". */
const MOST_PLACES = 2000;
/** Paths that are held against the workspace's. */
const MOST_FILES = 8;
/** Behind an "@" at a word's beginning. */
const AT = /(?<=^|[\s([{])@/g;
/** A word ends here: an e-mail, a path or a call goes on. */
const CLOSING = '[.,;:!?…)\\]}"\'”’»。、，！？]*';
const END = `(?=${CLOSING}(?:\\s|[—–]|$))`;
const ENTERED = new RegExp(`(folder|symbol):([^\\s@]{1,200}?)${END}`, 'iuy');
const SEARCH = /search:([^\n]{1,200})/iuy;
const PATH = new RegExp(`([^\\s@:]{1,300}?)${END}`, 'uy');
const CODE_SPAN = /(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g;

/** The mentions that were typed out in a text. What stands in code, a fence or backticks, is none. */
export function typedMentions(text: string): readonly TypedMention[] {
	if (!text.includes('@')) return [];
	const names = nameMatchers();
	const found: TypedMention[] = [];
	let fence: string | null = null;
	let offset = 0;
	let left = MOST_PLACES;
	for (const line of text.split('\n')) {
		if (left <= 0) break;
		const mark = fenceOf(line);
		if (mark === null && fence === null && line.includes('@') && line.length <= LONGEST_LINE) {
			const plain = line.replace(CODE_SPAN, (code) => '`'.repeat(code.length));
			const places = [...plain.matchAll(AT)].map(({ index }) => index).slice(0, left);
			left -= places.length;
			found.push(...inLine(plain, places, offset, names));
		} else if (fence === null) fence = mark;
		else if (mark?.startsWith(fence)) fence = null;
		offset += line.length + 1;
	}
	const files = found.filter((one) => one.kind === 'found' && one.of === 'file').slice(MOST_FILES);
	return found.filter((one) => !files.includes(one));
}

interface NameMatcher {
	readonly what: NamedContext;
	readonly pattern: RegExp;
}

/** The longest first: "terminal" begins another one. */
function nameMatchers(): readonly NameMatcher[] {
	const all = mentionNames().flatMap(({ what, name, label }) => [...new Set([name, label])].map((one) => ({ what, one })));
	return all
		.toSorted((a, b) => b.one.length - a.one.length)
		.map(({ what, one }) => {
			const words = one.split(/\s+/).map((word) => word.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&'));
			return { what, pattern: new RegExp(words.join('\\s+') + END, 'iuy') };
		});
}

function inLine(line: string, places: readonly number[], offset: number, names: readonly NameMatcher[]): readonly TypedMention[] {
	const found: TypedMention[] = [];
	let end = 0;
	for (const place of places) {
		const mention = place < end ? null : mentionAt(line, place, names);
		if (mention === null) continue;
		end = mention.end;
		found.push({ ...mention, start: offset + place, end: offset + end });
	}
	return found;
}

function mentionAt(line: string, start: number, names: readonly NameMatcher[]): TypedMention | null {
	const match = (pattern: RegExp): RegExpExecArray | null => {
		pattern.lastIndex = start + 1;
		return pattern.exec(line);
	};
	for (const { what, pattern } of names) {
		const word = match(pattern)?.[0];
		if (word !== undefined) return { start, end: start + 1 + word.length, word, kind: 'named', what };
	}
	const search = match(SEARCH);
	const text = search?.[1]?.trim() ?? '';
	if (search !== null && text !== '')
		return { start, end: start + 1 + search[0].length, word: `"${text}"`, kind: 'found', of: 'search', ref: text };
	const entered = match(ENTERED);
	if (entered !== null) {
		const of = entered[1]!.toLowerCase() as 'folder' | 'symbol';
		const ref = of === 'folder' ? entered[2]!.replace(/\/+$/, '') : entered[2]!;
		return ref === '' ? null : { start, end: start + 1 + entered[0].length, word: ref, kind: 'found', of, ref };
	}
	const path = match(PATH)?.[0] ?? '';
	if (!/[./]/.test(path)) return null;
	return {
		start,
		end: start + 1 + path.length,
		word: path,
		kind: 'found',
		of: 'file',
		ref: path.replaceAll('\\', '/').replace(/^\.\//, ''),
	};
}

/** The text as if each of them had been picked from the list: its word without the "@". */
export function withWords(text: string, mentions: readonly TypedMention[]): string {
	let rest = text;
	for (const { start, end, word } of [...mentions].sort((a, b) => b.start - a.start)) rest = rest.slice(0, start) + word + rest.slice(end);
	return rest;
}
