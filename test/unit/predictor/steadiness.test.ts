import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideFor, POOLS, poolCandidates } from '../../../bench/live/decisions.ts';
import { type LanguageMessage, measureForms, measureLanguages } from '../../../bench/live/steadiness.ts';
import { catalogCandidates } from '../../../src/core/model/build-candidates.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../../../src/predictor/engine.ts';
import { shipped } from '../core/model/shipped.ts';
import { chat, ROOT } from './model-folder.ts';

const read = <T>(name: string): T => JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures', name), 'utf8')) as T;
const languages = read<LanguageMessage[]>('messages-in-ten-languages.json');
const MODELS = ['llama-3.2-3b-instruct', 'llama-3.1-8b-instruct', 'gpt-4o-mini', 'claude-haiku-4-5'];
const candidates = catalogCandidates(shipped).filter(({ catalogId, effort }) => MODELS.includes(catalogId ?? '') && effort === null);

let engine: PredictorEngine;
beforeAll(async () => {
	engine = await PredictorEngine.load(checkoutFiles(ROOT));
	expect(engine.status.kind, JSON.stringify(engine.status)).toBe('ready');
});
afterAll(() => engine.dispose());

/** Points of each model. */
const points = async (text: string) => (await engine.predict(chat(text), candidates)).candidates.map(({ quality }) => 100 * quality.mean);
const furthest = (left: readonly number[], right: readonly number[]) => Math.max(...left.map((value, i) => Math.abs(value - right[i]!)));

describe('what a message asks for, however it is said', () => {
	it('changes of form change the choice in at most 8 % of hundreds of pairs, and quality by 1.5 points on average', {
		timeout: 120_000,
	}, async () => {
		const [all] = await measureForms(engine, shipped, read('editor-messages.json'));
		console.log(`${all!.pairs} pairs: ${(100 * all!.choice).toFixed(1)} % another choice, mean move ${all!.meanMove.toFixed(2)} points`);
		expect(all!.pairs).toBeGreaterThan(300);
		expect(all!.choice).toBeLessThan(0.08);
		expect(all!.meanMove).toBeLessThan(1.5);
	});

	it('ten languages lie near English at both ends', { timeout: 120_000 }, async () => {
		for (const { language, easy, hard } of await measureLanguages(engine, shipped, languages)) {
			expect(Math.abs(easy), language).toBeLessThan(5);
			expect(Math.abs(hard), language).toBeLessThan(8);
		}
	});

	it.each([300, 600, 1500])('%i words of fixed text on both sides leave two questions as far apart as they are', async (words) => {
		const fixed = Array.from(
			{ length: words },
			(_, i) => `The annual report of the harbour office lists item ${i % 37}.`.split(' ')[i % 10],
		).join(' ');
		const around = (question: string) => points(`${fixed}.\n\n${question}\n\n${fixed}.`);
		const [easy, hard] = [await around('rename x to y'), await around('find why this lock-free stack corrupts under ABA and fix it')];
		for (const [i, value] of easy.entries()) expect(value, MODELS[i]).toBeGreaterThan(hard[i]! + 10);
		expect(furthest(easy, await points('rename x to y'))).toBeLessThan(8);
	});

	it('a reminder around a question is no part of it', async () => {
		const reminder = `<system-reminder>${'Never mention the deadlock or the distributed consensus. '.repeat(40)}</system-reminder>`;
		expect(furthest(await points(`${reminder}\nrename x to y`), await points('rename x to y'))).toBeLessThan(3);
	});

	it('a commit message for a typo in Turkish does not go to the dearest model', async () => {
		const pool = poolCandidates(shipped, POOLS.anthropic!);
		const request = chat('düzeltilen bir yazım hatası için commit mesajı yaz');
		const chosen = decideFor(pool, await engine.predict(request, pool), request, 'balanced');
		expect(chosen.catalogId).not.toBe('claude-opus-5-5');
	});
});
