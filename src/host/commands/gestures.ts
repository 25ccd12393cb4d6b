import * as vscode from 'vscode';
import type { CodeTarget } from '../../app/chat/editor-port.ts';
import type { CodeGesture } from '../../protocol/slash.ts';
import type { HostApp } from '../app.ts';
import { pickedCode } from '../gestures/code-actions.ts';

type App = Pick<HostApp, 'chat' | 'codeTargets' | 'reader'>;

/**
 * A command of a code gesture: opens the chat and asks there about what was clicked (a file of the explorer), what the lightbulb stood at,
 * or the selection, else the file in front.
 */
export function gestureCommand(gesture: CodeGesture, focusChat: (app: App) => Promise<void>) {
	return async (app: App, ...args: readonly unknown[]): Promise<void> => {
		// Before the chat takes the focus: what is meant is read of the editor as it is now.
		const read = targetOf(app, args);
		await focusChat(app);
		await app.chat.gesture(gesture, read);
	};
}

function targetOf({ codeTargets }: App, args: readonly unknown[]): () => Promise<CodeTarget | null> {
	const picked = pickedCode(args[0]);
	if (picked !== null) {
		const { uri, range, problems } = picked;
		return () => (problems ? codeTargets.ofProblems(uri, range) : codeTargets.ofRange(uri, range));
	}
	const [clicked] = args;
	// Of several that are chosen in the explorer the one that was clicked is meant.
	if (clicked instanceof vscode.Uri && clickedFiles(args).length > 0) return () => codeTargets.ofFile(clicked);
	const reading = codeTargets.current('ask');
	// Whoever awaits it hears of a failure; until then nobody does.
	reading.catch(() => undefined);
	return () => reading;
}

/** Files clicked in the explorer, which hands over the one and then all that are chosen; of the editor's own menu none. */
export function clickedFiles([clicked, all]: readonly unknown[]): readonly vscode.Uri[] {
	if (!(clicked instanceof vscode.Uri) || !Array.isArray(all)) return [];
	const chosen = all.filter((one) => one instanceof vscode.Uri);
	return chosen.some((one) => one.toString() === clicked.toString()) ? chosen : [clicked];
}

/** Attaches the files that were clicked, else the one that is handed over, else the one in front. */
export async function attachFiles({ chat, reader }: App, ...args: readonly unknown[]): Promise<void> {
	const clicked = clickedFiles(args);
	const files = clicked.length > 0 ? clicked : args[0] instanceof vscode.Uri ? [args[0]] : [];
	if (files.length === 0) return chat.receive({ type: 'attach', what: 'file' });
	for (const uri of files) await chat.attachUri(() => reader.readUri(uri));
}
