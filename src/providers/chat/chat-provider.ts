import { RoutooError } from '../../core/base/errors.ts';
import type { ChatProvider, StreamEvent, StreamRequest } from '../../core/message/stream.ts';
import type { Endpoint, RemoteModel } from '../../core/model/endpoint.ts';
import { addressedFetch } from '../address.ts';
import { badJsonError, brokenStreamError, type ErrorContext, errorFromPayload, errorFromResponse, refusedError } from '../errors.ts';
import { requireKey } from '../http.ts';
import { listModels } from '../listing/list-models.ts';
import { StreamWatch, watchedFetch } from '../stream-watch.ts';
import { asFields, DEFAULT_TIMEOUTS, type ProviderDeps, type Timeouts } from '../types.ts';
import { normaliseUsage } from '../usage.ts';
import { mayThinkLong } from './effort.ts';

/** Chat over HTTP at one endpoint of any kind but 'vscode', whose adapter lives in the host. Every failure is a RoutooError. */
export class HttpChatProvider implements ChatProvider {
	readonly endpointId: string;
	readonly #endpoint: Endpoint;
	readonly #deps: ProviderDeps;
	readonly #timeouts: Timeouts;

	constructor(endpoint: Endpoint, deps: ProviderDeps) {
		this.endpointId = endpoint.id;
		this.#endpoint = endpoint;
		this.#deps = { ...deps, fetch: addressedFetch(endpoint, deps.fetch) };
		this.#timeouts = { ...DEFAULT_TIMEOUTS, ...deps.timeouts };
	}

	async listModels(signal: AbortSignal): Promise<readonly RemoteModel[]> {
		const key = await requireKey(this.#endpoint, this.#deps);
		return listModels(this.#endpoint, key, this.#deps, signal);
	}

	async *stream(request: StreamRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
		const key = await requireKey(this.#endpoint, this.#deps);
		const context: ErrorContext = { endpoint: this.#endpoint, model: request.model, secret: key };
		const patient = this.#endpoint.local || mayThinkLong(this.#endpoint, request.effort);
		const firstToken = patient ? this.#timeouts.firstTokenPatient : this.#timeouts.firstTokenRemote;
		const watch = new StreamWatch(context, signal, firstToken, this.#timeouts.idle);
		try {
			if (watch.failure !== null) throw watch.failure;
			yield* this.#events(request, key, context, watch);
			if (watch.failure !== null) throw watch.failure;
		} catch (thrown) {
			throw watch.failure ?? toRoutooError(context, thrown, this.#deps.clock.now());
		} finally {
			watch.dispose();
		}
	}

	async *#events(request: StreamRequest, key: string | null, context: ErrorContext, watch: StreamWatch): AsyncGenerator<StreamEvent> {
		const { openStream } = await import('./ai-sdk.ts');
		const fetch = watchedFetch(this.#deps.fetch, context, watch, () => this.#deps.clock.now());
		let answered = false;
		let ended = false;
		for await (const part of openStream({ endpoint: this.#endpoint, request, key, fetch, signal: watch.signal })) {
			switch (part.type) {
				case 'error':
					throw part.error;
				case 'usage': {
					const usage = normaliseUsage(part.raw, this.#endpoint.kind);
					if (usage !== null) yield { type: 'usage', ...usage };
					break;
				}
				case 'finish':
					if (!part.complete) throw brokenStreamError(context);
					if (part.reason === 'filter' && !answered) throw refusedError(context);
					ended = true;
					yield { type: 'end', reason: part.reason };
					break;
				default:
					watch.token();
					answered ||= part.type === 'text' || part.type === 'toolCall';
					yield part;
			}
		}
		if (!ended && watch.failure === null) throw brokenStreamError(context);
	}
}

/**
 * The RoutooError in a chain of causes (the SDK wraps what fetch throws), else the best reading of what the SDK made of the vendor's words.
 * The cause is not kept: SDK errors hold the whole request, and errors are logged.
 */
function toRoutooError(context: ErrorContext, thrown: unknown, now: number): RoutooError {
	let current = thrown;
	for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth++) {
		if (current instanceof RoutooError) return current;
		current = (current as { cause?: unknown }).cause;
	}
	const fields = asFields(thrown);
	if (typeof fields.statusCode === 'number' && typeof fields.responseBody === 'string' && fields.statusCode >= 400) {
		return errorFromResponse(context, { status: fields.statusCode, headers: new Headers(), body: fields.responseBody }, now);
	}
	switch (fields.name) {
		case 'AI_JSONParseError':
		case 'AI_TypeValidationError':
			return badJsonError(context, 'a part of the stream could not be read');
		case 'AI_InvalidResponseDataError':
		case 'AI_NoOutputGeneratedError':
		case 'AI_EmptyResponseBodyError':
			return brokenStreamError(context);
		default:
			return isOtherDialect(fields.message)
				? badJsonError(context, 'it streams in the form of another kind of API')
				: errorFromPayload(context, thrown);
	}
}

/**
 * The SDK's own words where a server streams, but not in the form of the endpoint's kind: `openai` set for a server that only speaks chat
 * completions, say.
 */
function isOtherDialect(message: unknown): boolean {
	return typeof message === 'string' && /^Received a Chat Completions stream|^Expected a normalized \w+ stream error/.test(message);
}
