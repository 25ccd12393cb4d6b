import * as l10n from '@vscode/l10n';
import { isMarkdown } from '../fence.ts';
import { bracketEnds, isFlat } from './brackets.ts';
import { isPlaceholder } from './comments.ts';
import { atCursor, atEnd } from './cursor.ts';
import { applyPatch } from './diff.ts';
import { mergeAnywhere } from './homes.ts';
import { isImport, partImports, withImports } from './imports.ts';
import { reindent, unitOf } from './indent.ts';
import { BOM, type SplitText, splitText } from './line-ends.ts';
import { mergeMarkdown } from './markdown.ts';
import { matchItems } from './match.ts';
import { given, type Merging } from './merge.ts';
import { type Ends, FLAT, type Given, type Level, linesOf, outline, telling } from './outline.ts';
import { patchOf } from './patch.ts';
import { reachesBeyond, replaceSelection } from './selection.ts';

/** What applying a code block would do: the whole text of the file afterwards, and how it was found. */
export interface ApplyPlan {
	/** `wholeFile`: the block is the file's new text; `anchored`: what it leaves out stays. */
	readonly how: 'selection' | 'wholeFile' | 'anchored' | 'atCursor';
	readonly proposed: string;
	/** Why the place is not sure, in sentences; null where it is. */
	readonly doubt: string | null;
}

export interface ApplyTarget {
	readonly text: string;
	/** Offsets into `text`; equal for a bare cursor. Both 0 where the user points at nothing. */
	readonly selectionStart: number;
	readonly selectionEnd: number;
	/** Language id of the editor. */
	readonly language?: string;
	/** Info string of the block's fence. */
	readonly info?: string;
	/** Where the editor's symbols end, by the line that they begin on. */
	readonly symbols?: Ends;
}

/**
 * Where a code block of an answer belongs in a file. What the block leaves out stays: half a file, or what a placeholder stands for.
 * 1. The file is blank: the block is its text.
 * 2. A diff, or search and replace: its lines where they stand in the file.
 * 3. Sections of a Markdown text: by their headings.
 * 4. Something is selected: the block replaces it, save what it repeats of the rest of the file, which goes to its own place.
 * 5. Definitions, keys and lines that the file has too: each takes the place of its earlier version, at whatever depth, and new ones follow
 *    their neighbours.
 * 6. Else it is inserted at the cursor's line, or at the end where there is no cursor, which is said.
 * Indentation, tabs, line ends and the end of the file are the file's. What of a result is made at once is not asked here.
 */
export function planApply(target: ApplyTarget, code: string): ApplyPlan {
	if (!target.text.startsWith(BOM)) return planText(target, code);
	const inner = (offset: number): number => Math.max(0, offset - BOM.length);
	const { text, selectionStart, selectionEnd } = target;
	const plan = planText(
		{ ...target, text: text.slice(BOM.length), selectionStart: inner(selectionStart), selectionEnd: inner(selectionEnd) },
		code,
	);
	return { ...plan, proposed: BOM + plan.proposed };
}

function planText(target: ApplyTarget, code: string): ApplyPlan {
	const { text, language, info } = target;
	const split = splitText(text);
	const { lines, eol } = split;
	const known = new Set(lines.map((line) => line.trim()));
	const block = withoutPath(trimBlank(code.split(/\r\n|\n|\r/)), known, language === 'markdown' || isMarkdown(info ?? ''));
	const doubts = new Set<string>();
	const done = (how: ApplyPlan['how'], proposed: string): ApplyPlan => ({
		how,
		proposed,
		doubt: doubts.size === 0 ? null : [...doubts].join(' '),
	});
	const patch = patchOf(block, info);
	const patched = patch === null ? null : applyPatch(lines, patch);
	if (patched !== null) {
		for (const doubt of patched.doubts) doubts.add(doubt);
		return done('anchored', split.joined(patched.lines));
	}
	if (patch?.certain === true) {
		// What it puts in is looked for as code.
		const put = patch.hunks.flatMap((hunk) => hunk.lines.filter(({ sign }) => sign !== '-').map((line) => line.text));
		const plan = planText({ ...target, info: '' }, put.join('\n'));
		return { ...plan, doubt: l10n.t('The lines that this change takes out are not in the file.') };
	}
	if (text.trim() === '') return done('wholeFile', block.join(eol) + eol);
	const markdown = language === 'markdown' ? mergeMarkdown(lines, block, known) : null;
	if (markdown !== null) return done('anchored', split.joined(markdown));
	// Beyond any source a person edits, lines are compared as they stand.
	const depth = text.length + code.length > MOST_CHARS ? FLAT : 0;
	const file = outline(lines, depth, endsOf(lines, target.symbols));
	const merging: Merging = { fileLines: known, blockUnit: unitOf(block), fileUnit: unitOf(lines), merged: new Map(), doubts };
	const all = given(outline(block, depth, endsOf(block)), merging);
	if (all.items.length === 0) return done('anchored', text);
	const parted = partImports(file, all, matchItems(file.items, all.items)) ?? { imports: [], rest: all };
	if (parted.imports.length === 0) return place(target, file, all, merging, block, split, done);
	const plan = parted.rest.items.length === 0 ? null : place(target, file, parted.rest, merging, block, split, done);
	return done(plan?.how ?? 'anchored', withImports(plan?.proposed ?? text, parted.imports, eol));
}

function endsOf(lines: readonly string[], symbols?: Ends): Ends {
	const ends = isFlat(lines) ? bracketEnds(lines) : new Map();
	return symbols === undefined ? ends : new Map([...ends, ...symbols]);
}

type Done = (how: ApplyPlan['how'], proposed: string) => ApplyPlan;

function place(
	target: ApplyTarget,
	file: Level,
	asked: Given,
	merging: Merging,
	block: readonly string[],
	{ eol, joined }: SplitText,
	done: Done,
): ApplyPlan {
	const { text, selectionStart, selectionEnd } = target;
	if (selectionEnd > selectionStart && !reachesBeyond(target, file, asked, merging)) {
		merging.doubts.clear();
		return done('selection', replaceSelection(target, asked, merging, eol));
	}
	const cursor = selectionEnd === 0 ? null : lineAt(text, selectionStart);
	const merged = mergeAnywhere(file, asked, merging, cursor);
	if (merged === null) return done('atCursor', joined(somewhere(file, asked, merging, cursor)));
	const leavesOut = block.some((line) => isPlaceholder(line.trim(), merging.fileLines));
	if (leavesOut || !sameLines(merged, block)) return done('anchored', joined(merged));
	return done('wholeFile', inUnit(block, merging).join(eol) + (text.endsWith('\n') ? eol : ''));
}

/** Nothing of the block is in the file. */
function somewhere(file: Level, asked: Given, merging: Merging, cursor: number | null): string[] {
	const lines = linesOf(file);
	if (asked.items.length > 0 && asked.items.every(isImport)) return atEnd(lines, asked, merging, 'top');
	merging.doubts.add(
		cursor === null
			? l10n.t('Nothing of the block is in the file: it goes to the end.')
			: l10n.t("Nothing of the block is in the file: it goes to the cursor's line."),
	);
	return cursor === null ? atEnd(lines, asked, merging, 'end') : atCursor(lines, cursor, asked, merging);
}

const MOST_CHARS = 2_000_000;

function trimBlank(lines: readonly string[]): string[] {
	const said = (line: string): boolean => line.trim() !== '';
	const from = lines.findIndex(said);
	return from < 0 ? [] : lines.slice(from, lines.findLastIndex(said) + 1);
}

/** Models write the file's path into a comment above its code. */
function withoutPath(block: readonly string[], known: ReadonlySet<string>, markdown: boolean): readonly string[] {
	const first = block[0]?.trim() ?? '';
	// A heading there, `# Vue.js`.
	if (markdown && first.startsWith('#')) return block;
	const path = /^(\/\/|#|--|;|%|\/\*|<!--)\s*(file(name)?:\s*)?[\w@.~-]+([\\/][\w@.~-]+)*\.\w{1,8}\s*(\*\/|-->)?$/i;
	return block.length > 1 && path.test(first) && !known.has(first) ? trimBlank(block.slice(1)) : block;
}

function lineAt(text: string, offset: number): number {
	return text.slice(0, offset).split('\n').length - 1;
}

/** The same lines in any order, whatever their blanks: nothing of the file was kept that the block does not have. */
function sameLines(a: readonly string[], b: readonly string[]): boolean {
	const said = (lines: readonly string[]): number => lines.filter((line) => line.trim() !== '').length;
	if (Math.abs(said(a) - said(b)) > 2 * Math.sqrt(a.length) + 20) return false;
	const sorted = (lines: readonly string[]): string => telling(lines).sort().join('\n');
	return sorted(a) === sorted(b);
}

function inUnit(lines: readonly string[], { blockUnit, fileUnit }: Merging): readonly string[] {
	return blockUnit === null || fileUnit === null || blockUnit === fileUnit ? lines : reindent(lines, 0, '', blockUnit, fileUnit);
}
