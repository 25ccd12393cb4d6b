import * as vscode from 'vscode';
import type { App } from '../app/compose.ts';
import type { CurrentFile } from './editor/current-file.ts';

/** The walkthrough of the manifest, as VS Code names it. */
export const WALKTHROUGH = 'routoo.routoo#start';

/** Keys of VS Code's that say what is done; the walkthrough's steps are ticked by them. */
export const CONTEXT_KEYS = { model: 'routoo.modelUsable', budget: 'routoo.budgetDecided', answer: 'routoo.answered' } as const;

/** The step of the walkthrough that a key ticks. */
export const STEP_OF: Readonly<Record<string, string>> = {
	[CONTEXT_KEYS.model]: 'models',
	[CONTEXT_KEYS.budget]: 'budget',
	[CONTEXT_KEYS.answer]: 'question',
};

/** In the memory of VS Code's profile, where VS Code keeps its ticks too: the steps that were ticked for good. */
const TICKED = 'routoo.walkthrough';

interface Followed extends Pick<App, 'welcome' | 'events'> {
	readonly currentFile: Pick<CurrentFile, 'name' | 'changed'>;
	/** Outlives the window, within the profile. */
	readonly memory: Pick<vscode.Memento, 'get' | 'update'>;
}

/** Tells VS Code which first steps are done, and the first steps which file stands in the editor. */
export function followWelcome({ welcome, events, currentFile, memory }: Followed): vscode.Disposable {
	const told = new Map<string, boolean>();
	const ticked = new Set(memory.get<readonly string[]>(TICKED, []));
	const tell = (key: string, value: boolean): void => {
		if (told.get(key) === value) return;
		told.set(key, value);
		void vscode.commands.executeCommand('setContext', key, value);
		if (!value || ticked.has(key)) return;
		ticked.add(key);
		void tick(key);
		void memory.update(TICKED, [...ticked]);
	};
	const show = (): void => {
		const { models, budgetDone, question } = welcome.view();
		tell(CONTEXT_KEYS.model, models.done);
		tell(CONTEXT_KEYS.budget, budgetDone);
		tell(CONTEXT_KEYS.answer, question.done);
	};
	const showFile = (): void => welcome.fileShown(currentFile.name());
	// Another window may have done a step meanwhile.
	const focus = vscode.window.onDidChangeWindowState(({ focused }) => {
		const { budgetDone, question } = welcome.view();
		if (focused && !(budgetDone && question.done)) void welcome.load();
	});
	const off = [welcome.changed.on(show), events.models.on(show), currentFile.changed.on(showFile)];
	showFile();
	show();
	return new vscode.Disposable(() => {
		for (const end of off) end();
		focus.dispose();
	});
}

/**
 * VS Code learns of walkthroughs late, often when the first one is opened, and takes a key that is true by then as old news: the step would
 * stay open for as long as the window is. Ticked by name it is done whenever VS Code reads the walkthrough.
 */
async function tick(key: string): Promise<void> {
	try {
		await vscode.commands.executeCommand('welcome.markStepComplete', `${WALKTHROUGH}#${STEP_OF[key]}`);
	} catch {
		// It is kept all the same where VS Code does not know the walkthrough yet.
	}
}
