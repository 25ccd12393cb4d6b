import { type Ability, type LineModel, type Step, VendorSystem } from './line-system.ts';

export interface Lines {
	readonly step: Step;
	/** The model at no stated effort, in the order given. */
	readonly bases: readonly Ability[];
	/** `[model][variant]`, in the order given. */
	readonly variants: readonly (readonly Ability[])[];
}

/** Before any step was measured, and what some steps' worth of doubt keeps of it. */
const FIRST_STEP: { readonly mean: number; readonly variance: number; readonly weight: number } = { mean: 0.3, variance: 0.25, weight: 3 };
const ROUNDS = 8;

/**
 * Abilities of models that renew each other: a vendor's next model of a tier is its last one plus a step, normal with mean and variance by
 * the years between them, fitted over all lines (EM); the first of a line is what its traits tell. An effort of a line differs from the
 * effort's mean effect (`effects`) as a variant does from its base (SPREAD), and a model at an effort from both. All normal, so that each
 * vendor is one linear system; a measured model tells of those before and after it, and one that nobody measured is its line's last one
 * plus a step, with the step's variance.
 */
export function fitLines(models: readonly LineModel[], effects: ReadonlyMap<string, readonly number[]>): Lines {
	const d = models[0]?.traits.length ?? 0;
	let step: Step = { mean: new Array<number>(d).fill(FIRST_STEP.mean), variance: new Array<number>(d).fill(FIRST_STEP.variance) };
	const vendors = [...Map.groupBy(models.keys(), (i) => models[i]!.vendor).values()];
	const solveAll = () =>
		vendors.map((own) => ({
			own,
			system: new VendorSystem(
				own.map((i) => models[i]!),
				effects,
				step,
			),
		}));
	for (let round = 0; round < ROUNDS; round++)
		step = nextStep(
			solveAll().map(({ system }) => system),
			d,
		);
	const bases = new Array<Ability>(models.length);
	const variants = new Array<Ability[]>(models.length);
	for (const { own, system } of solveAll()) {
		for (const [place, i] of own.entries()) {
			bases[i] = system.base(place);
			variants[i] = models[i]!.variants.map((variant) => system.variant(place, variant));
		}
	}
	return { step, bases, variants };
}

/** The steps' mean and variance a year, from what each vendor's system says of its own steps. */
function nextStep(systems: readonly VendorSystem[], d: number): Step {
	const steps = systems.flatMap((system) => system.steps());
	const { weight } = FIRST_STEP;
	const mean = Array.from({ length: d }, (_, k) => {
		const gained = steps.reduce((sum, { difference }) => sum + difference[k]!, weight * FIRST_STEP.mean * 0.3);
		return Math.max(0, gained / steps.reduce((sum, { years }) => sum + years, weight * 0.3));
	});
	const variance = Array.from({ length: d }, (_, k) => {
		const squares = steps.map(({ years, difference, variance }) => ((difference[k]! - mean[k]! * years) ** 2 + variance[k]!) / years);
		return squares.reduce((sum, value) => sum + value, weight * FIRST_STEP.variance) / (steps.length + weight);
	});
	return { mean, variance };
}
