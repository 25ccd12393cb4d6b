import { learnAbility, NOTHING_LEARNED_OF_ABILITIES } from '../../src/core/learning/abilities.ts';
import { needFeatures } from '../../src/core/learning/needs.ts';
import { withAbilities } from '../../src/core/learning/with-abilities.ts';
import type { Prediction } from '../../src/core/routing/types.ts';
import { assemblePrediction } from '../../src/predictor/assemble.ts';
import { randomOf, shuffle } from '../../training/kit/random.ts';
import { type Pair, sharedRows } from '../live/pairs.ts';
import { emptyPrediction, type LivePath, rowRequest, withRecorded } from '../live/path.ts';
import { routePair } from '../live/routed.ts';
import { type LiveSet, partOf } from '../live/sets.ts';
import type { Signals } from './scenario.ts';

/** Signals of the user's own before a pair is measured. */
export const OWN_SIGNALS = 100;

/** APGR of a pair on the rows without a signal, before anything was learned and after OWN_SIGNALS. */
export interface AfterSignals {
	readonly before: number;
	readonly after: number;
}

/** Both models of a pair on every row that both answered, as a path predicts them; null for the other rows. */
export function pairPredictions(set: LiveSet, path: LivePath, pair: Pair, embeddings: readonly Float32Array[]): (Prediction | null)[] {
	const candidates = emptyPrediction(set, path).candidates;
	const parameters = withRecorded(set, path);
	const both = new Set(sharedRows(set, pair.weak, pair.strong));
	return set.rows.map((_, row) => {
		if (!both.has(row)) return null;
		const evidence = { parameters, embedding: embeddings[row]!, degraded: null };
		return assemblePrediction(rowRequest(set, row), [candidates[pair.weak]!, candidates[pair.strong]!], evidence);
	});
}

/** Draws the rows that get a signal, the two models in turn, learns, and measures the pair on the others. Null where too few are left. */
export function afterSignals(
	set: LiveSet,
	pair: Pair,
	predictions: readonly (Prediction | null)[],
	signals: Omit<Signals, 'share'>,
	seed: number,
): AfterSignals | null {
	const random = randomOf(seed);
	const rows = shuffle(
		[...set.rows.keys()].filter((row) => predictions[row] !== null),
		random,
	);
	const own = new Set(rows.slice(0, OWN_SIGNALS));
	let belief = NOTHING_LEARNED_OF_ABILITIES;
	for (const [i, row] of [...own].entries()) {
		const prediction = predictions[row]!;
		const place = i % 2;
		const right = set.outcome[row * set.columns.length + (place === 0 ? pair.weak : pair.strong)]! > 0.5;
		const good = random() < (right ? signals.sensitivity : 1 - signals.specificity);
		const { candidateId } = prediction.candidates[place]!;
		const features = needFeatures(prediction, candidateId)!;
		const kind = good ? 'thumbUp' : 'thumbDown';
		belief = learnAbility(belief, { at: 0, kind, candidateId, task: prediction.taskKind, weight: 1, features });
	}
	const rest = rows.filter((row) => !own.has(row));
	const kept = new Set(rest.map((row) => set.rows[row]!));
	const part = partOf(set, set.name, (row) => kept.has(row));
	const places = [...set.rows.keys()].filter((row) => kept.has(set.rows[row]!));
	const apgr = (of: (prediction: Prediction) => Prediction): number | null => {
		const width = part.columns.length;
		const nothing = () => new Float32Array(part.rows.length * width).fill(Number.NaN);
		const mean = nothing();
		for (const [i, row] of places.entries()) {
			const [weak, strong] = of(predictions[row]!).candidates;
			mean[i * width + pair.weak] = weak!.quality.mean;
			mean[i * width + pair.strong] = strong!.quality.mean;
		}
		const predicted = { candidates: [], mean, low: nothing(), high: nothing(), tokens: nothing(), cost: new Float64Array(0) };
		return routePair(part, pair, predicted)?.result.apgr ?? null;
	};
	const before = apgr((prediction) => prediction);
	const after = apgr((prediction) => withAbilities(prediction, belief));
	return before === null || after === null ? null : { before, after };
}
