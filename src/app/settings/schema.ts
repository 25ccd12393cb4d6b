import * as z from 'zod/mini';
import { type MicroDollars, microsFromDollars } from '../../core/base/micros.ts';
import type { PriceOverride, PriceOverrides } from '../../core/model/candidate-prices.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { AtLimit } from '../../core/money/policy.ts';
import type { Preset } from '../../protocol/chat-state.ts';
import { parseEndpointSettings } from '../../providers/endpoints.ts';
import { notUsed, priceNotUsed, type SettingProblem, WANTS } from './words.ts';

/** All settings in the units of the code: µ$, milliseconds, fractions. */
export interface Settings {
	/** Null = no limit, 0 = no paid request. */
	readonly monthlyBudget: MicroDollars | null;
	readonly resetDay: number;
	readonly atLimit: AtLimit;
	readonly preset: Preset;
	/** The user's own bar, 0..1; null = the preset's. */
	readonly goodEnough: number | null;
	/** 0..1 */
	readonly minQuality: number | null;
	readonly maxCost: MicroDollars | null;
	/** Most that one run of an agent may cost; null: what follows from its estimate alone (core/agent/run-money.ts). */
	readonly maxRunCost: MicroDollars | null;
	readonly maxLatencyMs: number | null;
	/** Model that savings are counted against, as the user wrote it; empty: by rule. */
	readonly savingsReference: string;
	/** Candidate ids; null = all. */
	readonly pool: readonly string[] | null;
	readonly localOnly: boolean;
	readonly endpoints: readonly Endpoint[];
	/** By model id as the user wrote it. */
	readonly prices: PriceOverrides;
	readonly discoverLocalServers: boolean;
	readonly useEditorModels: boolean;
	/** The file in the editor, with what is selected in it, and the workspace's instructions go along with a message. */
	readonly chat: { readonly openFile: boolean; readonly instructions: boolean };
	readonly completion: CompletionSettings;
	readonly agent: AgentSettings;
	readonly endpoint: EndpointSettings;
	readonly reading: ReadingSettings;
	readonly learning: {
		/** Share of requests, 0..1, that may go to a model to learn of it. */
		readonly exploration: number;
	};
}

/** The slower reader of what is dear. */
export interface ReadingSettings {
	/** `file`: a small model that runs here; `judge`: a model of the pool, which is paid. */
	readonly by: 'off' | 'file' | 'judge';
	/** Expected cost of a request or run from which it is read. */
	readonly fromCost: MicroDollars;
}

/** The endpoint for other tools. */
export interface EndpointSettings {
	readonly enabled: boolean;
	readonly port: number;
}

/** Requests of VS Code's Chat and of other extensions. */
export interface AgentSettings {
	/** Of the monthly budget, 0..1. */
	readonly budgetShare: number;
	/** What happens when a run's own tool results show that its model is stuck. */
	readonly escalation: 'off' | 'suggest' | 'automatic';
	/** The decision stands in the answer's first line. */
	readonly decisionLine: boolean;
	/** Before a tool's result or an attachment with a private file or a key goes to a remote model. */
	readonly privateFiles: 'ask' | 'send' | 'local';
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

/** Whatever the case an id is written in: who turned a language off means it. Of several spellings the one that is off holds. */
export function languageOn(languages: CompletionSettings['languages'], languageId: string): boolean {
	const named = Object.entries(languages).filter(([id]) => isSameLanguage(id, languageId));
	return named.length > 0 ? named.every(([, on]) => on) : (languages['*'] ?? true);
}

export function isSameLanguage(id: string, other: string): boolean {
	return id.toLowerCase() === other.toLowerCase();
}

interface Setting<S extends z.ZodMiniType> {
	readonly schema: S;
	readonly byDefault: z.output<S>;
	/** What the value must be, in the user's words. */
	readonly want: () => string;
	/** Holds instead of a value that cannot be read, where the default would be the laxer choice. */
	readonly strict?: z.output<S>;
}

function setting<S extends z.ZodMiniType>(schema: S, byDefault: z.output<S>, want: () => string, strict?: z.output<S>): Setting<S> {
	return strict === undefined ? { schema, byDefault, want } : { schema, byDefault, want, strict };
}

/** Above this a budget is surely a slip of the finger, and micro-dollars would leave the safe integers. */
const MOST_DOLLARS = 1_000_000;

const between = (low: number, high: number) => z.number().check(z.minimum(low), z.maximum(high));
const orNull = (low: number, high: number, unit: () => string, byDefault: number | null = null) =>
	setting(z.nullable(between(low, high)), byDefault, () => WANTS.numberOrNull(low, high, unit()));
const oneOf = <const T extends readonly string[]>(values: T, byDefault: T[number]) =>
	setting(z.enum(values), byDefault as never, () => WANTS.oneOf(values));
const onOff = (byDefault: boolean, strict?: boolean) => setting(z.boolean(), byDefault, WANTS.flag, strict);
const list = (want: () => string, strict?: string[]) => setting(z.array(z.string()), [], want, strict);

/**
 * Of no known tool or registered service (IANA, and public repositories searched, 2026-11-29), needs no rights, and lies below the ports
 * that systems give out by themselves (Linux from 32768, others from 49152).
 */
export const ENDPOINT_PORT = 22_768;

const ESCALATIONS = ['off', 'suggest', 'automatic'] as const;
const PRIVATE_FILES = ['ask', 'send', 'local'] as const;
const READERS = ['off', 'file', 'judge'] as const;

/** Every setting once: the check, the type, the default and the words; the manifest is held to it by a test. */
export const SETTINGS = {
	'routoo.budget.monthly': orNull(0, MOST_DOLLARS, WANTS.dollars, 20),
	'routoo.budget.resetDay': setting(z.int().check(z.minimum(1), z.maximum(31)), 1, WANTS.dayOfMonth),
	'routoo.savings.reference': setting(z.string().check(z.maxLength(300)), '', WANTS.model),
	'routoo.budget.atLimit': oneOf(['free', 'ask', 'block'], 'free'),
	'routoo.routing.preset': oneOf(['save', 'balanced', 'best'], 'balanced'),
	'routoo.routing.goodEnough': orNull(0, 100, WANTS.percent),
	'routoo.routing.minQuality': orNull(0, 100, WANTS.percent),
	'routoo.routing.maxCostPerRequest': orNull(0, MOST_DOLLARS, WANTS.dollars),
	'routoo.routing.maxCostPerRun': orNull(0, MOST_DOLLARS, WANTS.dollars, 2),
	'routoo.routing.maxWait': orNull(1, 3600, WANTS.seconds),
	'routoo.routing.pool': list(WANTS.models),
	'routoo.localOnly': onOff(false, true),
	'routoo.endpoints': setting(z.array(z.unknown()), [], WANTS.endpoints),
	'routoo.prices': setting(z.record(z.string(), z.unknown()), {}, WANTS.prices),
	'routoo.discoverLocalServers': onOff(true),
	'routoo.useEditorModels': onOff(true),
	'routoo.chat.openFile': onOff(true, false),
	'routoo.chat.instructions': onOff(true, false),
	'routoo.completion.enabled': onOff(true, false),
	'routoo.completion.languages': setting(z.record(z.string(), z.boolean()), { plaintext: false, scminput: false }, WANTS.languages, {
		'*': false,
	}),
	'routoo.completion.preset': oneOf(['save', 'balanced', 'best'], 'balanced'),
	'routoo.completion.maxWait': setting(between(100, 10_000), 600, () => WANTS.number(100, 10_000, WANTS.milliseconds())),
	'routoo.completion.pool': list(WANTS.models),
	'routoo.completion.budgetShare': setting(between(0, 100), 50, () => WANTS.number(0, 100, WANTS.percent()), 0),
	'routoo.completion.exclude': list(WANTS.patterns, ['*']),
	'routoo.completion.debounce': oneOf(['adaptive', 'off'], 'adaptive'),
	'routoo.agent.budgetShare': setting(between(0, 100), 80, () => WANTS.number(0, 100, WANTS.percent()), 0),
	'routoo.agent.escalation': setting(z.enum(ESCALATIONS), 'automatic', () => WANTS.oneOf(ESCALATIONS), 'off'),
	'routoo.agent.decisionLine': onOff(true),
	'routoo.agent.privateFiles': setting(z.enum(PRIVATE_FILES), 'ask', () => WANTS.oneOf(PRIVATE_FILES), 'local'),
	'routoo.reading.by': setting(z.enum(READERS), 'file', () => WANTS.oneOf(READERS), 'off'),
	'routoo.reading.fromCost': setting(between(0, MOST_DOLLARS), 0.05, () => WANTS.number(0, MOST_DOLLARS, WANTS.dollars()), MOST_DOLLARS),
	'routoo.learning.exploration': setting(between(0, 10), 3, () => WANTS.number(0, 10, WANTS.percent()), 0),
	'routoo.endpoint.enabled': onOff(false),
	'routoo.endpoint.port': setting(z.int().check(z.minimum(1024), z.maximum(65_535)), ENDPOINT_PORT, WANTS.port),
};

export type SettingKey = keyof typeof SETTINGS;
type Value<K extends SettingKey> = z.output<(typeof SETTINGS)[K]['schema']>;

/** Whether the setting can have this value. */
export function fits(key: SettingKey, raw: unknown): boolean {
	return z.safeParse(SETTINGS[key].schema as z.ZodMiniType, raw).success;
}

const dollars = between(0, MOST_DOLLARS);
const dollarsOrNull = z.catch(z._default(z.nullable(dollars), null), null);

/** One entry of `routoo.prices`. What it says of the cache is left out where it cannot be read. */
const priceSchema = z.pipe(
	z.object({ input: dollars, output: dollars, cachedInput: dollarsOrNull, cacheWrite: dollarsOrNull }),
	z.transform(
		({ input, output, cachedInput, cacheWrite }): PriceOverride => ({
			inputPerMTokUsd: input,
			outputPerMTokUsd: output,
			cachedInputPerMTokUsd: cachedInput,
			cacheWritePerMTokUsd: cacheWrite,
		}),
	),
);

/**
 * Reads raw setting values (`get` by full key, undefined = not set). A value out of range gives one problem and its default is used;
 * an endpoint or a price that cannot be used is left out, with one problem each.
 * @param held the value that held before; where there is one, it goes on instead of a wrong one
 */
export function readSettings(
	get: (key: SettingKey) => unknown,
	held: (key: SettingKey) => unknown = () => undefined,
): {
	readonly settings: Settings;
	readonly problems: readonly SettingProblem[];
} {
	const problems: SettingProblem[] = [];
	const value = <K extends SettingKey>(key: K): Value<K> => {
		const { schema, byDefault, want, strict = byDefault } = SETTINGS[key] as unknown as Setting<z.ZodMiniType<Value<K>>>;
		const raw = get(key);
		if (raw === undefined) return byDefault;
		const parsed = z.safeParse(schema, raw);
		if (parsed.success) return parsed.data;
		const before = z.safeParse(schema, held(key));
		const wrong = parsed.error.issues[0]?.path[0];
		problems.push(notUsed(key, want(), { raw, wrong }, before.success ? null : JSON.stringify(strict)));
		return before.success ? before.data : strict;
	};
	const { endpoints, errors } = parseEndpointSettings(value('routoo.endpoints'));
	for (const { message, nextStep } of errors) problems.push({ key: 'routoo.endpoints', message, nextStep });
	const raws: Readonly<Record<string, unknown>> = value('routoo.prices');
	const prices: Record<string, PriceOverride> = {};
	// A check passes over `__proto__` in silence; a price for it is told as one that cannot be used.
	const priced = Object.hasOwn(Object(get('routoo.prices')), '__proto__')
		? [...Object.entries(raws), ['__proto__', null] as const]
		: Object.entries(raws);
	for (const [id, raw] of priced) {
		const parsed = z.safeParse(priceSchema, raw);
		if (parsed.success) prices[id] = parsed.data;
		else problems.push(priceNotUsed(id));
	}
	const settings: Settings = {
		monthlyBudget: scaled(value('routoo.budget.monthly'), microsFromDollars),
		resetDay: value('routoo.budget.resetDay'),
		savingsReference: value('routoo.savings.reference'),
		atLimit: value('routoo.budget.atLimit'),
		preset: value('routoo.routing.preset'),
		goodEnough: scaled(value('routoo.routing.goodEnough'), (n) => n / 100),
		minQuality: scaled(value('routoo.routing.minQuality'), (n) => n / 100),
		maxCost: scaled(value('routoo.routing.maxCostPerRequest'), microsFromDollars),
		maxRunCost: scaled(value('routoo.routing.maxCostPerRun'), microsFromDollars),
		maxLatencyMs: scaled(value('routoo.routing.maxWait'), (n) => n * 1000),
		pool: named(value('routoo.routing.pool')),
		localOnly: value('routoo.localOnly'),
		endpoints,
		prices,
		discoverLocalServers: value('routoo.discoverLocalServers'),
		useEditorModels: value('routoo.useEditorModels'),
		chat: { openFile: value('routoo.chat.openFile'), instructions: value('routoo.chat.instructions') },
		completion: {
			enabled: value('routoo.completion.enabled'),
			languages: value('routoo.completion.languages'),
			preset: value('routoo.completion.preset'),
			maxWaitMs: value('routoo.completion.maxWait'),
			pool: named(value('routoo.completion.pool')),
			budgetShare: value('routoo.completion.budgetShare') / 100,
			exclude: value('routoo.completion.exclude'),
			debounce: value('routoo.completion.debounce'),
		},
		agent: {
			budgetShare: value('routoo.agent.budgetShare') / 100,
			escalation: value('routoo.agent.escalation'),
			decisionLine: value('routoo.agent.decisionLine'),
			privateFiles: value('routoo.agent.privateFiles'),
		},
		reading: { by: value('routoo.reading.by'), fromCost: microsFromDollars(value('routoo.reading.fromCost')) },
		learning: { exploration: value('routoo.learning.exploration') / 100 },
		endpoint: { enabled: value('routoo.endpoint.enabled'), port: value('routoo.endpoint.port') },
	};
	return { settings, problems };
}

function scaled(value: number | null, factor: (n: number) => number): number | null {
	return value === null ? null : factor(value);
}

/** An empty list allows all. */
function named(ids: readonly string[]): readonly string[] | null {
	return ids.length > 0 ? ids : null;
}
