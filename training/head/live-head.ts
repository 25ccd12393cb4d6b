import { FEATURE_NAMES } from '../../src/predictor/features.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import type { FitOptions } from './fit.ts';
import { fitCached } from './fit-cache.ts';
import { layoutOf, type Problem } from './layout.ts';
import { FEATURE_RIDGE } from './options.ts';

/** The head that ships, as flat vectors of `layoutOf`: abilities, benchmarks, offsets and the trunk on all inputs; and the trunk on features alone beside it. */
export interface LiveHead {
	readonly problem: Problem;
	readonly values: Float64Array;
	readonly features: { readonly problem: Problem; readonly values: Float64Array };
}

/** The live fit: abilities, benchmarks and both trunks on every row of the problem. */
export function fitLiveHead(problem: Problem, options: FitOptions, log: (line: string) => void = () => {}): LiveHead {
	const values = fitCached(problem, options);
	log('fitted on all rows');
	const features = featuresOnly(problem);
	const head = { problem, values, features: { problem: features, values: fitFeatures(problem, values, features, options) } };
	log('fitted the head on features alone');
	return head;
}

function featuresOnly(problem: Problem): Problem {
	return {
		...problem,
		inputs: FEATURE_NAMES.length,
		rows: problem.rows.map(({ like, ...row }) => ({
			...row,
			input: row.input.subarray(EMBEDDING_DIMS),
			...(like && { like: like.subarray(EMBEDDING_DIMS) }),
		})),
	};
}

/** The same abilities and offsets, a trunk that reads the features only. */
function fitFeatures(problem: Problem, values: Float64Array, features: Problem, options: FitOptions): Float64Array {
	const from = layoutOf(problem);
	const to = layoutOf(features);
	const start = new Float64Array(to.size);
	start.set(values.subarray(0, from.trunk));
	start.set(values.subarray(from.column, from.size), to.column);
	const stride = features.inputs + 1;
	for (let k = 0; k < problem.dimensions; k++) start[to.trunk + k * stride + features.inputs] = -0.5;
	return fitCached(features, { ...options, ridge: FEATURE_RIDGE, start, freezeAbilities: true });
}
