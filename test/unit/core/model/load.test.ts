import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { catalogAgeDays, isCatalogStale, parseCatalog } from '../../../../src/core/model/load-catalog.ts';
import { shipped, shippedJson } from './shipped.ts';

type Json = Record<string, unknown>;

function broken(change: (catalog: { models: Json[] } & Json) => void): RoutooError {
	const copy = structuredClone(shippedJson) as { models: Json[] } & Json;
	change(copy);
	try {
		parseCatalog(copy);
	} catch (error) {
		expect(error).toBeInstanceOf(RoutooError);
		return error as RoutooError;
	}
	throw new Error('a damaged catalog was taken');
}

const firstScored = shipped.models.findIndex(({ scores }) => scores.length > 0);
const firstSpeed = shipped.models.findIndex(({ speed }) => speed !== null);

describe('parseCatalog', () => {
	test('takes the shipped file unchanged', () => {
		expect(parseCatalog(structuredClone(shippedJson))).toEqual(shippedJson);
	});

	test.each([
		['no object', null],
		['a list', []],
		['text', '{}'],
		['no models', { version: 1, date: '2026-01-01' }],
		['an empty list of models', { version: 1, date: '2026-01-01', models: [] }],
		['another version', { ...shippedJson, version: 2 }],
	])('refuses %s', (_what, json) => {
		expect(() => parseCatalog(json)).toThrow(RoutooError);
	});

	test.each([
		['a price without a source', (c: { models: Json[] }) => delete (c.models[0]!.prices as Json).source, 'models[0].prices.source'],
		['a price with an empty source', (c: { models: Json[] }) => ((c.models[0]!.prices as Json).source = ''), 'models[0].prices.source'],
		['a price without a date', (c: { models: Json[] }) => delete (c.models[0]!.prices as Json).date, 'models[0].prices.date'],
		['a price of half a micro-dollar', (c: { models: Json[] }) => ((c.models[0]!.prices as Json).input = 0.5), 'models[0].prices.input'],
		['a negative price', (c: { models: Json[] }) => ((c.models[0]!.prices as Json).output = -1), 'models[0].prices.output'],
		['a month for a date', (c: { models: Json[] }) => ((c.models[0]!.prices as Json).date = '2026-09'), 'models[0].prices.date'],
		[
			'a context without a date',
			(c: { models: Json[] }) => delete (c.models[0]!.contextSource as Json).date,
			'models[0].contextSource.date',
		],
		['no context', (c: { models: Json[] }) => (c.models[0]!.contextTokens = 0), 'models[0].contextTokens'],
		['an upper-case alias', (c: { models: Json[] }) => (c.models[0]!.aliases = ['GPT']), 'models[0].aliases[0]'],
		['an effort without a wire value', (c: { models: Json[] }) => (c.models[0]!.efforts = [{ name: 'low' }]), 'models[0].efforts[0].wire'],
		['text for a flag', (c: { models: Json[] }) => (c.models[0]!.tools = 'yes'), 'models[0].tools'],
	])('names the place of %s', (_what, change, place) => {
		const error = broken(change);
		expect(error.kind).toBe('damagedFile');
		expect(error.message).toContain(`${place} (${shipped.models[0]!.id})`);
		expect(error.nextStep).not.toBe('');
	});

	test.each(['source', 'date'])('refuses a score or a speed without its %s', (field) => {
		const score = broken((c) => delete ((c.models[firstScored]!.scores as Json[])[0] as Json)[field]);
		expect(score.message).toContain(`models[${firstScored}].scores[0].${field}`);
		const speed = broken((c) => delete (c.models[firstSpeed]!.speed as Json)[field]);
		expect(speed.message).toContain(`models[${firstSpeed}].speed.${field}`);
	});

	test('says what a value must be', () => {
		expect(broken((c) => ((c.models[0]!.prices as Json).date = 'soon')).message).toContain('must be a date (YYYY-MM-DD)');
		expect(broken((c) => (c.models[0]!.tools = 1)).message).toContain('must be of type boolean');
		expect(broken((c) => ((c.models[0]!.prices as Json).input = -5)).message).toContain('must be at least 0');
		expect(broken((c) => (((c.models[firstScored]!.scores as Json[])[0] as Json).value = 87)).message).toContain('0..1');
	});

	test('refuses an id that stands twice', () => {
		expect(broken((c) => (c.models[1]!.id = c.models[0]!.id)).message).toContain('twice');
	});
});

describe('age of the catalog', () => {
	const catalog = { ...shipped, date: '2026-01-01' };
	const day = (date: string) => Date.parse(`${date}T12:00:00Z`);

	test.each([
		['2026-01-01', 0, false],
		['2026-01-02', 1, false],
		['2026-04-01', 90, false],
		['2026-04-02', 91, true],
		['2025-12-31', 0, false],
	])('on %s it is %i days old, stale: %s', (date, days, stale) => {
		expect(catalogAgeDays(catalog, day(date))).toBe(days);
		expect(isCatalogStale(catalog, day(date))).toBe(stale);
	});
});
