import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogCandidates } from '../../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { effortRun } from '../../../src/core/model/efforts.ts';
import { parseParameters } from '../../../src/predictor/assemble.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../../../src/predictor/engine.ts';
import { shipped } from '../core/model/shipped.ts';
import { chat, ROOT } from './model-folder.ts';

/**
 * Boards of hard work that ran all models alike; their scores ship with the catalog. The fit has read them among many others, so this tells
 * whether the order survives it. Two of them agree on .70 to .87 of their pairs.
 */
const BOARDS = ['deepswe_1_1', 'livebench_coding', 'livebench_reasoning', 'swebench_verified:openhands', 'gpqa_diamond'];
/** Scores nearer than this order nothing: boards repeat themselves to a few points. */
const LEAST_GAP = 0.03;
const NEWEST = '2025-08';

const read = (...parts: string[]) => readFileSync(path.join(ROOT, ...parts), 'utf8');
const candidates = catalogCandidates(shipped);
const hard = (JSON.parse(read('test/fixtures/editor-messages.json')) as { level: number; text: string }[]).filter(
	({ level }) => level >= 4,
);
const quality = new Map<Candidate, number>();
/** A predictor of before the lines of models orders them as it can: what follows holds from the next training on. */
const knowsLines = parseParameters(read('models', 'predictor.json')).prior.step !== null;

/** Mean over the hard messages, at the effort that is asked for, or the best of the model's efforts. */
function at(id: string, effort: string | null): number {
	const found = candidates.find((one) => one.catalogId === id && (one.effort === effort || (effort !== null && effortRun(one) === effort)));
	return quality.get(found ?? candidates.find((one) => one.catalogId === id && one.effort === null)!)!;
}
const best = (id: string) => Math.max(...candidates.filter(({ catalogId }) => catalogId === id).map((one) => quality.get(one)!));

describe.runIf(knowsLines)('models on hard work', () => {
	beforeAll(async () => {
		const engine = await PredictorEngine.load(checkoutFiles(ROOT));
		for (const { text } of hard) {
			const { candidates: predicted } = await engine.predict(chat(text), candidates);
			for (const [i, one] of predicted.entries()) {
				quality.set(candidates[i]!, (quality.get(candidates[i]!) ?? 0) + one.quality.mean / hard.length);
			}
		}
		await engine.dispose();
	}, 60_000);

	it('those of a line since the middle of 2025 stand as the neutral boards order them', () => {
		const newest = shipped.models.filter(({ tier, released }) => tier && released! >= NEWEST);
		expect(newest.length).toBeGreaterThanOrEqual(30);
		const boards = BOARDS.map((board) => {
			const entries = newest.flatMap(({ id, scores }) =>
				scores.flatMap((score) => (score.benchmark.startsWith(board) ? [{ id, ...score }] : [])),
			);
			const pairs = entries.flatMap((a) =>
				entries.filter((b) => b.id !== a.id && b.benchmark === a.benchmark && b.value > a.value + LEAST_GAP).map((b) => ({ a, b })),
			);
			return { board, pairs: pairs.length, right: pairs.filter(({ a, b }) => at(b.id, b.effort) > at(a.id, a.effort)).length };
		});
		for (const { board, pairs, right } of boards) if (pairs >= 100) expect(right / pairs, board).toBeGreaterThan(0.6);
		const total = (key: 'pairs' | 'right') => boards.reduce((sum, one) => sum + one[key], 0);
		expect(total('pairs')).toBeGreaterThan(1000);
		expect(total('right') / total('pairs')).toBeGreaterThan(0.75);
	});

	it.each([
		['gpt-6-sol', 'gpt-5.6-luna'],
		['gpt-6-sol', 'gpt-5.4'],
		['gpt-5.6-sol', 'gpt-5.6-terra'],
		['gpt-5.6-terra', 'gpt-5.6-luna'],
		['claude-sonnet-5', 'claude-haiku-4-5'],
		['claude-opus-5-5', 'claude-sonnet-5'],
		['claude-opus-4-8', 'claude-sonnet-4-6'],
		['gemini-2.5-pro', 'gemini-2.5-flash'],
		['gemini-2.5-flash', 'gemini-2.5-flash-lite'],
		['gemini-3-pro-preview', 'gemini-3-flash-preview'],
		['gemini-3.5-flash', 'gemini-3.5-flash-lite'],
	])('%s is not below %s', (above, below) => {
		expect(best(above)).toBeGreaterThanOrEqual(best(below) - 0.001);
	});

	it('Sonnet 5 is above every local model below 40 billion parameters', () => {
		const local = shipped.models.filter(({ ollama, parametersB }) => ollama && parametersB !== null && parametersB < 40);
		expect(local.length).toBeGreaterThan(40);
		for (const { id } of local) expect(best('claude-sonnet-5'), id).toBeGreaterThan(best(id));
	});

	it('within a line a later model is rarely below the one before it', () => {
		const lines = Map.groupBy(
			shipped.models.filter(({ tier }) => tier),
			({ vendor, tier }) => `${vendor} ${tier}`,
		);
		const steps = [...lines.values()].flatMap((line) => {
			const order = line.toReversed().sort((a, b) => a.released!.localeCompare(b.released!));
			return order.slice(1).map((model, i) => best(model.id) - best(order[i]!.id));
		});
		expect(steps.length).toBeGreaterThan(60);
		expect(steps.filter((step) => step < -0.01).length / steps.length).toBeLessThan(0.2);
	});
});
