import { expect, test } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayRequest, LearnedAbilities } from '../../../../src/core/gateway/types.ts';
import { bench, end, fault, MINI, OTHER, says, text, usage } from './support.ts';

async function toldOf(change: Partial<GatewayRequest>): Promise<Omit<Parameters<LearnedAbilities['asked']>[0], 'prediction'>[]> {
	const told: Omit<Parameters<LearnedAbilities['asked']>[0], 'prediction'>[] = [];
	const scripts = { mini: () => says(fault('server')), other: () => says(text('ok'), usage(100, 1), end) };
	const b = bench([MINI, OTHER], scripts, { ...change, choice: { kind: 'pinned', candidateId: 'mini', why: 'It began.' } });
	const abilities: LearnedAbilities = {
		adjusted: (prediction) => prediction,
		asked: ({ prediction: _, ...sent }) => void told.push(sent),
	};
	const result = await answerRequest({ ...b.deps, abilities }, b.input, {
		...{ onRouting: () => {}, onText: () => {}, onReasoning: () => {}, onToolCallDelta: () => {}, onToolCall: () => {} },
	});
	expect(result.state).toBe('done');
	return told;
}

test('what is learned from an answer is told last who gave it, under the id that the user speaks of', async () => {
	expect(await toldOf({})).toEqual(['mini', 'other'].map((candidateId) => ({ requestId: 'r1', candidateId, runId: null })));
});

test('a title or summary of a run is not what the run is judged by', async () => {
	expect(await toldOf({ purpose: 'background', runId: 'run' })).toEqual([]);
});
