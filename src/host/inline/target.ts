import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { orAborted } from '../../core/base/aborting.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { InlineTarget } from '../../core/workspace/inline-edit.ts';
import { secretsIn } from '../../core/workspace/secret-text.ts';
import { fileUri } from '../completion/position.ts';
import type { FileGuard } from '../editor/file-guard.ts';
import { pathOf } from '../editor/workspace-files.ts';
import type { CodeTargets } from '../gestures/code-targets.ts';
import { refuseReadonly } from './file-state.ts';

/** More lines are work for the chat: an answer repeats all of them. */
export const MOST_LINES = 400;
/** A symbol of so many lines is meant by the caret in it; of a longer one so many lines on either side of the caret. */
const MOST_SYMBOL_LINES = 120;
const NEAR_LINES = 15;
const ABOVE_LINES = 60;
const BELOW_LINES = 30;
const SYMBOLS_MS = 700;

export interface PlacedTarget extends InlineTarget {
	readonly document: vscode.TextDocument;
	/** Where a change will land; the user was asked about it, where that was to be asked. */
	readonly place: string;
	/** Line of the document that the user looks at, within the target's. */
	readonly caret: number;
}

/** Lines of a document, both counted from 0 and in. */
export interface LineSpan {
	readonly first: number;
	readonly last: number;
}

export type TargetGuard = Pick<FileGuard, 'mayRead' | 'mayShow' | 'mayWrite'>;

/**
 * The lines of the selection, else the innermost symbol around the caret, else the lines near it; an empty line outside of all is alone.
 * Errors: 'invalidInput' for too many lines, a file that may not be changed, and a private one where the user does not say yes.
 */
export async function inlineTarget(
	{ document, selection }: vscode.TextEditor,
	guard: TargetGuard,
	codeTargets: Pick<CodeTargets, 'reportedIn'>,
): Promise<PlacedTarget> {
	const { line } = selection.active;
	const span = selection.isEmpty ? await aroundLines(document, { first: line, last: line }) : selectedLines(selection);
	return placedTarget(document, span, line, guard, codeTargets);
}

/** Errors: as `inlineTarget`. @param caret line that the user looks at */
export async function placedTarget(
	document: vscode.TextDocument,
	{ first, last }: LineSpan,
	caret: number,
	guard: TargetGuard,
	codeTargets: Pick<CodeTargets, 'reportedIn'>,
): Promise<PlacedTarget> {
	if (last - first >= MOST_LINES) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('{0} lines are selected; {1} can be edited in place.', last - first + 1, MOST_LINES),
			l10n.t('Select fewer, or ask in the chat.'),
		);
	}
	await refuseReadonly(document.uri);
	const agreed = await guard.mayRead(document.uri);
	const place = await guard.mayWrite(fileUri(document.uri));
	const lines = linesFrom(document, first, last + 1);
	if (!agreed) await guard.mayShow(document.uri, lines.join('\n'));
	// What stands around goes along unasked, and so never with a key.
	const around = (from: number, to: number): string => {
		const text = linesFrom(document, from, to).join('\n');
		return secretsIn(text).length === 0 ? text : '';
	};
	const range = new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
	const problems = codeTargets.reportedIn(document.uri, range)?.content ?? null;
	return {
		...{ document, place, path: pathOf(document.uri), language: document.languageId, start: first, lines },
		above: around(first - ABOVE_LINES, first),
		below: around(last + 1, last + 1 + BELOW_LINES),
		caret: Math.max(first, Math.min(caret, last)),
		problems: problems === null || secretsIn(problems).length > 0 ? null : problems,
	};
}

function linesFrom(document: vscode.TextDocument, from: number, to: number): readonly string[] {
	const start = Math.max(0, from);
	return Array.from({ length: Math.max(0, Math.min(to, document.lineCount) - start) }, (_, i) => document.lineAt(start + i).text);
}

/** A selection that ends at the start of a line does not mean that line. */
export function selectedLines({ start, end }: vscode.Range): LineSpan {
	return { first: start.line, last: end.character === 0 && end.line > start.line ? end.line - 1 : end.line };
}

/** The innermost symbol around the lines, else their paragraph; an empty line alone is itself. */
export async function aroundLines(document: vscode.TextDocument, meant: LineSpan): Promise<LineSpan> {
	const asked = vscode.commands.executeCommand<unknown>('vscode.executeDocumentSymbolProvider', document.uri);
	const found = await orAborted(asked, AbortSignal.timeout(SYMBOLS_MS)).catch(() => undefined);
	const symbol = innermost(Array.isArray(found) ? found : [], meant);
	if (symbol !== null) return { first: symbol.start.line, last: symbol.end.line };
	let { first, last } = meant;
	if (first === last && document.lineAt(first).isEmptyOrWhitespace) return meant;
	// The paragraph, as far as it is near.
	const isText = (at: number): boolean => at >= 0 && at < document.lineCount && !document.lineAt(at).isEmptyOrWhitespace;
	while (meant.first - first < NEAR_LINES && isText(first - 1)) first--;
	while (last - meant.last < NEAR_LINES && isText(last + 1)) last++;
	return { first, last };
}

function innermost(symbols: readonly unknown[], meant: LineSpan): vscode.Range | null {
	for (const symbol of symbols as readonly vscode.DocumentSymbol[]) {
		if (symbol.selectionRange === undefined || symbol.range.start.line > meant.first || symbol.range.end.line < meant.last) continue;
		const inside = innermost(symbol.children, meant);
		if (inside !== null) return inside;
		const { start, end } = symbol.range;
		// A name within a line is no more than that line.
		if (end.line > start.line && end.line - start.line < MOST_SYMBOL_LINES) return symbol.range;
	}
	return null;
}
