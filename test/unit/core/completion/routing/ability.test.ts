import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Ability, completionAbility, completionModelName } from '../../../../../src/core/completion/routing/ability.ts';
import { FILL_SUCCESSORS, PUBLISHED_FILL } from '../../../../../src/core/completion/routing/published.ts';
import type { FillMethod } from '../../../../../src/core/completion/types.ts';
import type { Candidate } from '../../../../../src/core/model/candidate.ts';
import { parseCatalog } from '../../../../../src/core/model/load-catalog.ts';
import { filler } from './support.ts';

const catalog = parseCatalog(JSON.parse(readFileSync(new URL('../../../../../models/catalog.json', import.meta.url), 'utf8')));

function ability(wireModel: string, over: Partial<Candidate> = {}, method: FillMethod = 'template'): Ability {
	return completionAbility(filler(wireModel, { wireModel, ...over }, { method }), [], catalog);
}

describe('ability to fill in', () => {
	it.each([
		['qwen2.5-coder:7b', 'Qwen/Qwen2.5-Coder-7B-Instruct-GGUF'],
		['qwen2.5-coder:1.5b', 'qwen2.5-coder:1.5b-base-q4_K_M'],
		['deepseek-coder:6.7b', 'deepseek-ai/deepseek-coder-6.7b-base'],
		['starcoder2:3b', 'bigcode/starcoder2-3b'],
		['codestral-22b-v0.1', 'mistralai/Codestral-22B-v0.1'],
	])('%s and %s are one model', (a, b) => {
		expect(completionModelName(b)).toBe(completionModelName(a));
		expect(ability(b)).toEqual(ability(a));
		expect(ability(a).basis).toBe('published');
	});

	it('orders the sizes of one family as published, the reference at 0', () => {
		const sizes = ['0.5b', '1.5b', '3b', '7b', '14b', '32b'].map((size) => ability(`qwen2.5-coder:${size}`).mean);
		expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
		expect(sizes[3]).toBeCloseTo(0, 2);
		expect(sizes[0]).toBeLessThan(-0.9);
	});

	it('is less sure where two published scores disagree, and of a successor', () => {
		expect(ability('starcoder2:7b').deviation).toBeGreaterThan(ability('deepseek-coder:6.7b').deviation + 0.2);
		expect(ability('codestral-latest').mean).toBe(ability('codestral-2501').mean);
		expect(ability('codestral-latest').deviation).toBeGreaterThan(ability('codestral-2501').deviation);
	});

	it('takes coding scores of the catalog for a model without a fill score, capped', () => {
		const strong = catalog.models.find((m) => m.scores.some((s) => s.benchmark === 'livecodebench' && s.value > 0.7))!;
		const found = ability('whatever', { catalogId: strong.id });
		expect(found.basis).toBe('coding');
		expect(found.mean).toBeLessThanOrEqual(0.6);
		expect(found.mean).toBeGreaterThan(0);
		expect(ability('whatever', { catalogId: strong.id }, 'chat').mean).toBeCloseTo(found.mean - 0.3, 9);
	});

	it('falls back to size and to nothing, each with a wider interval', () => {
		const [coder, general, unknown] = [
			ability('my-coder-3b', { parametersB: 3 }),
			ability('llama-3b', { parametersB: 3 }),
			ability('mystery', { parametersB: null, local: true }),
		];
		expect(coder).toMatchObject({ basis: 'size' });
		expect(general!.mean).toBeLessThan(coder!.mean);
		expect(general!.deviation).toBeGreaterThan(coder!.deviation);
		expect(unknown).toMatchObject({ basis: 'unknown', deviation: 0.8 });
		expect(ability('my-coder-30b', { parametersB: 30 }).mean).toBeGreaterThan(coder!.mean);
	});

	it('what the head measured goes before everything', () => {
		const measured = [{ model: 'qwen2.5-coder:7b', mean: 0.7, deviation: 0.1 }];
		expect(completionAbility(filler('x', { wireModel: 'Qwen2.5-Coder-7B' }), measured, catalog)).toEqual({
			mean: 0.7,
			deviation: 0.1,
			basis: 'measured',
		});
	});
});

describe('table of published scores', () => {
	it('names every model once, with scores that are fractions, and each with a source and a date', () => {
		const names = PUBLISHED_FILL.flatMap((entry) => entry.names.map(completionModelName));
		expect(names.length).toBe(new Set(names).size);
		for (const { scores, from } of PUBLISHED_FILL) {
			expect(Object.values(scores).length).toBeGreaterThan(0);
			for (const score of Object.values(scores)) {
				expect(score).toBeGreaterThan(0);
				expect(score).toBeLessThan(1);
			}
			for (const { source, date } of from) {
				expect(source.length).toBeGreaterThan(10);
				expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
			}
		}
		for (const [name, earlier] of Object.entries(FILL_SUCCESSORS)) {
			expect(completionModelName(name)).toBe(name);
			expect(names).toContain(earlier);
		}
	});
});
