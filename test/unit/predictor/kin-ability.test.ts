import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { versionOf } from '../../../src/core/model/kin.ts';
import { kinAbility } from '../../../src/predictor/kin-ability.ts';
import type { PredictorParameters } from '../../../src/predictor/parameters.ts';
import { candidates } from './model-folder.ts';

const guess = Float32Array.from([0.5, 0.5]);
const step = { mean: [1, 0.5], variance: [0.2, 0.2] };

function parameters(abilities: Readonly<Record<string, readonly number[]>>, known: PredictorParameters['prior']['step'] = step) {
	const covariance = Float32Array.from([0.1, 0, 0, 0.1]);
	return {
		dimensions: 2,
		abilities: new Map(Object.entries(abilities).map(([id, mean]) => [id, { mean: Float32Array.from(mean), covariance }])),
		prior: { traits: [], weights: new Float32Array(), covariance, step: known },
	} as unknown as PredictorParameters;
}

const params = parameters({
	'claude-opus-5-5': [2, 2],
	'claude-opus-5-5@max': [9, 9],
	'claude-opus-4-8': [1, 1],
	'claude-sonnet-5': [0, 0],
	'gemma-4-31b-it': [-1, -1],
	'gemma-4-12b-it': [-2, -2],
});

function ability(name: string, parametersB: number | null = null) {
	const candidate: Candidate = { ...candidates(1)[0]!, wireModel: name, catalogId: null, parametersB };
	return kinAbility(params, candidate, guess);
}

describe('a model that the catalog lacks', () => {
	it.each(['claude-opus-6', 'anthropic/claude-opus-6.1', 'claude-opus-6-20270301'])('%s goes on where its line stands', (name) => {
		const [first, second] = ability(name)!.mean;
		expect(first).toBeGreaterThan(2.2);
		expect(first).toBeLessThan(4);
		expect(second).toBeGreaterThan(2.1);
		expect(ability(name)!.covariance[0]).toBeGreaterThan(0.15);
	});

	it('between two versions is no better than the later one', () => {
		expect(Math.max(...ability('claude-opus-5')!.mean)).toBeLessThanOrEqual(2);
		expect(ability('claude-opus-5')!.mean[0]).toBeGreaterThan(1);
	});

	it('older than any known one is below the first, whatever its name says', () => {
		for (const value of ability('claude-opus-3')!.mean) expect(value).toBeLessThan(1);
	});

	it('of the same version is that model, with more doubt', () => {
		const same = ability('claude-opus-5.5-preview')!;
		expect([...same.mean]).toEqual([2, 2]);
		expect(same.covariance[0]).toBeGreaterThan(0.1);
	});

	it('of a named size is compared with its own size alone', () => {
		expect(ability('gemma-5-27b', 27)!.mean[0]).toBeGreaterThan(-1);
		expect(ability('gemma-5-27b', 27)!.mean[0]).toBeLessThan(0);
		expect(ability('gemma-5-14b', 14)!.mean[0]).toBeLessThan(-1);
		expect(ability('gemma-5-300b', 300)).toBeNull();
		expect(ability('gemma-5-30b-a3b', 30)).toBeNull();
	});

	it.each(['my-claude-opus', 'mystery-7', 'claude-saga-5'])('%s continues no line', (name) => {
		expect(ability(name)).toBeNull();
	});

	it('is guessed from its name by parameters that hold no step', () => {
		expect(
			kinAbility(parameters({ 'claude-opus-5': [1, 1] }, null), { ...candidates(1)[0]!, wireModel: 'claude-opus-6' }, guess),
		).toBeNull();
	});
});

describe('the version in a name', () => {
	it.each([
		['claude-opus-4-8', [4, 8]],
		['claude-haiku-4-5-20251001', [4, 5]],
		['gpt-5.4-mini', [5, 4]],
		['gpt-4o', [4, 0.5]],
		['deepseek-v4-pro', [4]],
		['kimi-k2.6', [2, 6]],
		['qwen3-30b-a3b-instruct-2507', [3]],
		['gpt-4-32k', [4]],
		['mystery', []],
	])('%s: %j', (name, version) => {
		expect(versionOf(name)).toEqual(version);
	});
});
