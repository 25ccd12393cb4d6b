import * as l10n from '@vscode/l10n';
import type { ChatState, ModelOption, Preset } from '../../protocol/chat-state.ts';
import { recipientName } from '../../protocol/format.ts';
import type { MenuItem } from '../common/menu.ts';

const presets = (): readonly { readonly id: Preset; readonly label: string; readonly detail: string }[] => [
	{ id: 'save', label: l10n.t('Save'), detail: l10n.t('cheapest that is good enough') },
	{ id: 'balanced', label: l10n.t('Balanced'), detail: l10n.t('quality where it pays') },
	{ id: 'best', label: l10n.t('Best'), detail: l10n.t('quality first') },
];

/** Bars that the menu offers, per cent; the setting takes any. */
const BARS = [80, 85, 90, 95];

/** The list is for choosing at a glance; the host's picker with its search holds all of them. */
const LONGEST_LIST = 24;

type Composer = ChatState['composer'];

/** What the picker's button says: `Auto · Balanced 92 %` with the bar where it is known, or the model's name. */
export function pickerLabel({ model, models, preset, goodEnough }: Composer): string {
	if (model !== 'auto') return models.find(({ id }) => id === model)?.label ?? model;
	const bar = goodEnough === undefined ? '' : ` ${percent(goodEnough.own ?? goodEnough.presets[preset])}`;
	return `${l10n.t('Auto')} · ${presets().find(({ id }) => id === preset)?.label ?? preset}${bar}`;
}

function percent(share: number): string {
	return `${Math.round(100 * share)} %`;
}

export function modelItems(composer: Composer): readonly MenuItem[] {
	const auto: MenuItem[] = presets().map(({ id, label, detail }, index) => ({
		id: `preset:${id}`,
		label: `${l10n.t('Auto')} · ${label}`,
		detail:
			composer.goodEnough === undefined
				? detail
				: l10n.t('{0}, from {1}', detail, percent(composer.goodEnough.own ?? composer.goodEnough.presets[id])),
		kind: 'radio',
		checked: composer.model === 'auto' && composer.preset === id,
		...(index === 0 ? { group: l10n.t('A model for each message') } : {}),
	}));
	return [
		...auto,
		...barItems(composer),
		{ id: 'local', label: l10n.t('Local models only'), kind: 'check', checked: composer.localOnly, group: l10n.t('More') },
		{ id: 'all', label: l10n.t('All models…') },
		{ id: 'auto-models', label: l10n.t('Models for Auto…') },
		...(composer.models.some(({ needsPrice }) => needsPrice) ? [{ id: 'price', label: l10n.t('Set a price…') }] : []),
		...namedItems(composer),
	];
}

/** One row a model: pinned ones, those named last, then by recipient; beyond LONGEST_LIST only a search shows them. */
function namedItems({ models, model: chosen }: Composer): readonly MenuItem[] {
	const rows = [
		...Map.groupBy(
			models.filter(({ id }) => id !== 'auto'),
			(option) => option.model ?? option.id,
		).values(),
	].map((efforts) => efforts.find(({ id }) => id === chosen) ?? efforts.find(({ id, model }) => id === model) ?? efforts[0]!);
	const pinned = rows.filter((row) => row.pinned);
	const recent = rows.filter((row) => !row.pinned && row.recent !== undefined).sort((a, b) => a.recent! - b.recent!);
	const rest = byRecipient(rows.filter((row) => !row.pinned && row.recent === undefined));
	const under = [
		...pinned.map((row) => [row, l10n.t('Pinned')] as const),
		...recent.map((row) => [row, l10n.t('Recent')] as const),
		...rest.map((row) => [row, recipientName(row.recipient)] as const),
	];
	return under.map(([option, group], index): MenuItem => {
		// "per Mtok", in whatever language.
		const detail = option.detail.replace(/ \S+ Mtok$/, '');
		const recipient = recipientName(option.recipient);
		return {
			id: `model:${option.id}`,
			label: option.label,
			detail,
			...(detail === option.detail ? {} : { short: true, title: `${recipient}, ${option.detail}` }),
			...(option.isNew ? { tag: l10n.t('new') } : {}),
			kind: 'radio',
			checked: chosen === option.id,
			disabled: !option.usable,
			words: recipient,
			...(index < LONGEST_LIST ? {} : { searchOnly: true }),
			...(under[index - 1]?.[1] === group ? {} : { group }),
		};
	});
}

/** The bar: the preset's, some round ones, and the user's own where it is none of these. */
function barItems({ goodEnough, preset }: Composer): readonly MenuItem[] {
	if (goodEnough === undefined) return [];
	const own = goodEnough.own === null ? null : Math.round(100 * goodEnough.own);
	const bars = own === null || BARS.includes(own) ? BARS : [...BARS, own].sort((a, b) => a - b);
	return [
		{
			id: 'good-enough:preset',
			label: percent(goodEnough.presets[preset]),
			detail: l10n.t('as the preset says'),
			kind: 'radio',
			checked: own === null,
			group: l10n.t('Good enough from'),
		},
		...bars.map((bar): MenuItem => ({ id: `good-enough:${bar}`, label: `${bar} %`, kind: 'radio', checked: own === bar })),
	];
}

/** Recipients in the order in which they first appear; usable models first within each. */
function byRecipient(models: readonly ModelOption[]): readonly ModelOption[] {
	const groups = Map.groupBy(models, ({ recipient }) => recipient);
	return [...groups.values()].flatMap((group) => [...group.filter(({ usable }) => usable), ...group.filter(({ usable }) => !usable)]);
}
