import type { RecordedRuns } from '../../src/core/agent/types.ts';
import type { FittedRuns } from './shapes.ts';
import type { StepsTable } from './steps.ts';

const rounded = (value: number): number => Number(value.toPrecision(3));
/** Nobody published runs at these: taken as low. */
const LEAST_EFFORTS = ['none', 'minimal'];

const factors = (map: ReadonlyMap<string, number>): Record<string, number> =>
	Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, factor]) => [name, rounded(factor)]));

/** The fit as core/agent reads it. */
export function recordedRuns(fitted: FittedRuns, table: StepsTable): RecordedRuns {
	const low = table.effort.get('low')!;
	const efforts = [...LEAST_EFFORTS.map((name) => [name, low] as const), ...table.effort].map(
		([name, { steps, output }]) => [name, { steps: rounded(steps), output: rounded(output) }] as const,
	);
	const { atOneDollar, slope, makers, doubt } = fitted.others;
	return {
		issue: {
			steps: rounded(fitted.steps),
			spread: rounded(fitted.spread),
			outputTokens: Math.round(table.outputTokens),
			addedTokens: Math.round(table.addedTokens),
		},
		effort: { default: { steps: 1, output: 1 }, ...Object.fromEntries(efforts) },
		modelSteps: factors(fitted.modelSteps),
		modelDoubt: rounded(fitted.modelDoubt),
		others: { atOneDollar: rounded(atOneDollar), slope: rounded(slope), makers: factors(makers), doubt: rounded(doubt) },
	};
}
