import * as vscode from 'vscode';
import type { ModelOption } from '../../protocol/chat.ts';

interface Item extends vscode.QuickPickItem {
	readonly option?: ModelOption;
}

/** Models under a heading for each recipient. */
function items(options: readonly ModelOption[]): Item[] {
	let recipient = '';
	return options.flatMap((option) => {
		const heading: Item[] = option.recipient === recipient ? [] : [{ label: option.recipient, kind: vscode.QuickPickItemKind.Separator }];
		recipient = option.recipient;
		return [...heading, { label: option.label, description: option.detail, option }];
	});
}

/** Asks for one of the usable models or Auto; null when dismissed. */
export async function pickModel(title: string, usable: readonly ModelOption[]): Promise<string | null> {
	const picked = await vscode.window.showQuickPick(items(usable), { title, matchOnDescription: true });
	return picked?.option?.id ?? null;
}
