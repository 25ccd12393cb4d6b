import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';

export function unreadableDiff(): RoutooError {
	const next = l10n.t("Where another program writes your diffs (diff.external in Git's settings), turn it off for this repository.");
	return new RoutooError('invalidInput', l10n.t('The changes are in a form that cannot be read.'), next);
}

/** What a diff says of one file. */
export interface DiffPart {
	/** Paths that the file may have, relative to the repository: how Git prefixes them is a setting. The first is the one to show. */
	readonly paths: readonly string[];
	readonly text: string;
}

/** Git colours a diff where it is told to always do so. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[mK]`, 'g');

/** The files of a diff as `git diff` writes it; none where another program wrote it. */
export function diffParts(coloured: string): readonly DiffPart[] {
	const diff = coloured.replace(COLOUR, '');
	const starts = [...diff.matchAll(/^diff --(?:git|cc|combined) /gm)].map(({ index }) => index);
	return starts.map((start, i) => {
		const text = diff.slice(start, starts[i + 1] ?? diff.length);
		return { paths: pathsOf(text), text };
	});
}

const NAMED = /^(?:\+\+\+|---|rename (?:from|to)|copy (?:from|to)) (.+)$/gm;

function pathsOf(text: string): readonly string[] {
	// Below the first hunk the lines are the file's own.
	const hunk = text.search(/^@@/m);
	const head = (hunk < 0 ? text : text.slice(0, hunk)).slice(0, 10_000);
	const first = head.split('\n', 1)[0]!.replace(/^diff --(?:git|cc|combined) /, '');
	const named = [...head.matchAll(NAMED)].map(([, path]) => path!.trimEnd()).filter((path) => path !== '/dev/null');
	// "x y" of "diff --git x y": the same path twice but for a prefix, so either half.
	const half = Math.floor(first.length / 2);
	// Of a merge the path stands there once.
	const lone = text.startsWith('diff --git ') ? [first.slice(half + 1), first.slice(0, half)] : [first];
	const all = named.length > 0 ? named.reverse() : lone;
	const plain = all.map(unquoted);
	return [...new Set([...plain.map((path) => path.replace(/^[abciow12]\//, '')), ...plain])];
}

/** Git writes odd names in quotes, with bytes as octal numbers. */
function unquoted(path: string): string {
	if (!/^".*"$/.test(path)) return path;
	const bytes: number[] = [];
	const encoder = new TextEncoder();
	for (const [piece, octal, escaped] of path.slice(1, -1).matchAll(/\\([0-3][0-7]{2})|\\(.)|[^\\]+/gsu)) {
		if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
		else bytes.push(...encoder.encode(escaped === undefined ? piece : ({ n: '\n', t: '\t', r: '\r' }[escaped] ?? escaped)));
	}
	return new TextDecoder().decode(new Uint8Array(bytes));
}

/** What a model is shown of a diff. */
export interface ShownDiff {
	readonly text: string;
	/** Files of which nothing but the path is shown, with why in a word or two. */
	readonly leftOut: readonly { readonly path: string; readonly why: string }[];
	/** Not all of the rest is shown. */
	readonly cut: boolean;
}

/** Files whose changes are shown; of more there are the names alone. */
const MOST_SHOWN = 200;

/**
 * The diff within `mostChars` characters: every file is named, small changes stand whole, and large ones share what is left.
 * @param keepsBack why nothing of a file is shown, null where it may be; asked with just what would be shown
 */
export function shownDiff(
	parts: readonly DiffPart[],
	mostChars: number,
	keepsBack: (paths: readonly string[], text: string) => string | null,
): ShownDiff {
	const listed = parts.slice(0, MOST_SHOWN);
	const share = fairShare(
		listed.map(({ text }) => text.length),
		mostChars,
	);
	const leftOut: { path: string; why: string }[] = [];
	let cut = parts.length > listed.length;
	const texts = listed.map(({ paths, text }) => {
		const shown = text.slice(0, share);
		const why = keepsBack(paths, shown);
		if (why !== null) {
			leftOut.push({ path: paths[0]!, why });
			return `${paths[0]} (not shown)`;
		}
		if (shown.length === text.length) return text.trimEnd();
		cut = true;
		return `${shown.slice(0, shown.lastIndexOf('\n') + 1 || undefined).trimEnd()}\n(the rest of ${paths[0]} is not shown)`;
	});
	const names = parts.slice(MOST_SHOWN, 2 * MOST_SHOWN).map(({ paths }) => paths[0]);
	if (parts.length > MOST_SHOWN) texts.push(`Also changed: ${names.join(', ')}${parts.length > 2 * MOST_SHOWN ? ' and others' : ''}`);
	return { text: texts.join('\n'), leftOut, cut };
}

/** The most that one may have so that all fit: those below it stay whole. */
function fairShare(sizes: readonly number[], total: number): number {
	const sorted = [...sizes].sort((a, b) => a - b);
	let left = total;
	for (const [i, size] of sorted.entries()) {
		const share = Math.floor(left / (sorted.length - i));
		if (size > share) return share;
		left -= size;
	}
	return Number.POSITIVE_INFINITY;
}
