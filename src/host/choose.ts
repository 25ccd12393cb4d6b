import * as vscode from 'vscode';
import type { Question } from '../app/ports.ts';

/** The question in VS Code's own form; null when dismissed. */
export async function choose({ text, detail, modal, answers }: Question): Promise<string | null> {
	const items = answers.map(({ id, label }) => ({ id, title: label }));
	const picked = await vscode.window.showInformationMessage(
		text,
		{ modal, ...(modal && detail !== undefined ? { detail } : {}) },
		...items,
	);
	return picked?.id ?? null;
}
