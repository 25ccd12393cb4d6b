import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { asNearest } from '../../../bench/live/nearest.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { columnCandidate } from '../../../training/data/candidates.ts';
import { MODELS } from '../../../training/kit/checkout.ts';
import { liveSet } from './support.ts';

const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));

function nearestOf(name: string, effort: string | null = null) {
	const made = liveSet([name], [[1]]);
	const set = {
		...made,
		columns: made.columns.map((column) => ({ ...column, candidate: columnCandidate([name], effort, null, catalog) })),
	};
	return [set.columns[0]!.candidate, asNearest(set, catalog).columns[0]!.candidate] as const;
}

describe('the nearest model', () => {
	it('is another one of the catalog, of the same line, at the same effort', () => {
		const [own, other] = nearestOf('claude-haiku-4-5');
		expect(own.catalogId).toBe('claude-haiku-4-5');
		expect(other.catalogId).not.toBe(own.catalogId);
		expect(other.catalogId).toMatch(/^claude-.*haiku/);
		expect(nearestOf('gpt-5.4-mini', 'high')[1].effort).toBe('high');
		expect({ ...other, catalogId: own.catalogId }).toEqual(own);
	});

	it('of a model that the catalog lacks is one that it has, and none where it knows no family', () => {
		expect(nearestOf('gpt-4-1106-preview')[0].catalogId).toBeNull();
		expect(nearestOf('gpt-4-1106-preview')[1].catalogId).toMatch(/^gpt-/);
		expect(nearestOf('unheard-of-9')[1].catalogId).toBeNull();
	});
});
