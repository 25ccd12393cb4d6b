import path from 'node:path';
import { costPath, stepsFor } from '../../src/core/agent/run-cost.ts';
import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { matchModel } from '../../src/core/model/match.ts';
import { readCsv } from '../catalog/csv.ts';
import { mean, median, type StepTokens } from './shapes.ts';

/** ASSUMED, tokens: mini-swe-agent's first prompt and the task. */
const FIRST_PROMPT = 3000;
const MOST_ADDED = 20_000;
const MOST_STEPS = 1000;

/** One published mean: model and effort, steps and tokens written a task, US dollars a task. */
interface TaskRow {
	readonly model: string;
	readonly effort: string;
	readonly steps: number;
	readonly output: number;
	readonly dollars: number;
	readonly disputed: boolean;
}

export interface EffortShape {
	readonly steps: number;
	readonly output: number;
}

export interface StepsTable {
	/** Tokens written a step at the default effort. */
	readonly outputTokens: number;
	/** Tokens a step adds beside them, from the costs. */
	readonly addedTokens: number;
	readonly effort: ReadonlyMap<string, EffortShape>;
	/** ln of the steps that each model's tasks come to, by catalog id. */
	readonly models: ReadonlyMap<string, number>;
	readonly rows: number;
}

function readRows(folder: string): TaskRow[] {
	return readCsv(path.join(folder, 'published', 'deepswe_1_1.csv')).flatMap((row): TaskRow[] => {
		if (!row.steps_per_task || !row.output_tokens_per_task || row.source_type !== 'official_leaderboard' || !row.effort) return [];
		return [
			{
				model: row.model!,
				effort: row.effort,
				steps: Number(row.steps_per_task),
				output: Number(row.output_tokens_per_task),
				dollars: Number(row.cost_usd_per_task || 'NaN'),
				disputed: row.cost_usd_per_task_other_basis !== '',
			},
		];
	});
}

/**
 * What a step is, and what an effort makes of it, from the published means of DeepSWE's own board. Efforts are compared within a model;
 * beside `default`, which stands midway between medium and high. The tokens that a step adds are those at which the catalog's prices, with
 * the vendor's cache, come to the published cost.
 */
export function stepsTable(folder: string, catalog: Catalog): StepsTable {
	const rows = readRows(folder);
	const several = [...Map.groupBy(rows, ({ model }) => model).values()].filter((own) => own.length > 1).flat();
	const effort = effortShapes(several);
	const output = rows.map((row) => row.output / row.steps / (effort.get(row.effort)?.output ?? 1));
	const candidates = catalogCandidates(catalog);
	const priced = rows.flatMap((row) => {
		const id = matchModel(row.model, catalog)?.id;
		const candidate = candidates.find((c) => c.catalogId === id && c.effort === null && c.prices !== null && !c.local);
		return id === undefined || row.disputed || candidate === undefined || !(row.dollars > 0) ? [] : [{ row, candidate }];
	});
	const added = priced.flatMap(({ row, candidate }) => addedTokens(row, candidate) ?? []);
	const tokens = { outputTokens: median(output), addedTokens: median(added) };
	return { ...tokens, effort, rows: rows.length, models: modelMedians(priced, tokens, effort) };
}

interface Priced {
	readonly row: TaskRow;
	readonly candidate: Candidate;
}

/** ln of the steps that a model's tasks of the board come to at the catalog's prices, at the default effort. */
function modelMedians(
	priced: readonly Priced[],
	{ outputTokens, addedTokens }: StepTokens,
	effort: ReadonlyMap<string, EffortShape>,
): Map<string, number> {
	const steps = ({ row, candidate }: Priced): number => {
		const of = effort.get(row.effort) ?? { steps: 1, output: 1 };
		const shape = { outputTokens: outputTokens * of.output, addedTokens };
		const path = costPath(candidate, shape, { inputTokens: FIRST_PROMPT, now: 0 }, MOST_STEPS, 1e6 * row.dollars)!;
		return Math.log((stepsFor(path, 1e6 * row.dollars) ?? MOST_STEPS) / of.steps);
	};
	const own = Map.groupBy(priced, ({ candidate }) => candidate.catalogId!);
	return new Map([...own].map(([id, rows]) => [id, median(rows.map(steps))]));
}

/** ln(steps) and ln(tokens a step) = model + effort, by alternating means. */
function effortShapes(rows: readonly TaskRow[]): Map<string, EffortShape> {
	const steps = effects(rows.map((row) => ({ ...row, value: Math.log(row.steps) })));
	const output = effects(rows.map((row) => ({ ...row, value: Math.log(row.output / row.steps) })));
	return new Map(
		[...steps.keys()].map((effort) => [effort, { steps: Math.exp(steps.get(effort)!), output: Math.exp(output.get(effort)!) }]),
	);
}

export function effects(rows: readonly { readonly model: string; readonly effort: string; readonly value: number }[]): Map<string, number> {
	const ofModel = new Map<string, number>();
	const ofEffort = new Map<string, number>(rows.map(({ effort }) => [effort, 0]));
	for (let round = 0; round < 100; round++) {
		for (const [model, own] of Map.groupBy(rows, (row) => row.model))
			ofModel.set(model, mean(own.map((row) => row.value - ofEffort.get(row.effort)!)));
		for (const [effort, own] of Map.groupBy(rows, (row) => row.effort))
			ofEffort.set(effort, mean(own.map((row) => row.value - ofModel.get(row.model)!)));
	}
	const middle = mean([ofEffort.get('medium') ?? 0, ofEffort.get('high') ?? 0]);
	return new Map([...ofEffort].map(([effort, value]) => [effort, value - middle]));
}

/** Null where no number of tokens comes to the cost. */
function addedTokens({ steps, output, dollars }: TaskRow, candidate: Candidate): number | null {
	const spent = dollars * 1_000_000;
	const costAt = (added: number): number => {
		const shape = { outputTokens: output / steps, addedTokens: added };
		return costPath(candidate, shape, { inputTokens: FIRST_PROMPT, now: 0 }, Math.round(steps))?.at(-1) ?? Number.NaN;
	};
	if (!(costAt(0) < spent && spent < costAt(MOST_ADDED))) return null;
	let [low, high] = [0, MOST_ADDED];
	for (let i = 0; i < 30; i++) {
		const middle = (low + high) / 2;
		if (costAt(middle) < spent) low = middle;
		else high = middle;
	}
	return low;
}

/** What others recorded of steps themselves, to hold the fitted ones against. */
export interface RecordedSteps {
	/** Median over models of the calls that mini-swe-agent made for an issue of SWE-bench Verified. */
	readonly calls: number;
	/** Median over models of the standard deviation of ln(turns) over issues of SWE-bench Pro. */
	readonly turnsSpread: number;
}

export function recordedSteps(folder: string): RecordedSteps {
	const calls = readCsv(path.join(folder, 'published', 'costs_tokens.csv')).filter(
		({ benchmark, metric }) => benchmark === 'swebench_verified:mini-swe-agent' && metric === 'calls_per_case',
	);
	const rows = readCsv(path.join(folder, 'psych_swebench_pro', 'turns.csv'));
	const columns = Object.keys(rows[0]!).filter((name) => name !== 'id');
	const spreads = columns.map((column) => {
		const turns = rows.flatMap((row) => (Number(row[column]) > 0 ? [Math.log(Number(row[column]))] : []));
		const middle = mean(turns);
		return Math.sqrt(mean(turns.map((value) => (value - middle) ** 2)));
	});
	return { calls: median(calls.map(({ value }) => Number(value))), turnsSpread: median(spreads) };
}
