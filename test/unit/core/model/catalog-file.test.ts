import { describe, expect, test } from 'vitest';
import type { CatalogModel } from '../../../../src/core/model/catalog.ts';
import { nextOfKin } from '../../../../src/core/model/kin.ts';
import { ambiguousNames, matchModel } from '../../../../src/core/model/match.ts';
import { modelFacts } from '../../../../training/catalog/models.ts';
import { isPublishedAs, publishedIds } from '../../../../training/catalog/published-names.ts';
import { shipped } from './shipped.ts';

const isoDate = /^20\d\d-[01]\d-[0-3]\d$/;
const vendors = ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'mistral', 'xai', 'meta', 'moonshot', 'zai'];

function figures(model: CatalogModel) {
	return [...model.scores, model.prices, model.speed, model.contextSource].filter((figure) => figure != null);
}

describe('models/catalog.json', () => {
	test('holds at least 60 models of every vendor asked for, and local families', () => {
		expect(shipped.models.length).toBeGreaterThanOrEqual(60);
		for (const vendor of vendors)
			expect(
				shipped.models.some((model) => model.vendor === vendor),
				vendor,
			).toBe(true);
		expect(shipped.models.filter((model) => model.ollama).length).toBeGreaterThanOrEqual(30);
	});

	test('ids are unique, lower case and free of aliases that another model claims', () => {
		const ids = shipped.models.map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.filter((id) => id !== id.toLowerCase())).toEqual([]);
		expect(ambiguousNames(shipped)).toEqual([]);
	});

	test('every id, alias and Ollama tag matches its own model', () => {
		for (const model of shipped.models) {
			for (const name of [model.id, ...model.aliases, ...(model.ollama ? [model.ollama] : [])]) {
				expect(matchModel(name, shipped)?.id, name).toBe(model.id);
			}
		}
	});

	test.each(shipped.models.map((model) => [model.id, model] as const))('%s: every figure names its source and date', (_id, model) => {
		for (const figure of figures(model)) {
			expect(figure.source.length).toBeGreaterThan(10);
			expect(figure.date).toMatch(isoDate);
			expect(figure.date <= '2026-11-22').toBe(true);
		}
		expect(model.contextSource).toBeDefined();
	});

	test('no score stands twice, and a figure is inside its scale', () => {
		for (const { id, scores } of shipped.models) {
			const keys = scores.map(({ benchmark, effort, source }) => `${benchmark}@${effort} ${source}`);
			expect(new Set(keys).size, id).toBe(keys.length);
			for (const { unit, value, benchmark } of scores) {
				const [low, high] = unit === 'elo' ? [600, 2200] : [0, 1];
				expect(value, `${id} ${benchmark}`).toBeGreaterThanOrEqual(low);
				expect(value, `${id} ${benchmark}`).toBeLessThanOrEqual(high);
				expect(unit, `${id} ${benchmark}`).toBe(benchmark.startsWith('arena_elo') ? 'elo' : 'fraction');
			}
		}
	});

	test('at most two figures of Artificial Analysis for a model, both of the allowed benchmarks and with attribution', () => {
		for (const { id, scores } of shipped.models) {
			const theirs = scores.filter(({ source }) => /aa_api_live|Artificial Analysis/.test(source));
			expect(theirs.length, id).toBeLessThanOrEqual(2);
			for (const score of theirs) {
				expect(['mmlu_pro', 'livecodebench']).toContain(score.benchmark);
				expect(score.source).toContain('Artificial Analysis');
			}
		}
	});

	test('prices are integer micro-dollars and plausible', () => {
		const priced = shipped.models.flatMap(({ id, prices }) => (prices ? [{ id, prices }] : []));
		expect(priced.length).toBeGreaterThanOrEqual(60);
		for (const { id, prices } of priced) {
			const { input, output, cachedInput, cacheWrite } = prices;
			for (const value of [input, output, cachedInput, cacheWrite]) if (value !== null) expect(Number.isInteger(value), id).toBe(true);
			expect(input, id).toBeGreaterThan(0);
			expect(input, id).toBeLessThanOrEqual(output * 1.5);
			expect(output, id).toBeLessThanOrEqual(200_000_000);
			if (cachedInput !== null) expect(cachedInput, id).toBeLessThanOrEqual(input);
			if (cacheWrite !== null) expect(cacheWrite, id).toBeLessThanOrEqual(input * 2);
		}
	});

	test('remote models that nobody can run at home have a price, the newest that of their next of kin until a source names it', () => {
		const unpriced = shipped.models.filter(({ ollama, prices }) => !ollama && !prices);
		for (const { id, released } of unpriced) {
			expect(released! >= '2026-08', id).toBe(true);
			expect(nextOfKin(id, shipped), id).not.toBeNull();
		}
		expect(unpriced.length).toBeLessThan(10);
	});

	test('every model of a line names its month', () => {
		const tiered = shipped.models.filter(({ tier }) => tier);
		expect(tiered.length).toBeGreaterThan(80);
		for (const { id, released } of tiered) expect(released, id).not.toBeNull();
	});

	test('the default effort is one that is offered, and efforts go over the wire under their names', () => {
		for (const { id, efforts, defaultEffort } of shipped.models) {
			const names = efforts.map(({ name }) => name);
			expect(names, id).toEqual(efforts.map(({ wire }) => wire));
			expect(new Set(names).size, id).toBe(names.length);
			if (defaultEffort) expect(names, id).toContain(defaultEffort);
		}
	});

	test('the date of the catalog is the newest of its scores, prices and speeds', () => {
		const dates = shipped.models.flatMap(({ scores, prices, speed }) => [...scores, prices, speed].flatMap((figure) => figure?.date ?? []));
		expect(shipped.date).toBe(dates.sort().at(-1));
	});

	test('every score is a run of its own model by the table of published names', () => {
		expect(modelFacts.map(({ id }) => id)).toEqual(shipped.models.map(({ id }) => id));
		for (const [index, facts] of modelFacts.entries()) {
			const suffixed = shipped.models[index]!.scores.map(
				({ effort }) => `${facts.published[0]!.split('@')[0]}${effort ? `@${effort}` : ''}`,
			);
			for (const id of suffixed) expect(isPublishedAs(facts, id), id).toBe(true);
		}
	});

	test('published names follow the effort of the candidate', () => {
		expect(publishedIds('gpt-5', null)[0]).toBe('gpt-5-2025-08-07@medium');
		expect(publishedIds('gpt-5', null)).toContain('gpt-5-2025-08-07');
		expect(publishedIds('gpt-5', 'high')[0]).toBe('gpt-5-2025-08-07@high');
		expect(publishedIds('gpt-5.4', null)[0]).toBe('gpt-5.4@no-thinking');
		expect(publishedIds('claude-haiku-4-5', 'high')).toContain('claude-haiku-4-5-20251001@thinking-64k');
		expect(publishedIds('claude-haiku-4-5', null)[0]).toBe('claude-haiku-4-5-20251001@no-thinking');
		expect(publishedIds('qwen3-8b', null)[0]).toBe('qwen3-8b@thinking');
		expect(publishedIds('qwen3-8b', 'none')[0]).toBe('qwen3-8b@no-thinking');
		expect(publishedIds('grok-4-1-fast-reasoning', null)).toEqual(['grok-4-1-fast@thinking']);
		expect(() => publishedIds('no-such-model', null)).toThrow('no-such-model');
	});
});
