import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVIDENCE, type EvidenceKind } from '../../../../src/core/learning/evidence.ts';
import { lastWords, TAKEN_BACK } from '../../../../src/core/learning/last-words.ts';
import type { Signal } from '../../../../src/core/learning/signals.ts';

const said = (requestId: string, kind: string, weight = 1): { readonly signal: Signal } => ({
	signal: { requestId, at: 1, kind, candidateId: 'c', task: 'fix', good: true, weight, features: [1], prior: null },
});
const words = (...all: readonly { readonly signal: Signal }[]) => lastWords(all).map(({ signal }) => `${signal.requestId} ${signal.kind}`);

test('the last word of each source holds', () => {
	expect(words(said('a', 'thumbUp'), said('b', 'thumbUp'), said('a', 'thumbDown'))).toEqual(['b thumbUp', 'a thumbDown']);
	expect(words(said('a', 'thumbUp'), said('a', 'copied'), said('a', 'checkGreen'))).toEqual(['a thumbUp', 'a copied', 'a checkGreen']);
});

test('a copy takes no apply back, and an apply stands for the copy before it', () => {
	expect(words(said('a', 'applied'), said('a', 'copied'))).toEqual(['a applied']);
	expect(words(said('a', 'copied'), said('a', 'inserted'), said('a', 'applied'))).toEqual(['a applied']);
});

test('what was taken back does not count, until something is said again', () => {
	expect(words(said('a', 'thumbUp'), said('a', 'thumbUp', TAKEN_BACK))).toEqual([]);
	expect(words(said('a', 'thumbUp'), said('a', 'thumbUp', TAKEN_BACK), said('a', 'thumbDown'))).toEqual(['a thumbDown']);
});

test('what is no evidence of answers does not count', () => {
	expect(words(said('a', 'compared'), said('a', 'constructor'), said('a', ''))).toEqual([]);
});

test('however much is said, an answer has one word of a source; saying it all again changes nothing', () => {
	const kinds = Object.keys(EVIDENCE) as EvidenceKind[];
	const one = fc
		.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...kinds), fc.constantFrom(1, 1, 0.5, TAKEN_BACK))
		.map(([requestId, kind, weight]) => said(requestId, kind, weight));
	fc.assert(
		fc.property(fc.array(one, { maxLength: 40 }), (all) => {
			const counting = lastWords(all);
			const subjects = counting.map(({ signal }) => `${signal.requestId} ${EVIDENCE[signal.kind as EvidenceKind].source}`);
			expect(new Set(subjects).size).toBe(subjects.length);
			expect(lastWords(counting)).toEqual(counting);
			for (const { signal } of counting) expect(all.map((one) => one.signal)).toContain(signal);
		}),
	);
});
