import { describe, expect, it } from 'vitest';
import type { Catalog, CatalogModel } from '../../../../src/core/model/catalog.ts';
import { hostedSpeed } from '../../../../src/core/model/speed.ts';

function model(id: string, vendor: string, outputUsd: number | null, tokensPerSecond: number | null): CatalogModel {
	const provenance = { source: 'test', date: '2026-11-28' };
	const output = outputUsd === null ? null : outputUsd * 1_000_000;
	return {
		id,
		vendor,
		prices: output === null ? null : { input: output / 5, output, cachedInput: null, cacheWrite: null, ...provenance },
		speed: tokensPerSecond === null ? null : { tokensPerSecond, firstTokenSeconds: 0.5, ...provenance },
	} as CatalogModel;
}

const models = [
	model('large', 'one', 25, 50),
	model('large-old', 'one', 20, 60),
	model('small', 'one', 1, 200),
	model('other', 'two', 25, 30),
	model('new-large', 'one', 30, null),
	model('new-small', 'one', 0.8, null),
	model('new-giant', 'one', 500, null),
	model('new-free', 'one', null, null),
	model('new-vendor', 'three', 5, null),
];
const catalog = { version: 1, date: '2026-11-28', models } as Catalog;
const speedOf = (id: string) => hostedSpeed(models.find((each) => each.id === id)!, catalog);

describe('speed of a hosted model', () => {
	it('is the measured one', () => {
		expect(speedOf('large')).toEqual({ tokensPerSecond: 50, firstTokenSeconds: 0.5 });
	});

	it('is, where nobody measured it, that of the slowest of its vendor at a like price', () => {
		expect(speedOf('new-large')).toEqual({ tokensPerSecond: 50, firstTokenSeconds: null });
		expect(speedOf('new-small')).toEqual({ tokensPerSecond: 200, firstTokenSeconds: null });
	});

	it('is that of the slowest of the vendor where none is priced alike, and unknown without any', () => {
		expect(speedOf('new-giant')?.tokensPerSecond).toBe(50);
		expect(speedOf('new-free')?.tokensPerSecond).toBe(50);
		expect(speedOf('new-vendor')).toBeNull();
		expect(hostedSpeed(null, catalog)).toBeNull();
	});
});
