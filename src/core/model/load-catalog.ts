import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { RoutooError } from '../base/errors.ts';
import { type Catalog, MODEL_TIERS } from './catalog.ts';

const isoDate = z.iso.date();
const text = z.string().check(z.minLength(1));
const micros = z.int().check(z.nonnegative());
const provenance = { source: text, date: isoDate };
const rates = {
	input: micros,
	output: micros,
	cachedInput: z.nullable(micros),
	cacheWrite: z.nullable(micros),
	cacheWriteHour: z.optional(micros),
};
const tiers = z.array(z.object({ above: z.int().check(z.positive()), ...rates })).check(
	z.minLength(1),
	z.refine((list) => list.every(({ above }, i) => i === 0 || above > list[i - 1]!.above), { error: () => l10n.t('the borders must rise') }),
);

const model = z.object({
	id: text,
	vendor: text,
	family: text,
	displayName: text,
	aliases: z.array(z.string().check(z.regex(/^[^A-Z]+$/))),
	released: z.nullable(z.string().check(z.regex(/^20\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/))),
	tier: z.optional(z.nullable(z.enum(MODEL_TIERS))),
	parametersB: z.nullable(z.number().check(z.positive())),
	openWeights: z.boolean(),
	contextTokens: z.int().check(z.positive()),
	contextSource: z.optional(z.object(provenance)),
	maxOutputTokens: z.nullable(z.int().check(z.positive())),
	tools: z.boolean(),
	vision: z.boolean(),
	fim: z.boolean(),
	reasoning: z.boolean(),
	efforts: z.array(z.object({ name: text, wire: text })),
	defaultEffort: z.optional(z.nullable(text)),
	ollama: z.optional(z.nullable(text)),
	prices: z.nullable(
		z.object({
			...rates,
			tiers: z.optional(tiers),
			later: z.optional(z.object({ from: isoDate, ...rates })),
			perRequest: z.optional(micros),
			tierSource: z.optional(z.object(provenance)),
			...provenance,
		}),
	),
	speed: z.nullable(
		z.object({
			tokensPerSecond: z.number().check(z.positive()),
			firstTokenSeconds: z.nullable(z.number().check(z.positive())),
			...provenance,
		}),
	),
	scores: z.array(
		z
			.object({ benchmark: text, value: z.number(), unit: z.enum(['fraction', 'elo']), effort: z.nullable(text), ...provenance })
			.check(
				z.refine(({ unit, value }) => unit === 'elo' || (value >= 0 && value <= 1), { error: () => l10n.t('a fraction must lie in 0..1') }),
			),
	),
});

const catalog = z.object({ version: z.literal(1), date: isoDate, models: z.array(model).check(z.minLength(1)) });

/**
 * The catalog as a checked value. Throws RoutooError `damagedFile` that names the first wrong place
 * (`models[3].prices.date (gpt-5) must be a date (YYYY-MM-DD)`) when anything is missing, of the wrong type or out of range, or when two
 * models share an id.
 */
export function parseCatalog(json: unknown): Catalog {
	const result = z.safeParse(catalog, json);
	if (!result.success) {
		const issue = result.error.issues[0]!;
		throw damaged(`${place(issue.path, json)} ${complaint(issue)}`);
	}
	const seen = new Set<string>();
	for (const { id } of result.data.models) {
		if (seen.has(id)) throw damaged(l10n.t('the model {0} stands twice', id));
		seen.add(id);
	}
	return result.data as Catalog;
}

function damaged(what: string): RoutooError {
	return new RoutooError(
		'damagedFile',
		l10n.t('The model catalog is damaged: {0}.', what),
		l10n.t('Update the catalog from a file, or reinstall the extension.'),
	);
}

/** zod/mini carries no messages of its own; the issue's fields say it as exactly. */
function complaint(issue: z.core.$ZodIssue): string {
	switch (issue.code) {
		case 'invalid_type':
			return l10n.t('must be of type {0}', issue.expected);
		case 'invalid_format':
			return issue.format === 'date' ? l10n.t('must be a date (YYYY-MM-DD)') : l10n.t('must be lower case');
		case 'too_small':
			if (typeof issue.minimum !== 'number' || issue.origin !== 'number') return l10n.t('must not be empty');
			return issue.inclusive ? l10n.t('must be at least {0}', issue.minimum) : l10n.t('must be more than {0}', issue.minimum);
		case 'invalid_value':
			return l10n.t('must be one of {0}', issue.values.join(', '));
		default:
			return issue.message;
	}
}

function place(path: readonly PropertyKey[], json: unknown): string {
	const words = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
	const index = path[0] === 'models' && typeof path[1] === 'number' ? path[1] : null;
	const id = index === null ? undefined : (json as { models: { id?: unknown }[] }).models[index]?.id;
	const where = words.replace(/^\./, '') || l10n.t('the file');
	return typeof id === 'string' ? `${where} (${id})` : where;
}

const msPerDay = 86_400_000;
/** After so many days the view shows the catalog's age. */
const staleAfterDays = 90;

/** Whole days since the newest figure of the catalog, never negative. `nowMs` is epoch milliseconds. */
export function catalogAgeDays(catalog: Catalog, nowMs: number): number {
	return Math.max(0, Math.floor((nowMs - Date.parse(`${catalog.date}T00:00:00Z`)) / msPerDay));
}

export function isCatalogStale(catalog: Catalog, nowMs: number): boolean {
	return catalogAgeDays(catalog, nowMs) > staleAfterDays;
}
