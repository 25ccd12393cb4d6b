import { expect, test } from 'vitest';
import { againEvidence } from '../../../../src/core/chat/answer-again.ts';
import type { RoutingRow } from '../../../../src/core/routing/routing-line.ts';

const row = (candidateId: string, mean: number, expectedCost: number | null): RoutingRow => ({
	...{ candidateId, modelName: candidateId, recipient: 'there', quality: { mean, low: mean, high: mean }, expectedCost },
	...{ latencyMs: 1, whyNot: '', excluded: false },
});
const ROWS = [row('own', 0.7, 100), row('better', 0.8, 500), row('cheap', 0.5, 10), row('dear', 0.6, 900), row('unpriced', 0.6, null)];

test.each([
	['stronger', 'againStronger'],
	['cheaper', null],
	['better', 'againStronger'],
	['cheap', null],
	['dear', 'againSame'],
	['unpriced', 'againSame'],
	['own', 'againSame'],
	['auto', 'againSame'],
	['gone', 'againSame'],
])('asking again with %s says %s', (asked, kind) => {
	expect(againEvidence(ROWS, 'own', asked)).toBe(kind);
});

test('an answer whose own row is gone is asked again all the same', () => {
	expect(againEvidence([], 'own', 'better')).toBe('againSame');
});
