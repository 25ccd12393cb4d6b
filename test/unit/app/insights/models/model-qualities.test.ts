import { expect, test } from 'vitest';
import { ModelQualities, QUALITY_KINDS } from '../../../../../src/app/insights/models/model-qualities.ts';
import { TYPICAL_REQUESTS, typicalRequest } from '../../../../../src/app/insights/models/typical-requests.ts';
import type { Candidate } from '../../../../../src/core/model/candidate.ts';
import type { PredictorStatus } from '../../../../../src/core/routing/predictor.ts';
import type { Prediction, RouteRequest } from '../../../../../src/core/routing/types.ts';
import { assemblePrediction } from '../../../../../src/predictor/assemble.ts';
import { taskKind } from '../../../../../src/predictor/task-kind.ts';
import { candidate, predicted } from '../../../core/routing/support.ts';

test.each(Object.entries(TYPICAL_REQUESTS))('what stands for the kind %s is read as that kind', (kind, texts) => {
	expect(texts.map((text) => taskKind(typicalRequest(text)))).toEqual(texts.map(() => kind));
	// The words of its own alone count, and nothing is missing that it points at.
	expect(new Set(texts).size).toBe(2);
});

function bench(meanOf: (request: RouteRequest, one: Candidate) => number) {
	const asked: (readonly string[])[] = [];
	let [degraded, points]: [string | null, number] = [null, 0];
	let status: PredictorStatus = { kind: 'ready', runtime: 'native' };
	const predictor = {
		status: () => status,
		predict: async (request: RouteRequest, candidates: readonly Candidate[], signal?: AbortSignal): Promise<Prediction> => {
			signal?.throwIfAborted();
			asked.push(candidates.map(({ id }) => id));
			const plain = assemblePrediction(request, candidates, { parameters: null, embedding: null, degraded });
			return { ...plain, candidates: candidates.map((one) => predicted(one.id, meanOf(request, one))) };
		},
	};
	const qualities = new ModelQualities({
		predictor,
		learned: {
			adjusted: (prediction) => prediction,
			rows: () => [{ candidateId: 'e/m0', task: 'write', points, signals: 1 }],
		},
	});
	return {
		...{ asked, qualities },
		set(change: { degraded?: string | null; points?: number; status?: PredictorStatus }) {
			degraded = change.degraded === undefined ? degraded : change.degraded;
			points = change.points ?? points;
			status = change.status ?? status;
		},
	};
}

const some = Array.from({ length: 150 }, (_, i) => candidate(`e/m${i}`));

test('each candidate gets the mean of its kind’s requests, in slices that keep predictions small', async () => {
	const texts = Object.values(TYPICAL_REQUESTS);
	const { asked, qualities } = bench(({ text }) => (texts.some(([first]) => first === text) ? 0.5 : 0.7));
	expect(qualities.known(some)).toBeNull();
	const { of, degraded } = await qualities.read(some);
	expect(degraded).toBeNull();
	expect([...of.keys()]).toEqual(some.map(({ id }) => id));
	for (const figures of of.values()) expect(figures).toEqual(QUALITY_KINDS.map(() => ({ mean: 0.6, low: 0.55, high: 0.65 })));
	expect(Math.max(...asked.map((ids) => ids.length))).toBeLessThanOrEqual(64);
	expect(asked.flat().length).toBe(150 * texts.flat().length);
});

test('they are kept until models or signals change, and two callers share the work', async () => {
	const { asked, qualities, set } = bench(() => 0.5);
	const few = some.slice(0, 3);
	const [a, b] = await Promise.all([qualities.read(few), qualities.read(few)]);
	const once = asked.length;
	expect([a === b, once]).toEqual([true, Object.values(TYPICAL_REQUESTS).flat().length]);
	expect(qualities.known(few)).toBe(a);
	await qualities.read(few);
	expect(asked.length).toBe(once);
	expect(qualities.known(some.slice(0, 2))).toBeNull();
	expect(qualities.known(few.map((one) => ({ ...one, parametersB: 70 })))).toBeNull();
	// A mind that was changed counts no further signal.
	set({ points: -3 });
	expect(qualities.known(few)).toBeNull();
	// What was known stands until the new ones are there.
	expect(qualities.latest()).toBe(a);
});

test('what is asked for later ends what is under way, so that the predictor never works for both', async () => {
	const { asked, qualities, set } = bench(() => 0.5);
	const few = some.slice(0, 3);
	const first = qualities.read(few).catch((error: unknown) => error);
	set({ points: 2 });
	const second = await qualities.read(few);
	expect(await first).toMatchObject({ kind: 'cancelled' });
	// The one that was under way, and all of the second.
	expect(asked.length).toBe(1 + Object.values(TYPICAL_REQUESTS).flat().length);
	expect(qualities.known(few)).toBe(second);
});

test('coarse ones say so, and are asked for again once the predictor is loaded', async () => {
	const { qualities, set } = bench(() => 0.5);
	set({ degraded: 'The predictor is still loading.', status: { kind: 'loading' } });
	const few = some.slice(0, 1);
	expect((await qualities.read(few)).degraded).toBe('The predictor is still loading.');
	expect(qualities.known(few)).not.toBeNull();
	set({ degraded: null, status: { kind: 'ready', runtime: 'wasm' } });
	expect(qualities.known(few)).toBeNull();
	expect((await qualities.read(few)).degraded).toBeNull();
	// One that fails although it is loaded is not asked for ever.
	set({ degraded: 'The predictor could not read this request.', points: 1 });
	await qualities.read(few);
	expect(qualities.known(few)?.degraded).toContain('could not read');
});
