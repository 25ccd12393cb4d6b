import { describe, expect, it } from 'vitest';
import type { Catalog, CatalogModel } from '../../../../src/core/model/catalog.ts';
import { hostedSpeed } from '../../../../src/core/model/speed.ts';

function model(
	id: string,
	vendor: string,
	outputUsd: number | null,
	tokensPerSecond: number | null,
	tier?: CatalogModel['tier'],
): CatalogModel {
	const provenance = { source: 'test', date: '2026-11-28' };
	const output = outputUsd === null ? null : outputUsd * 1_000_000;
	return {
		id,
		vendor,
		tier,
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

	describe('of a tier', () => {
		const tiered = [
			model('acme-pro-2', 'acme', 10, null, 'frontier'),
			model('acme-pro-1', 'acme', 40, 70, 'frontier'),
			model('acme-mini-1', 'acme', 1, 20, 'small'),
			model('rival-max', 'rival', 30, 35, 'frontier'),
			model('rival-nano', 'rival', 1, 150, 'tiny'),
			model('new-max', 'new', 30, null, 'frontier'),
			model('acme-huge-1', 'acme', 90, null, 'flagship'),
		];
		const of = (id: string | null, name?: string) =>
			hostedSpeed(tiered.find((each) => each.id === id) ?? null, { ...catalog, models: tiered }, name)?.tokensPerSecond ?? null;

		it.each([
			['its vendor, whatever the price', 'acme-pro-2', 70],
			['any vendor, the slowest', 'new-max', 35],
			['its vendor alone where nobody has that tier', 'acme-huge-1', 20],
		])('is that of %s', (_, id, speed) => {
			expect(of(id)).toBe(speed);
		});

		it('stands for a model that the catalog lacks and its next of kin is in', () => {
			expect(of(null, 'acme-pro-3')).toBe(70);
			expect(of(null, 'mystery-3')).toBeNull();
		});
	});
});
