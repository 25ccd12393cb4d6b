import { describe, expect, it } from 'vitest';
import { LearnedRunShapes, RUN_SHAPES_KEY } from '../../../../src/app/agent/learned-runs.ts';
import { NOTHING_LEARNED } from '../../../../src/core/agent/run-shapes.ts';
import type { Run } from '../../../../src/core/agent/types.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import { candidate, memoryState } from '../fakes.ts';

const model = candidate('openai/m');

function done(id: string, over: Partial<Run> = {}): Run {
	return {
		id,
		window: 'w',
		startedAt: 0,
		updatedAt: 0,
		state: 'done',
		taskKind: 'fix',
		model: { candidateId: model.id, modelName: 'M', recipient: 'OpenAI', effort: null, local: false },
		quality: { mean: 0.9, low: 0.8, high: 0.95 },
		estimate: null,
		cap: null,
		spent: 0,
		steps: 8,
		tokens: { input: 160_000, cachedInput: 0, output: 4000 },
		subAgents: [],
		changes: [],
		suggestion: 'Say nothing of SECRET.',
		...over,
	};
}

function learner(state: StateStore, lines: string[] = []): LearnedRunShapes {
	return new LearnedRunShapes({ state, candidates: () => [model], log: (line) => lines.push(line) });
}

describe('what is kept of runs', () => {
	it('outlives the window, and holds numbers alone', async () => {
		const state = memoryState();
		const first = learner(state);
		await first.load();
		await first.ended(done('a'));
		const second = learner(state);
		await second.load();
		expect(second.current()).toEqual(first.current());
		expect(second.current().kinds.fix).toMatchObject({ runs: 1 });
		const kept = JSON.stringify(await state.get('global', RUN_SHAPES_KEY));
		expect(kept).not.toMatch(/SECRET|"M"|"a"/);
	});

	it('counts a run once, and one that was taken up again when it is done', async () => {
		const runs = learner(memoryState());
		await runs.ended(done('a', { state: 'stopped' }));
		expect(runs.current()).toEqual(NOTHING_LEARNED);
		await Promise.all([runs.ended(done('a')), runs.ended(done('a')), runs.ended(done('b'))]);
		expect(runs.current().kinds.fix!.runs).toBe(2);
	});

	it('is forgotten in every window, and says so where that cannot be written', async () => {
		const state = memoryState();
		const [one, other] = [learner(state), learner(state)];
		await one.ended(done('a'));
		await other.load();
		expect(await one.kept.forget()).toBe(true);
		expect(one.current()).toEqual(NOTHING_LEARNED);
		await other.ended(done('b'));
		expect(other.current().kinds.fix!.runs).toBe(1);
		const full = learner({ ...state, update: () => Promise.reject(new Error('full')) });
		expect(await full.kept.forget()).toBe(false);
	});

	it('adds to what other windows learned', async () => {
		const state = memoryState();
		const [one, other] = [learner(state), learner(state)];
		await Promise.all([one.ended(done('a')), other.ended(done('b')), one.ended(done('c'))]);
		await other.ended(done('d'));
		expect(other.current().kinds.fix!.runs).toBe(4);
	});

	it.each([
		['text', 'nonsense'],
		['another form', { kinds: { fix: { runs: 1 } }, models: {} }],
		['figures out of bounds', { kinds: { fix: { runs: 1, steps: 1e9, output: 0, prompt: 0 } }, models: {} }],
		['no number', { kinds: { fix: { runs: null, steps: 0, output: 0, prompt: 0 } }, models: {} }],
	])('begins anew where %s is kept, and says so', async (_, kept) => {
		const state = memoryState();
		await state.set('global', RUN_SHAPES_KEY, kept);
		const lines: string[] = [];
		const runs = learner(state, lines);
		await runs.load();
		expect(runs.current()).toEqual(NOTHING_LEARNED);
		expect(lines.join()).toMatch(/begun anew/);
		await runs.ended(done('a'));
		expect(runs.current().kinds.fix!.runs).toBe(1);
	});

	it('learns in this window where nothing can be written', async () => {
		const broken: StateStore = {
			...memoryState(),
			get: () => Promise.reject(new Error('disk')),
			update: () => Promise.reject(new Error('disk')),
		};
		const lines: string[] = [];
		const runs = learner(broken, lines);
		await runs.load();
		await runs.ended(done('a'));
		expect(runs.current().kinds.fix!.runs).toBe(1);
		expect(lines).toHaveLength(2);
	});
});
