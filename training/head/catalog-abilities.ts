import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TRAIT_NAMES, traitValues } from '../../src/predictor/model-prior.ts';
import { encodeFloats } from '../../src/predictor/parameters.ts';
import type { PredictorFile } from '../../src/predictor/predictor-file.ts';
import { publishedIds } from '../catalog/published-names.ts';
import { layoutOf, type Problem, SPREAD } from './layout.ts';
import { lineAbilities, type TieredModel } from './line-abilities.ts';
import { type EffortAbility, monotoneEfforts } from './monotone.ts';
import { posteriors } from './posterior.ts';
import { type Assembled, EFFORTS, effortOf } from './problem.ts';

interface CatalogInput {
	readonly assembled: Pick<Assembled, 'models'>;
	/** Folder with catalog.json. */
	readonly models: string;
	readonly log: (line: string) => void;
}

interface CatalogEntry extends Omit<TieredModel, 'tier' | 'released' | 'traits'> {
	readonly tier?: TieredModel['tier'];
	readonly released: string | null;
	readonly parametersB: number | null;
}

export function effortShifts(problem: Problem, values: Float64Array): Record<string, number[]> {
	const at = layoutOf(problem).effort;
	const d = problem.dimensions;
	const shift = (e: number) => Array.from({ length: d }, (_, k) => values[at + e * d + k]! - values[at + k]!);
	return Object.fromEntries(EFFORTS.map((name, e) => [name, shift(e)]));
}

function effortDifference(problem: Problem, values: Float64Array, to: string, from: string): number[] {
	const shifts = effortShifts(problem, values);
	const none = new Array<number>(problem.dimensions).fill(0);
	const target = shifts[to] ?? none;
	const start = shifts[from] ?? none;
	return target.map((value, k) => value - start[k]!);
}

/**
 * Ability of every catalog model at every effort: the first of its published ids that was fitted, else another effort of the same model and the mean
 * difference, else the prior from its traits.
 */
export function catalogAbilities(input: CatalogInput, problem: Problem, values: Float64Array) {
	const d = problem.dimensions;
	const all = posteriors(problem, values);
	const index = new Map(input.assembled.models.map((name, i) => [name, i]));
	const catalog = JSON.parse(readFileSync(path.join(input.models, 'catalog.json'), 'utf8')) as { models: CatalogEntry[] };
	const prior = SPREAD.base ** 2 + SPREAD.variant ** 2;
	// The traits explain part of the spread between models; what an unknown name leaves open is wider than what the fit leaves open.
	const priorCovariance = Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? 2 * prior : 0));
	const entries: PredictorFile['abilities']['entries'] = [];
	const means: number[] = [];
	const covariances: number[] = [];
	let unmeasured = 0;
	const { abilities: inLines, step } = tieredAbilities(catalog.models, input.assembled.models, problem, values);
	const list = (id: string, own: readonly (EffortAbility & { readonly listed: string | null; readonly evidence: number })[]) => {
		monotoneEfforts(own).forEach((mean, i) => {
			entries.push({ id, effort: own[i]!.listed, evidence: own[i]!.evidence });
			means.push(...mean);
			covariances.push(...own[i]!.covariance);
		});
	};
	for (const model of catalog.models) {
		const tiered = inLines.get(model.id);
		if (tiered) {
			list(
				model.id,
				tiered.map((ability) => ({ ...ability, covariance: ability.covariance.flat() })),
			);
			continue;
		}
		const names = [null, ...model.efforts.map((entry) => entry.name)];
		const found = (effort: string | null) => publishedIds(model.id, effort).find((id) => index.has(id));
		const sibling = names.map(found).find((id) => id !== undefined);
		const unstated = model.defaultEffort ?? (model.reasoning ? 'thinking' : 'none');
		const own: (EffortAbility & { readonly listed: string | null; readonly evidence: number })[] = [];
		for (const listed of names) {
			const effort = listed ?? unstated;
			const match = found(listed);
			const ability = all[index.get(match ?? sibling ?? '') ?? -1];
			if (match !== undefined && ability) {
				own.push({ listed, effort, evidence: ability.evidence, mean: ability.mean, covariance: ability.covariance.flat() });
			} else if (ability) {
				// Measured at another effort only: the mean difference between the two efforts, and the spread of a variant for each.
				const shift = effortDifference(problem, values, effort, effortOf(sibling!));
				const wider = ability.covariance.flatMap((row, i) => row.map((value, j) => value + (i === j ? 2 * SPREAD.variant ** 2 : 0)));
				const mean = ability.mean.map((value, k) => value + shift[k]!);
				own.push({ listed, effort, evidence: ability.evidence, mean, covariance: wider });
			} else if (listed === null) {
				unmeasured++;
				own.push({ listed, effort, evidence: 0, mean: priorMean(problem, values, model), covariance: priorCovariance });
			}
		}
		list(model.id, own);
	}
	input.log(`${entries.length} abilities of ${catalog.models.length} catalog models, ${unmeasured} of them from their name alone`);
	return { file: { entries, means: encodeFloats(means), covariances: encodeFloats(covariances) }, priorCovariance, step };
}

/** Abilities of the models that stand in a vendor's line. */
function tieredAbilities(models: readonly CatalogEntry[], names: readonly string[], problem: Problem, values: Float64Array) {
	const tiered = models.flatMap((model): TieredModel[] =>
		model.tier && model.released
			? [{ ...model, tier: model.tier, released: model.released, traits: priorMean(problem, values, { ...model, reasoning: false }) }]
			: [],
	);
	const reasoning = TRAIT_NAMES.indexOf('reasoning');
	const at = layoutOf(problem).trait + reasoning;
	const thinking = Array.from({ length: problem.dimensions }, (_, k) => values[at + k * TRAIT_NAMES.length]!);
	return lineAbilities(tiered, names, problem, values, thinking);
}

function priorMean(problem: Problem, values: Float64Array, model: Pick<CatalogEntry, 'id' | 'parametersB' | 'reasoning'>): number[] {
	const traits = traitValues({ name: model.id, parametersB: model.parametersB, reasoning: model.reasoning });
	const at = layoutOf(problem).trait;
	return Array.from({ length: problem.dimensions }, (_, k) =>
		traits.reduce((sum, value, t) => sum + value * values[at + k * traits.length + t]!, 0),
	);
}
