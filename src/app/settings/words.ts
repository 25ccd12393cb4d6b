import * as l10n from '@vscode/l10n';

/** A value that is not used: one sentence, and what to do. */
export interface SettingProblem {
	readonly key: string;
	readonly message: string;
	readonly nextStep: string;
}

/** What a setting must be, for a sentence that ends with it. Said when it is needed: the language is not known while a module loads. */
export const WANTS = {
	numberOrNull: (low: number, high: number, unit: string) => l10n.t('a number from {0} to {1} ({2}) or null', low, high, unit),
	number: (low: number, high: number, unit: string) => l10n.t('a number from {0} to {1} ({2})', low, high, unit),
	oneOf: (values: readonly string[]) => l10n.t('one of {0}', values.join(', ')),
	flag: () => l10n.t('true or false'),
	dollars: () => l10n.t('US dollars'),
	percent: () => l10n.t('per cent'),
	seconds: () => l10n.t('seconds'),
	milliseconds: () => l10n.t('milliseconds'),
	dayOfMonth: () => l10n.t('a whole number from 1 to 31 (day of the month)'),
	port: () => l10n.t('a whole number from 1024 to 65535'),
	model: () => l10n.t('a model id or name'),
	models: () => l10n.t('a list of model ids'),
	endpoints: () => l10n.t('a list of endpoints'),
	prices: () => l10n.t('an object of prices by model id'),
	languages: () => l10n.t('an object of true or false by language id'),
	patterns: () => l10n.t('a list of patterns'),
};

/** A value, and what in it is wrong: the index or name of an entry; undefined: all of it. */
interface WrongValue {
	readonly raw: unknown;
	readonly wrong?: PropertyKey | undefined;
}

/** @param want what it must be; @param instead what holds now, as JSON; null: what it was before */
export function notUsed(key: string, want: string, { raw, wrong }: WrongValue, instead: string | null): SettingProblem {
	return { key, message: notUsedWords(key, want, { raw, wrong }, instead), nextStep: l10n.t('Correct {0} in the settings.', key) };
}

function notUsedWords(key: string, want: string, { raw, wrong }: WrongValue, instead: string | null): string {
	if (wrong === undefined || typeof raw !== 'object' || raw === null) {
		return instead === null
			? l10n.t('The setting {0} must be {1}, but is {2}; what it was before holds.', key, want, shown(raw))
			: l10n.t('The setting {0} must be {1}, but is {2}; {3} is used instead.', key, want, shown(raw), instead);
	}
	const name = typeof wrong === 'number' ? String(wrong + 1) : shown(String(wrong));
	const entry = shown((raw as Record<PropertyKey, unknown>)[wrong]);
	return instead === null
		? l10n.t('The setting {0} must be {1}, but its entry {2} is {3}; what it was before holds.', key, want, name, entry)
		: l10n.t('The setting {0} must be {1}, but its entry {2} is {3}; {4} is used instead.', key, want, name, entry, instead);
}

export function priceNotUsed(id: string): SettingProblem {
	const message = l10n.t(
		'The price of {0} in routoo.prices is left out: it needs input and output in US dollars per million tokens, 0 or more.',
		id.slice(0, 60),
	);
	return { key: 'routoo.prices', message, nextStep: l10n.t('Correct {0} in the settings.', 'routoo.prices') };
}

/** A value in words that hold no secret: a text of a wrong setting may be an address with a password, or a key. */
function shown(raw: unknown): string {
	if (typeof raw === 'string') return /^[\w.-]{0,20}$/.test(raw) ? JSON.stringify(raw) : l10n.t('another text');
	if (typeof raw === 'object' && raw !== null) return Array.isArray(raw) ? l10n.t('a list') : l10n.t('an object');
	return String(raw);
}
