import * as vscode from 'vscode';
import type { SessionSummary } from '../../core/chat/session.ts';
import type { HostApp } from '../app.ts';

function choices(sessions: readonly SessionSummary[]): (vscode.QuickPickItem & { readonly id: string })[] {
	return sessions
		.filter((session) => session.turns > 0)
		.map((session) => ({
			label: session.title,
			description: `${new Date(session.updatedAt).toLocaleString()} · ${session.turns} ${session.turns === 1 ? 'message' : 'messages'}`,
			id: session.id,
		}));
}

export async function sessionHistory({ chat }: Pick<HostApp, 'chat'>): Promise<void> {
	const picked = await vscode.window.showQuickPick(choices(chat.sessions()), { title: 'Chats', matchOnDescription: true });
	if (!picked) return;
	await chat.openSession(picked.id);
	await vscode.commands.executeCommand('routoo.chat.focus');
}

export async function deleteSessions({ chat }: Pick<HostApp, 'chat'>): Promise<void> {
	const picked = await vscode.window.showQuickPick(choices(chat.sessions()), { title: 'Delete chats', canPickMany: true });
	if (!picked || picked.length === 0) return;
	await chat.deleteSessions(picked.map(({ id }) => id));
}

/** Asks first: there is no way back. */
export async function deleteAllSessions({ chat }: Pick<HostApp, 'chat'>): Promise<void> {
	const remove = 'Delete All';
	const answer = await vscode.window.showWarningMessage(
		'Delete all chats of Routoo on this computer?',
		{ modal: true, detail: 'The ledger of what was spent stays; it holds no text.' },
		remove,
	);
	if (answer === remove) await chat.deleteSessions('all');
}
