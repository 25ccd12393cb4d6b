import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../../../src/core/routing/decoder.ts';
import { isGoodEnough } from '../../../../src/core/routing/good-enough.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { AUTO, NO_LIMITS, type RouteDecision } from '../../../../src/core/routing/types.ts';
import { formatPercent, formatQuality } from '../../../../src/protocol/format.ts';
import { candidate, cost, predicted, prediction } from './support.ts';

const model = fc.record({
	// Where a figure is rounded and where the bar is, close by.
	mean: fc.oneof(
		fc.double({ min: 0, max: 1, noNaN: true }),
		fc.double({ min: 0.9, max: 0.93, noNaN: true }),
		fc.constantFrom(0.905, 0.915, 0.92, 0.9951, 1),
	),
	width: fc.oneof(fc.constant(0.02), fc.double({ min: 0, max: 0.4, noNaN: true })),
	micros: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200_000 })),
	seconds: fc.integer({ min: 1, max: 90 }),
});
type Model = typeof model extends fc.Arbitrary<infer T> ? T : never;

function decided(models: readonly Model[]): RouteDecision {
	const ids = models.map((_, i) => `m${i}`);
	const predictions = models.map(({ mean, width, seconds }, i) =>
		predicted(ids[i]!, mean, {
			quality: { mean, low: Math.max(0, mean - width / 2), high: Math.min(1, mean + width / 2) },
			latencyMs: 1000 * seconds,
		}),
	);
	return decide({
		candidates: ids.map((id) => candidate(id)),
		prediction: prediction(predictions),
		costs: models.map(({ micros }) => cost(micros)),
		needs: { tools: false, vision: false },
		limits: NO_LIMITS,
		weights: presetWeights('balanced'),
		because: new Set(),
		choice: AUTO,
	});
}

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

test('the reason says the quality as the line does, and no comparison with the bar reads false', () => {
	fc.assert(
		fc.property(fc.array(model, { minLength: 2, maxLength: 5 }), (models) => {
			const { reason, chosen, goodEnough } = decided(models);
			const quality = chosen!.quality;
			const said = /quality ([<>]?\d+) %, (?:you ask for|too unsure for the) (\d+) %/.exec(reason);
			const enough = isGoodEnough(quality, goodEnough);
			if (said !== null) {
				expect(`${said[1]} %`).toBe(plain(formatQuality(quality)));
				expect(`${said[2]} %`).toBe(plain(formatPercent(goodEnough!)));
				const above = Number.parseInt(said[1]!.replace(/[<>]/, ''), 10) >= Number.parseInt(said[2]!, 10);
				if (enough) expect(above, reason).toBe(true);
				else expect(above, reason).toBe(reason.includes('too unsure'));
			} else expect(reason.includes('just below'), reason).toBe(true);
			expect(reason.startsWith('Good enough'), reason).toBe(enough);
		}),
		{ numRuns: 1000 },
	);
});

test('a difference is that of the figures that are shown, or says its decimal', () => {
	fc.assert(
		fc.property(fc.array(model, { minLength: 2, maxLength: 5 }), (models) => {
			const { chosen, alternatives, goodEnough } = decided(models);
			const shown = (mean: number): number => Math.round(100 * mean);
			for (const { quality, whyNot } of alternatives) {
				const said = /quality ([\d.]+) % (?:higher|lower)/.exec(whyNot)?.[1];
				const between = Math.abs(shown(quality.mean) - shown(chosen!.quality.mean));
				if (said !== undefined) {
					const exact = Math.abs(100 * (quality.mean - chosen!.quality.mean));
					if (exact >= 1.95) expect(Number(said), whyNot).toBe(between);
					else expect(Math.abs(Number(said) - between), whyNot).toBeLessThanOrEqual(1);
				}
				if (/^not good enough/.test(whyNot)) expect(shown(quality.mean), whyNot).toBeLessThan(shown(goodEnough!));
			}
		}),
		{ numRuns: 1000 },
	);
});
