import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchJson, benchSchema } from '../../../bench/routing/json.ts';
import { readPools, requestCosts } from '../../../bench/routing/pools.ts';
import { reportMarkdown, writeReport } from '../../../bench/routing/report.ts';
import { ROUTERS } from '../../../bench/routing/routers/router.ts';
import { benchmark } from '../../../bench/routing/run.ts';
import { consoleTable } from '../../../bench/routing/table.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';
import { plantedSet, pricedPool, slope } from './support.ts';

const set = plantedSet({
	rows: 600,
	columns: ['weak', 'strong', 'other'],
	chance: (m, v) => (m === 0 ? 0.3 : m === 1 ? slope(1, v) + 0.1 : 0.4),
});
const pair = { ...pricedPool({ weak: 1, strong: 10 }, 'strong'), name: 'pair' };
const three = { ...pricedPool({ weak: 1, strong: 10, other: 2 }, 'strong'), name: 'three' };
const unpriced = { ...pricedPool({ weak: null, strong: 10 }, 'strong'), name: 'unpriced' };
const pools = [pair, three, unpriced];
const result = benchmark([set], pools, { resamples: 60, dropped: { planted: 4 } });
const [pairResult, threeResult, unpricedResult] = result.sets[0]!.pools;

describe('benchmark', () => {
	it('has the promised shape, with shares of 1 and every router', () => {
		const parsed = benchSchema.parse(JSON.parse(benchJson(result)));
		expect(parsed.sets[0]).toMatchObject({ set: 'planted', n: 600, dropped: 4 });
		expect(Object.keys(parsed.sets[0]!.models)).toEqual(['weak', 'strong', 'other']);
		expect(Object.keys(parsed.sets[0]!.pools[0]!.routers)).toEqual([...ROUTERS]);
		for (const pool of parsed.sets[0]!.pools)
			for (const router of Object.values(pool.routers))
				for (const { quality } of router.curve) {
					expect(quality).toBeGreaterThanOrEqual(0);
					expect(quality).toBeLessThanOrEqual(1);
				}
	});

	it('gives null where a figure does not apply', () => {
		expect(threeResult!.routers.routoo).toMatchObject({ apgr: null, cpt50: null, maxPgr: null });
		expect(threeResult!.routers.routoo.savingAtReference).not.toBeNull();
		expect(unpricedResult!.routers.routoo).toMatchObject({ savingAtReference: null, costUsd: null, curve: [] });
		expect(unpricedResult!.routers.routoo.apgr).not.toBeNull();
		expect(pairResult!.routers.best.apgr).toBeNull();
		expect(pairResult!.routers.cheapest.savingAtReference).toBeNull();
		expect(pairResult!.routers.best.savingAtReference).toBe(0);
	});

	it('finds that a router who knows the true chances beats the random mix and loses to the oracle', () => {
		const { routoo, random, oracle } = pairResult!.routers;
		expect(routoo.apgr!).toBeGreaterThan(random.apgr! + 0.1);
		expect(oracle.apgr!).toBeGreaterThan(routoo.apgr!);
		expect(routoo.ci.apgr![0]).toBeLessThan(routoo.apgr!);
		expect(routoo.ci.apgr![1]).toBeGreaterThan(routoo.apgr!);
		expect(oracle.savingAtReference!).toBeGreaterThan(random.savingAtReference!);
		expect(pairResult!.overBaseline.apgr!.baseline).not.toBe('random');
		const shares = Object.values(routoo.shares!);
		expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
	});

	it('leaves out the categories that a pool is to be measured without', () => {
		const [cut] = benchmark([set], [{ ...pools[0]!, without: ['low'] }], { resamples: 10 }).sets[0]!.pools;
		expect(cut!.n).toBe(pairResult!.n - set.categories.filter((category) => category === 'low').length);
		expect(cut!.n).toBeLessThan(pairResult!.n);
	});

	it('says how the saving depends on the length of the answers', () => {
		const dear = { ...pair, models: pair.models.map((model, m) => (m === 1 ? { ...model, output: 300 } : model)) };
		const found = benchmark([set], [dear], { resamples: 2 }).sets[0]!.pools[0]!.sensitivity;
		expect(found.map(({ outputTokens }) => outputTokens)).toEqual([0.5, 2]);
		// Longer answers make the dear model dearer still.
		expect(found[1]!.routers.oracle!.savingAtReference!).toBeGreaterThan(found[0]!.routers.oracle!.savingAtReference!);
	});

	it('tells calibrated predictions from overconfident ones', () => {
		const random = randomOf(8);
		const sure = (p: number) => 1 / (1 + Math.exp(-(4 * Math.log(p / (1 - p)) + 0.2 * normal(random))));
		const bold = plantedSet({
			rows: 600,
			columns: ['weak', 'strong', 'other'],
			chance: (m, v) => (m === 1 ? slope(1, v) : 0.4),
			predicted: (_m, p) => sure(p),
		});
		const over = benchmark([bold], [], { resamples: 1 }).sets[0]!.all!;
		const right = result.sets[0]!.all!;
		expect(Math.abs(right.ece - right.eceOfPerfect)).toBeLessThan(0.015);
		expect(over.ece - over.eceOfPerfect).toBeGreaterThan(0.1);
		expect(right.brierSkill!).toBeGreaterThan(right.brierSkillOfDomain!);
	});

	it('bears sets of a few rows, of one row, and with a model that nobody was run on', () => {
		const few = plantedSet({ rows: 5, columns: ['weak', 'strong', 'other'], chance: () => 0.5 });
		const one = { ...plantedSet({ rows: 1, columns: ['weak', 'strong', 'other'], chance: () => 0.5 }), set: 'one' };
		const heard: string[] = [];
		few.outcome.forEach((_, i) => {
			if (i % 3 === 2) few.outcome[i] = Number.NaN;
		});
		const found = benchmark([few, one], [three, { ...pair, name: 'single', set: 'one' }], {
			resamples: 5,
			log: (line) => heard.push(line),
		});
		expect(() => benchJson(found)).not.toThrow();
		expect(found.sets[0]!.pools[0]!.models).toEqual(['weak', 'strong']);
		expect(found.sets[0]!.models).not.toHaveProperty('other');
		expect(heard.join()).toContain('three: other has no outcomes');
		expect(found.sets[1]!.pools[0]!.n).toBe(1);
	});

	it('is the same twice, and says what it leaves out', () => {
		const heard: string[] = [];
		const again = benchmark([set], [...pools, { ...pair, name: 'elsewhere', set: 'absent' }], {
			resamples: 60,
			dropped: { planted: 4 },
			log: (line) => heard.push(line),
		});
		expect(benchJson(again)).toBe(benchJson(result));
		expect(heard.join()).toContain('elsewhere: no set absent');
	});
});

describe('report', () => {
	const options = { method: 'Planted.', command: 'npm run -s bench', sections: ['## Speed\n\nFast.'] };

	it('has a section a pool, the sections of others before the definitions, and no number without its interval', () => {
		const page = reportMarkdown(result, [pair, three, { ...unpriced, brief: true }], options);
		expect(page).toContain('### pair');
		expect(page).not.toContain('### unpriced');
		expect(page).toContain('| unpriced | 600 |');
		expect(page.indexOf('## Speed\n\nFast.')).toBeGreaterThan(page.indexOf('## Calibration'));
		expect(page.indexOf('## Speed\n\nFast.')).toBeLessThan(page.indexOf('## Definitions'));
		expect(page).toMatch(/\| Routoo \| 0\.\d{3} \(0\.\d{3} to [01]\.\d{3}\)/);
		expect(page).not.toContain('NaN');
		expect(page).not.toContain('undefined');
	});

	it('writes its plots beside the page: well-formed, without a background, without numbers that are none', () => {
		const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
		try {
			writeReport(folder, result, pools, options);
			const plots = readdirSync(path.join(folder, 'benchmarks'));
			expect(plots.toSorted()).toEqual(['pair.svg', 'three.svg']);
			for (const name of plots) {
				const svg = readFileSync(path.join(folder, 'benchmarks', name), 'utf8');
				expect(svg).not.toMatch(/NaN|Infinity|<rect/);
				expect(readFileSync(path.join(folder, 'benchmarks.md'), 'utf8')).toContain(`(benchmarks/${name})`);
				const open = svg.match(/<(svg|g|text)[ >]/g)!.length;
				expect(svg.match(/<\/(svg|g|text)>/g)).toHaveLength(open);
			}
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('prints every router of every pool to the console', () => {
		const table = consoleTable(result);
		expect(table.match(/matrix factorisation/g)!.length).toBeGreaterThanOrEqual(3);
		expect(table).toContain('three: 600 rows, 3 models, reference strong');
		expect(table).not.toContain('NaN');
	});
});

describe('pools of the project', () => {
	const shipped = readPools();

	it('hold the tables of the benchmark, with prices for every model', () => {
		const names = shipped.map((pool) => pool.name.slice(0, 1));
		expect(new Set(names)).toEqual(new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g']));
		for (const pool of shipped) expect(requestCosts(pool), pool.name).not.toBeNull();
		const first = shipped.find((pool) => pool.name === 'a-mmlu-mixtral-gpt4')!;
		expect([...requestCosts(first)!]).toEqual([expect.closeTo((119 * 0.6) / 1e6, 12), expect.closeTo((117 * 10 + 2 * 30) / 1e6, 12)]);
	});

	it('are refused where the reference is no member, or a name stands twice', () => {
		const file = path.join(mkdtempSync(path.join(tmpdir(), 'pools-')), 'pools.json');
		writeFileSync(file, JSON.stringify([{ ...pair, reference: 'nobody' }]));
		expect(() => readPools(file)).toThrow(/reference/);
		writeFileSync(file, JSON.stringify([pair, pair]));
		expect(() => readPools(file)).toThrow(/twice/);
		rmSync(path.dirname(file), { recursive: true });
	});
});
