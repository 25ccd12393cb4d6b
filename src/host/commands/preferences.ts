import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HostApp } from '../app.ts';

/** Lists which model is preferred for which kind of task; what is picked is preferred no more. Errors: RoutooError 'storage'. */
export async function showPreferences({ preferences }: Pick<HostApp, 'preferences'>): Promise<void> {
	await preferences.look();
	const all = preferences.list();
	if (all.length === 0) {
		void vscode.window.showInformationMessage(l10n.t('No model is preferred. Open "why" above an answer and choose "Prefer ... for ...".'));
		return;
	}
	const picked = await vscode.window.showQuickPick(
		all.map(({ kind, words, name, listed }) => ({
			label: `$(star-full) ${name}`,
			description: listed ? l10n.t('for {0}', words) : l10n.t('for {0} · not listed now', words),
			kindOfTask: kind,
		})),
		{ title: l10n.t('Preferred models'), placeHolder: l10n.t('Pick one to stop preferring it'), matchOnDescription: true },
	);
	if (picked !== undefined) await preferences.set(picked.kindOfTask, null);
}
