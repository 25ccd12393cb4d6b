import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** What the lightbulb hands to the commands of the code gestures. */
export interface PickedCode {
	readonly uri: vscode.Uri;
	readonly range: vscode.Range;
	/** Something that is reported there, not the code itself. */
	readonly problems: boolean;
}

/** What another extension may hand over is none. */
export function pickedCode(value: unknown): PickedCode | null {
	if (typeof value !== 'object' || value === null) return null;
	const { uri, range, problems } = value as Partial<PickedCode>;
	return uri instanceof vscode.Uri && range instanceof vscode.Range && typeof problems === 'boolean' ? { uri, range, problems } : null;
}

/** Outputs, search results and the like are nothing to fix. */
const SELECTOR: vscode.DocumentSelector = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-notebook-cell'].map((scheme) => ({
	scheme,
}));

/**
 * Fixes in place and in the chat, and "Explain with Routoo", on what is reported under the caret, and on a selection. Registered at
 * activation: it reads nothing but what VS Code hands it.
 */
export function registerCodeActions(): vscode.Disposable {
	const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;
	return vscode.languages.registerCodeActionsProvider(
		SELECTOR,
		{ provideCodeActions },
		{ providedCodeActionKinds: [QuickFix, RefactorRewrite] },
	);
}

function provideCodeActions(
	{ uri }: vscode.TextDocument,
	range: vscode.Range | vscode.Selection,
	{ diagnostics, only }: vscode.CodeActionContext,
): vscode.CodeAction[] {
	const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;
	const wanted = (kind: vscode.CodeActionKind): boolean => only === undefined || only.contains(kind);
	if (diagnostics.length > 0) {
		if (!wanted(QuickFix)) return [];
		const all = diagnostics.map((one) => one.range).reduce((sum, one) => sum.union(one));
		return actions(QuickFix, { uri, range: all, problems: true }, diagnostics);
	}
	return range.isEmpty || !wanted(RefactorRewrite) ? [] : actions(RefactorRewrite, { uri, range, problems: false }, []);
}

function actions(kind: vscode.CodeActionKind, picked: PickedCode, diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
	const offered = [
		[l10n.t('Fix with Routoo'), 'routoo.fixHere'],
		[l10n.t('Fix in the Chat with Routoo'), 'routoo.fix'],
		[l10n.t('Explain with Routoo'), 'routoo.explain'],
	] as const;
	return offered.map(([title, command]) => {
		const action = new vscode.CodeAction(title, kind);
		action.command = { command, title, arguments: [picked] };
		action.diagnostics = [...diagnostics];
		return action;
	});
}
