import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogCandidates } from '../../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { isGoodEnough } from '../../../src/core/routing/good-enough.ts';
import { PRESETS, presetWeights, type RoutingPreset } from '../../../src/core/routing/presets.ts';
import { route } from '../../../src/core/routing/route.ts';
import { AUTO, type ChosenRoute, NO_LIMITS, type Prediction, type RouteAlternative } from '../../../src/core/routing/types.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../../../src/predictor/engine.ts';
import { activeParametersB, tokensPerSecond } from '../../../src/predictor/speed.ts';
import { prices } from '../core/routing/support.ts';
import { chat, ROOT } from './model-folder.ts';

interface Sourced {
	readonly source: string;
	/** ISO */
	readonly date: string;
}

/** Prices and hosted speeds as the catalog had them on 28 November 2026, with their sources; sizes of local models from their cards. */
interface PoolModel {
	readonly catalogId: string;
	readonly local?: true;
	readonly activeParametersB?: Sourced & { readonly value: number };
	readonly prices?: Sourced & {
		readonly inputPerMTokUsd: number;
		readonly outputPerMTokUsd: number;
		readonly cachedInputPerMTokUsd: number | null;
		readonly cacheWritePerMTokUsd: number | null;
	};
	/** Null: nobody measured it. */
	readonly tokensPerSecond?: (Sourced & { readonly value: number }) | null;
}

interface Message {
	/** 1 (trivial) to 5 (hardest), 0 = not ranked. */
	readonly level: number;
	readonly text: string;
	readonly language?: string;
}

const read = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
const pools: Record<string, { readonly models: readonly PoolModel[] }> = read('test/fixtures/pools.json');
const messages: Message[] = read('test/fixtures/editor-messages.json').filter(({ level }: Message) => level > 0);
const SMALL_TALK = ['hi', 'hello!', 'thanks', 'thank you, that works', 'good morning', 'ok great', 'hey, how are you?'];
const catalogued = catalogCandidates(parseCatalog(read('models/catalog.json')));
const ORDER = ['save', 'balanced', 'best'] as const;

/** The model as it runs by default and at each effort, with the fixture's price and speed. */
function candidatesOf({ catalogId, local, prices: money, tokensPerSecond: speed }: PoolModel): Candidate[] {
	const found = catalogued.filter((candidate) => candidate.catalogId === catalogId);
	expect(found.length, catalogId).toBeGreaterThan(0);
	if (local) return found.map((candidate) => ({ ...candidate, local: true, speed: null, prices: prices(0, 0, 0, 0) }));
	const { inputPerMTokUsd, outputPerMTokUsd, cachedInputPerMTokUsd, cacheWritePerMTokUsd } = money!;
	return found.map((candidate) => ({
		...candidate,
		prices: prices(inputPerMTokUsd, outputPerMTokUsd, cachedInputPerMTokUsd, cacheWritePerMTokUsd),
		speed: speed ? { tokensPerSecond: speed.value, firstTokenSeconds: null } : candidate.speed,
	}));
}

function decided(candidates: readonly Candidate[], prediction: Prediction, preset: RoutingPreset): ChosenRoute {
	const needs = { tools: false, vision: false };
	const weights = presetWeights(preset);
	const decision = route({ candidates, prediction, needs, limits: NO_LIMITS, weights, cache: null, choice: AUTO, now: 0 });
	expect(decision.chosen).not.toBeNull();
	return decision as ChosenRoute;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const costOf = (decisions: readonly ChosenRoute[]) => mean(decisions.map(({ chosen }) => chosen.cost.expected));
const qualityOf = (decisions: readonly ChosenRoute[]) => mean(decisions.map(({ chosen }) => chosen.quality.mean));

function sharesOf(decisions: readonly ChosenRoute[]): [id: string, share: number][] {
	const counts = Map.groupBy(decisions, ({ chosen }) => chosen.candidate.id);
	return [...counts].map(([id, own]): [string, number] => [id, own.length / decisions.length]).sort((a, b) => b[1] - a[1]);
}

let engine: PredictorEngine;
beforeAll(async () => {
	engine = await PredictorEngine.load(checkoutFiles(ROOT));
});
afterAll(() => engine.dispose());

describe.each(Object.entries(pools))('pool %s', (name, { models }) => {
	const candidates = models.flatMap(candidatesOf);
	const routed = {} as Record<RoutingPreset, ChosenRoute[]>;
	const talk = {} as Record<RoutingPreset, ChosenRoute[]>;

	beforeAll(async () => {
		const predict = (texts: readonly Message[]) =>
			Promise.all(texts.map(({ text, language }) => engine.predict(chat(text, { language: language ?? null }), candidates)));
		const predictions = await predict(messages);
		const small = await predict(SMALL_TALK.map((text) => ({ level: 1, text })));
		for (const preset of ORDER) {
			routed[preset] = predictions.map((prediction) => decided(candidates, prediction, preset));
			talk[preset] = small.map((prediction) => decided(candidates, prediction, preset));
		}
		for (const preset of ORDER) {
			const shares = sharesOf(routed[preset])
				.slice(0, 5)
				.map(([id, share]) => `${id} ${(100 * share).toFixed(0)} %`);
			const figures = `$${(costOf(routed[preset]) / 1e6).toFixed(5)} ${(100 * qualityOf(routed[preset])).toFixed(1)} %`;
			console.log(`${name} ${preset}: ${figures}; ${shares.join(', ')}`);
		}
	});

	const ofLevel = (preset: RoutingPreset, levels: readonly number[]) =>
		routed[preset].filter((_, i) => levels.includes(messages[i]!.level));

	/** What the best of the pool adds to the cheapest, on messages of level 5. */
	const gainOnTheHardest = () =>
		mean(
			ofLevel('best', [5]).map(({ alternatives }) => {
				const cheapest = alternatives.reduce((a, b) => (b.cost.expected < a.cost.expected ? b : a));
				return Math.max(...alternatives.map(({ quality }) => quality.mean)) - cheapest.quality.mean;
			}),
		);

	it('names source and date of each price, speed and size', () => {
		for (const { prices: money, tokensPerSecond: speed, activeParametersB: size, local } of models) {
			expect(Boolean(money) !== Boolean(local)).toBe(true);
			for (const each of [money, speed, size]) if (each) expect(`${each.source} ${each.date}`).toMatch(/.{20}.* 20\d\d-\d\d-\d\d$/);
		}
	});

	it('sends no preset to one candidate alone', () => {
		for (const preset of ORDER) {
			const [top] = sharesOf(routed[preset]);
			// Best may find the stronger of two models worth its price for everything, where the other is good enough for nothing.
			const bar = PRESETS.best.goodEnough;
			const apart = routed.best.some(({ alternatives }) => alternatives.filter(({ quality }) => isGoodEnough(quality, bar)).length > 1);
			if (preset !== 'best' || apart) expect(top![1], `${preset}: ${top![0]}`).toBeLessThan(preset === 'best' ? 1 : 0.93);
		}
	});

	it('parts the presets clearly, in money and in quality', () => {
		expect(costOf(routed.balanced)).toBeGreaterThan(1.15 * costOf(routed.save));
		expect(costOf(routed.best)).toBeGreaterThan(1.15 * costOf(routed.balanced));
		expect(qualityOf(routed.balanced)).toBeGreaterThan(qualityOf(routed.save));
		expect(qualityOf(routed.best)).toBeGreaterThan(qualityOf(routed.balanced));
		const differ = routed.save.filter(({ chosen }, i) => chosen.candidate.id !== routed.balanced[i]!.chosen.candidate.id).length;
		expect(differ / messages.length).toBeGreaterThan(0.1);
	});

	it('sends small talk in Save to the free model, or to the cheapest that is good enough but for a negligible price', () => {
		const enough = ({ quality, excluded }: RouteAlternative) => excluded === null && isGoodEnough(quality, PRESETS.save.goodEnough);
		for (const { chosen, alternatives } of talk.save) {
			const cheapest = Math.min(...alternatives.filter(enough).map(({ cost }) => cost.expected));
			if (candidates.some(({ local }) => local)) expect(chosen.candidate.local).toBe(true);
			expect(chosen.cost.expected).toBeLessThanOrEqual(cheapest + 300);
		}
	});

	it('sends the easy to cheap models and the hard up', () => {
		for (const preset of ORDER) {
			// Where both would fail the cheap one answers: only a real gain is paid for, and Save pays the least for it.
			if (preset === 'save' && gainOnTheHardest() < 0.2) continue;
			expect(costOf(ofLevel(preset, [4, 5])), preset).toBeGreaterThan(1.5 * costOf(ofLevel(preset, [1, 2])));
		}
		if (gainOnTheHardest() < 0.2) return;
		const price = (each: readonly ChosenRoute[]) => mean(each.map(({ chosen }) => chosen.candidate.prices!.output));
		expect(price(ofLevel('balanced', [5]))).toBeGreaterThanOrEqual(price(ofLevel('balanced', [1])));
	});
});

describe('speeds of the pools', () => {
	const all = Object.values(pools).flatMap(({ models }) => models);

	it('of local models follow the parameters that a token passes', () => {
		for (const { catalogId, activeParametersB: right } of all.filter(({ local }) => local)) {
			const [model] = catalogued.filter((candidate) => candidate.catalogId === catalogId);
			expect(activeParametersB(model!)! / right!.value, catalogId).toBeCloseTo(1, 0);
		}
	});

	it("that nobody measured are no quicker than the slowest measured one of the vendor's tier", () => {
		const speedOf = (id: string) => tokensPerSecond(catalogued.find(({ catalogId }) => catalogId === id)!);
		expect(speedOf('gpt-5.5')).toBe(speedOf('gpt-5.6-sol'));
		expect(speedOf('gpt-6-sol')).toBe(speedOf('gpt-5.6-sol'));
		expect(speedOf('claude-opus-5-5')).toBe(speedOf('claude-opus-5'));
	});
});
