import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/cli/arguments.ts';
import { resolvePool } from '../../../src/cli/pool.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { Catalog, CatalogModel } from '../../../src/core/model/catalog.ts';

const model = (id: string, displayName: string, aliases: string[] = []) => ({ id, displayName, aliases }) as unknown as CatalogModel;
const catalog = {
	models: [
		model('quick-1', 'Quick 1', ['vendor/quick-1', 'quick-1-2026-01-01']),
		model('quick-1-mini', 'Quick 1 mini'),
		model('slow-9', 'Slow 9'),
	],
} as unknown as Catalog;
const candidate = (id: string, catalogId: string, displayName: string) => ({ id, catalogId, displayName }) as Candidate;
const candidates = [
	candidate('v/quick-1', 'quick-1', 'Quick 1'),
	candidate('v/quick-1@high', 'quick-1', 'Quick 1'),
	candidate('v/quick-1-mini', 'quick-1-mini', 'Quick 1 mini'),
	candidate('v/slow-9', 'slow-9', 'Slow 9'),
];

describe('--pool', () => {
	it('a candidate id is that candidate alone', () => {
		expect(resolvePool(['v/quick-1@high'], candidates, catalog)).toEqual(['v/quick-1@high']);
	});

	it.each(['quick-1', 'Quick 1', 'QUICK-1', 'vendor/quick-1', 'quick-1-2026-01-01'])('%s is every effort of the model', (name) => {
		expect(resolvePool([name], candidates, catalog)).toEqual(['v/quick-1', 'v/quick-1@high']);
	});

	it('names each candidate once', () => {
		expect(resolvePool(['quick-1', 'v/quick-1'], candidates, catalog)).toEqual(['v/quick-1', 'v/quick-1@high']);
	});

	it('an unknown model lists the nearest names, the nearest first', () => {
		const attempt = () => resolvePool(['slow-9', 'qick-1-mini'], candidates, catalog);
		expect(attempt).toThrow(InputError);
		expect(attempt).toThrow('"qick-1-mini"');
		try {
			attempt();
		} catch (error) {
			expect((error as InputError).nextStep).toMatch(/^Near names: quick-1-mini, quick-1/);
		}
	});
});
