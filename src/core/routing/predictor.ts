import type { Candidate } from '../model/candidate.ts';
import type { Prediction, RouteRequest } from './types.ts';

export type PredictorStatus =
	/** Not loaded: the next request, or `start`, loads it. */
	| { readonly kind: 'resting' }
	| { readonly kind: 'loading' }
	| { readonly kind: 'ready'; readonly runtime: 'native' | 'wasm' }
	/** The encoder cannot run; predictions come from features and catalog. `reason` is one sentence for the user. */
	| { readonly kind: 'degraded'; readonly reason: string };

/**
 * Estimates how well each candidate would answer, without running any of them. Never rejects for a bad model file: it degrades and says so.
 */
export interface Predictor {
	predict(request: RouteRequest, candidates: readonly Candidate[], signal?: AbortSignal): Promise<Prediction>;
	status(): PredictorStatus;
	/** Returns a function that removes the listener. */
	onStatus(listener: (status: PredictorStatus) => void): () => void;
	dispose(): Promise<void>;
}
