import { commonEnds } from './changed-part.ts';

/** One line of a hunk: kept, taken out or put in. */
export interface PatchLine {
	readonly sign: ' ' | '-' | '+';
	readonly text: string;
}

/** A place that is changed. */
export interface Hunk {
	readonly lines: readonly PatchLine[];
	/** Line of the file that it says it begins at, from 0; null where it says none. */
	readonly at: number | null;
}

export interface Patch {
	readonly hunks: readonly Hunk[];
	/** It can be nothing else: a place that is not found in the file is told, and not read as code. */
	readonly certain: boolean;
}

const HEADER =
	/^(diff --git |index [\da-f]+|--- (a\/|"?[\w./\\-]|\/dev\/null)|\+\+\+ (b\/|"?[\w./\\-]|\/dev\/null)|\\ No newline|(new|deleted) file mode |similarity index|rename (from|to) |\*\*\* (Begin|End) Patch|\*\*\* (Update|Add) File: )/;

/** A block in the form of a unified diff, with or without its headers and numbers, or of search and replace; null for anything else. */
export function patchOf(block: readonly string[], info = ''): Patch | null {
	return searchReplace(block) ?? unified(block, /^(diff|patch)\b/i.test(info));
}

function unified(block: readonly string[], named: boolean): Patch | null {
	// `--- x` is a header only where `+++ x` follows: else it is a line that is taken out.
	const headers = new Set<number>();
	for (const [i, line] of block.entries()) {
		if (!HEADER.test(line)) continue;
		if (line.startsWith('--- ') && !/^\+\+\+ /.test(block[i + 1] ?? '')) continue;
		if (line.startsWith('+++ ') && !headers.has(i - 1)) continue;
		headers.add(i);
	}
	const body = block.filter((_, i) => !headers.has(i));
	const numbered = body.some((line) => line.startsWith('@@'));
	const changed = body.some((line) => line.startsWith('+')) || (named && body.some((line) => line.startsWith('-')));
	if (!(numbered || changed) || !body.every((line) => line.trim() === '' || /^([ +-]|@@)/.test(line))) return null;
	const hunks: { lines: PatchLine[]; at: number | null }[] = [];
	for (const [i, line] of block.entries()) {
		if (headers.has(i)) continue;
		const at = /^@@ -(\d+)/.exec(line)?.[1];
		if (hunks.length === 0 || line.startsWith('@@')) hunks.push({ lines: [], at: at === undefined ? null : Math.max(0, Number(at) - 1) });
		if (!line.startsWith('@@')) hunks.at(-1)!.lines.push({ sign: signOf(line), text: line.slice(1) });
	}
	const some = hunks.filter(({ lines }) => lines.some(({ sign }) => sign !== ' ')).map(({ lines, at }) => ({ lines: trimmed(lines), at }));
	const certain = numbered || named || headers.size > 0;
	const placed = some.every(({ lines, at }) => at !== null || lines.some(({ sign, text }) => sign !== '+' && text.trim() !== ''));
	return some.length > 0 && (placed || certain) ? { hunks: some, certain } : null;
}

function signOf(line: string): PatchLine['sign'] {
	return line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ';
}

/** Without blank lines at its ends that only part it from what stands around it. */
function trimmed(lines: readonly PatchLine[]): PatchLine[] {
	const said = ({ sign, text }: PatchLine): boolean => sign !== ' ' || text.trim() !== '';
	return lines.slice(lines.findIndex(said), lines.findLastIndex(said) + 1);
}

const SEARCH = /^(<{5,9}|-{5,9})\s*(SEARCH|ORIGINAL)\s*>?\s*$/i;
const PARTED = /^={5,9}\s*$/;
const REPLACE = /^(>{5,9}|\+{5,9})\s*(REPLACE|UPDATED)\s*$/i;

function searchReplace(block: readonly string[]): Patch | null {
	if (!block.some((line) => SEARCH.test(line))) return null;
	const hunks: Hunk[] = [];
	let part: 'none' | 'search' | 'replace' = 'none';
	let [search, replace]: [string[], string[]] = [[], []];
	for (const line of block) {
		if (part === 'none' && SEARCH.test(line)) {
			part = 'search';
			[search, replace] = [[], []];
		} else if (part === 'search' && PARTED.test(line)) part = 'replace';
		else if (part === 'replace' && REPLACE.test(line)) {
			hunks.push({ lines: aligned(search, replace), at: null });
			part = 'none';
		} else if (part === 'search') search.push(line);
		else if (part === 'replace') replace.push(line);
	}
	return hunks.length > 0 && part === 'none' ? { hunks, certain: true } : null;
}

/** Lines that both sides begin or end with are kept. */
function aligned(search: readonly string[], replace: readonly string[]): PatchLine[] {
	const { above, below } = commonEnds(search, replace);
	const as = (sign: PatchLine['sign'], lines: readonly string[]): PatchLine[] => lines.map((text) => ({ sign, text }));
	return [
		...as(' ', search.slice(0, above)),
		...as('-', search.slice(above, search.length - below)),
		...as('+', replace.slice(above, replace.length - below)),
		...as(' ', search.slice(search.length - below)),
	];
}
