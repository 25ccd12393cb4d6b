import * as vscode from 'vscode';
import { byEffort } from '../../core/model/efforts.ts';
import { modelOfId } from '../../core/money/experience.ts';
import type { ModelOption } from '../../protocol/chat.ts';

interface Item extends vscode.QuickPickItem {
	/** A model at its efforts, as it runs by default first. */
	readonly options?: readonly ModelOption[];
}

/** One row a model, under a heading for each recipient. */
function items(usable: readonly ModelOption[]): Item[] {
	const models = Map.groupBy(usable, ({ id }) => modelOfId(id)).values();
	let recipient = '';
	return [...models].flatMap((all) => {
		const options = all.toSorted((a, b) => byEffort(a.id, b.id));
		const [usual] = options as [ModelOption, ...ModelOption[]];
		const heading: Item[] = usual.recipient === recipient ? [] : [{ label: usual.recipient, kind: vscode.QuickPickItemKind.Separator }];
		recipient = usual.recipient;
		const efforts = options.length > 1 ? ` · ${options.length} efforts` : '';
		return [...heading, { label: usual.label, description: usual.detail + efforts, options }];
	});
}

/** Asks for one of the usable models or Auto, and for the effort where a model has several; null when dismissed. */
export async function pickModel(title: string, usable: readonly ModelOption[]): Promise<string | null> {
	const picked = await vscode.window.showQuickPick(items(usable), { title, matchOnDescription: true });
	const options = picked?.options ?? [];
	if (options.length < 2) return options[0]?.id ?? null;
	const effort = await vscode.window.showQuickPick(
		options.map((option) => ({ label: option.label, description: option.detail, option })),
		{ title: `${title}: reasoning effort`, placeHolder: 'The first is as it runs by default' },
	);
	return effort?.option.id ?? null;
}
