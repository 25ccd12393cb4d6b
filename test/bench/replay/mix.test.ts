import { expect, test } from 'vitest';
import { mixAt, noSignalMix } from '../../../bench/replay/mix.ts';
import { syntheticTraffic } from './support.ts';

test('a coin between two models lies on the line between them, and never pays for a worse one', () => {
	const points = [
		{ cost: 0, predicted: 0.5, realised: 0.4 },
		{ cost: 50, predicted: 0.55, realised: 0.9 },
		{ cost: 100, predicted: 0.9, realised: 0.8 },
	];
	expect(mixAt(points, 0)).toEqual({ predicted: 0.5, realised: 0.4 });
	expect(mixAt(points, 50).predicted).toBeCloseTo(0.7, 9);
	expect(mixAt(points, 75)).toEqual({ predicted: expect.closeTo(0.8, 9), realised: 0.9 });
	expect(mixAt(points, 500)).toEqual({ predicted: 0.9, realised: 0.9 });
});

test('its corners are the classes, each always: dearer and, in a pool like this, better', () => {
	const corners = noSignalMix(syntheticTraffic(300, 3));
	expect(corners).toHaveLength(3);
	for (let i = 1; i < 3; i++) {
		expect(corners[i]!.cost).toBeGreaterThan(2 * corners[i - 1]!.cost);
		expect(corners[i]!.predicted).toBeGreaterThan(corners[i - 1]!.predicted);
	}
});
