import { describe, expect, it } from 'vitest';
import { parsePrice, pricedModels, savePrice, withoutPrice } from '../../../../src/app/models/price-input.ts';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import { candidate, prices } from '../../core/routing/support.ts';

const of = (id: string, over: Parameters<typeof candidate>[1] = {}) =>
	candidate(`e/${id}`, { endpointId: 'e', wireModel: id, displayName: id, ...over });

const models = [
	of('known'),
	of('assumed', { priceNote: { kind: 'about', like: 'Other' } }),
	of('doubted', { prices: null, priceNote: { kind: 'doubtful', listed: { input: 3e11, output: 6e11 }, like: 'any model known' } }),
	of('plain', { prices: null }),
	of('plain', { id: 'e/plain@high', effort: 'high', prices: null }),
	of('own', { local: true, prices: prices(0, 0) }),
	of('plan', { included: true, prices: prices(0, 0) }),
];

describe('what a price can be set for', () => {
	it('comes with those that wait for one first, each model once, plans left out', () => {
		expect(pricedModels(models).map(({ key, input }) => [key, input])).toEqual([
			['e/doubted', 300_000],
			['e/plain', null],
			['e/assumed', 1],
			['e/known', 1],
			['e/own', 0],
		]);
	});

	it('says how many wait', () => {
		expect(withoutPrice(models)).toBe('2 models have no known price, so Auto leaves them out: plain, doubted.');
		expect(withoutPrice(models.slice(0, 2))).toBeNull();
		expect(withoutPrice([of('plain', { prices: null })])).toBe('One model has no known price, so Auto leaves it out: plain.');
	});
});

describe('a typed price', () => {
	it.each([
		['0.25', 0.25],
		[' $ 3 ', 3],
		['.5', 0.5],
		['2,5', 2.5],
		['0', 0],
	])('%s', (typed, dollars) => expect(parsePrice(typed)).toEqual({ dollars }));

	it.each(['', 'free', '-1', '0x1', '1e3', 'NaN', 'Infinity', '100001', '1.2.3'])('%s is no price', (typed) =>
		expect(parsePrice(typed)).toHaveProperty('why'),
	);

	it('goes into the settings of the user beside the others, in the form that is read again', async () => {
		let written: unknown = { other: { input: 1, output: 2, cachedInput: 0.1 }, 'e/plain': { input: 9, output: 9, cacheWrite: 4 } };
		const settings = {
			current: () => readSettings((key) => (key === 'routoo.prices' ? written : undefined)).settings,
			updateUser: async (key: string, value: unknown) => {
				expect(key).toBe('routoo.prices');
				written = value;
			},
		};
		await savePrice(settings, 'e/plain', 0.25, 3);
		expect(written).toEqual({
			other: { input: 1, output: 2, cachedInput: 0.1 },
			'e/plain': { input: 0.25, output: 3, cacheWrite: 4 },
		});
		expect(settings.current().prices['e/plain']).toMatchObject({ inputPerMTokUsd: 0.25, outputPerMTokUsd: 3 });
	});
});
