import { estimateRun } from '../../src/core/agent/run-cost.ts';
import { priorShape } from '../../src/core/agent/run-prior.ts';
import type { RecordedRuns, RunEstimate } from '../../src/core/agent/types.ts';
import { MICROS_PER_DOLLAR } from '../../src/core/base/micros.ts';
import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import { recordedName } from '../../src/core/model/recorded-name.ts';
import { type IssueSize, issueSteps } from '../../src/predictor/request-length.ts';
import { median } from '../../training/kit/metrics.ts';
import { fitIssueSize } from '../../training/lengths/issue-size.ts';
import { type AgentSet, cacheShown } from '../../training/runs/data.ts';
import { recordedRuns } from '../../training/runs/recorded.ts';
import { fitRuns, type RunCell, runCells, SCAFFOLD_TOKENS } from '../../training/runs/shapes.ts';
import type { StepsTable } from '../../training/runs/steps.ts';

/** One recorded run beside what was expected of it. */
export interface HeldRun {
	readonly set: string;
	readonly column: string;
	readonly repository: string;
	/** US dollars. */
	readonly recorded: number;
	/** By a fit that saw nothing of the repository; and of one that saw nothing of the model either. */
	readonly said: RunEstimate;
	readonly unknown: RunEstimate;
}

/** Every run by fits that saw nothing of its repository, in either set. */
export function heldRuns(sets: readonly AgentSet[], table: StepsTable): HeldRun[] {
	const cells = sets.flatMap((set) => runCells(set, table));
	const repositories = [...new Set(sets.flatMap(({ issues }) => issues.map(({ repository }) => repository)))];
	return repositories.flatMap((repository) => {
		const train = cells.filter((cell) => cell.repository !== repository);
		const size = fitIssueSize(sets, train);
		const known = recordedRuns(fitRuns(train, table.models), table);
		return sets.flatMap(({ name, issues, columns }) => {
			const asked = issues.map(({ repository: own, text }) => (own === repository ? askedOf(text, size) : null));
			return columns.flatMap(({ name: column, candidate, cost }): HeldRun[] => {
				const others = withoutModel(train, table, recordedName(candidate));
				return asked.flatMap((one, i): HeldRun[] => {
					if (one === null || Number.isNaN(cost[i])) return [];
					const said = expectedOf(candidate, one, known);
					const unknown = expectedOf(candidate, one, others);
					return said === null || unknown === null ? [] : [{ set: name, column, repository, recorded: cost[i]!, said, unknown }];
				});
			});
		});
	});
}

function withoutModel(cells: readonly RunCell[], table: StepsTable, name: string): RecordedRuns {
	const published = new Map([...table.models].filter(([id]) => id !== name));
	return recordedRuns(
		fitRuns(
			cells.filter(({ model }) => model !== name),
			published,
		),
		table,
	);
}

/** What is known of an issue before its run. */
interface Asked {
	readonly inputTokens: number;
	/** Beside the middle issue's. */
	readonly steps: number;
}

function askedOf(text: string, size: IssueSize): Asked {
	return { inputTokens: estimateTokens(text) + SCAFFOLD_TOKENS, steps: issueSteps(size, text) };
}

function expectedOf(candidate: Candidate, { inputTokens, steps }: Asked, recorded: RecordedRuns): RunEstimate | null {
	return estimateRun(candidate, priorShape('issue', candidate, steps, recorded), { inputTokens, now: 0, cacheShown }, 'recorded');
}

/** Shares of 1 and correlations of some runs, by one of the two expectations. */
export interface RunFigures {
	readonly runs: number;
	/** Of the logarithms over all models and issues; and with every model put on one level. */
	readonly r: number | null;
	readonly rWithin: number | null;
	readonly within2: number;
	/** What the median of each model reaches, on the very runs. */
	readonly medianWithin2: number;
	/** Share of the recorded costs inside the 10-90 % interval. */
	readonly inside: number;
	/** Median of expected over recorded. */
	readonly ratio: number;
}

export function runFigures(
	runs: readonly HeldRun[],
	of: 'said' | 'unknown',
	correlation: (columns: readonly { readonly expected: readonly number[]; readonly recorded: readonly number[] }[]) => number | null,
): RunFigures {
	const dollars = (value: number): number => value / MICROS_PER_DOLLAR;
	const expected = (run: HeldRun): number => dollars(run[of].expected);
	const pairs = (own: readonly HeldRun[]) => ({ expected: own.map(expected), recorded: own.map(({ recorded }) => recorded) });
	const columns = [...Map.groupBy(runs, ({ set, column }) => `${set} ${column}`).values()];
	const medians = new Map(columns.flatMap((own) => own.map((run) => [run, median(own.map(({ recorded }) => recorded))] as const)));
	const share = (is: (run: HeldRun) => boolean): number => runs.filter(is).length / runs.length;
	return {
		runs: runs.length,
		r: correlation([pairs(runs)]),
		rWithin: correlation(columns.map(pairs)),
		within2: share((run) => Math.abs(Math.log2(expected(run) / run.recorded)) <= 1),
		medianWithin2: share((run) => Math.abs(Math.log2(medians.get(run)! / run.recorded)) <= 1),
		inside: share((run) => run.recorded >= dollars(run[of].low) && run.recorded <= dollars(run[of].high)),
		ratio: median(runs.map((run) => expected(run) / run.recorded)),
	};
}
