import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { applied, fitRidge, type Ridge, type RidgeRow } from './ridge.ts';
import type { LengthRow } from './rows.ts';

/** Linear maps of inputs to ln(tokens): of models that do not think, of those that do, then of every recorded model. */
export interface FittedLengths {
	readonly rows: readonly { readonly name: string; readonly thinks: boolean; readonly ridge: Ridge }[];
}

/** Penalties on weights of the embedding (unit length) and of features (about unit size); a model's own weights count so much more. */
const EMBEDDING_PENALTY = 2;
const FEATURE_PENALTY = 4;
const OWN_PENALTY = 4;

export const PLAIN = 'plain';
export const THINKING = 'thinking';

/** @param from place from which inputs are read: 0, or EMBEDDING_DIMS for the features alone */
export function fitLengths(rows: readonly LengthRow[], from: 0 | typeof EMBEDDING_DIMS): FittedLengths {
	const size = rows[0]!.input.length - from;
	const inputs = new Map([...new Set(rows.map(({ input }) => input))].map((input) => [input, input.subarray(from)]));
	const penalty = (factor: number) => (i: number) => factor * (i + from < EMBEDDING_DIMS ? EMBEDDING_PENALTY : FEATURE_PENALTY);
	const asRidge = ({ input, value, weight, name }: LengthRow): RidgeRow => ({ input: inputs.get(input)!, value, weight, group: name });
	const shared = [false, true].map((thinks) => {
		const own = rows.filter((row) => row.thinks === thinks).map(asRidge);
		return { name: thinks ? THINKING : PLAIN, thinks, ridge: fitRidge(own, size, penalty(1)) };
	});
	const names = new Map(rows.flatMap(({ name, thinks }) => (name === null ? [] : [[name, thinks] as const])));
	const models = [...names]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, thinks]) => {
			const base = shared[thinks ? 1 : 0]!.ridge;
			const own = rows
				.filter((row) => row.name === name)
				.map(asRidge)
				.map((row) => ({ ...row, value: row.value - applied(base, row.input) }));
			const beside = fitRidge(own, size, penalty(OWN_PENALTY));
			return { name, thinks, ridge: { weights: base.weights.map((value, i) => value + beside.weights[i]!) } };
		});
	return { rows: [...shared, ...models] };
}

/** ln(tokens) of a model, or of the shared row where it was not recorded. */
export function predictLength({ rows }: FittedLengths, name: string | null, thinks: boolean, input: Float32Array): number {
	const row = rows.find((own) => own.name === name) ?? rows[thinks ? 1 : 0]!;
	return applied(row.ridge, input);
}
