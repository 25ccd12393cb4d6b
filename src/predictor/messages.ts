import type { Texts } from '../core/base/language.ts';
import type { Candidate } from '../core/model/candidate.ts';
import type { PredictorStatus } from '../core/routing/predictor.ts';
import type { Prediction, RouteRequest } from '../core/routing/types.ts';
import type { PredictorFiles } from './files.ts';
import type { MarkPlace } from './native-mark.ts';

/** What the worker is started with (`workerData`). */
export interface WorkerStart {
	readonly files: PredictorFiles;
	readonly marks: MarkPlace | null;
	/** Memory of the gate (`NativeGate`) that the host closes before it ends the thread. */
	readonly gate: SharedArrayBuffer;
	/** What the host speaks; null: English. */
	readonly texts: Texts | null;
}

/** The host sends the next request only after the answer to the last: the queue, and with it every cancel, stays in the host. */
export interface WorkerRequest {
	readonly id: number;
	readonly request: RouteRequest;
	readonly candidates: readonly Candidate[];
}

export type WorkerReply =
	/** Loaded, or what is wrong changed: sent once after loading and again whenever the state changes. */
	| { readonly type: 'status'; readonly status: PredictorStatus }
	| { readonly type: 'prediction'; readonly id: number; readonly prediction: Prediction }
	/** A fault of ours: the host answers this request itself. */
	| { readonly type: 'failed'; readonly id: number; readonly message: string };
