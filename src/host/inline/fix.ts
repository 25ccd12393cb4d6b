import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { secretsIn } from '../../core/workspace/secret-text.ts';
import { documentOf } from '../editor/workspace-files.ts';
import type { PickedCode } from '../gestures/code-actions.ts';
import type { CodeTargets } from '../gestures/code-targets.ts';
import { aroundLines, type PlacedTarget, placedTarget, selectedLines, type TargetGuard } from './target.ts';

/** What is to be fixed, and the wish that says so to the model. */
export interface Fix {
	readonly target: PlacedTarget;
	readonly wish: string;
}

/**
 * Of what is reported the function or other symbol around it, else its paragraph; of a selection its lines.
 * Errors: as `inlineTarget`; 'invalidInput' where nothing is reported.
 * @param picked null: what is reported at the caret, else the selection
 */
export async function fixOf(picked: PickedCode | null, guard: TargetGuard, codeTargets: Pick<CodeTargets, 'reportedIn'>): Promise<Fix> {
	const { uri, range, problems } = picked ?? atCaret();
	const document = documentOf(uri) ?? (await vscode.workspace.openTextDocument(uri));
	const span = selectedLines(range);
	// The lightbulb may be older than the text.
	const last = Math.min(span.last, document.lineCount - 1);
	const meant = { first: Math.min(span.first, last), last };
	if (!problems) {
		const target = await placedTarget(document, meant, meant.first, guard, codeTargets);
		return { target, wish: 'Find what is wrong in these lines and fix it. Change nothing that the fix does not need.' };
	}
	const reported = codeTargets.reportedIn(uri, range)?.content ?? null;
	if (reported === null) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('Nothing is reported there any more.'),
			l10n.t('Put the caret on what the editor marks, or select the lines that are wrong.'),
		);
	}
	const target = await placedTarget(document, await aroundLines(document, meant), meant.first, guard, codeTargets);
	return { target, wish: wishFor(reported, target, meant.first) };
}

/** What is reported of the lines goes along by itself; where that is more than what is meant, the wish says which. */
function wishFor(reported: string, { problems }: PlacedTarget, line: number): string {
	const rule = 'Change nothing that the fix does not need.';
	if (reported === problems) return `Fix what the editor reports. ${rule}`;
	// What is reported may quote the code, and so a key.
	if (secretsIn(reported).length > 0) return `Fix what is wrong at line ${line + 1}. ${rule}`;
	return `Fix this, and only this. ${rule}\n${reported}`;
}

function atCaret(): PickedCode {
	const editor = vscode.window.activeTextEditor;
	if (editor === undefined)
		throw new RoutooError(
			'invalidInput',
			l10n.t('No file is open to fix.'),
			l10n.t('Open a file and put the caret on what the editor marks.'),
		);
	const { document, selection } = editor;
	const reported = vscode.languages.getDiagnostics(document.uri).map((one) => one.range);
	const within = (range: vscode.Range): vscode.Range[] => reported.filter((one) => one.intersection(range) !== undefined);
	const { line } = selection.active;
	const at = within(selection);
	const found = at.length === 0 && selection.isEmpty ? within(new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER)) : at;
	if (found.length > 0) return { uri: document.uri, range: found.reduce((sum, one) => sum.union(one)), problems: true };
	if (!selection.isEmpty) return { uri: document.uri, range: selection, problems: false };
	throw new RoutooError(
		'invalidInput',
		l10n.t('Nothing is reported at the caret.'),
		l10n.t('Put the caret on what the editor marks, or select the lines that are wrong.'),
	);
}
