import * as l10n from '@vscode/l10n';
import { effortHints, type Turn } from '../../protocol/chat.ts';
import type { ChatState, Preset } from '../../protocol/chat-state.ts';
import type { MenuItem } from '../common/menu-items.ts';
import { modelRows } from './model-rows.ts';

const presets = (): readonly { readonly id: Preset; readonly label: string; readonly detail: string }[] => [
	{ id: 'save', label: l10n.t('Save'), detail: l10n.t('cheapest that is good enough') },
	{ id: 'balanced', label: l10n.t('Balanced'), detail: l10n.t('quality where it pays') },
	{ id: 'best', label: l10n.t('Best'), detail: l10n.t('quality first') },
];

/** Bars that the menu offers, per cent; the setting takes any. */
const BARS = [80, 85, 90, 95];

type Composer = ChatState['composer'];

/** What the picker's button says: `Auto · Balanced 92 %` with the bar where it is known, or the model's name. */
export function pickerLabel({ model, models, preset, goodEnough, goneModel }: Composer): string {
	if (model !== 'auto') return models.find(({ id }) => id === model)?.label ?? goneModel ?? model;
	const bar = goodEnough === undefined ? '' : ` ${percent(goodEnough.own ?? goodEnough.presets[preset])}`;
	return `${l10n.t('Auto')} · ${presets().find(({ id }) => id === preset)?.label ?? preset}${bar}`;
}

function percent(share: number): string {
	return `${Math.round(100 * share)} %`;
}

/** The menu of the chat's model. @param turns of the chat: a model is chosen at the effort at which it answered last there */
export function modelItems(composer: Composer, turns: readonly Turn[]): readonly MenuItem[] {
	const { model: chosen } = composer;
	const auto: MenuItem[] = presets().map(({ id, label, detail }, index) => ({
		id: `preset:${id}`,
		label: `${l10n.t('Auto')} · ${label}`,
		detail:
			composer.goodEnough === undefined
				? detail
				: l10n.t('{0}, from {1}', detail, percent(composer.goodEnough.own ?? composer.goodEnough.presets[id])),
		checked: chosen === 'auto' && composer.preset === id,
		current: chosen === 'auto' && composer.preset === id,
		// Whoever types "auto" wants no other preset than the one that holds.
		...(composer.preset === id ? { name: l10n.t('Auto') } : {}),
		...(index === 0 ? { group: l10n.t('A model for each message') } : {}),
	}));
	return [
		...auto,
		...barItems(composer),
		{ id: 'local', label: l10n.t('Local models only'), checked: composer.localOnly, group: l10n.t('More') },
		{ id: 'all', label: l10n.t('All models…') },
		{ id: 'auto-models', label: l10n.t('Models for Auto…') },
		...(composer.models.some(({ needsPrice }) => needsPrice) ? [{ id: 'price', label: l10n.t('Set a price…') }] : []),
		...modelRows(composer.models, {
			hints: effortHints(turns, composer.preview),
			chosen,
			of: ({ id }) => ({ checked: id === chosen, current: id === chosen }),
		}),
	];
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
			checked: own === null,
			group: l10n.t('Good enough from'),
		},
		...bars.map((bar): MenuItem => ({ id: `good-enough:${bar}`, label: `${bar} %`, checked: own === bar })),
	];
}
