import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogCandidates } from '../../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { presetWeights } from '../../../src/core/routing/presets.ts';
import { route } from '../../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS, type Prediction, type RouteRequest } from '../../../src/core/routing/types.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../../../src/predictor/engine.ts';
import { chat, ROOT } from './model-folder.ts';

/** One message of the fixture; levels 1 (trivial) to 5 (hardest), 0 = not ranked. Written for this test and never used in training. */
interface Message {
	readonly level: number;
	readonly text: string;
	readonly history?: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
	readonly language?: string;
	readonly selection?: string;
	/** Text that the encoder was not made for: its interval must be wide. */
	readonly wide?: boolean;
}

const MIDDLE = 'claude-haiku-4-5';
const messages: Message[] = JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures/editor-messages.json'), 'utf8'));
const candidates = catalogCandidates(parseCatalog(JSON.parse(readFileSync(path.join(ROOT, 'models/catalog.json'), 'utf8'))));
const predictions: Prediction[] = [];
let engine: PredictorEngine;

const request = (message: Message): RouteRequest =>
	chat(message.text, {
		history: message.history ?? [],
		language: message.language ?? null,
		attachments:
			message.selection === undefined
				? []
				: [{ kind: 'selection', path: 'file', language: message.language ?? null, content: message.selection, range: null }],
	});

const indexOf = (catalogId: string) => candidates.findIndex((candidate) => candidate.catalogId === catalogId && candidate.effort === null);
const quality = (prediction: Prediction, catalogId: string) => prediction.candidates[indexOf(catalogId)]!.quality;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const ofLevel = (level: number) => predictions.filter((_, i) => messages[i]!.level === level);

beforeAll(async () => {
	engine = await PredictorEngine.load(checkoutFiles(ROOT));
	for (const message of messages) predictions.push(await engine.predict(request(message), candidates));
});

/** Kendall's tau-b of predicted quality against level, as a number that is 1 for perfect order. */
function kendall(pairs: readonly { level: number; quality: number }[]): number {
	let agree = 0;
	let all = 0;
	for (const [i, left] of pairs.entries()) {
		for (const right of pairs.slice(i + 1)) {
			if (left.level === right.level) continue;
			all++;
			agree += Math.sign(right.level - left.level) === Math.sign(left.quality - right.quality) ? 1 : -1;
		}
	}
	return agree / all;
}

function choose(prediction: Prediction, preset: 'save' | 'balanced' | 'best', pool: readonly Candidate[] = candidates): Candidate {
	const order = pool.map((candidate) => candidates.indexOf(candidate));
	const narrowed = {
		...prediction,
		candidates: order.map((i) => prediction.candidates[i]!),
		covariance: order.map((i) => order.map((j) => prediction.covariance[i]![j]!)),
	};
	const limits = NO_LIMITS;
	const needs = { tools: false, vision: false };
	const decision = route({
		candidates: pool,
		prediction: narrowed,
		needs,
		limits,
		weights: presetWeights(preset),
		cache: null,
		choice: AUTO,
		now: 0,
	});
	return decision.chosen!.candidate;
}

describe('editor messages', () => {
	it('are predicted by the shipped encoder and head', () => {
		expect(engine.status).toEqual({ kind: 'ready', runtime: 'native' });
		expect(messages.length).toBeGreaterThanOrEqual(120);
		const pasted = messages.filter(({ text }) => text.split('\n').length > 2);
		expect(new Set(pasted.map(({ level }) => level)), 'logs and traces of every level').toEqual(new Set([1, 2, 3, 4, 5]));
	});

	it('are put in order of difficulty', () => {
		const pairs = messages.flatMap((message, i) =>
			message.level > 0 ? { level: message.level, quality: quality(predictions[i]!, MIDDLE).mean } : [],
		);
		const tau = kendall(pairs);
		console.log(`Kendall's tau of the fixture's levels and ${MIDDLE}: ${tau.toFixed(3)}`);
		expect(tau).toBeGreaterThan(0.75);
	});

	it('grow harder from level to level, for weak, middle and strong models', () => {
		for (const id of ['llama-3.1-8b-instruct', MIDDLE, 'claude-opus-4-8']) {
			const means = [1, 2, 3, 4, 5].map((level) => mean(ofLevel(level).map((prediction) => quality(prediction, id).mean)));
			for (let i = 1; i < means.length; i++) expect(means[i], `${id} ${means}`).toBeLessThan(means[i - 1]!);
		}
	});

	it('have sensible levels', () => {
		const average = (level: number, id: string) => mean(ofLevel(level).map((prediction) => quality(prediction, id).mean));
		expect(average(1, 'claude-opus-4-8')).toBeGreaterThan(0.92);
		expect(average(1, 'smollm2-135m-instruct')).toBeLessThan(0.55);
		expect(average(5, 'claude-opus-4-8')).toBeGreaterThan(0.5);
		expect(average(5, MIDDLE)).toBeLessThan(0.6);
		expect(average(5, 'llama-3.1-8b-instruct')).toBeLessThan(0.25);
		expect(average(5, 'smollm2-135m-instruct')).toBeLessThan(0.08);
	});

	it('are judged with their conversation', async () => {
		const answeredAfter = async (text: string, first: string, answer: string) => {
			const history = [
				{ role: 'user', content: first },
				{ role: 'assistant', content: answer },
			] as const;
			return quality(await engine.predict(chat(text, { history }), candidates), MIDDLE).mean;
		};
		const hard = 'prove that our lock-free replication protocol stays linearizable under partitions and design its reconfiguration';
		const easy = 'should I rename this variable to total?';
		for (const text of ['yes', 'yes, do it', 'go on', 'no, that broke it']) {
			expect(await answeredAfter(text, hard, 'Shall I write it?'), text).toBeLessThan(
				(await answeredAfter(text, easy, 'Shall I do it?')) - 0.2,
			);
		}
		expect(await answeredAfter('thanks!', hard, 'Done.')).toBeGreaterThan(0.85);
	});

	it('have wider intervals where the encoder is on strange ground', () => {
		// In logits, so that a sure thing near 100 % does not look narrow for being near 100 %.
		const width = (prediction: Prediction) => {
			const { low, high } = quality(prediction, MIDDLE);
			const logit = (p: number) => Math.log(p / (1 - p));
			return logit(high) - logit(low);
		};
		const strange = predictions.filter((_, i) => messages[i]!.wide).map(width);
		const ordinary = predictions.filter((_, i) => messages[i]!.level > 0 && !/[^\p{ASCII}]/u.test(messages[i]!.text)).map(width);
		expect(mean(strange)).toBeGreaterThan(1.2 * mean(ordinary));
		for (const [i, value] of strange.entries()) expect(value, `strange ${i}`).toBeGreaterThan(mean(ordinary));
	});
});

/** The gain at the preset's value of a point, less a third for what is not certain of it, against the answer's price and its wait. */
function isWorthIt(prediction: Prediction, catalogId: string, gain: number, preset: 'save' | 'balanced' | 'best'): boolean {
	const { pointValue, msPerPoint, unnoticedMs = 0 } = presetWeights(preset);
	const candidate = candidates[indexOf(catalogId)]!;
	const { outputTokens, firstUsefulMs = 0 } = prediction.candidates[indexOf(catalogId)]!;
	const price = (outputTokens.mean * candidate.prices!.output) / 1e6;
	return (2 / 3) * 100 * gain * pointValue > price + (Math.max(0, firstUsefulMs - unnoticedMs) / msPerPoint) * pointValue;
}

describe('presets over the whole catalog', () => {
	const hosted = candidates.filter((candidate) => !candidate.local);

	it('never send the hardest to the weakest third', () => {
		for (const preset of ['save', 'balanced', 'best'] as const) {
			for (const [i, message] of messages.entries()) {
				if (message.level !== 5) continue;
				const ranked = predictions[i]!.candidates.map((entry) => entry.quality.mean).sort((a, b) => a - b);
				const chosen = choose(predictions[i]!, preset);
				const own = predictions[i]!.candidates[candidates.indexOf(chosen)]!.quality.mean;
				expect(own, `${preset}: ${message.text} -> ${chosen.id}`).toBeGreaterThan(ranked[Math.floor(ranked.length / 3)]!);
			}
		}
	});

	it('never send the hardest to the weaker of two models where the stronger adds much and is worth its price and wait', () => {
		const pairs = [
			['gpt-4o-mini', 'claude-opus-4-8'],
			['llama-3.1-8b-instruct', 'claude-sonnet-4-6'],
			['gemini-2.5-flash-lite', 'gemini-3.1-pro-preview'],
			['qwen2.5-7b-instruct', 'claude-sonnet-5'],
			['qwen3-8b', 'gpt-5.6-sol'],
		] as const;
		let compared = 0;
		let worth = 0;
		for (const [weak, strong] of pairs) {
			const pool = [candidates[indexOf(weak)]!, candidates[indexOf(strong)]!];
			for (const [i, message] of messages.entries()) {
				const gain = quality(predictions[i]!, strong).mean - quality(predictions[i]!, weak).mean;
				if (message.level !== 5 || gain < 0.45) continue;
				compared++;
				for (const preset of ['save', 'balanced', 'best'] as const) {
					if (!isWorthIt(predictions[i]!, strong, gain, preset)) continue;
					worth++;
					expect(choose(predictions[i]!, preset, pool).catalogId, `${preset}: ${message.text}`).toBe(strong);
				}
			}
		}
		// Not an empty loop: the hardest messages do have such pairs.
		expect(compared).toBeGreaterThan(30);
		expect(worth).toBeGreaterThan(1.5 * compared);
	});

	it('send the trivial to cheap models and the hardest to dearer ones', () => {
		const price = (candidate: Candidate) => candidate.prices?.output ?? 0;
		const chosen = (level: number) =>
			predictions.flatMap((prediction, i) => (messages[i]!.level === level ? price(choose(prediction, 'balanced', hosted)) : []));
		expect(mean(chosen(1))).toBeLessThan(2_000_000);
		expect(mean(chosen(5))).toBeGreaterThan(mean(chosen(1)));
	});
});
