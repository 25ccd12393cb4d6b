/** A prompt in the fit: `input` is what the trunk reads; `cells` are outcomes of models, each with the column that it came from (-1: none). */
export interface FitRow {
	readonly input: Float32Array;
	/** Input of the request that this one only says in other words: both shall ask for the same. */
	readonly like?: Float32Array;
	readonly options: number;
	/** Index of the recorded set; -1 for an author's judgement, which has no offset and moves no ability. */
	readonly set: number;
	readonly weight: number;
	readonly cells: readonly {
		readonly model: number;
		readonly column: number;
		readonly value: number;
		/** A judged cell that moves the ability of its model. */
		readonly free?: boolean;
	}[];
}

export interface Score {
	readonly model: number;
	readonly benchmark: number;
	readonly y: number;
	readonly weight: number;
}

export interface Problem {
	readonly inputs: number;
	readonly dimensions: number;
	readonly traits: readonly Float32Array[];
	/** Index of the base model (without effort) and of the effort class of each model. */
	readonly base: Int32Array;
	readonly bases: number;
	readonly effort: Int32Array;
	readonly efforts: number;
	readonly scores: readonly Score[];
	readonly benchmarks: readonly string[];
	readonly columns: number;
	readonly sets: number;
	readonly rows: readonly FitRow[];
}

/**
 * Standard deviations of the random effects (logits): base model around its traits, effort variant around its base, column, set, trait weights. Column and
 * set are held small: a live request knows neither, so what the text or the model can explain of a level must not hide in them. `run` is what one recorded
 * run of a model differs from another in truth, and bounds what a column tells of an ability.
 */
export const SPREAD = { base: 0.6, variant: 0.25, column: 0.1, set: 0.03, trait: 1.5, effort: 0.5, run: 0.35 };

/** Where each group of parameters lies in the flat vector. */
export function layoutOf(problem: Problem) {
	const d = problem.dimensions;
	const traits = problem.traits[0]!.length;
	let at = 0;
	const take = (size: number) => {
		const start = at;
		at += size;
		return start;
	};
	return {
		trait: take(d * traits),
		base: take(problem.bases * d),
		variant: take(problem.traits.length * d),
		effort: take(problem.efforts * d),
		loading: take(problem.benchmarks.length * d),
		level: take(problem.benchmarks.length),
		logSigma: take(problem.benchmarks.length),
		trunk: take((problem.inputs + 1) * (d + 1)),
		column: take(problem.columns),
		set: take(problem.sets),
		size: at,
	};
}

/** Ability of a model: traits' mean + its base's deviation + its effort's mean shift + its own deviation. Writes into `out`. */
export function abilityInto(
	problem: Problem,
	values: Float64Array,
	layout: ReturnType<typeof layoutOf>,
	model: number,
	out: Float64Array,
): void {
	const d = problem.dimensions;
	const traits = problem.traits[model]!;
	for (let k = 0; k < d; k++) {
		let sum =
			values[layout.base + problem.base[model]! * d + k]! +
			values[layout.variant + model * d + k]! +
			values[layout.effort + problem.effort[model]! * d + k]!;
		for (let t = 0; t < traits.length; t++) sum += values[layout.trait + k * traits.length + t]! * traits[t]!;
		out[k] = sum;
	}
}

/** Skill pre-activations and difficulty of an input. Writes d + 1 values into `out`. */
export function trunkInto(
	problem: Problem,
	values: Float64Array,
	layout: ReturnType<typeof layoutOf>,
	input: Float32Array,
	out: Float64Array,
): void {
	const stride = problem.inputs + 1;
	for (let o = 0; o <= problem.dimensions; o++) {
		const at = layout.trunk + o * stride;
		let sum = values[at + problem.inputs]!;
		for (let i = 0; i < problem.inputs; i++) sum += values[at + i]! * input[i]!;
		out[o] = sum;
	}
}
