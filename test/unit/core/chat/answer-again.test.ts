import { expect, test } from 'vitest';
import { againChoice, againEvidence } from '../../../../src/core/chat/answer-again.ts';
import type { Turn } from '../../../../src/core/chat/session.ts';
import { emptyAnswer } from '../../../../src/core/chat/session-ops.ts';
import type { RoutingLine, RoutingRow } from '../../../../src/core/routing/routing-line.ts';

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

const turnOf = (rows: readonly RoutingRow[], ...answered: readonly string[]): Turn => {
	const line = (candidateId: string) => ({ candidateId, alternatives: rows }) as unknown as RoutingLine;
	const answers = answered.map((id) => ({ ...emptyAnswer(id, 1), state: 'done' as const, routing: line(id) }));
	return { id: 't', at: 1, text: 'x', attachments: [], sentTokens: 1, answers, shown: answers.length - 1 };
};

test('stronger and cheaper are one model each, known before it is asked', () => {
	expect(againChoice(turnOf(ROWS, 'own'), 'stronger')?.candidateId).toBe('better');
	expect(againChoice(turnOf(ROWS, 'own'), 'cheaper')?.candidateId).toBe('cheap');
	expect(againChoice(turnOf(ROWS, 'own'), 'same')?.candidateId).toBe('own');
});

test('what has answered is not bought again, nor is asked what may not be', () => {
	expect(againChoice(turnOf(ROWS, 'cheap', 'own'), 'cheaper')).toBeNull();
	const barred = ROWS.map((one) => (one.candidateId === 'better' ? { ...one, excluded: true } : one));
	expect(againChoice(turnOf(barred, 'own'), 'stronger')).toBeNull();
	// The user had chosen: that alone keeps all others out.
	const chosen = ROWS.map((one) => ({ ...one, excluded: one.candidateId !== 'own' }));
	expect(againChoice(turnOf(chosen, 'own'), 'stronger')?.candidateId).toBe('better');
	expect(againChoice(turnOf([], 'own'), 'same')).toBeNull();
});
