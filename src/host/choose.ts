import * as vscode from 'vscode';
import type { Question } from '../app/ports.ts';

/** Names of files and words of servers for VS Code's messages and prompts: they follow links in a text, to commands of the editor too. */
export function unlinked(text: string): string {
	return text.replaceAll('](', '] (');
}

/** The question in VS Code's own form; null when dismissed. */
export async function choose({ text, detail, modal, answers }: Question): Promise<string | null> {
	const items = answers.map(({ id, label }) => ({ id, title: label }));
	const picked = await vscode.window.showInformationMessage(
		unlinked(text),
		{ modal, ...(modal && detail !== undefined ? { detail } : {}) },
		...items,
	);
	return picked?.id ?? null;
}
