import * as l10n from '@vscode/l10n';
import { byEffort, type EffortHints, usualEffort } from '../../protocol/chat.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';
import { recipientName } from '../../protocol/format.ts';
import type { MenuItem } from '../common/menu-items.ts';

/** The list is for choosing at a glance; the search goes over all of them. */
const LONGEST_LIST = 24;

export interface RowRules {
	readonly hints: EffortHints;
	/** Candidate that stands for its model whatever the hints say; null: none. */
	readonly chosen: string | null;
	/** What another list says of a candidate instead of its own price. */
	of(option: ModelOption): Partial<MenuItem>;
}

/** One row a model at its usual effort, the others inside: pinned ones, those named last, then by recipient. */
export function modelRows(options: readonly ModelOption[], rules: RowRules): readonly MenuItem[] {
	const models = [
		...Map.groupBy(
			options.filter(({ id }) => id !== 'auto'),
			(option) => option.model ?? option.id,
		).values(),
	].map((efforts) => modelOf(efforts, rules));
	const pinned = models.filter(({ usual }) => usual.pinned);
	const recent = models
		.filter(({ usual }) => !usual.pinned && usual.recent !== undefined)
		.sort((a, b) => a.usual.recent! - b.usual.recent!);
	const rest = byRecipient(models.filter(({ usual }) => !usual.pinned && usual.recent === undefined));
	const under = [
		...pinned.map((model) => [model, l10n.t('Pinned')] as const),
		...recent.map((model) => [model, l10n.t('Recent')] as const),
		...rest.map((model) => [model, recipientName(model.usual.recipient)] as const),
	];
	const names = Map.groupBy(models, ({ name }) => name.toLowerCase());
	return under.map(([model, group], index): MenuItem => {
		const { name, usual, others } = model;
		const from = whereFrom(model, names.get(name.toLowerCase()) ?? [], group);
		const more = others.map((option) => itemOf(option, rules));
		return {
			...itemOf(usual, rules),
			name,
			...(from === null ? {} : { from }),
			...(usual.isNew ? { tag: l10n.t('new') } : {}),
			...(more.length === 0 ? {} : { more }),
			...(index < LONGEST_LIST ? {} : { searchOnly: true }),
			...(under[index - 1]?.[1] === group ? {} : { group }),
		};
	});
}

interface Model {
	/** As it runs by default. */
	readonly name: string;
	readonly usual: ModelOption;
	/** From the least effort to the most. */
	readonly others: readonly ModelOption[];
}

function modelOf(efforts: readonly ModelOption[], { hints, chosen }: RowRules): Model {
	const ids = efforts.map(({ id }) => id);
	const id = chosen !== null && ids.includes(chosen) ? chosen : usualEffort(ids, hints);
	const usual = efforts.find((option) => option.id === id)!;
	const plain = efforts.find((option) => option.id === option.model) ?? usual;
	return { name: plain.label, usual, others: efforts.filter((option) => option !== usual).toSorted((a, b) => byEffort(a.id, b.id)) };
}

/** Of several models of one name; null where the heading says it, or the name is its own. */
function whereFrom({ usual }: Model, namesakes: readonly Model[], group: string): string | null {
	if (namesakes.length < 2) return null;
	const recipient = recipientName(usual.recipient);
	const isAlone = namesakes.filter((other) => other.usual.recipient === usual.recipient).length === 1;
	if (isAlone) return group === recipient ? null : recipient;
	return usual.id.slice(0, usual.id.indexOf('/'));
}

function itemOf(option: ModelOption, { of }: RowRules): MenuItem {
	// "per Mtok", in whatever language.
	const detail = option.detail.replace(/ \S+ Mtok$/, '');
	const recipient = recipientName(option.recipient);
	return {
		id: `model:${option.id}`,
		label: option.label,
		detail,
		...(detail === option.detail ? {} : { short: true, title: `${recipient}, ${option.detail}` }),
		disabled: !option.usable,
		words: recipient,
		...of(option),
	};
}

/** Recipients in the order in which they first appear; usable models first within each. */
function byRecipient(models: readonly Model[]): readonly Model[] {
	const groups = Map.groupBy(models, ({ usual }) => usual.recipient);
	return [...groups.values()].flatMap((group) => [
		...group.filter(({ usual }) => usual.usable),
		...group.filter(({ usual }) => !usual.usable),
	]);
}
