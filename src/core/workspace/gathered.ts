import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';
import type { Attachment } from '../message/message.ts';
import { estimateTokens } from '../message/text-tokens.ts';
import { CHIP_TOKENS } from './attachments.ts';
import { beginning, counted, MOST_CHARS_PER_TOKEN } from './cut.ts';
import { diffParts, unreadableDiff } from './diff-text.ts';
import { secretsIn } from './secret-text.ts';

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
 * Null where nothing changed. Errors: 'invalidInput' for a diff whose files cannot be told, and where a key is all that changed.
 * @param diffs as git writes them @param untracked paths of files that git does not know
 * @param isPrivate of a path in the repository: its changes are left out
 */
export function diffAttachment(
	diffs: readonly string[],
	untracked: readonly string[],
	isPrivate: (path: string) => boolean,
): Attachment | null {
	const all = diffs.flatMap((diff) => {
		const parts = diffParts(diff);
		// Without its files nobody can say what in it is private.
		if (parts.length === 0 && diff.trim() !== '') throw unreadableDiff();
		return parts;
	});
	const plain = all.filter(({ paths }) => !paths.some(isPrivate));
	const own = plain.map(({ text }) => text).filter((text) => secretsIn(text).length === 0);
	const keys = plain.length - own.length;
	const fresh = untracked.filter((path) => !isPrivate(path));
	const hidden = all.length - plain.length + untracked.length - fresh.length;
	if (own.length === 0 && fresh.length === 0 && keys > 0) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('The changes hold a key, so they were not attached.'),
			l10n.t('Take the key out, or attach what matters.'),
		);
	}
	if (own.length === 0 && fresh.length === 0) return null;
	const { taken, isPart } = fitting(own, CHIP_TOKENS.diff);
	const names = fresh.length === 0 ? [] : [`New files that git does not know yet: ${fresh.slice(0, 100).join(', ')}\n`];
	return attachment({ kind: 'diff', path: 'diff', language: 'diff' }, [...names, ...taken].join(''), [
		firstOf(taken.length, own.length, isPart, own.length === 1 ? 'changed file' : 'changed files'),
		hidden === 0 ? null : `${counted(hidden)} private ${hidden === 1 ? 'file' : 'files'} left out`,
		keys === 0 ? null : `${counted(keys)} ${keys === 1 ? 'file' : 'files'} with a key left out`,
	]);
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
	const open = matches.filter(({ text }) => secretsIn(text).length === 0);
	const keys = matches.length - open.length;
	const lines = open.map(({ path, line, text }) => `${path}:${line}: ${text.trim().slice(0, 300)}`);
	const { taken, isPart } = fitting(lines, CHIP_TOKENS.search);
	return attachment({ kind: 'search', path: query, language: null }, taken.join('\n'), [
		firstOf(taken.length, lines.length, isPart, isWhole ? 'places' : 'places found'),
		isWhole ? null : 'not all files were searched',
		keys === 0 ? null : `${counted(keys)} ${keys === 1 ? 'place' : 'places'} with a key left out`,
	]);
}

/** Paths of a folder that are listed; the others are counted. */
const LISTED = 200;

/**
 * A folder: the names of its files, then the text of as many as fit. @param files in order; `text` null where it cannot be read as text or
 * was not read any more; of one that holds a key the name alone goes
 */
export function folderAttachment(path: string, files: readonly { readonly path: string; readonly text: string | null }[]): Attachment {
	const names = files.slice(0, LISTED).map((file) => file.path);
	const more = files.length > LISTED ? `\n… and ${counted(files.length - LISTED)} more` : '';
	const list = `${counted(files.length)} ${files.length === 1 ? 'file' : 'files'}:\n${names.join('\n')}${more}\n`;
	const pieces = files.flatMap(({ path: name, text }) =>
		text === null || secretsIn(text).length > 0 ? [] : [`\n==== ${name}\n${text.endsWith('\n') ? text : `${text}\n`}`],
	);
	const { taken, isPart } = fitting(pieces, CHIP_TOKENS.folder - estimateTokens(list));
	const whole = isPart ? 0 : taken.length;
	const cut = whole === files.length ? null : `the text of ${counted(whole)} of ${counted(files.length)} files, the others by name`;
	return attachment({ kind: 'folder', path, language: null }, list + taken.join(''), [cut]);
}
