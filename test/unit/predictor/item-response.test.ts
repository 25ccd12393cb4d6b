import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { extractFeatures } from '../../../src/predictor/features.ts';
import { abilityOf, predictQuality } from '../../../src/predictor/item-response.ts';
import { ageFromName, sizeFromName } from '../../../src/predictor/model-prior.ts';
import { estimateOutput } from '../../../src/predictor/output-length.ts';
import { type PredictorParameters, parsePredictor } from '../../../src/predictor/parameters.ts';
import { candidates, chat, ROOT } from './model-folder.ts';

const text = readFileSync(path.join(ROOT, 'models/predictor.json'), 'utf8');
let params: PredictorParameters;
beforeAll(() => {
	params = parsePredictor(text);
});

const template = candidates(1)[0]!;
const model = (catalogId: string | null, more: Partial<Candidate> = {}): Candidate => ({ ...template, catalogId, effort: null, ...more });
/** A unit vector from any numbers. */
const unit = (values: readonly number[]) => {
	const vector = Float32Array.from({ length: params.embeddingSize }, (_, i) => values[i % values.length]! + 0.01 * Math.sin(i));
	const norm = Math.hypot(...vector);
	return vector.map((x) => x / norm);
};
const direction = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 40 });
const message = fc.string({ maxLength: 300 });
const known = () => fc.constantFrom(...[...params.abilities.keys()].filter((key) => !key.includes('@')));

describe('head', () => {
	it('gives ordered probabilities for any request', () => {
		fc.assert(
			fc.property(direction, message, known(), fc.boolean(), (numbers, asked, id, encoded) => {
				const features = extractFeatures(chat(asked));
				const { qualities } = predictQuality(params, {
					embedding: encoded ? unit(numbers) : null,
					features,
					options: 0,
					candidates: [model(id)],
				});
				const { mean, low, high } = qualities[0]!;
				expect(low).toBeGreaterThanOrEqual(0);
				expect(low).toBeLessThanOrEqual(mean);
				expect(mean).toBeLessThanOrEqual(high);
				expect(high).toBeLessThanOrEqual(1);
			}),
		);
	});

	it('doubts the level of every kind of request, and compares models as if it were known', () => {
		fc.assert(
			fc.property(direction, message, known(), fc.double({ min: 0.05, max: 1, noNaN: true }), (numbers, asked, id, set) => {
				const input = { embedding: unit(numbers), features: extractFeatures(chat(asked)), options: 0, candidates: [model(id)] };
				const kind = predictQuality({ ...params, variance: { ...params.variance, set: 0 } }, input);
				const live = predictQuality({ ...params, variance: { ...params.variance, set } }, input);
				const [known, doubted] = [kind.qualities[0]!, live.qualities[0]!];
				expect(doubted.high - doubted.low).toBeGreaterThan(known.high - known.low);
				expect(doubted.ofItsKind).toEqual({ low: known.low, high: known.high });
				expect(doubted.mean).toBe(known.mean);
				expect(live.covariance).toEqual(kind.covariance);
			}),
		);
	});

	it('never predicts less for a model that is better on every skill', () => {
		fc.assert(
			fc.property(
				direction,
				message,
				known(),
				fc.nat(params.dimensions - 1),
				fc.double({ min: 0, max: 2, noNaN: true }),
				(numbers, asked, id, axis, gain) => {
					const ability = params.abilities.get(id)!;
					const better = { ...ability, mean: ability.mean.map((value, k) => (k === axis ? value + gain : value)) };
					const both: PredictorParameters = {
						...params,
						abilities: new Map([
							['plain', ability],
							['better', better],
						]),
					};
					const input = {
						embedding: unit(numbers),
						features: extractFeatures(chat(asked)),
						options: 0,
						candidates: [model('plain'), model('better')],
					};
					const { qualities } = predictQuality(both, input);
					expect(qualities[1]!.mean).toBeGreaterThanOrEqual(qualities[0]!.mean);
					expect(qualities[1]!.low).toBeGreaterThanOrEqual(qualities[0]!.low);
				},
			),
		);
	});

	it('has a symmetric covariance in which models of one request share their error', () => {
		const input = { embedding: unit([1, -1, 0.5]), features: extractFeatures(chat('write a parser')), options: 0 };
		const { covariance } = predictQuality(params, {
			...input,
			candidates: ['gpt-5', 'claude-haiku-4-5', 'llama-3.1-8b-instruct'].map((id) => model(id)),
		});
		for (let i = 0; i < 3; i++) {
			for (let j = 0; j < 3; j++) {
				expect(covariance[i]![j]).toBeCloseTo(covariance[j]![i]!, 12);
				if (i === j) continue;
				expect(covariance[i]![j]).toBeGreaterThan(0);
				expect(covariance[i]![j]! ** 2).toBeLessThanOrEqual(covariance[i]![i]! * covariance[j]![j]!);
			}
		}
	});

	it('has a guess floor only where lettered options are seen', () => {
		const hopeless = {
			embedding: null,
			features: extractFeatures(chat('prove a lower bound for byzantine consensus in Coq')),
			candidates: [model('smollm2-135m-instruct')],
		};
		const floor = predictQuality(params, { ...hopeless, options: 4 }).qualities[0]!.mean;
		expect(floor).toBeGreaterThan(params.guess / 4);
		expect(predictQuality(params, { ...hopeless, options: 0 }).qualities[0]!.mean).toBeLessThan(params.guess / 4);
	});

	it('guesses an unknown model from its name and size, with a wider interval', () => {
		const at = (parametersB: number) => {
			const candidate = model(null, { wireModel: 'somebody-tune', displayName: 'Somebody', parametersB });
			return predictQuality(params, {
				embedding: null,
				features: extractFeatures(chat('write a function that sorts a list')),
				options: 0,
				candidates: [candidate],
			}).qualities[0]!;
		};
		expect(at(1).mean).toBeLessThan(at(8).mean);
		expect(at(8).mean).toBeLessThan(at(70).mean);
		const measured = predictQuality(params, {
			embedding: null,
			features: extractFeatures(chat('write a function that sorts a list')),
			options: 0,
			candidates: [model('llama-3.1-8b-instruct')],
		}).qualities[0]!;
		// What is not known of the kind of request widens both alike.
		expect(at(8).high - at(8).low).toBeGreaterThan(1.05 * (measured.high - measured.low));
	});

	it('shifts a measured model by an effort that nobody measured', () => {
		const base = params.abilities.get('llama-3.1-8b-instruct')!;
		const high = abilityOf(params, model('llama-3.1-8b-instruct', { effort: 'high' }));
		expect([...high.mean]).toEqual([...base.mean].map((value, k) => Math.fround(value + params.efforts.get('high')![k]!)));
	});

	it('reads sizes and generations from names', () => {
		expect(sizeFromName('qwen2.5-7b-instruct')).toBe(7);
		expect(sizeFromName('smollm2-135m')).toBeCloseTo(0.135);
		expect(sizeFromName('mixtral-8x7b')).toBeCloseTo(47.6);
		expect(sizeFromName('gpt-5-mini')).toBeNull();
		expect(ageFromName('gpt-5.4-mini')).toBeGreaterThan(ageFromName('gpt-4.1'));
		expect(ageFromName('claude-opus-5-5')).toBeGreaterThan(ageFromName('claude-opus-4-20250514'));
		expect(ageFromName('claude-3-5-haiku')).toBeCloseTo(1.6);
		// A date in the name wins, and a size is no version.
		expect(ageFromName('claude-3-5-haiku-20241022')).toBeCloseTo(1.79, 2);
		expect(ageFromName('mistral-large-2402')).toBeCloseTo(1.125, 2);
		expect(ageFromName('command-r-08-2024')).toBeCloseTo(1.625, 2);
		expect(ageFromName('gemma-7b-it')).toBeLessThan(ageFromName('gemma-2-9b-it'));
	});
});

describe('parameters', () => {
	it.each([
		['not JSON', '{'],
		['an empty object', '{}'],
		['a cut weight', text.replace(/"weights":"[^"]{8}/, '"weights":"')],
		[
			'a hidden layer, which this version does not run',
			text.replace('"hidden":null', '"hidden":{"inputs":0,"outputs":0,"weights":"","bias":""}'),
		],
		['other traits', text.replace('"log size"', '"logarithm of size"')],
	])('%s is damaged', (_, json) => {
		expect(() => parsePredictor(json)).toThrow(expect.objectContaining({ kind: 'damagedFile' }));
	});

	it('refuses weights that are not numbers', () => {
		const file = JSON.parse(text);
		const bytes = Buffer.from(file.abilities.means, 'base64');
		bytes.writeFloatLE(Number.NaN, 0);
		file.abilities.means = bytes.toString('base64');
		expect(() => parsePredictor(JSON.stringify(file))).toThrow('not a number');
	});
});

describe('output length', () => {
	const ask = { kind: 'write', inputTokens: 500 } as const;
	const fast = { tokensPerSecond: 100, firstTokenSeconds: 0.5 };

	it('grows with effort and with what the model finds hard', () => {
		const tokens = (effort: string | null, quality: number) =>
			estimateOutput(params, ask, model('gpt-5', { effort, reasoning: true }), quality).outputTokens.mean;
		expect(tokens('low', 0.8)).toBeLessThan(tokens('high', 0.8));
		expect(tokens('high', 0.9)).toBeLessThan(tokens('high', 0.4));
	});

	it('waits for the first token and then for the rest', () => {
		const { outputTokens, latencyMs } = estimateOutput(params, ask, model('gpt-5', { speed: fast }), 0.9);
		expect(latencyMs).toBeCloseTo(500 + outputTokens.mean * 10, -2);
		expect(outputTokens.p90).toBeGreaterThan(outputTokens.mean);
	});

	it('waits for the first useful token until the thinking has ended', () => {
		const plain = estimateOutput(params, ask, model('gpt-5', { speed: fast, reasoning: false }), 0.9);
		expect(plain.firstUsefulMs).toBe(500);
		const thinks = estimateOutput(params, ask, model('gpt-5', { speed: fast, reasoning: true }), 0.9);
		expect(thinks.firstUsefulMs).toBeCloseTo(500 + (thinks.outputTokens.mean - plain.outputTokens.mean) * 10, -2);
		expect(thinks.firstUsefulMs).toBeLessThan(thinks.latencyMs);
	});

	it('never exceeds what the model can write', () => {
		const { outputTokens } = estimateOutput(params, ask, model('gpt-5', { effort: 'max', maxOutputTokens: 300 }), 0.1);
		expect(outputTokens).toEqual({ mean: 300, p90: 300 });
	});
});
