import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { orAborted } from '../../core/base/aborting.ts';
import { RoutooError } from '../../core/base/errors.ts';
import { changedPart } from '../../core/workspace/apply/changed-part.ts';
import type { Ends } from '../../core/workspace/apply/outline.ts';
import { planApply } from '../../core/workspace/apply/plan.ts';
import { fits, type NamedBlock } from '../../core/workspace/named-file.ts';
import type { FileGuard } from './file-guard.ts';
import { fileExists, PROPOSED_SCHEME } from './target-file.ts';

/** What blocks of an answer make of one file. */
export interface FileChange {
	readonly target: vscode.Uri;
	/** Null for a file that is not there yet. */
	readonly before: string | null;
	readonly text: string;
	/** Where it was found to land: a link may be put in its way before Accept. */
	readonly place: string;
	/** What is not sure, in sentences. */
	readonly doubt: string | null;
	/** Why it is to be looked at although its place is found, one sentence. */
	readonly guess: string | null;
	/** Whether the blocks say nothing of other parts of the file. */
	readonly keepsRest: boolean;
}

/**
 * `target` is the file that the blocks name, null for the active one. Errors: 'invalidInput' where there is no file to apply to, for a link
 * out of the workspace, and where the user does not agree to a hidden or private file.
 */
export async function changeOf(
	target: vscode.Uri | null,
	blocks: readonly NamedBlock[],
	guard: Pick<FileGuard, 'mayWrite'>,
): Promise<FileChange> {
	if (target !== null && !(await fileExists(target))) {
		const place = await guard.mayWrite(target);
		const { text, doubt } = blocks.reduce<Made>((made, block) => addBlock(made, block, {}), NOTHING);
		return { target, before: null, text, place, doubt, guess: null, keepsRest: false };
	}
	const active = vscode.window.activeTextEditor;
	const editor = target === null || active?.document.uri.toString() === target.toString() ? active : undefined;
	const document = editor?.document ?? (target ? await opened(target) : undefined);
	if (!document || document.uri.scheme === PROPOSED_SCHEME) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('No file is open to apply this to.'),
			l10n.t('Open the file it belongs to and apply again.'),
		);
	}
	const place = await guard.mayWrite(document.uri);
	const before = document.getText();
	const symbols = await symbolEnds(document.uri);
	const selection =
		editor === undefined ? null : { start: document.offsetAt(editor.selection.start), end: document.offsetAt(editor.selection.end) };
	const language = document.languageId;
	const begun: Made = { text: before, doubt: null, keepsRest: false };
	let made = begun;
	let guess = target === null ? otherLanguage(document, blocks) : null;
	for (const [i, block] of blocks.entries()) {
		// Selection and symbols are those of the text before the first one.
		const first = i === 0 ? { selection, symbols } : {};
		made = addBlock(made, block, { language, ...first });
		if (i > 0 || selection === null || selection.start === selection.end) continue;
		// What is selected may have been so for long, and for something else.
		const alone = addBlock(begun, block, { language, symbols, selection: { start: selection.start, end: selection.start } });
		if (alone.text !== made.text) guess ??= l10n.t('It takes the place of what is selected.');
	}
	return { target: document.uri, before, place, guess, ...made };
}

/** Blocks that name no file may be for another one than that in front. */
function otherLanguage({ uri, isUntitled }: vscode.TextDocument, blocks: readonly NamedBlock[]): string | null {
	const fit = isUntitled || blocks.every(({ info }) => fits(uri.path, info));
	return fit ? null : l10n.t('The block is in another language.');
}

async function opened(target: vscode.Uri): Promise<vscode.TextDocument> {
	try {
		return await vscode.workspace.openTextDocument(target);
	} catch (cause) {
		const path = vscode.workspace.asRelativePath(target);
		throw new RoutooError(
			'invalidInput',
			l10n.t('{0} cannot be opened as text.', path),
			l10n.t('Check that it is a text file that you may read.'),
			{
				cause,
			},
		);
	}
}

interface Made {
	readonly text: string;
	readonly doubt: string | null;
	readonly keepsRest: boolean;
}

const NOTHING: Made = { text: '', doubt: null, keepsRest: false };

interface Known {
	readonly language?: string;
	readonly selection?: { readonly start: number; readonly end: number } | null;
	readonly symbols?: Ends;
}

function addBlock({ text, doubt, keepsRest }: Made, { code, info }: NamedBlock, { language, selection, symbols }: Known): Made {
	const plan = planApply(
		{
			text,
			selectionStart: selection?.start ?? 0,
			selectionEnd: selection?.end ?? 0,
			info,
			...(language === undefined ? {} : { language }),
			...(symbols === undefined ? {} : { symbols }),
		},
		code,
	);
	const doubts = [doubt, plan.doubt].filter((one) => one !== null);
	return {
		text: plan.proposed,
		doubt: doubts.length === 0 ? null : [...new Set(doubts)].join(' '),
		keepsRest: keepsRest || plan.how !== 'wholeFile',
	};
}

/** A provider that takes longer is not waited for: the indentation says nearly the same. */
const SYMBOLS_MS = 1_000;

/** Where the editor's symbols end, by the lines that they and their names begin on. Empty where nothing provides them. */
async function symbolEnds(uri: vscode.Uri): Promise<Ends> {
	const asked = vscode.commands.executeCommand<unknown>('vscode.executeDocumentSymbolProvider', uri);
	const found = await orAborted(asked, AbortSignal.timeout(SYMBOLS_MS)).catch(() => undefined);
	const ends = new Map<number, number>();
	const put = ({ range, selectionRange, children }: vscode.DocumentSymbol): void => {
		// A range up to the beginning of a line does not mean that line.
		const end = range.end.character === 0 ? range.end.line - 1 : range.end.line;
		for (const { line } of [range.start, selectionRange.start]) if (end > line) ends.set(line, end);
		children.forEach(put);
	};
	for (const symbol of Array.isArray(found) ? (found as (vscode.DocumentSymbol | vscode.SymbolInformation)[]) : []) {
		if ('selectionRange' in symbol) put(symbol);
	}
	return ends;
}

/** Puts the change into `edit`: only what changed is replaced, so that marks elsewhere in the file stay. */
export function putInto(edit: vscode.WorkspaceEdit, { target, before, text }: FileChange, document: vscode.TextDocument | null): void {
	if (document === null || before === null) {
		edit.createFile(target, { contents: new TextEncoder().encode(text) });
		return;
	}
	const { from, to, end } = changedRange(before, text);
	edit.replace(target, new vscode.Range(document.positionAt(from), document.positionAt(to)), text.slice(from, end));
}

/** Whole lines: from `from` to `to` in the old text stands what is up to `end` in the new one. */
function changedRange(before: string, after: string): { readonly from: number; readonly to: number; readonly end: number } {
	const most = Math.min(before.length, after.length);
	let from = 0;
	while (from < most && before[from] === after[from]) from++;
	// Not `lastIndexOf('\n', from - 1)`: that looks at the first sign too where `from` is 0.
	from = before.slice(0, from).lastIndexOf('\n') + 1;
	let below = 0;
	while (below < most - from && before.at(-1 - below) === after.at(-1 - below)) below++;
	const tail = before.slice(before.length - below);
	const line = tail.indexOf('\n');
	const kept = line < 0 ? 0 : below - line - 1;
	return { from, to: before.length - kept, end: after.length - kept };
}

/** The lines that the change brings, and where they begin. */
export function broughtBy({ before, text }: FileChange): { readonly line: number; readonly text: string } {
	return changedPart(before ?? '', text);
}
