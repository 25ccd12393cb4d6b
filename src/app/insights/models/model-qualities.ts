import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../../core/base/errors.ts';
import type { LearnedAbilities } from '../../../core/gateway/types.ts';
import type { Candidate } from '../../../core/model/candidate.ts';
import type { Predictor } from '../../../core/routing/predictor.ts';
import type { QualityEstimate } from '../../../core/routing/quality.ts';
import type { Prediction } from '../../../core/routing/types.ts';
import type { QualityFigure } from '../../../protocol/models-page.ts';
import type { LearnedRow } from '../../learning/answer-belief.ts';
import { TYPICAL_REQUESTS, typicalRequest } from './typical-requests.ts';

/** What is estimated of each candidate on each kind of task. */
export interface KnownQualities {
	/** By candidate id, in the order of `QUALITY_KINDS`. */
	readonly of: ReadonlyMap<string, readonly QualityFigure[]>;
	/** Why they are coarser than usual; null where they are not. */
	readonly degraded: string | null;
}

export interface ModelQualitiesDeps {
	readonly predictor: Pick<Predictor, 'predict' | 'status'>;
	/** `rows`: what signals say now, so that a mind that was changed tells, though it counts no further signal. */
	readonly learned: Pick<LearnedAbilities, 'adjusted'> & { rows(): readonly LearnedRow[] };
}

export const QUALITY_KINDS: readonly string[] = Object.keys(TYPICAL_REQUESTS);

/**
 * A prediction holds a covariance of all its candidates by all: larger ones would hold the thread up, and a message to be routed waits for
 * the one under way.
 */
const AT_ONCE = 64;

/** Estimates that are under way. */
interface Asking {
	readonly key: string;
	readonly qualities: Promise<KnownQualities>;
	readonly stop: AbortController;
	readonly ready: boolean;
}

/**
 * Estimates by kind of task: the predictor's own, of typical requests, moved by what the user's signals say. Kept until models or signals
 * change.
 */
export class ModelQualities {
	readonly #deps: ModelQualitiesDeps;
	/** `ready`: the predictor was loaded before the first of them was estimated. */
	#known: { readonly key: string; readonly qualities: KnownQualities; readonly ready: boolean } | null = null;
	#asking: Asking | null = null;

	constructor(deps: ModelQualitiesDeps) {
		this.#deps = deps;
	}

	/** Null where they are to be read first. */
	known(candidates: readonly Candidate[]): KnownQualities | null {
		if (this.#known?.key !== this.#keyOf(candidates)) return null;
		const { qualities, ready } = this.#known;
		// A predictor that was loaded meanwhile is asked again; one that fails although it is loaded would fail again and again.
		return qualities.degraded !== null && !ready && this.#ready() ? null : qualities;
	}

	/** What was estimated last, whatever changed since; null before the first time. */
	latest(): KnownQualities | null {
		return this.#known?.qualities ?? null;
	}

	/**
	 * Two callers of the same share the work; a later question ends an earlier one, so that signals that come side by side do not make the
	 * predictor work for each of them. Errors: RoutooError 'cancelled' there, and where the predictor is disposed.
	 */
	async read(candidates: readonly Candidate[]): Promise<KnownQualities> {
		const known = this.known(candidates);
		if (known !== null) return known;
		const key = this.#keyOf(candidates);
		const asking = this.#asking?.key === key ? this.#asking : this.#ask(key, candidates);
		try {
			const qualities = await asking.qualities;
			this.#known = { key, qualities, ready: asking.ready };
			return qualities;
		} finally {
			if (this.#asking === asking) this.#asking = null;
		}
	}

	#ask(key: string, candidates: readonly Candidate[]): Asking {
		this.#asking?.stop.abort(
			new RoutooError('cancelled', l10n.t('What the estimates rest on has changed.'), l10n.t('They are estimated anew.')),
		);
		const stop = new AbortController();
		this.#asking = { key, stop, ready: this.#ready(), qualities: this.#predict(candidates, stop.signal) };
		return this.#asking;
	}

	async #predict(candidates: readonly Candidate[], signal: AbortSignal): Promise<KnownQualities> {
		const { predictor, learned } = this.#deps;
		const of = new Map<string, QualityFigure[]>(candidates.map(({ id }) => [id, []]));
		let degraded: string | null = null;
		for (let at = 0; at < candidates.length; at += AT_ONCE) {
			const some = candidates.slice(at, at + AT_ONCE);
			for (const texts of Object.values(TYPICAL_REQUESTS)) {
				const predictions: Prediction[] = [];
				for (const text of texts) {
					const prediction = await predictor.predict(typicalRequest(text), some, signal);
					signal.throwIfAborted();
					predictions.push(learned.adjusted(prediction));
				}
				degraded ??= predictions.find((one) => one.degraded !== null)?.degraded ?? null;
				for (const [i, { id }] of some.entries()) of.get(id)?.push(middle(predictions.map((one) => one.candidates[i]!.quality)));
			}
		}
		return { of, degraded };
	}

	#ready(): boolean {
		return this.#deps.predictor.status().kind === 'ready';
	}

	#keyOf(candidates: readonly Candidate[]): string {
		// A local server may hold another model under the same name.
		const models = candidates.map(({ id, catalogId, parametersB, reasoning }) => [id, catalogId, parametersB, reasoning]);
		return JSON.stringify([this.#deps.learned.rows(), models]);
	}
}

/** Rounded to tenths of a point: nobody sees more, and messages are short. */
function middle(qualities: readonly QualityEstimate[]): QualityFigure {
	const mean = (of: (one: QualityEstimate) => number): number =>
		Math.round((1000 * qualities.reduce((sum, one) => sum + of(one), 0)) / qualities.length) / 1000;
	return { mean: mean((one) => one.mean), low: mean((one) => one.low), high: mean((one) => one.high) };
}
