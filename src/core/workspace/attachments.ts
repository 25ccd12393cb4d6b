import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';
import type { Attachment } from '../message/message.ts';

/** Largest single attachment: some 50,000 tokens, a quarter of the usual context. */
export const MAX_ATTACHMENT_BYTES = 200_000;
export const MAX_ATTACHMENTS = 20;
/**
 * Most tokens of one chip, by what it is of. What goes along by itself is bounded more tightly than what was asked for; a file or a
 * selection that was asked for goes whole, or is refused (`MAX_ATTACHMENT_BYTES`).
 */
export const CHIP_TOKENS = {
	open: 8000,
	symbol: 8000,
	folder: 16_000,
	problems: 4000,
	diff: 16_000,
	search: 6000,
	terminal: 6000,
	instructions: 2000,
} as const;
/** A file with NUL in its first part is binary: the test git uses (buffer_is_binary, first 8,000 bytes). */
const BINARY_PROBE_BYTES = 8000;

function kilobytes(bytes: number): string {
	return `${Math.ceil(bytes / 1000).toLocaleString('en-US')} kB`;
}

export function isBinary(bytes: Uint8Array): boolean {
	return bytes.subarray(0, BINARY_PROBE_BYTES).includes(0);
}

/** Text of a file. Errors: 'invalidInput' for a binary or too large one, in words. */
export function fileText(path: string, bytes: Uint8Array): string {
	refuseLarge(path, bytes.byteLength);
	if (isBinary(bytes)) throw notText(path);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch (cause) {
		throw new RoutooError('invalidInput', l10n.t('{0} is not UTF-8 text.', path), l10n.t('Save it as UTF-8, or attach another file.'), {
			cause,
		});
	}
}

/** Of a text as an editor holds it, which opens anything if it is told to. Errors: 'invalidInput' for what is no text. */
export function refuseBinary(path: string, text: string): void {
	if (text.slice(0, BINARY_PROBE_BYTES).includes('\0')) throw notText(path);
}

function notText(path: string): RoutooError {
	return new RoutooError('invalidInput', l10n.t('{0} is not a text file.', path), l10n.t('Attach a text file.'));
}

/** Errors: 'invalidInput' where the attachment is over the limit. */
export function refuseLarge(path: string, bytes: number): void {
	if (bytes <= MAX_ATTACHMENT_BYTES) return;
	throw new RoutooError(
		'invalidInput',
		l10n.t('{0} is {1}; at most {2} can be attached.', path, kilobytes(bytes), kilobytes(MAX_ATTACHMENT_BYTES)),
		l10n.t('Select the part that matters and attach the selection.'),
	);
}

/** `retry.test.ts:40-88` for a part of a file, the name alone for the whole; of what is no file the word for it. */
export function attachmentLabel({ kind, path, name: symbol, range, cut }: Attachment): string {
	if (kind === 'symbol' && symbol !== undefined) return symbol;
	if (kind === 'problems' || kind === 'terminal') return wordFor(path);
	if (kind === 'image') return path;
	if (kind === 'folder') return `${path}/`;
	if (kind === 'search') return `"${path}"`;
	const name = path.split(/[\\/]/).at(-1) ?? path;
	return range && (kind === 'selection' || cut === undefined) ? `${name}:${range.startLine}-${range.endLine}` : name;
}

/** What is of no file has a word in place of a path, which is how a model reads it and how it is kept. */
function wordFor(path: string): string {
	const file = /^problems in (.+)$/s.exec(path)?.[1];
	if (file !== undefined) return l10n.t('problems in {0}', file);
	if (path === 'problems') return l10n.t('problems');
	if (path === 'terminal') return l10n.t('terminal');
	return path === 'terminal selection' ? l10n.t('terminal selection') : path;
}

/** The same text twice helps nobody: same path and same range. Of images the pixels tell: whatever is pasted has one name. */
export function sameAttachment(a: Attachment, b: Attachment): boolean {
	if (a.image?.data !== b.image?.data) return false;
	return a.kind === b.kind && a.path === b.path && a.range?.startLine === b.range?.startLine && a.range?.endLine === b.range?.endLine;
}

/** Folders nobody means with `@`, whatever a repository ignores. */
const NEVER_MEANT = ['**/node_modules/**', '**/.git/**', '**/.hg/**', '**/.svn/**'];

/**
 * One glob of what a search for attachable files does not look into: `search.exclude` (those set to true), what nobody means, and folders
 * of the workspace that hold private files only. It saves the search the way; the rules for private files decide about what it finds.
 */
export function excludeGlob(searchExclude: Readonly<Record<string, unknown>>, hiddenFolders: readonly string[]): string {
	const plain = (glob: string): boolean => !/[{},]/.test(glob);
	const own = Object.entries(searchExclude).flatMap(([glob, on]) => (on === true && plain(glob) ? [glob] : []));
	const hidden = hiddenFolders.filter((name) => plain(name) && !/[*?[\]]/.test(name)).map((name) => `${name}/**`);
	return `{${[...new Set([...NEVER_MEANT, ...own, ...hidden])].join(',')}}`;
}
