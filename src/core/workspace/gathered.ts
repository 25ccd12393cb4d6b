import type { Attachment } from '../message/message.ts';
import { estimateTokens } from '../message/text-tokens.ts';
import { CHIP_TOKENS } from './attachments.ts';
import { beginning, counted, MOST_CHARS_PER_TOKEN } from './cut.ts';

/** What was gathered from several files, as one attachment each. All pure: the host finds and reads. */

type Gathered = Pick<Attachment, 'kind' | 'path' | 'language'>;

/** Whole pieces in their order, as many as fit; of a first one that is too large alone its beginning. */
function fitting(pieces: readonly string[], mostTokens: number): { readonly taken: readonly string[]; readonly isPart: boolean } {
	const taken: string[] = [];
	let left = mostTokens;
	for (const piece of pieces) {
		// Of a huge one the tokens need not be counted.
		left -= piece.length > MOST_CHARS_PER_TOKEN * left ? left + 1 : estimateTokens(piece) + 1;
		if (left < 0) break;
		taken.push(piece);
	}
	const [first] = pieces;
	return taken.length > 0 || first === undefined ? { taken, isPart: false } : { taken: [beginning(first, mostTokens)], isPart: true };
}

function attachment(about: Gathered, content: string, cut: readonly (string | null)[]): Attachment {
	const words = cut.filter((one) => one !== null).join('; ');
	return { ...about, content, range: null, ...(words === '' ? {} : { cut: words }) };
}

function firstOf(taken: number, all: number, isPart: boolean, things: string): string | null {
	if (isPart) return `a part of the first of ${counted(all)} ${things}`;
	return taken === all ? null : `the first ${counted(taken)} of ${counted(all)} ${things}`;
}

export interface Problem {
	readonly path: string;
	/** 1-based. */
	readonly line: number;
	readonly column: number;
	readonly severity: 'error' | 'warning' | 'info';
	readonly message: string;
	/** Who reports it, and by what name: `ts 2304`. */
	readonly source: string;
	/** The line itself, where it is known. */
	readonly code: string | null;
}

const SEVERITIES = ['error', 'warning', 'info'] as const;

/** Null where there is none. Errors first, those of the file at hand before others. @param first path of that file */
export function problemsAttachment(problems: readonly Problem[], first: string | null): Attachment | null {
	if (problems.length === 0) return null;
	const rank = ({ path, severity }: Problem): number => (path === first ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(severity);
	const sorted = problems.toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
	const lines = sorted.map(({ path, line, column, severity, message, source, code }) => {
		const shown = code === null || code.trim() === '' ? '' : `\n    ${code.trim().slice(0, 300)}`;
		return `${path}:${line}:${column}: ${severity}${source === '' ? '' : ` (${source})`}: ${message.slice(0, 2000)}${shown}`;
	});
	const { taken, isPart } = fitting(lines, CHIP_TOKENS.problems);
	const cut = firstOf(taken.length, lines.length, isPart, 'problems');
	return attachment({ kind: 'problems', path: 'problems', language: null }, taken.join('\n'), [cut]);
}

/**
 * Null where nothing changed. @param diffs as git writes them @param untracked paths of files that git does not know
 * @param isPrivate of a path in the repository: its changes are left out
 */
export function diffAttachment(
	diffs: readonly string[],
	untracked: readonly string[],
	isPrivate: (path: string) => boolean,
): Attachment | null {
	const all = diffs.flatMap((diff) => diff.split(/^(?=diff --(?:git|cc|combined) )/m)).filter((part) => part.trim() !== '');
	const own = all.filter((part) => !pathsOf(part).some(isPrivate));
	const fresh = untracked.filter((path) => !isPrivate(path));
	const hidden = all.length - own.length + untracked.length - fresh.length;
	if (own.length === 0 && fresh.length === 0) return null;
	const { taken, isPart } = fitting(own, CHIP_TOKENS.diff);
	const names = fresh.length === 0 ? [] : [`New files that git does not know yet: ${fresh.slice(0, 100).join(', ')}\n`];
	return attachment({ kind: 'diff', path: 'diff', language: 'diff' }, [...names, ...taken].join(''), [
		firstOf(taken.length, own.length, isPart, own.length === 1 ? 'changed file' : 'changed files'),
		hidden === 0 ? null : `${counted(hidden)} private ${hidden === 1 ? 'file' : 'files'} left out`,
	]);
}

/** Names of the file of a part of a diff, before and after; git quotes odd ones. */
function pathsOf(part: string): readonly string[] {
	const head = part.slice(0, part.indexOf('\n@@') < 0 ? 4000 : part.indexOf('\n@@'));
	const named = [...head.matchAll(/^(?:--- |\+\+\+ |rename (?:from|to) |copy (?:from|to) )"?(?:[a-z]\/)?(.+?)"?\t?$/gm)].map(
		([, path]) => path!,
	);
	// A file without lines, as one of bytes, is named in the first line alone.
	const [, before, after] = /^diff --git "?[a-z]\/(.+?)"? "?[a-z]\/(.+?)"?$/m.exec(head) ?? [];
	const [, merged] = /^diff --(?:cc|combined) "?(.+?)"?$/m.exec(head) ?? [];
	return [...named, before, after, merged].flatMap((path) => (path === undefined || path === '/dev/null' ? [] : [path]));
}

export interface Match {
	readonly path: string;
	/** 1-based. */
	readonly line: number;
	readonly text: string;
}

/**
 * Null where nothing matches. @param query as it was looked for @param isWhole false where the search ended before all files were read
 */
export function searchAttachment(query: string, matches: readonly Match[], isWhole: boolean): Attachment | null {
	if (matches.length === 0) return null;
	const lines = matches.map(({ path, line, text }) => `${path}:${line}: ${text.trim().slice(0, 300)}`);
	const { taken, isPart } = fitting(lines, CHIP_TOKENS.search);
	return attachment({ kind: 'search', path: query, language: null }, taken.join('\n'), [
		firstOf(taken.length, lines.length, isPart, isWhole ? 'places' : 'places found'),
		isWhole ? null : 'not all files were searched',
	]);
}

/** Paths of a folder that are listed; the others are counted. */
const LISTED = 200;

/**
 * A folder: the names of its files, then the text of as many as fit. @param files in order; `text` null where it cannot be read as text or
 * was not read any more
 */
export function folderAttachment(path: string, files: readonly { readonly path: string; readonly text: string | null }[]): Attachment {
	const names = files.slice(0, LISTED).map((file) => file.path);
	const more = files.length > LISTED ? `\n… and ${counted(files.length - LISTED)} more` : '';
	const list = `${counted(files.length)} ${files.length === 1 ? 'file' : 'files'}:\n${names.join('\n')}${more}\n`;
	const pieces = files.flatMap(({ path: name, text }) =>
		text === null ? [] : [`\n==== ${name}\n${text.endsWith('\n') ? text : `${text}\n`}`],
	);
	const { taken, isPart } = fitting(pieces, CHIP_TOKENS.folder - estimateTokens(list));
	const whole = isPart ? 0 : taken.length;
	const cut = whole === files.length ? null : `the text of ${counted(whole)} of ${counted(files.length)} files, the others by name`;
	return attachment({ kind: 'folder', path, language: null }, list + taken.join(''), [cut]);
}
