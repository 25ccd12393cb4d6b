import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { Candidate } from '../core/model/candidate.ts';
import type { PredictorStatus } from '../core/routing/predictor.ts';
import type { Prediction, RouteRequest } from '../core/routing/types.ts';
import { assemblePrediction, parseParameters } from './assemble.ts';
import { type Encoder, loadEncoder, type NativeGuards, UNGUARDED } from './encoder.ts';
import { type PredictorFiles, readManifest, verifyFile } from './files.ts';
import type { PredictorParameters } from './parameters.ts';
import { encoderText } from './request-text.ts';

/** The predictor without its thread: what the worker runs, and what the command line runs directly. */
export class PredictorEngine {
	readonly #parameters: PredictorParameters | null;
	readonly #onStatus: (status: PredictorStatus) => void;
	#encoder: Encoder | null;
	#degraded: string | null;

	private constructor(loaded: Loaded, onStatus: (status: PredictorStatus) => void) {
		this.#parameters = loaded.parameters;
		this.#encoder = loaded.encoder;
		this.#degraded = loaded.degraded;
		this.#onStatus = onStatus;
	}

	/** Loads what can be used and never throws: what is missing stands in `status`. `onStatus` hears of later changes. */
	static async load(
		files: PredictorFiles,
		onStatus: (status: PredictorStatus) => void = () => {},
		guards: NativeGuards = UNGUARDED,
	): Promise<PredictorEngine> {
		return new PredictorEngine(await loadParts(files, guards), onStatus);
	}

	get status(): PredictorStatus {
		if (this.#degraded !== null || this.#encoder === null)
			return { kind: 'degraded', reason: this.#degraded ?? l10n.t('The encoder is not loaded.') };
		return { kind: 'ready', runtime: this.#encoder.runtime };
	}

	async predict(request: RouteRequest, candidates: readonly Candidate[]): Promise<Prediction> {
		const embedding = await this.#embed(request);
		return assemblePrediction(request, candidates, { parameters: this.#parameters, embedding, degraded: this.#degraded });
	}

	async dispose(): Promise<void> {
		const encoder = this.#encoder;
		this.#encoder = null;
		await encoder?.dispose();
	}

	async #embed(request: RouteRequest): Promise<Float32Array | null> {
		if (this.#encoder === null) return null;
		try {
			return await this.#encoder.embed(encoderText(request));
		} catch (error) {
			this.#encoder = null;
			this.#degraded = l10n.t('The encoder stopped working ({0}). Request features predict instead.', firstLine(error));
			this.#onStatus(this.status);
			return null;
		}
	}
}

interface Loaded {
	readonly parameters: PredictorParameters | null;
	readonly encoder: Encoder | null;
	readonly degraded: string | null;
}

/** Without predictor.json the encoder has no use, so it is not loaded; an encoder that the head was not fitted on is not used either. */
async function loadParts(files: PredictorFiles, guards: NativeGuards): Promise<Loaded> {
	let parameters: PredictorParameters;
	let fitted: boolean;
	try {
		const manifest = await readManifest(files.modelFolder);
		const path = await verifyFile(files.modelFolder, 'predictor.json', manifest);
		parameters = parseParameters(await readFile(path, 'utf8'));
		fitted = manifest.files['encoder.onnx']?.sha256 === parameters.encoderSha256;
	} catch (error) {
		return {
			parameters: null,
			encoder: null,
			degraded: l10n.t('{0} A rough estimate by price and size predicts instead.', firstLine(error)),
		};
	}
	if (!fitted) {
		return {
			parameters,
			encoder: null,
			degraded: l10n.t('models/predictor.json belongs to another encoder. Request features predict instead.'),
		};
	}
	try {
		return { parameters, encoder: await loadEncoder(files, guards), degraded: null };
	} catch (error) {
		return { parameters, encoder: null, degraded: l10n.t('{0} Request features predict instead.', firstLine(error)) };
	}
}

function firstLine(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
