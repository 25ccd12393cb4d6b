import * as vscode from 'vscode';
import type { App } from '../app/compose.ts';

/** The walkthrough of the manifest, as VS Code names it. */
export const WALKTHROUGH = 'routoo.routoo#start';

/** Keys of VS Code's that say what is done; the walkthrough's steps are ticked by them. */
export const CONTEXT_KEYS = { model: 'routoo.modelUsable', budget: 'routoo.budgetDecided', answer: 'routoo.answered' } as const;

/** Tells VS Code which first steps are done, and the first steps which file stands in the editor. */
export function followWelcome({ welcome, events }: Pick<App, 'welcome' | 'events'>): vscode.Disposable {
	const told = new Map<string, boolean>();
	const tell = (key: string, value: boolean): void => {
		if (told.get(key) === value) return;
		told.set(key, value);
		void vscode.commands.executeCommand('setContext', key, value);
	};
	const show = (): void => {
		const { models, budgetDone, question } = welcome.view();
		tell(CONTEXT_KEYS.model, models.done);
		tell(CONTEXT_KEYS.budget, budgetDone);
		tell(CONTEXT_KEYS.answer, question.done);
	};
	const off = [welcome.changed.on(show), events.models.on(show)];
	const editor = vscode.window.onDidChangeActiveTextEditor((active) => welcome.fileShown(nameOf(active)));
	welcome.fileShown(nameOf(vscode.window.activeTextEditor));
	show();
	return new vscode.Disposable(() => {
		for (const end of off) end();
		editor.dispose();
	});
}

/** A log or another output is no file to ask about. */
function nameOf(editor: vscode.TextEditor | undefined): string | null {
	if (editor === undefined || editor.document.uri.scheme === 'output') return null;
	return editor.document.uri.path.split('/').at(-1) || null;
}
