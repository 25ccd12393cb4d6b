import { existsSync } from 'node:fs';
import path from 'node:path';
import { readCsv } from '../catalog/csv.ts';
import { type RecordedRow, type RecordedSet, readSet } from '../data/datasets.ts';

/** The judgements of a text, in the order in which `models/reading.json` names them. */
export const JUDGED = [
	'solution_hint',
	'problem_clarity',
	'domain_knowledge_required',
	'logical_reasoning_required',
	'atypicality',
	'verification_difficulty',
	'standard_pattern_available',
	'error_specificity',
	'reproduction_clarity',
	'expected_behavior_clarity',
	'debugging_complexity',
	'codebase_scope',
	'information_completeness',
	'similar_issue_likelihood',
	'side_effect_risk',
] as const;

/** An issue of a repository, and what recorded runs say of it beside the issues of its benchmark. */
export interface ReadIssue {
	readonly id: string;
	readonly repository: string;
	readonly benchmark: 'verified' | 'pro';
	readonly text: string;
	/** The text as it stands in the file. */
	readonly raw: string;
	/** Logits by which it is harder than the mean issue for the models that tried it, and the runs behind that; NaN where nobody did. */
	readonly difficulty: number;
	/** Variance of `difficulty` by the luck of the runs, logits squared. */
	readonly noise: number;
	/** ln of what its runs cost beside the mean of their models; NaN where nobody's cost is recorded. */
	readonly cost: number;
	/** In the order of JUDGED; null where nobody judged it. */
	readonly judged: Float32Array | null;
}

interface Source {
	readonly set: string;
	readonly benchmark: ReadIssue['benchmark'];
	readonly weight: number;
}

/**
 * Sets that tell how hard an issue is. That of tests asks for another work on the same issues, so it counts half. psych_swebench_pro has all runs of
 * swebench_pro but one, and five more.
 */
const SOURCES: readonly Source[] = [
	{ set: 'openhands_swebench', benchmark: 'verified', weight: 1 },
	{ set: 'psych_swebench', benchmark: 'verified', weight: 1 },
	{ set: 'openhands_swtbench', benchmark: 'verified', weight: 0.5 },
	{ set: 'psych_swebench_pro', benchmark: 'pro', weight: 1 },
];
/** An agent that solves less tells of itself rather than of issues: those before October 2024. */
const LEAST_SOLVED = 0.25;
/** Fewer runs than these tell of their luck. */
const LEAST_RUNS = 4;

/** Name of an issue that its sets share. */
export const issueName = (id: string): string => id.split('/').at(-1)!;

/** All issues of a folder of recorded results, in the order of their sets. */
export function readIssues(folder: string): ReadIssue[] {
	const issues = new Map<
		string,
		{ row: RecordedRow; benchmark: ReadIssue['benchmark']; sum: number; weight: number; information: number; costs: number[] }
	>();
	for (const { set, benchmark, weight } of SOURCES) {
		const recorded = readSet(folder, set, { twins: true });
		if (recorded === null) continue;
		const harder = difficulties(recorded, benchmark === 'pro' ? 0 : LEAST_SOLVED);
		for (const [i, row] of recorded.rows.entries()) {
			const name = issueName(row.id);
			const issue = issues.get(name) ?? { row, benchmark, sum: 0, weight: 0, information: 0, costs: [] };
			issues.set(name, issue);
			const { difficulty, information } = harder[i]!;
			if (Number.isNaN(difficulty)) continue;
			issue.sum += weight * difficulty;
			issue.weight += weight;
			issue.information += information;
		}
		for (const [name, cost] of costsOf(folder, set)) issues.get(name)?.costs.push(cost);
	}
	const judged = new Map([...judgements(folder, 'verified'), ...judgements(folder, 'pro')]);
	return [...issues].map(([id, { row, benchmark, sum, weight, information, costs }]) => ({
		id,
		repository: row.problem?.replace(/^repo\//, '') ?? '',
		benchmark,
		text: row.text,
		raw: row.raw,
		difficulty: weight === 0 ? Number.NaN : sum / weight,
		noise: weight === 0 ? Number.NaN : 1 / information,
		cost: costs.length === 0 ? Number.NaN : costs.reduce((total, value) => total + value, 0) / costs.length,
		judged: judged.get(id) ?? null,
	}));
}

/** By row: one Newton step from "as hard as the mean issue" on the logits of all who tried it, and the information behind it. */
function difficulties({ columns, rows }: RecordedSet, least: number): { readonly difficulty: number; readonly information: number }[] {
	const sums = columns.map(() => [0, 0]);
	for (const { outcomes } of rows)
		for (const { column, value } of outcomes) {
			sums[column]![0]! += value;
			sums[column]![1]! += 1;
		}
	const level = sums.map(([sum, n]) => sum! / n!);
	return rows.map(({ outcomes }) => {
		const counted = outcomes.filter(({ column }) => level[column]! >= least && level[column]! > 0 && level[column]! < 1);
		if (counted.length < LEAST_RUNS) return { difficulty: Number.NaN, information: 0 };
		const surprise = counted.reduce((sum, { column, value }) => sum + level[column]! - value, 0);
		const information = counted.reduce((sum, { column }) => sum + level[column]! * (1 - level[column]!), 0);
		return { difficulty: surprise / information, information };
	});
}

/** By issue of a set with recorded costs: mean over the models of ln(cost) less the model's own mean. */
function costsOf(folder: string, set: string): Map<string, number> {
	const file = path.join(folder, set, 'instance_costs.csv');
	if (!existsSync(file)) return new Map();
	const rows = readCsv(file).map(({ id, ...cells }) => ({ name: issueName(id!), cells }));
	const columns = Object.keys(rows[0]?.cells ?? {});
	const logs = (cells: Readonly<Record<string, string>>, column: string): number[] =>
		Number(cells[column]) > 0 ? [Math.log(Number(cells[column]))] : [];
	const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
	const level = new Map(columns.map((column) => [column, mean(rows.flatMap(({ cells }) => logs(cells, column)))]));
	return new Map(
		rows.flatMap(({ name, cells }) => {
			const own = columns.flatMap((column) => logs(cells, column).map((value) => value - level.get(column)!));
			return own.length < LEAST_RUNS ? [] : [[name, mean(own)]];
		}),
	);
}

function judgements(folder: string, name: string): [string, Float32Array][] {
	const file = path.join(folder, 'judged_features', `${name}.csv`);
	if (!existsSync(file)) return [];
	return readCsv(file).map((row) => [row.id!, Float32Array.from(JUDGED, (feature) => Number(row[feature]))]);
}
