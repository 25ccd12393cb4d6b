import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type EffortHints, usualEffort } from '../../core/chat/usual-effort.ts';
import { byEffort, effortOfId } from '../../core/model/efforts.ts';
import { recipientName } from '../../core/model/recipient.ts';
import { modelOfId } from '../../core/money/experience.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';

interface Item extends vscode.QuickPickItem {
	/** What is picked; absent in a heading. */
	readonly option?: ModelOption;
	/** The model at all its efforts, as it runs by default first. */
	readonly efforts?: readonly ModelOption[];
}

/** One row a model, at its usual effort: those that are pinned, those named last, the others under a heading for each recipient. */
function items(usable: readonly ModelOption[], hints: EffortHints, typed: string, button: vscode.QuickInputButton): Item[] {
	const models = [...Map.groupBy(usable, ({ id }) => modelOfId(id)).values()].toSorted((a, b) => placeOf(a) - placeOf(b));
	let heading = '';
	return models.flatMap((all) => {
		const efforts = all.toSorted((a, b) => byEffort(a.id, b.id));
		const usual = usualEffort(
			efforts.map(({ id }) => id),
			hints,
		);
		const option = efforts.find(({ id }) => id === usual)!;
		const recipient = recipientName(option.recipient);
		const under = option.pinned ? l10n.t('Pinned') : option.recent === undefined ? recipient : l10n.t('Recent');
		const separator: Item[] = under === heading ? [] : [{ label: under, kind: vscode.QuickPickItemKind.Separator }];
		heading = under;
		const apart = under === recipient ? '' : ` · ${recipient}`;
		const isNew = option.isNew ? ` · ${l10n.t('new')}` : '';
		const many = efforts.length > 1 ? ` · ${l10n.t('{0} efforts', efforts.length)}` : '';
		const row = { label: option.label, description: option.detail + many + apart + isNew, option };
		return [
			...separator,
			many === '' ? row : { ...row, efforts, buttons: [button] },
			...efforts.filter((other) => other !== option && isTyped(other, typed)).map((other) => itemOf(other, apart)),
		];
	});
}

function itemOf(option: ModelOption, apart = ''): Item {
	return { label: option.label, description: option.detail + apart, option };
}

/** Whoever types an effort is shown it beside the usual one: no key reaches the buttons of a list. */
function isTyped({ id }: ModelOption, typed: string): boolean {
	const word = typed.trim().split(/\s+/).at(-1)?.toLowerCase() ?? '';
	return word.length > 1 && (effortOfId(id)?.startsWith(word) ?? false);
}

/** Auto, pinned ones, those named last in their order, the rest. */
function placeOf([first]: readonly ModelOption[]): number {
	if (first === undefined || first.id === 'auto') return -2;
	return first.pinned ? -1 : (first.recent ?? Number.MAX_SAFE_INTEGER);
}

/**
 * Asks for one of the usable models or Auto: one choice, for a model comes at its usual effort. The others are behind its button, or stand
 * in the list when they are typed. Null when dismissed.
 */
export async function pickModel(title: string, usable: readonly ModelOption[], hints: EffortHints): Promise<string | null> {
	const list = vscode.window.createQuickPick<Item>();
	const button: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('chevron-right'), tooltip: l10n.t('Other efforts') };
	let shown = '';
	const show = (typed: string): void => {
		const rows = items(usable, hints, typed, button);
		const ids = JSON.stringify(rows.map(({ option }) => option?.id));
		// The same rows anew would take the mark from the one that it stands on.
		if (ids !== shown) list.items = rows;
		shown = ids;
	};
	list.title = title;
	list.placeholder = l10n.t('Name of a model, with its effort where you want another');
	list.matchOnDescription = true;
	show('');
	const picked = await new Promise<Item | null>((resolve) => {
		list.onDidChangeValue(show);
		list.onDidAccept(() => {
			if (list.selectedItems[0] !== undefined) resolve(list.selectedItems[0]);
		});
		list.onDidHide(() => resolve(null));
		list.onDidTriggerItemButton(({ item }) => resolve({ label: item.label, efforts: item.efforts ?? [] }));
		list.show();
	});
	list.dispose();
	if (picked === null) return null;
	if (picked.option !== undefined) return picked.option.id;
	const effort = await vscode.window.showQuickPick(
		(picked.efforts ?? []).map((option) => itemOf(option)),
		{ title: l10n.t('{0}: reasoning effort', title), placeHolder: l10n.t('The first is as it runs by default') },
	);
	return effort?.option?.id ?? null;
}
