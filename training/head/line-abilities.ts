import { MODEL_TIERS, type ModelTier } from '../../src/core/model/catalog.ts';
import { isPublishedAs, publishedIds, requireFacts } from '../catalog/published-names.ts';
import { sum } from '../kit/matrices.ts';
import { layoutOf, type Problem } from './layout.ts';
import { type Ability, type LineModel, predecessors, type Step } from './line-system.ts';
import { fitLines } from './lines.ts';
import { effortRank } from './monotone.ts';
import { type Order, ordered } from './ordered.ts';
import { informations } from './posterior.ts';
import { EFFORTS, effortOf } from './problem.ts';

/** A catalog model of a tier, as much of it as its ability needs. */
export interface TieredModel {
	readonly id: string;
	readonly vendor: string;
	readonly tier: ModelTier;
	/** YYYY-MM or YYYY-MM-DD. */
	readonly released: string;
	readonly reasoning: boolean;
	readonly efforts: readonly { readonly name: string }[];
	readonly defaultEffort: string | null;
	/** What its name tells, at no stated effort. */
	readonly traits: readonly number[];
}

export interface ListedAbility extends Ability {
	/** Null: as it runs when no effort is asked for. */
	readonly listed: string | null;
	readonly effort: string;
	readonly evidence: number;
}

/** Models of one time, of which a dearer tier's is not the weaker one: years that the dearer may be older, or newer. */
const GENERATION = { older: 0.33, newer: 0.13 };
/** An order that the evidence contradicts by more than so many standard deviations is none. */
const STRONG = 2;

/**
 * Abilities of the catalog's tiered models by id, at each effort that they offer, from their lines (`fitLines`): rising by release within a
 * vendor's tier and by tier within a generation, unless the evidence is strong. `thinking`: what the trait of thinking by default adds.
 */
export function lineAbilities(
	models: readonly TieredModel[],
	names: readonly string[],
	problem: Problem,
	values: Float64Array,
	thinking: readonly number[],
): { readonly abilities: ReadonlyMap<string, readonly ListedAbility[]>; readonly step: Step } {
	const known = informations(problem, values);
	const index = new Map(names.map((name, i) => [name, i]));
	const rows = models.map((model) => {
		const facts = requireFacts(model.id);
		const measured = [...names.keys()].filter((i) => known[i]!.evidence > 0 && isPublishedAs(facts, names[i]!));
		const listed = [null, ...model.efforts.map(({ name }) => name)].map((effort) => ({
			effort,
			measured: measuredAs(model, effort, index),
		}));
		return { model, measured, listed };
	});
	const lineModels = rows.map(({ model, measured, listed }): LineModel => {
		const offered = listed.filter((entry) => entry.measured === null).map((entry) => entry.effort ?? unstatedEffort(model));
		return {
			id: model.id,
			vendor: model.vendor,
			tier: model.tier,
			released: yearsOf(model.released),
			traits: model.traits,
			variants: [
				...measured.map((i) => ({ effort: effortOf(names[i]!), information: known[i]! })),
				...offered.map((effort) => ({ effort, information: null })),
			],
		};
	});
	const lines = fitLines(lineModels, effortEffects(problem, values, thinking));
	const before = predecessors(lineModels);
	const tiers = tierOrders(lineModels);
	const shifts = shiftsTo(lines.bases, [...before.flatMap((below, above) => (below === null ? [] : [{ below, above }])), ...tiers]);
	const own = rows.flatMap(({ measured, listed }, m) => {
		const total = measured.reduce((count, i) => count + known[i]!.evidence, 0);
		let next = measured.length;
		return listed.map((entry) => {
			const place = entry.measured === null ? next++ : measured.indexOf(entry.measured);
			const { mean, covariance } = lines.variants[m]![place]!;
			return {
				model: m,
				listed: entry.effort,
				effort: entry.effort ?? unstatedEffort(models[m]!),
				evidence: entry.measured === null ? total : known[entry.measured]!.evidence,
				mean: sum(mean, shifts[m]!),
				covariance,
			};
		});
	});
	const further = shiftsTo(own, variantOrders(own, before, tiers));
	const abilities = Map.groupBy(
		own.map((ability, i) => ({ ...ability, mean: sum(ability.mean, further[i]!) })),
		({ model }) => models[model]!.id,
	);
	return { abilities, step: lines.step };
}

function unstatedEffort({ defaultEffort, reasoning }: TieredModel): string {
	return defaultEffort ?? (reasoning ? 'thinking' : 'none');
}

/** The fitted model that is this effort; rows that do not name their effort stand for a model that has none to name. */
function measuredAs(model: TieredModel, effort: string | null, index: ReadonlyMap<string, number>): number | null {
	const ids = publishedIds(model.id, effort).filter((id) => index.has(id) && (id.includes('@') || model.efforts.length === 0));
	return index.get(ids[0] ?? '') ?? null;
}

/** Mean effect of each effort (logits by dimension). */
function effortEffects(problem: Problem, values: Float64Array, thinking: readonly number[]): ReadonlyMap<string, readonly number[]> {
	const at = layoutOf(problem).effort;
	const d = problem.dimensions;
	return new Map(
		EFFORTS.map((name, e) => [
			name,
			Array.from({ length: d }, (_, k) => values[at + e * d + k]! + (name === 'thinking' ? thinking[k]! : 0)),
		]),
	);
}

interface Rise extends Order {
	/** Holds whatever the evidence says. */
	readonly always?: true;
}

/** What each ability must gain or lose, by dimension, to keep the orders; those that strong evidence contradicts do not count. */
function shiftsTo(abilities: readonly Ability[], orders: readonly Rise[]): number[][] {
	const d = abilities[0]?.mean.length ?? 0;
	const shifts = abilities.map(() => new Array<number>(d).fill(0));
	for (let k = 0; k < d; k++) {
		const values = abilities.map(({ mean }) => mean[k]!);
		const variances = abilities.map(({ covariance }) => Math.max(1e-6, covariance[k]![k]!));
		const limit = ({ below, above }: Order) => STRONG * Math.sqrt(variances[below]! + variances[above]!);
		const kept = orders.filter((order) => order.always || values[order.below]! - values[order.above]! <= limit(order));
		const weights = variances.map((variance) => 1 / variance);
		for (const [i, value] of ordered(values, weights, kept).entries()) shifts[i]![k] = value - values[i]!;
	}
	return shifts;
}

/** More effort is never less; at one effort the orders of the models hold. */
function variantOrders(
	variants: readonly { readonly model: number; readonly effort: string }[],
	before: readonly (number | null)[],
	tiers: readonly Order[],
): Rise[] {
	const byModel = Map.groupBy(variants.keys(), (i) => variants[i]!.model);
	const efforts = [...byModel.values()].flatMap((own) => {
		const order = own.toSorted((a, b) => effortRank(variants[a]!.effort) - effortRank(variants[b]!.effort));
		return order.slice(1).map((above, i): Rise => ({ below: order[i]!, above, always: true }));
	});
	const alike = ({ below, above }: Order) =>
		byModel.get(below)!.flatMap((low) => {
			const high = byModel.get(above)!.find((i) => variants[i]!.effort === variants[low]!.effort);
			return high === undefined ? [] : [{ below: low, above: high }];
		});
	const releases = before.flatMap((below, above) => (below === null ? [] : alike({ below, above })));
	return [...efforts, ...releases, ...tiers.flatMap(alike)];
}

/** Each model below the newest one of every dearer tier of its vendor that is of its generation. */
function tierOrders(models: readonly LineModel[]): Order[] {
	return models.flatMap((lower, below) =>
		MODEL_TIERS.slice(0, MODEL_TIERS.indexOf(lower.tier)).flatMap((tier) => {
			const near = [...models.keys()].filter((i) => {
				const { vendor, tier: own, released } = models[i]!;
				const age = lower.released - released;
				return vendor === lower.vendor && own === tier && age <= GENERATION.older && -age <= GENERATION.newer;
			});
			const above = near.sort((a, b) => models[b]!.released - models[a]!.released || a - b)[0];
			return above === undefined ? [] : [{ below, above }];
		}),
	);
}

/** A month stands for its middle. */
function yearsOf(released: string): number {
	const [year, month, day] = released.split('-').map(Number) as [number, number, number | undefined];
	return year + (month - 1) / 12 + ((day ?? 15) - 1) / 365;
}
