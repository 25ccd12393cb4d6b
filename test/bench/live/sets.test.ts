import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveSetsIn, partOf, readLiveSet } from '../../../bench/live/sets.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { MODELS } from '../../../training/kit/checkout.ts';

const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
let data: string;

function write(set: string, files: Record<string, string>): void {
	mkdirSync(path.join(data, set), { recursive: true });
	for (const [name, text] of Object.entries(files)) writeFileSync(path.join(data, set, name), text);
}

const prompts = (rows: readonly object[]) => rows.map((row) => JSON.stringify({ text: 'a b c', category: '', ...row })).join('\n');

beforeAll(() => {
	data = mkdtempSync(path.join(tmpdir(), 'routoo-live-'));
	write('openhands_swebench', {
		'prompts.jsonl': prompts([
			{ id: 'o/x-1', repo: 'x/x' },
			{ id: 'o/y-2', repo: 'y/y' },
		]),
		'matrix.csv': 'id,claude-opus-4-8,other/claude-opus-4-8,unheard-of-9\no/x-1,1,1,0\no/y-2,1,1,1\n',
		'instance_costs.csv': 'id,claude-opus-4-8,other/claude-opus-4-8,unheard-of-9\no/x-1,0.5,1,0.1\no/y-2,,1,0\n',
		'columns.json': JSON.stringify({
			'claude-opus-4-8': { common_scaffold: true, prices_usd_per_mtok: { input: 5, output: 25, cache_read: 0.5, cache_write: null } },
			'other/claude-opus-4-8': { common_scaffold: false },
			'unheard-of-9': { common_scaffold: true, prices_usd_per_mtok: { input: null, output: null, cache_read: null, cache_write: null } },
		}),
	});
	write('lcb_v6', {
		'prompts.jsonl': prompts([{ id: 'l/1' }]),
		'matrix.csv': 'id,O4-Mini (High),O4-Mini (Medium)\nl/1,0.9,0.4\n',
		'columns.json': JSON.stringify({
			'O4-Mini (High)': { api_name: 'o4-mini', effort: 'high' },
			'O4-Mini (Medium)': { api_name: 'o4-mini', effort: 'medium' },
		}),
	});
	write('swebench_pro', {
		'prompts.jsonl': prompts([{ id: 's/1', repo: 'x/x' }]),
		'matrix.csv': 'id,claude-sonnet-4-paper,gpt-5-paper\ns/1,1,0\n',
	});
	write('published', { 'README.md': 'no outcomes' });
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('a recorded set as a user would meet it', () => {
	it('is every folder with outcomes', () => {
		expect(liveSetsIn(data)).toEqual(['lcb_v6', 'openhands_swebench', 'swebench_pro']);
	});

	it('drops other scaffolds and runs with an outcome but no cost, and reads prices, costs and repositories', () => {
		const set = readLiveSet(data, 'openhands_swebench', catalog)!;
		expect(set.columns.map(({ name, candidate }) => [name, candidate.catalogId])).toEqual([
			['claude-opus-4-8', 'claude-opus-4-8'],
			['unheard-of-9', null],
		]);
		expect(set.columns[0]!.candidate.prices).toMatchObject({ input: 5_000_000, output: 25_000_000 });
		expect([...set.cost!]).toEqual([0.5, 0.1, Number.NaN, Number.NaN]);
		expect([...set.outcome]).toEqual([1, 0, Number.NaN, Number.NaN]);
		expect(set.agent).toBe(true);
		expect(set.rows.map(({ problem }) => problem)).toEqual(['repo/x/x', 'repo/y/y']);
	});

	it('takes each effort for a candidate of its own; the default one is what runs when nothing is asked for', () => {
		const set = readLiveSet(data, 'lcb_v6', catalog)!;
		expect(set.agent).toBe(false);
		expect(set.columns.map(({ candidate }) => [candidate.catalogId, candidate.effort])).toEqual([
			['o4-mini', 'high'],
			['o4-mini', null],
		]);
	});

	it('drops a column that is a fault in every row', () => {
		expect(readLiveSet(data, 'swebench_pro', catalog)!.columns.map(({ name }) => name)).toEqual(['gpt-5-paper']);
	});

	it('parts keep their cells', () => {
		const part = partOf(readLiveSet(data, 'openhands_swebench', catalog)!, 'part', ({ problem }) => problem === 'repo/x/x');
		expect(part.rows).toHaveLength(1);
		expect([...part.outcome]).toEqual([1, 0]);
		expect([...part.cost!]).toEqual([0.5, 0.1]);
	});

	it('is none without a row that counts', () => {
		expect(readLiveSet(data, 'lcb_v6', catalog, () => false)).toBeNull();
		expect(readLiveSet(data, 'nowhere', catalog)).toBeNull();
	});
});
