import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatGroup } from '../../app/chat/chat-rows.ts';
import type { HostApp } from '../app.ts';

type WithChat = Pick<HostApp, 'chat'>;
type Row = vscode.QuickPickItem & { readonly id: string | null };

/** Folders as separators; the open chat has a mark. */
function rowsOf(groups: readonly ChatGroup[], buttons: readonly vscode.QuickInputButton[]): Row[] {
	return groups.flatMap(({ label, rows }) => [
		{ label, kind: vscode.QuickPickItemKind.Separator, id: null },
		...rows.map(({ id, title, detail, current }) => ({
			id,
			label: current ? `$(circle-filled) ${plain(title)}` : plain(title),
			description: current ? l10n.t('{0} · open now', detail) : detail,
			buttons: [...buttons],
		})),
	]);
}

/** What looks like an icon in a title is none. */
function plain(title: string): string {
	return title.replaceAll('$(', '$\u200b(');
}

/** The list of chats: Enter opens one, its buttons rename and delete it in place. Typing searches the titles. */
export async function sessionHistory({ chat }: WithChat): Promise<void> {
	const list = vscode.window.createQuickPick<Row>();
	const renaming: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('edit'), tooltip: l10n.t('Rename') };
	const deleting: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: l10n.t('Delete') };
	const show = (): void => {
		list.items = rowsOf(chat.chatGroups(), [renaming, deleting]);
		list.placeholder = list.items.length === 0 ? l10n.t('There is no chat here yet.') : l10n.t('Search chats by title');
	};
	list.title = l10n.t('Chats');
	show();
	const picked = await new Promise<string | null>((resolve) => {
		list.onDidAccept(() => resolve(list.selectedItems[0]?.id ?? null));
		list.onDidHide(() => resolve(null));
		list.onDidTriggerItemButton(({ button, item }) => {
			if (item.id === null) return;
			const { id } = item;
			if (button === deleting) void chat.deleteSessions([id]).then(show);
			else {
				// The question takes the place of the list, which comes back behind it.
				resolve(null);
				void rename(chat, id).then((done) => (done ? sessionHistory({ chat }) : undefined));
			}
		});
		list.show();
	});
	list.dispose();
	if (picked === null) return;
	await chat.openSession(picked);
	await vscode.commands.executeCommand('routoo.chat.focus');
}

/** Asks for a name of the open chat. */
export async function renameSession({ chat }: WithChat): Promise<void> {
	const { session } = chat.state();
	if (session.turns.length > 0) await rename(chat, session.id);
	else void vscode.window.showInformationMessage(l10n.t('The open chat has no message yet. Name it when it has one.'));
}

async function rename(chat: WithChat['chat'], id: string): Promise<boolean> {
	const open = chat.state().session;
	const title = open.id === id ? open.title : (chat.sessions().find((one) => one.id === id)?.title ?? '');
	const name = await vscode.window.showInputBox({
		title: l10n.t('Rename chat'),
		value: title,
		validateInput: (value) => (value.trim() === '' ? l10n.t('A name has at least one letter.') : null),
	});
	if (name === undefined) return false;
	await chat.renameSession(id, name);
	return true;
}

export async function deleteSessions({ chat }: WithChat): Promise<void> {
	const rows = rowsOf(chat.chatGroups(), []);
	if (rows.length === 0) {
		void vscode.window.showInformationMessage(l10n.t('There is no chat here yet.'));
		return;
	}
	const picked = await vscode.window.showQuickPick(rows, { title: l10n.t('Delete chats'), canPickMany: true });
	const ids = (picked ?? []).flatMap(({ id }) => id ?? []);
	if (ids.length > 0) await chat.deleteSessions(ids);
}

/** Opens the chat as an untitled Markdown document: the user saves it where he wants it, or not. */
export async function exportChat({ chat }: WithChat): Promise<void> {
	const content = chat.asMarkdown();
	if (content === null) {
		void vscode.window.showInformationMessage(l10n.t('The open chat has no message yet: there is nothing to export.'));
		return;
	}
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }));
}

/** Asks first: there is no way back. */
export async function deleteAllSessions({ chat }: WithChat): Promise<void> {
	const remove = l10n.t('Delete All');
	const answer = await vscode.window.showWarningMessage(
		l10n.t('Delete all chats of Routoo on this computer?'),
		{ modal: true, detail: l10n.t('The ledger of what was spent stays; it holds no text.') },
		remove,
	);
	if (answer === remove) await chat.deleteSessions('all');
}
