import type { ChatState, ModelOption, Preset } from '../../protocol/chat.ts';
import type { MenuItem } from '../common/menu.ts';

const PRESETS: readonly { readonly id: Preset; readonly label: string; readonly detail: string }[] = [
	{ id: 'save', label: 'Save', detail: 'cheapest that will do' },
	{ id: 'balanced', label: 'Balanced', detail: 'quality where it pays' },
	{ id: 'best', label: 'Best', detail: 'quality first' },
];

/** The list is for choosing at a glance; the host's picker with its search holds all of them. */
const LONGEST_LIST = 24;

type Composer = ChatState['composer'];

/** What the picker's button says: `Auto · Balanced` or the model's name. */
export function pickerLabel({ model, models, preset }: Composer): string {
	if (model !== 'auto') return models.find(({ id }) => id === model)?.label ?? model;
	return `Auto · ${PRESETS.find(({ id }) => id === preset)?.label ?? preset}`;
}

export function modelItems(composer: Composer): readonly MenuItem[] {
	const auto: MenuItem[] = PRESETS.map(({ id, label, detail }, index) => ({
		id: `preset:${id}`,
		label: `Auto · ${label}`,
		detail,
		kind: 'radio',
		checked: composer.model === 'auto' && composer.preset === id,
		...(index === 0 ? { group: 'A model for each message' } : {}),
	}));
	const models = byRecipient(composer.models.filter(({ id }) => id !== 'auto')).slice(0, LONGEST_LIST);
	const named: MenuItem[] = models.map((model, index) => ({
		id: `model:${model.id}`,
		label: model.label,
		detail: model.detail,
		kind: 'radio',
		checked: composer.model === model.id,
		disabled: !model.usable,
		...(models[index - 1]?.recipient === model.recipient ? {} : { group: model.recipient }),
	}));
	return [
		...auto,
		{ id: 'local', label: 'Local models only', kind: 'check', checked: composer.localOnly, group: 'More' },
		{ id: 'all', label: 'All models…' },
		...(composer.models.some(({ needsPrice }) => needsPrice) ? [{ id: 'price', label: 'Set a price…' }] : []),
		...named,
	];
}

/** Recipients in the order in which they first appear; usable models first within each. */
function byRecipient(models: readonly ModelOption[]): readonly ModelOption[] {
	const groups = Map.groupBy(models, ({ recipient }) => recipient);
	return [...groups.values()].flatMap((group) => [...group.filter(({ usable }) => usable), ...group.filter(({ usable }) => !usable)]);
}
