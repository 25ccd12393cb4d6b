import { expect, test } from 'vitest';
import { routedJson } from '../../../../src/app/insights/route-json.ts';
import type { Moved } from '../../../../src/core/routing/types.ts';
import { predictionOf, SONNET } from '../learning/learning-bench.ts';

const alternative = (id: string, displayName: string) => ({
	...{ candidate: { id, displayName }, quality: { mean: 0.7, low: 0.6, high: 0.8 }, cost: { basis: 'unknown', expected: 0, max: 0 } },
	...{ latencyMs: 1, firstUsefulMs: 1, gainPoints: 0, score: 0, excluded: null, whyNot: '' },
});

test('the JSON of a decision says what signals moved and which slower reader spoke', () => {
	const moved: Moved = { points: -4.2, by: ['thumb'], seen: 12, onTask: 12 };
	const reading = { source: 'judge', modelName: 'Haiku 4.5', harder: 6.04, cost: 1100 } as const;
	const chosen = alternative(SONNET, 'Sonnet');
	const routed = {
		request: { text: 'x', language: null, attachments: [], history: [] },
		decision: { chosen, alternatives: [chosen], reason: 'r', steeredBy: [] },
	};
	const read = JSON.parse(routedJson({ ...routed, prediction: { ...predictionOf(), moved: [moved, null], reading } } as never));
	expect(read.learned).toEqual(['Your thumbs moved Sonnet down 4 points on tests (12 signals).']);
	expect(read.reading).toEqual({ by: 'judge', model: 'Haiku 4.5', harderPoints: 6, costUsd: 0.0011 });
	const plain = JSON.parse(routedJson({ ...routed, prediction: predictionOf() } as never));
	expect(plain).not.toHaveProperty('learned');
	expect(plain).not.toHaveProperty('reading');
});
