import * as l10n from '@vscode/l10n';
import { type Answer, againChoice, effortHints, type FromChat, type RoutingRow, type Turn } from '../../protocol/chat.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';
import { formatEstimate, formatQuality } from '../../protocol/format.ts';
import type { MenuItem } from '../common/menu-items.ts';
import { modelRows } from './model-rows.ts';

/** What the menu needs of the chat beside its turn. */
export interface ChatNow {
	readonly turns: readonly Turn[];
	/** Auto and all models, usable or not. */
	readonly models: readonly ModelOption[];
}

/** The menu of an answer: whom to ask for another one. */
export interface AgainMenu {
	items(): readonly MenuItem[];
	/** `id` of an item. */
	pick(id: string): void;
}

interface AgainDeps {
	readonly chat: () => ChatNow;
	/** One click prefers the model that answered for such requests, or takes that back; null: it cannot be. */
	readonly preference: { readonly label: string; run(): void } | null;
	post(message: FromChat): void;
}

export function againMenu(turn: Turn, answer: Answer, { chat, preference, post }: AgainDeps): AgainMenu {
	const turnId = turn.id;
	return {
		items: () => [
			...ownItems(turn, answer),
			...(preference === null ? [] : [{ id: 'prefer', label: preference.label, aside: true }]),
			...namedItems(answer, chat()),
		],
		pick: (id) => {
			if (id === 'prefer') preference?.run();
			else if (id === 'retry') post({ type: 'retry', turnId });
			else if (id === 'same' || id === 'stronger' || id === 'cheaper') post({ type: 'again', turnId, how: id });
			else post({ type: 'againWith', turnId, model: id.slice('model:'.length) });
		},
	};
}

/** Who can be asked again, and at what price, before anything is paid. What was stopped or failed can be asked as it was. */
function ownItems(turn: Turn, { state, routing }: Answer): readonly MenuItem[] {
	const named = (id: 'stronger' | 'cheaper' | 'same', label: string): MenuItem[] => {
		const row = againChoice(turn, id);
		if (row === null)
			return id === 'same' || routing === null ? [] : [{ id, label, detail: l10n.t('none'), short: true, disabled: true, aside: true }];
		return [{ id, label: `${label}: ${row.modelName}`, detail: figures(row), short: true, aside: true }];
	};
	return [
		...(state === 'done' ? named('same', l10n.t('Same model')) : [{ id: 'retry', label: l10n.t('Try again'), aside: true }]),
		...named('stronger', l10n.t('Stronger')),
		...named('cheaper', l10n.t('Cheaper')),
	];
}

/** All models by their names, with what the decision about this answer said of them. */
function namedItems({ routing }: Answer, { turns, models }: ChatNow): readonly MenuItem[] {
	const rows = new Map(routing?.alternatives.map((row) => [row.candidateId, row]));
	const auto = models.find(({ id }) => id === 'auto');
	const listed = modelRows(models, {
		hints: effortHints(turns, routing),
		chosen: null,
		of: (option) => predicted(option, rows.get(option.id)),
	});
	return auto === undefined || listed.length < 2
		? listed
		: [{ id: 'model:auto', label: auto.label, detail: l10n.t('chooses anew') }, ...listed];
}

/** What cannot be used, or not for such a request, says why; of a model that came since then only its price is known. */
function predicted({ usable }: ModelOption, row: RoutingRow | undefined): Partial<MenuItem> {
	if (!usable || row === undefined) return {};
	if (row.unfit !== undefined) return { disabled: true, detail: row.unfit, short: false };
	return { detail: figures(row), short: true };
}

function figures(row: RoutingRow): string {
	return `${formatQuality(row.quality)} · ${priceOf(row)}`;
}

function priceOf({ expectedCost }: RoutingRow): string {
	return expectedCost === null ? l10n.t('price unknown') : expectedCost === 0 ? l10n.t('free') : formatEstimate(expectedCost);
}
