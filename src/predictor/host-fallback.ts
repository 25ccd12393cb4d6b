import { readFile } from 'node:fs/promises';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Candidate } from '../core/model/candidate.ts';
import type { Prediction, RouteRequest } from '../core/routing/types.ts';
import { assemblePrediction, parseParameters } from './assemble.ts';
import { readManifest, verifyFile } from './files.ts';
import type { PredictorParameters } from './parameters.ts';

/** Characters of each text that are read here: the host's thread belongs to the editor. */
const HOST_CHARS = 8_000;

/** Predicts on the host's own thread while there is no worker: features and head, never the encoder. */
export class HostFallback {
	readonly #modelFolder: string;
	#parameters: Promise<PredictorParameters | null> | null = null;

	constructor(modelFolder: string) {
		this.#modelFolder = modelFolder;
	}

	/** Never rejects. `reason` becomes the prediction's `degraded`. */
	async predict(request: RouteRequest, candidates: readonly Candidate[], reason: string): Promise<Prediction> {
		this.#parameters ??= this.#load();
		const parameters = await this.#parameters;
		await nextTick();
		return assemblePrediction(clip(request), candidates, { parameters, embedding: null, degraded: reason });
	}

	async #load(): Promise<PredictorParameters | null> {
		try {
			const path = await verifyFile(this.#modelFolder, 'predictor.json', await readManifest(this.#modelFolder));
			return parseParameters(await readFile(path, 'utf8'));
		} catch {
			return null;
		}
	}
}

/** Long texts lose their middle; the host counts the tokens of the prompt itself. */
function clip(request: RouteRequest): RouteRequest {
	return {
		...request,
		text: ends(request.text),
		history: request.history.slice(-6).map((message) => ({ ...message, content: ends(message.content) })),
		attachments: request.attachments.map((attachment) => ({ ...attachment, content: ends(attachment.content) })),
	};
}

function ends(text: string): string {
	return text.length <= HOST_CHARS ? text : `${text.slice(0, HOST_CHARS / 2)}\n${text.slice(-HOST_CHARS / 2)}`;
}
