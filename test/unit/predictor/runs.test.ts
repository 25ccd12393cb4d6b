import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeRun } from '../../../src/core/agent/run-choice.ts';
import { runEstimates } from '../../../src/core/agent/run-cost.ts';
import { isSmallTalk } from '../../../src/core/message/small-talk.ts';
import { catalogCandidates } from '../../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { presetWeights } from '../../../src/core/routing/presets.ts';
import { AUTO, NO_LIMITS } from '../../../src/core/routing/types.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../../../src/predictor/engine.ts';
import { prices } from '../core/routing/support.ts';
import { chat, ROOT } from './model-folder.ts';

interface PoolModel {
	readonly catalogId: string;
	readonly local?: true;
	readonly prices?: { readonly [key: string]: number };
}

const read = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
const pools: Record<string, { readonly models: readonly PoolModel[] }> = read('test/fixtures/pools.json');
const catalogued = catalogCandidates(parseCatalog(read('models/catalog.json')));
/** Of VS Code's agent mode: its system prompt and tools. */
const PROMPT_TOKENS = 22_000;
const PRESETS = ['save', 'balanced', 'best'] as const;

function candidatesOf({ catalogId, local, prices: money }: PoolModel): Candidate[] {
	const { inputPerMTokUsd = 0, outputPerMTokUsd = 0, cachedInputPerMTokUsd = 0, cacheWritePerMTokUsd = 0 } = money ?? {};
	const own = prices(inputPerMTokUsd, outputPerMTokUsd, cachedInputPerMTokUsd, cacheWritePerMTokUsd);
	const found = catalogued.filter((candidate) => candidate.catalogId === catalogId);
	return found.map((candidate) => ({ ...candidate, tools: true, local: local === true, speed: null, prices: own }));
}

let engine: PredictorEngine;
beforeAll(async () => {
	engine = await PredictorEngine.load(checkoutFiles(ROOT));
});
afterAll(() => engine.dispose());

async function chosenFor(candidates: readonly Candidate[], text: string) {
	const prediction = await engine.predict({ ...chat(text, {}), inputTokens: PROMPT_TOKENS }, candidates);
	const estimates = runEstimates(candidates, { taskKind: prediction.taskKind, inputTokens: PROMPT_TOKENS, learned: null, now: 0 });
	return PRESETS.map((preset) => {
		const needs = { tools: true, vision: false };
		const weights = presetWeights(preset);
		const of = { candidates, prediction, estimates, needs, weights, limits: NO_LIMITS, cache: null, choice: AUTO, now: 0 };
		const { candidate } = routeRun({ ...of, smallTalk: isSmallTalk(text) }).chosen!;
		return { candidate, estimate: estimates[candidates.indexOf(candidate)] ?? null };
	});
}

describe.each(Object.entries(pools))('runs with the pool %s', (_name, { models }) => {
	const candidates = models.flatMap(candidatesOf);
	const hasLocal = models.some(({ local }) => local);

	test('a greeting is no run of thirty steps, and goes to a free model in Save and Balanced', async () => {
		for (const text of ['hi', 'thanks!', 'Guten Morgen']) {
			const chosen = await chosenFor(candidates, text);
			for (const { estimate } of chosen) expect(estimate?.steps ?? 1).toBeLessThanOrEqual(3);
			if (hasLocal) expect(chosen.map(({ candidate }) => candidate.local)).toEqual([true, true, false]);
		}
	});

	test('a task is dearer than a greeting with the same model, and dearer in Best than in Save', async () => {
		for (const text of ['rename this variable', 'fix the failing test', 'implement OAuth login across the app']) {
			const [save, , best] = await chosenFor(candidates, text);
			expect(best!.estimate?.expected ?? 0).toBeGreaterThanOrEqual(save!.estimate?.expected ?? 0);
			if (hasLocal) expect(best!.candidate.local).toBe(false);
		}
		const of = async (text: string) => {
			const { taskKind } = await engine.predict(chat(text, {}), candidates);
			const estimates = runEstimates(candidates, { taskKind, inputTokens: PROMPT_TOKENS, learned: null, now: 0 });
			return estimates.map((estimate) => estimate?.expected ?? 0);
		};
		const [hi, fix] = [await of('hi'), await of('fix the failing test')];
		for (const [i, expected] of hi.entries()) if (expected > 0) expect(fix[i]!).toBeGreaterThan(1.5 * expected);
	});
});
