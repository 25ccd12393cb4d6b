import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { orAborted } from '../../core/base/aborting.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { InlineTarget } from '../../core/workspace/inline-edit.ts';
import { secretsIn } from '../../core/workspace/secret-text.ts';
import type { FileGuard } from '../editor/file-guard.ts';
import { pathOf } from '../editor/workspace-files.ts';
import type { CodeTargets } from '../gestures/code-targets.ts';

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
}

/**
 * The lines of the selection, else the innermost symbol around the caret, else the lines near it; an empty line outside of all is alone.
 * Errors: 'invalidInput' for too many lines, a file that may not be changed, and a private one where the user does not say yes.
 */
export async function inlineTarget(
	{ document, selection }: vscode.TextEditor,
	guard: Pick<FileGuard, 'mayRead' | 'mayShow' | 'mayWrite'>,
	codeTargets: Pick<CodeTargets, 'reportedIn'>,
): Promise<PlacedTarget> {
	const { first, last } = selection.isEmpty ? await aroundCaret(document, selection.active.line) : selectedLines(selection);
	if (last - first >= MOST_LINES) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('{0} lines are selected; {1} can be edited in place.', last - first + 1, MOST_LINES),
			l10n.t('Select fewer, or ask in the chat.'),
		);
	}
	const agreed = await guard.mayRead(document.uri);
	const place = await guard.mayWrite(document.uri);
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
		problems: problems === null || secretsIn(problems).length > 0 ? null : problems,
	};
}

function linesFrom(document: vscode.TextDocument, from: number, to: number): readonly string[] {
	const start = Math.max(0, from);
	return Array.from({ length: Math.max(0, Math.min(to, document.lineCount) - start) }, (_, i) => document.lineAt(start + i).text);
}

/** A selection that ends at the start of a line does not mean that line. */
function selectedLines({ start, end }: vscode.Selection): { readonly first: number; readonly last: number } {
	return { first: start.line, last: end.character === 0 && end.line > start.line ? end.line - 1 : end.line };
}

async function aroundCaret(document: vscode.TextDocument, line: number): Promise<{ readonly first: number; readonly last: number }> {
	const asked = vscode.commands.executeCommand<unknown>('vscode.executeDocumentSymbolProvider', document.uri);
	const found = await orAborted(asked, AbortSignal.timeout(SYMBOLS_MS)).catch(() => undefined);
	const symbol = innermost(Array.isArray(found) ? found : [], line);
	if (symbol !== null) return { first: symbol.start.line, last: symbol.end.line };
	if (document.lineAt(line).isEmptyOrWhitespace) return { first: line, last: line };
	// The paragraph of the caret, as far as it is near.
	let [first, last] = [line, line];
	const isText = (at: number): boolean => at >= 0 && at < document.lineCount && !document.lineAt(at).isEmptyOrWhitespace;
	while (line - first < NEAR_LINES && isText(first - 1)) first--;
	while (last - line < NEAR_LINES && isText(last + 1)) last++;
	return { first, last };
}

function innermost(symbols: readonly unknown[], line: number): vscode.Range | null {
	for (const symbol of symbols as readonly vscode.DocumentSymbol[]) {
		if (symbol.selectionRange === undefined || symbol.range.start.line > line || symbol.range.end.line < line) continue;
		const inside = innermost(symbol.children, line);
		if (inside !== null) return inside;
		const { start, end } = symbol.range;
		// A name within a line is no more than that line.
		if (end.line > start.line && end.line - start.line < MOST_SYMBOL_LINES) return symbol.range;
	}
	return null;
}
