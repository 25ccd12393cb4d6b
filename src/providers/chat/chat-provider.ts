import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { ChatProvider, StreamEvent, StreamRequest } from '../../core/message/stream.ts';
import { apartFromThinking } from '../../core/message/thinking.ts';
import type { Endpoint, RemoteModel } from '../../core/model/endpoint.ts';
import { Lessons } from '../../core/model/lessons.ts';
import { addressedFetch } from '../address.ts';
import type { ErrorContext } from '../errors.ts';
import { requireKey, send } from '../http.ts';
import { listModels } from '../listing/list-models.ts';
import { errorFromNetwork } from '../network-errors.ts';
import { RequestFields, untilTaken } from '../request-fields.ts';
import { resting, StreamWatch } from '../stream/watch.ts';
import { DEFAULT_TIMEOUTS, type ProviderDeps, type Timeouts } from '../types.ts';
import type { SdkCall, WireRequest } from './ai-sdk.ts';
import { Answer } from './answer.ts';
import { mayThinkLong } from './effort.ts';
import { untilStop } from './sdk-wishes.ts';
import { timed } from './writing-speed.ts';

/** Chat over HTTP at one endpoint of any kind but 'vscode', whose adapter lives in the host. Every failure is a RoutooError. */
export class HttpChatProvider implements ChatProvider {
	readonly endpointId: string;
	readonly #endpoint: Endpoint;
	readonly #deps: ProviderDeps;
	readonly #timeouts: Timeouts;
	readonly #lessons: Lessons;

	constructor(endpoint: Endpoint, deps: ProviderDeps) {
		this.endpointId = endpoint.id;
		this.#endpoint = endpoint;
		this.#deps = { ...deps, fetch: addressedFetch(endpoint, deps.fetch) };
		this.#timeouts = { ...DEFAULT_TIMEOUTS, ...deps.timeouts };
		this.#lessons = deps.lessons ?? new Lessons(deps.clock);
	}

	async listModels(signal: AbortSignal): Promise<readonly RemoteModel[]> {
		const key = await requireKey(this.#endpoint, this.#deps);
		return listModels(this.#endpoint, key, this.#deps, signal);
	}

	async *stream(request: StreamRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
		const place = { endpoint: this.#endpoint, model: request.model };
		const fields = new RequestFields(this.#lessons, place, request.effort);
		const answer = apartFromThinking(untilTaken(fields, () => this.#stream({ ...request, effort: fields.effort }, fields, signal)));
		// A vendor's speed is in the catalog; of the user's own machine its first answer tells.
		const learned = (tokensPerSecond: number) => this.#lessons.writesAt(place, tokensPerSecond);
		const events = this.#endpoint.local ? timed(answer, this.#deps.clock, learned) : answer;
		const stop = this.#endpoint.kind === 'openai' ? (request.wishes?.stop ?? []) : [];
		yield* stop.length === 0 ? events : untilStop(events, stop);
	}

	async *#stream(request: StreamRequest, fields: RequestFields, signal: AbortSignal): AsyncGenerator<StreamEvent> {
		const key = await requireKey(this.#endpoint, this.#deps);
		const context: ErrorContext = { endpoint: this.#endpoint, model: request.model, secret: key, fields };
		const patient = this.#endpoint.local || mayThinkLong(this.#endpoint, request.effort);
		const { firstTokenPatient, firstTokenRemote, idle, whole } = this.#timeouts;
		const watch = new StreamWatch(context, signal, { firstToken: patient ? firstTokenPatient : firstTokenRemote, idle, whole });
		const answer = new Answer(this.#endpoint, context, watch);
		try {
			if (watch.failure !== null) throw watch.failure;
			const { url, init, reader } = await written({ endpoint: this.#endpoint, request, key, fields }, context);
			if (watch.failure !== null) throw watch.failure;
			const response = await send(this.#deps.fetch, context, url, { ...init, signal: watch.signal }, this.#deps.clock.now());
			yield* resting(answer.events(response, reader), watch);
		} catch (thrown) {
			throw watch.failure ?? (thrown instanceof RoutooError ? thrown : errorFromNetwork(context, thrown));
		} finally {
			watch.dispose();
		}
	}
}

/** The SDK's errors hold the whole request, and errors are logged: the cause is not kept. */
async function written(call: SdkCall, context: ErrorContext): Promise<WireRequest> {
	try {
		const { writeRequest } = await import('./ai-sdk.ts');
		return await writeRequest(call);
	} catch (thrown) {
		const words = thrown instanceof Error ? thrown.message.replace(/\s+/g, ' ').slice(0, 200) : 'unknown';
		const message = l10n.t('The request to {0} could not be written: {1}.', context.endpoint.displayName, words);
		throw new RoutooError('invalidInput', message, l10n.t('Begin a new chat, or choose another model.'));
	}
}
