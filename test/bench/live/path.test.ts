import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyPrediction, predictRow, rowRequest, withRecorded } from '../../../bench/live/path.ts';
import { readShipped } from '../../../bench/live/shipped.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { loadEncoder } from '../../../src/predictor/encoder.ts';
import { PredictorEngine } from '../../../src/predictor/engine.ts';
import { encoderText } from '../../../src/predictor/request-text.ts';
import { columnCandidate } from '../../../training/data/candidates.ts';
import { MODELS, ROOT } from '../../../training/kit/checkout.ts';
import { liveSet, row } from './support.ts';

const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const names = ['claude-haiku-4-5', 'gpt-5.5', 'gpt-4-1106-preview'];
const texts = [
	'what does ls do?',
	'prove that this queue is linearizable',
	'Crash when a field is empty\n\nSteps: open the form, leave it blank.',
];
const made = liveSet(
	names,
	texts.map(() => [1, 1, 1]),
);
const set = {
	...made,
	name: 'routellm_mmlu',
	rows: texts.map((text, i) => row('routellm_mmlu', String(i), { text })),
	columns: made.columns.map((column) => ({ ...column, candidate: columnCandidate([column.name], null, null, catalog) })),
};

describe('the live path', () => {
	it('says what the predictor of the product says, to the last digit', async () => {
		const { live } = readShipped(MODELS);
		const files = checkoutFiles(ROOT);
		const [engine, encoder] = [await PredictorEngine.load(files), await loadEncoder(files)];
		const path = { ...live, recorded: () => null };
		const out = emptyPrediction(set, path);
		for (const [i] of texts.entries()) {
			const request = rowRequest(set, i);
			predictRow(set, i, withRecorded(set, path), await encoder.embed(encoderText(request)), out);
			const expected = await engine.predict(request, out.candidates);
			for (const [c, { quality, outputTokens }] of expected.candidates.entries()) {
				const at = i * names.length + c;
				expect([out.mean[at], out.low[at], out.high[at], out.tokens[at]]).toEqual(
					[quality.mean, quality.low, quality.high, outputTokens.mean].map(Math.fround),
				);
			}
		}
		await engine.dispose();
		await encoder.dispose();
	});

	it('takes a recorded model that the catalog lacks for one that it has', () => {
		const { live } = readShipped(MODELS);
		const out = emptyPrediction(set, live);
		expect(out.candidates.map(({ catalogId }) => catalogId)).toEqual([
			'claude-haiku-4-5',
			'gpt-5.5',
			'recorded/routellm_mmlu/gpt-4-1106-preview',
		]);
		const embedding = new Float32Array(384).fill(1 / Math.sqrt(384));
		predictRow(set, 0, withRecorded(set, live), embedding, out);
		const bare = emptyPrediction(set, { ...live, recorded: () => null });
		predictRow(set, 0, live.parameters, embedding, bare);
		expect(out.mean[0]).toBe(bare.mean[0]);
		expect(out.mean[2]).not.toBe(bare.mean[2]);
	});

	it('prices a run where the set holds runs, and a request where it holds requests', () => {
		const { live } = readShipped(MODELS);
		const embedding = new Float32Array(384).fill(1 / Math.sqrt(384));
		const [one, run] = [emptyPrediction(set, live), emptyPrediction(set, live)];
		predictRow(set, 2, withRecorded(set, live), embedding, one);
		predictRow({ ...set, agent: true }, 2, withRecorded(set, live), embedding, run);
		const at = 2 * names.length;
		expect(run.cost[at]).toBeGreaterThan(5 * one.cost[at]!);
		expect(one.cost[at]).toBeGreaterThan(0);
	});
});
