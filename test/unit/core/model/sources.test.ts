import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCsv } from '../../../../training/catalog/csv.ts';
import { modelFacts } from '../../../../training/catalog/models.ts';
import { packageContext, packagePrices } from '../../../../training/catalog/prices.ts';
import { catalogScores, listPrice, outputSpeed, type Row } from '../../../../training/catalog/scores.ts';
import { shipped } from './shipped.ts';

const haiku = modelFacts.find(({ id }) => id === 'claude-haiku-4-5')!;

describe('prices of the package', () => {
	test('the shipped prices and contexts are the ones of the pinned version, digit for digit', () => {
		let compared = 0;
		for (const [index, facts] of modelFacts.entries()) {
			const prices = packagePrices(facts.prices);
			if (!prices) continue;
			compared++;
			expect(shipped.models[index]!.prices, facts.id).toEqual(prices);
			const context = packageContext(facts.prices);
			if (context) expect(shipped.models[index]!.contextTokens, facts.id).toBe(context.tokens);
		}
		expect(compared).toBeGreaterThan(100);
	});

	test('of dated prices the one in force, of prices by the hour the dearest, of tiers the first', () => {
		expect(packagePrices(['openai:o3'])).toMatchObject({ input: 2_000_000, output: 8_000_000 });
		expect(packagePrices(['deepseek:deepseek-v4-pro'])).toMatchObject({ input: 1_320_000, output: 3_960_000 });
		expect(packagePrices(['openai:gpt-5.4'])).toMatchObject({ input: 2_500_000, output: 15_000_000 });
	});

	test('null where the package has no price', () => {
		expect(packagePrices([])).toBeNull();
		expect(packagePrices(['openai:no-such-model', 'nobody:x'])).toBeNull();
		expect(packagePrices(['openai:whisper-1'])).toBeNull();
	});
});

describe('rows of the published tables', () => {
	const aa = 'table (Artificial Analysis API, measured by Artificial Analysis)';
	const score = (model: string, benchmark: string, value: number, more: Partial<Row> = {}): Row => ({
		model: `claude-haiku-4-5-20251001${model}`,
		benchmark,
		score: String(value),
		unit: 'fraction',
		date: '2026-01-01',
		source: 'github:some/board@0123456',
		...more,
	});

	test('each row verbatim, with the effort of its run', () => {
		const row = score('@thinking-64k', 'gpqa_diamond', 0.71, { date: '2025-12-03', source: 'github:epoch@1' });
		expect(catalogScores(haiku, [row])).toEqual([
			{ benchmark: 'gpqa_diamond', value: 0.71, unit: 'fraction', effort: 'thinking-64k', date: '2025-12-03', source: 'github:epoch@1' },
		]);
	});

	test('of Artificial Analysis two benchmarks at one effort, the default one first', () => {
		const rows = ['@thinking', '@no-thinking'].flatMap((effort) =>
			['mmlu_pro', 'livecodebench', 'gpqa_diamond', 'aime_2025'].map((name) => score(effort, name, 0.5, { source: aa })),
		);
		const kept = catalogScores(haiku, rows);
		expect(kept.map(({ benchmark, effort }) => `${benchmark}@${effort}`)).toEqual(['mmlu_pro@no-thinking', 'livecodebench@no-thinking']);
	});

	test('neutral boards before vendors, the newest question set only, other models and odd dates never', () => {
		const kept = catalogScores(haiku, [
			score('', 'gpqa_diamond', 0.73, { source: 'github:x/llm-leaderboard@1', date: '2026-05-05' }),
			score('', 'gpqa_diamond', 0.6, { source: 'github:epoch@1' }),
			score('', 'livebench_coding:2025-05-30', 0.7, { date: '2025-05-30' }),
			score('', 'livebench_coding:2026-01-08', 0.72, { date: '2026-08-22' }),
			score('', 'humaneval', 0.9, { date: '2026-01' }),
			score('-extra', 'humaneval', 0.9),
			score('', 'weirdml', 0.4),
		]);
		expect(kept.map(({ benchmark, value }) => [benchmark, value])).toEqual([
			['livebench_coding:2026-01-08', 0.72],
			['gpqa_diamond', 0.6],
		]);
	});

	test('list price needs both halves, speed is the median over the settings', () => {
		const cost = (effort: string, benchmark: string, metric: string, value: number): Row => ({
			model: `claude-haiku-4-5-20251001${effort}`,
			benchmark,
			metric,
			value: String(value),
			date: '2026-07-31',
			source: aa,
		});
		const half = [cost('@thinking', 'list_price', 'input_price_usd_per_mtok', 1)];
		expect(listPrice(haiku, half)).toBeNull();
		const whole = [...half, cost('@thinking', 'list_price', 'output_price_usd_per_mtok', 5)];
		expect(listPrice(haiku, whole)).toMatchObject({
			input: 1_000_000,
			output: 5_000_000,
			cachedInput: null,
			source: aa,
			date: '2026-07-31',
		});
		const speeds = [100, 130, 110].map((value, i) => cost(`@${i}`, 'speed', 'output_tokens_per_second', value));
		expect(outputSpeed(haiku, speeds)).toMatchObject({ tokensPerSecond: 110, firstTokenSeconds: null, source: aa });
		expect(outputSpeed(haiku, [])).toBeNull();
	});
});

describe('readCsv', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'routoo-csv-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	function read(text: string) {
		const path = join(folder, 'a.csv');
		writeFileSync(path, text);
		return readCsv(path);
	}

	test('quotes, commas and line breaks inside quotes, with or without a last line break', () => {
		const rows = [
			{ a: '1', b: 'x, "y"\nz' },
			{ a: '', b: '2' },
		];
		expect(read('a,b\n1,"x, ""y""\nz"\n,2\n')).toEqual(rows);
		expect(read('a,b\r\n1,"x, ""y""\nz"\r\n,2')).toEqual(rows);
	});

	test('a row of another length or an empty file is an error', () => {
		expect(() => read('a,b\n1\n')).toThrow('row 2');
		expect(() => read('')).toThrow('empty');
	});
});
