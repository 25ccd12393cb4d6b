import { type MicroDollars, microsFromDollars } from '../../core/base/micros.ts';
import type { PriceOverride, PriceOverrides } from '../../core/model/build-candidates.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { AtLimit } from '../../core/money/policy.ts';
import type { Preset } from '../../protocol/chat.ts';
import { parseEndpointSettings } from '../../providers/endpoints.ts';

/** All settings in the units of the code: µ$, milliseconds, fractions. */
export interface Settings {
	/** Null = no limit, 0 = no paid request. */
	readonly monthlyBudget: MicroDollars | null;
	readonly resetDay: number;
	readonly atLimit: AtLimit;
	readonly preset: Preset;
	/** 0..1 */
	readonly minQuality: number | null;
	readonly maxCost: MicroDollars | null;
	readonly maxLatencyMs: number | null;
	/** Candidate ids; null = all. */
	readonly pool: readonly string[] | null;
	readonly localOnly: boolean;
	readonly endpoints: readonly Endpoint[];
	/** By model id as the user wrote it. */
	readonly prices: PriceOverrides;
	readonly discoverLocalServers: boolean;
	readonly useEditorModels: boolean;
	readonly completion: CompletionSettings;
}

export interface CompletionSettings {
	readonly enabled: boolean;
	/** By language id, `*` for those not named; see `languageOn`. */
	readonly languages: Readonly<Record<string, boolean>>;
	readonly preset: Preset;
	readonly maxWaitMs: number;
	/** Candidate ids; null = all. */
	readonly pool: readonly string[] | null;
	/** Of the monthly budget, 0..1. */
	readonly budgetShare: number;
	/** Patterns as in .gitignore. */
	readonly exclude: readonly string[];
	readonly debounce: 'adaptive' | 'off';
}

export function languageOn(languages: CompletionSettings['languages'], languageId: string): boolean {
	return languages[languageId] ?? languages['*'] ?? true;
}

/** A value that is not used: one sentence, and what to do. */
export interface SettingProblem {
	readonly key: string;
	readonly message: string;
	readonly nextStep: string;
}

/** Defaults by full key, as in the manifest (a test holds both to each other). */
export const SETTING_DEFAULTS: Readonly<Record<string, unknown>> = {
	'routoo.budget.monthly': 20,
	'routoo.budget.resetDay': 1,
	'routoo.budget.atLimit': 'free',
	'routoo.routing.preset': 'balanced',
	'routoo.routing.minQuality': null,
	'routoo.routing.maxCostPerRequest': null,
	'routoo.routing.maxWait': null,
	'routoo.routing.pool': [],
	'routoo.localOnly': false,
	'routoo.endpoints': [],
	'routoo.prices': {},
	'routoo.discoverLocalServers': true,
	'routoo.useEditorModels': true,
	'routoo.completion.enabled': true,
	'routoo.completion.languages': { plaintext: false, scminput: false },
	'routoo.completion.preset': 'balanced',
	'routoo.completion.maxWait': 600,
	'routoo.completion.pool': [],
	'routoo.completion.budgetShare': 50,
	'routoo.completion.exclude': [],
	'routoo.completion.debounce': 'adaptive',
};

/** What holds instead of a value that cannot be read, where the default would be the laxer choice. */
const STRICT_FALLBACK: Readonly<Record<string, unknown>> = {
	'routoo.localOnly': true,
	'routoo.completion.enabled': false,
	'routoo.completion.languages': { '*': false },
	'routoo.completion.budgetShare': 0,
	'routoo.completion.exclude': ['*'],
};

type Check = { readonly ok: (value: unknown) => boolean; readonly want: string };

function numberBetween(low: number, high: number, unit: string, options: { integer?: boolean; nullable?: boolean } = {}): Check {
	return {
		ok: (value) =>
			(options.nullable === true && value === null) ||
			(typeof value === 'number' &&
				Number.isFinite(value) &&
				value >= low &&
				value <= high &&
				(options.integer !== true || Number.isInteger(value))),
		want: `${options.integer ? 'a whole number' : 'a number'} ${high === Number.MAX_SAFE_INTEGER ? `of at least ${low}` : `from ${low} to ${high}`} (${unit})${options.nullable ? ' or null' : ''}`,
	};
}

const oneOf = (...values: string[]): Check => ({ ok: (value) => values.includes(value as string), want: `one of ${values.join(', ')}` });
const boolean: Check = { ok: (value) => typeof value === 'boolean', want: 'true or false' };
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const strings: Check['ok'] = (value) => Array.isArray(value) && value.every((v) => typeof v === 'string');
/** Above this a budget is surely a slip of the finger, and micro-dollars would leave the safe integers. */
const MOST_DOLLARS = 1_000_000;

const CHECKS: Readonly<Record<string, Check>> = {
	'routoo.budget.monthly': numberBetween(0, MOST_DOLLARS, 'US dollars', { nullable: true }),
	'routoo.budget.resetDay': numberBetween(1, 31, 'day of the month', { integer: true }),
	'routoo.budget.atLimit': oneOf('free', 'ask', 'block'),
	'routoo.routing.preset': oneOf('save', 'balanced', 'best'),
	'routoo.routing.minQuality': numberBetween(0, 100, 'per cent', { nullable: true }),
	'routoo.routing.maxCostPerRequest': numberBetween(0, MOST_DOLLARS, 'US dollars', { nullable: true }),
	'routoo.routing.maxWait': numberBetween(1, 3600, 'seconds', { nullable: true }),
	'routoo.routing.pool': { ok: strings, want: 'a list of model ids' },
	'routoo.localOnly': boolean,
	'routoo.endpoints': { ok: Array.isArray, want: 'a list of endpoints' },
	'routoo.prices': { ok: isRecord, want: 'an object of prices by model id' },
	'routoo.discoverLocalServers': boolean,
	'routoo.useEditorModels': boolean,
	'routoo.completion.enabled': boolean,
	'routoo.completion.languages': {
		ok: (value) => isRecord(value) && Object.values(value).every((on) => typeof on === 'boolean'),
		want: 'an object of true or false by language id',
	},
	'routoo.completion.preset': oneOf('save', 'balanced', 'best'),
	'routoo.completion.maxWait': numberBetween(100, 10_000, 'milliseconds'),
	'routoo.completion.pool': { ok: strings, want: 'a list of model ids' },
	'routoo.completion.budgetShare': numberBetween(0, 100, 'per cent'),
	'routoo.completion.exclude': { ok: strings, want: 'a list of patterns' },
	'routoo.completion.debounce': oneOf('adaptive', 'off'),
};

function parsePrice(value: unknown): PriceOverride | null {
	if (!isRecord(value)) return null;
	const price = (v: unknown): number | null => (typeof v === 'number' && v >= 0 && v <= MOST_DOLLARS ? v : null);
	const input = price(value.input);
	const output = price(value.output);
	if (input === null || output === null) return null;
	return {
		inputPerMTokUsd: input,
		outputPerMTokUsd: output,
		cachedInputPerMTokUsd: price(value.cachedInput),
		cacheWritePerMTokUsd: price(value.cacheWrite),
	};
}

/**
 * Reads raw setting values (`get` by full key, undefined = not set). A value out of range gives one problem and its default is used;
 * an endpoint or a price that cannot be used is left out, with one problem each.
 */
export function readSettings(get: (key: string) => unknown): { readonly settings: Settings; readonly problems: readonly SettingProblem[] } {
	const problems: SettingProblem[] = [];
	const value = (key: string): unknown => {
		const raw = get(key);
		if (raw === undefined) return SETTING_DEFAULTS[key];
		const check = CHECKS[key]!;
		if (check.ok(raw)) return raw;
		const fallback = STRICT_FALLBACK[key] ?? SETTING_DEFAULTS[key];
		const shown = JSON.stringify(fallback);
		problems.push({
			key,
			message: `The setting ${key} must be ${check.want}, but is ${JSON.stringify(raw)?.slice(0, 60)}; ${shown} is used instead.`,
			nextStep: `Correct ${key} in the settings.`,
		});
		return fallback;
	};
	const scaled = (key: string, factor: (n: number) => number): number | null => {
		const v = value(key) as number | null;
		return v === null ? null : factor(v);
	};
	const { endpoints, errors } = parseEndpointSettings(value('routoo.endpoints'));
	for (const { message, nextStep } of errors) problems.push({ key: 'routoo.endpoints', message, nextStep });
	const prices: Record<string, PriceOverride> = {};
	for (const [id, raw] of Object.entries(value('routoo.prices') as object)) {
		const parsed = parsePrice(raw);
		if (parsed) prices[id] = parsed;
		else {
			problems.push({
				key: 'routoo.prices',
				message: `The price of ${id.slice(0, 60)} in routoo.prices is left out: it needs input and output in US dollars per million tokens, 0 or more.`,
				nextStep: 'Correct routoo.prices in the settings.',
			});
		}
	}
	const list = (key: string): readonly string[] | null => {
		const ids = value(key) as string[];
		return ids.length > 0 ? ids : null;
	};
	const settings: Settings = {
		monthlyBudget: scaled('routoo.budget.monthly', microsFromDollars),
		resetDay: value('routoo.budget.resetDay') as number,
		atLimit: value('routoo.budget.atLimit') as AtLimit,
		preset: value('routoo.routing.preset') as Preset,
		minQuality: scaled('routoo.routing.minQuality', (n) => n / 100),
		maxCost: scaled('routoo.routing.maxCostPerRequest', microsFromDollars),
		maxLatencyMs: scaled('routoo.routing.maxWait', (n) => n * 1000),
		pool: list('routoo.routing.pool'),
		localOnly: value('routoo.localOnly') as boolean,
		endpoints,
		prices,
		discoverLocalServers: value('routoo.discoverLocalServers') as boolean,
		useEditorModels: value('routoo.useEditorModels') as boolean,
		completion: {
			enabled: value('routoo.completion.enabled') as boolean,
			languages: value('routoo.completion.languages') as CompletionSettings['languages'],
			preset: value('routoo.completion.preset') as Preset,
			maxWaitMs: value('routoo.completion.maxWait') as number,
			pool: list('routoo.completion.pool'),
			budgetShare: (value('routoo.completion.budgetShare') as number) / 100,
			exclude: value('routoo.completion.exclude') as string[],
			debounce: value('routoo.completion.debounce') as 'adaptive' | 'off',
		},
	};
	return { settings, problems };
}
