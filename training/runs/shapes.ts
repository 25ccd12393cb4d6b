import { costPath, stepsFor } from '../../src/core/agent/run-cost.ts';
import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import { makerOf, recordedName } from '../../src/core/model/recorded-name.ts';
import { type AgentSet, cacheShown } from './data.ts';

/** ASSUMED, tokens: what the scaffold says before the issue, its tools included. */
export const SCAFFOLD_TOKENS = 6000;
const MOST_STEPS = 600;
const MICROS = 1_000_000;

/** What a step was taken to be when recorded costs were turned into steps. */
export interface StepTokens {
	readonly outputTokens: number;
	readonly addedTokens: number;
}

/** One recorded run as steps. */
export interface RunCell {
	readonly set: string;
	readonly column: string;
	/** As recorded runs are kept under. */
	readonly model: string;
	/** US dollars per million tokens written. */
	readonly price: number;
	readonly repository: string;
	readonly issue: string;
	/** ln of the steps that its cost comes to. */
	readonly steps: number;
}

/** Steps that the recorded costs of a set come to at their prices, when each step is like `tokens`; a cost beyond MOST_STEPS counts as those. */
export function runCells({ name, issues, columns }: AgentSet, tokens: StepTokens): RunCell[] {
	return columns.flatMap(({ name: column, candidate, cost }) =>
		issues.flatMap(({ id, repository, text }, i): RunCell[] => {
			if (Number.isNaN(cost[i])) return [];
			const steps = stepsOf(candidate, estimateTokens(text) + SCAFFOLD_TOKENS, cost[i]!, tokens);
			const price = candidate.prices!.output / MICROS;
			return [{ set: name, column, model: recordedName(candidate), price, repository, issue: id, steps: Math.log(steps) }];
		}),
	);
}

export function stepsOf(candidate: Candidate, inputTokens: number, dollars: number, tokens: StepTokens): number {
	const spent = dollars * MICROS;
	const path = costPath(candidate, tokens, { inputTokens, now: 0, cacheShown }, MOST_STEPS, spent);
	return path === null ? Number.NaN : (stepsFor(path, spent) ?? MOST_STEPS);
}

export interface FittedRuns {
	/** Median over models of a model's median. */
	readonly steps: number;
	/** Standard deviations of ln(steps): of the issues of one model, and of models. */
	readonly spread: number;
	readonly modelDoubt: number;
	/** Of each model beside `steps`, shrunk. */
	readonly modelSteps: ReadonlyMap<string, number>;
	readonly others: OtherModels;
}

/** Steps of a model that nobody recorded, beside `steps`. */
export interface OtherModels {
	/** Of one at a dollar per million tokens written; the power of the price that they go with. */
	readonly atOneDollar: number;
	readonly slope: number;
	/** Of each maker beside that, shrunk. */
	readonly makers: ReadonlyMap<string, number>;
	/** Standard deviation of ln(steps) of a model that the fit has not seen. */
	readonly doubt: number;
}

/** Standard deviation that a model's own median has of its true one: sets and versions of a scaffold differ. */
const COLUMN_ERROR = 0.2;
/** Models that two boards must share, to be laid side by side. */
const LEAST_COMMON = 4;

/** @param published ln(steps) of models on another board, whose level is its own */
export function fitRuns(cells: readonly RunCell[], published: ReadonlyMap<string, number> = new Map()): FittedRuns {
	const columns = [...Map.groupBy(cells, ({ set, column }) => `${set} ${column}`).values()].map((group) => ({
		set: group[0]!.set,
		name: group[0]!.model,
		price: group[0]!.price,
		median: median(group.map(({ steps }) => steps)),
		values: group.map(({ steps }) => steps),
	}));
	const sets = new Map([...Map.groupBy(columns, ({ set }) => set)].map(([set, own]) => [set, median(own.map((c) => c.median))]));
	const level = mean([...sets.values()]);
	const recorded = new Map(
		[...Map.groupBy(columns, ({ name }) => name)].map(([name, own]) => [name, mean(own.map((c) => c.median - sets.get(c.set)!))]),
	);
	const between = spreadOf([...recorded.values()]);
	const elsewhere = otherBoard(recorded, published);
	// Two measurements of one model, each by how far it may be off, around the mean of all models.
	const factorOf = (name: string): number => {
		const seen = [
			{ away: recorded.get(name), error: COLUMN_ERROR },
			{ away: elsewhere.away.get(name), error: elsewhere.error },
		].flatMap(({ away, error }) => (away === undefined ? [] : [{ away, weight: error ** -2 }]));
		const weights = seen.reduce((sum, { weight }) => sum + weight, between ** -2);
		return seen.reduce((sum, { away, weight }) => sum + weight * away, 0) / weights;
	};
	const factors = new Map([...new Set([...recorded.keys(), ...elsewhere.away.keys()])].map((name) => [name, factorOf(name)]));
	// Around what is said of the model, so that what 80 of 100 keep within 1.2816 deviations is the interval that is shown.
	const spread = quantile(
		columns.flatMap((c) => {
			const said = level + factors.get(c.name)!;
			return c.values.map((value) => Math.abs(value - said));
		}),
		0.8,
	);
	return {
		steps: Math.exp(level),
		spread: spread / 1.2816,
		modelDoubt: between,
		modelSteps: new Map([...factors].map(([name, away]) => [name, Math.exp(away)])),
		others: otherModels([...recorded].map(([name, away]) => ({ name, away, price: columns.find((c) => c.name === name)!.price }))),
	};
}

interface PricedModel {
	readonly name: string;
	readonly price: number;
	/** ln of its steps beside the middle model's. */
	readonly away: number;
}

/** A cheap model takes more steps than a dear one, and a maker's models resemble each other; how far both lead is tried on each model left out. */
function otherModels(models: readonly PricedModel[]): OtherModels {
	const line = (own: readonly PricedModel[]) => {
		const [x, y] = [mean(own.map(({ price }) => Math.log(price))), mean(own.map(({ away }) => away))];
		const slope =
			mean(own.map(({ price, away }) => (Math.log(price) - x) * (away - y))) / mean(own.map(({ price }) => (Math.log(price) - x) ** 2));
		const rest = ({ price, away }: PricedModel): number => away - y - slope * (Math.log(price) - x);
		// One model in each maker's mean is taken to be as the line says.
		const makers = new Map(
			[...Map.groupBy(own, ({ name }) => makerOf(name))].map(([maker, all]) => [
				maker,
				all.reduce((sum, one) => sum + rest(one), 0) / (all.length + 1),
			]),
		);
		return { level: y - slope * x, slope, makers };
	};
	const errors = models.map((model) => {
		const { level, slope, makers } = line(models.filter((other) => other !== model));
		return model.away - level - slope * Math.log(model.price) - (makers.get(makerOf(model.name)) ?? 0);
	});
	const { level, slope, makers } = line(models);
	return {
		atOneDollar: Math.exp(level),
		slope,
		makers: new Map([...makers].map(([maker, away]) => [maker, Math.exp(away)])),
		doubt: spreadOf(errors),
	};
}

/** Another board's models beside the level of these: it stands where the models that both know agree on average, and is off by as much as they differ. */
function otherBoard(
	recorded: ReadonlyMap<string, number>,
	published: ReadonlyMap<string, number>,
): { readonly away: ReadonlyMap<string, number>; readonly error: number } {
	const differences = [...published].flatMap(([name, steps]) => (recorded.has(name) ? [steps - recorded.get(name)!] : []));
	if (differences.length < LEAST_COMMON) return { away: new Map(), error: 1 };
	const shift = mean(differences);
	const error = Math.max(COLUMN_ERROR, spreadOf(differences.map((value) => value - shift)));
	return { away: new Map([...published].map(([name, steps]) => [name, steps - shift])), error };
}

function spreadOf(values: readonly number[]): number {
	return Math.max(0.01, Math.sqrt(mean(values.map((value) => value ** 2))));
}

export function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Interpolated between the two middle values of an even count. */
export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const at = share * (sorted.length - 1);
	const below = Math.floor(at);
	return sorted[below]! + (at - below) * (sorted[Math.min(sorted.length - 1, below + 1)]! - sorted[below]!);
}
