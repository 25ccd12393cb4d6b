import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { byEffort } from '../../core/model/efforts.ts';
import { recipientName } from '../../core/model/recipient.ts';
import { modelOfId } from '../../core/money/experience.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';

interface Item extends vscode.QuickPickItem {
	/** A model at its efforts, as it runs by default first. */
	readonly options?: readonly ModelOption[];
}

/** One row a model: those that are pinned, those named last, the others under a heading for each recipient. */
function items(usable: readonly ModelOption[]): Item[] {
	const models = [...Map.groupBy(usable, ({ id }) => modelOfId(id)).values()].toSorted((a, b) => placeOf(a) - placeOf(b));
	let heading = '';
	return models.flatMap((all) => {
		const options = all.toSorted((a, b) => byEffort(a.id, b.id));
		const [usual] = options as [ModelOption, ...ModelOption[]];
		const recipient = recipientName(usual.recipient);
		const under = usual.pinned ? l10n.t('Pinned') : usual.recent === undefined ? recipient : l10n.t('Recent');
		const separator: Item[] = under === heading ? [] : [{ label: under, kind: vscode.QuickPickItemKind.Separator }];
		heading = under;
		const apart = under === recipient ? '' : ` · ${recipient}`;
		const isNew = usual.isNew ? ` · ${l10n.t('new')}` : '';
		const efforts = options.length > 1 ? ` · ${l10n.t('{0} efforts', options.length)}` : '';
		return [...separator, { label: usual.label, description: usual.detail + efforts + apart + isNew, options }];
	});
}

/** Auto, pinned ones, those named last in their order, the rest. */
function placeOf([first]: readonly ModelOption[]): number {
	if (first === undefined || first.id === 'auto') return -2;
	return first.pinned ? -1 : (first.recent ?? Number.MAX_SAFE_INTEGER);
}

/** Asks for one of the usable models or Auto, and for the effort where a model has several; null when dismissed. */
export async function pickModel(title: string, usable: readonly ModelOption[]): Promise<string | null> {
	const picked = await vscode.window.showQuickPick(items(usable), { title, matchOnDescription: true });
	const options = picked?.options ?? [];
	if (options.length < 2) return options[0]?.id ?? null;
	const effort = await vscode.window.showQuickPick(
		options.map((option) => ({ label: option.label, description: option.detail, option })),
		{ title: l10n.t('{0}: reasoning effort', title), placeHolder: l10n.t('The first is as it runs by default') },
	);
	return effort?.option.id ?? null;
}
