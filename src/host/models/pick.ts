import * as vscode from 'vscode';
import type { ModelRegistry } from '../../app/models/registry.ts';
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

/** Asks which models Auto may use. All ticked = no restriction = an empty list; null when dismissed. */
export async function pickPool(models: ModelRegistry, pool: readonly string[] | null): Promise<readonly string[] | null> {
	await models.ready();
	const options = models.options().filter((option) => option.id !== 'auto' && option.usable);
	if (options.length === 0) {
		void vscode.window.showInformationMessage('No model is usable yet: set an API key, add an endpoint or start a local model server.');
		return null;
	}
	const choices = items(options).map((item) => ({
		...item,
		picked: item.option !== undefined && (pool === null || pool.includes(item.option.id)),
	}));
	const picked = await vscode.window.showQuickPick(choices, {
		title: 'Models that Auto may pick',
		placeHolder: 'Tick the models; all ticked means no restriction',
		canPickMany: true,
		matchOnDescription: true,
	});
	if (picked === undefined) return null;
	const ids = picked.flatMap((item) => (item.option ? [item.option.id] : []));
	return ids.length === options.length ? [] : ids;
}
