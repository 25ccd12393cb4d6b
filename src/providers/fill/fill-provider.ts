import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { FillAbility, FillEvent, FillProvider, FillRequest } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { fillFormOf } from '../../core/model/fill-families.ts';
import { Lessons } from '../../core/model/lessons.ts';
import { addressedFetch } from '../address.ts';
import { HttpChatProvider } from '../chat/chat-provider.ts';
import { type ErrorContext, errorFromPayload, refusedError } from '../errors.ts';
import { authHeaders, requireKey, send } from '../http.ts';
import { errorFromNetwork } from '../network-errors.ts';
import { RequestFields, untilTaken } from '../request-fields.ts';
import { brokeOffError } from '../stream/failure.ts';
import { openAnswer } from '../stream/open.ts';
import { MessageReader, type ReadLimits } from '../stream/read.ts';
import { resting, StreamWatch } from '../stream/watch.ts';
import { DEFAULT_TIMEOUTS, type ProviderDeps, type Timeouts } from '../types.ts';
import { normaliseUsage } from '../usage.ts';
import { type FillAdapter, type FillCall, type FillMessage, withUnixBreaks } from './adapter.ts';
import { chatFill } from './chat.ts';
import { deepSeek } from './deepseek.ts';
import { AbilityDetector } from './detect.ts';
import { llamaCpp } from './llamacpp.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openAiSuffix } from './openai-suffix.ts';
import { template } from './template.ts';
import { templateMarks } from './templates.ts';
import { MAX_TEXT, TextCut } from './text-cut.ts';
import { ThinkingHabits } from './thinking-habits.ts';

/**
 * Milliseconds. Text that comes later than this is of no use at the caret; a local server may have to load the model first. `idle` counts
 * from the last text, so keep-alives cannot stretch it.
 */
const FILL_TIMEOUTS: Partial<Timeouts> = { firstTokenRemote: 10_000, firstTokenPatient: 60_000, idle: 10_000, whole: 120_000 };
/** A completion has some KB; llama.cpp repeats the whole prompt in its last message. */
const LIMITS: ReadLimits = { event: 1024 * 1024, bytes: 4 * 1024 * 1024 };

const ADAPTERS: Readonly<Record<Exclude<NonNullable<FillAbility['method']>, 'chat'>, FillAdapter>> = {
	openaiSuffix: openAiSuffix,
	deepseek: deepSeek,
	mistral,
	ollama,
	llamacpp: llamaCpp,
	template,
};

/**
 * Completions at one endpoint of any kind but 'vscode', whose models the host asks through ChatFillProvider. Every failure is a
 * RoutooError.
 */
export class HttpFillProvider implements FillProvider {
	readonly endpointId: string;
	readonly #endpoint: Endpoint;
	readonly #deps: ProviderDeps;
	readonly #timeouts: Timeouts;
	readonly #detector: AbilityDetector;
	readonly #lessons: Lessons;
	readonly #habits: ThinkingHabits | null;

	constructor(endpoint: Endpoint, deps: ProviderDeps) {
		this.endpointId = endpoint.id;
		this.#endpoint = endpoint;
		this.#timeouts = { ...DEFAULT_TIMEOUTS, ...FILL_TIMEOUTS, ...deps.timeouts };
		this.#lessons = deps.lessons ?? new Lessons(deps.clock);
		this.#deps = { ...deps, fetch: addressedFetch(endpoint, deps.fetch), timeouts: this.#timeouts, lessons: this.#lessons };
		this.#habits = endpoint.local ? new ThinkingHabits() : null;
		this.#detector = new AbilityDetector(endpoint, this.#deps);
	}

	ability(candidate: Candidate, signal: AbortSignal): Promise<FillAbility> {
		return this.#detector.ability(candidate, signal);
	}

	async *fill(ability: FillAbility, request: FillRequest, signal: AbortSignal): AsyncGenerator<FillEvent> {
		if (ability.method === null) {
			throw new RoutooError(
				'noModel',
				l10n.t('{0} cannot complete code: {1}', request.model, ability.why),
				l10n.t('Choose another model for completions.'),
			);
		}
		if (ability.method === 'chat') {
			yield* chatFill(new HttpChatProvider(this.#endpoint, this.#deps), request, ability.effort ?? null, signal, this.#habits);
			return;
		}
		const { method, template: form } = ability;
		const fields = new RequestFields(this.#lessons, { endpoint: this.#endpoint, model: request.model }, null);
		yield* untilTaken(fields, () => this.#fill(ADAPTERS[method], marksOf(ability, request.model), form, request, fields, signal));
	}

	async *#fill(
		adapter: FillAdapter,
		marks: readonly string[],
		form: FillAbility['template'],
		request: FillRequest,
		fields: RequestFields,
		signal: AbortSignal,
	): AsyncGenerator<FillEvent> {
		const key = await requireKey(this.#endpoint, this.#deps);
		const context: ErrorContext = { endpoint: this.#endpoint, model: request.model, secret: key, fields };
		const firstToken = this.#endpoint.local ? this.#timeouts.firstTokenPatient : this.#timeouts.firstTokenRemote;
		const watch = new StreamWatch(context, signal, { firstToken, idle: this.#timeouts.idle, whole: this.#timeouts.whole });
		const cut = new TextCut([...request.stop, ...marks], MAX_TEXT);
		try {
			if (watch.failure !== null) throw watch.failure;
			const call = adapter.call(this.#endpoint, withUnixBreaks(request), form);
			const response = await this.#send({ ...call, body: fields.apply(call.body) }, key, context, watch);
			yield* resting(this.#events(adapter, call.format, response, cut, context, watch), watch);
		} catch (thrown) {
			throw watch.failure ?? (thrown instanceof RoutooError ? thrown : errorFromNetwork(context, thrown));
		} finally {
			watch.dispose();
		}
	}

	#send(call: FillCall, key: string | null, context: ErrorContext, watch: StreamWatch): Promise<Response> {
		const headers = {
			accept: call.format === 'sse' ? 'text/event-stream' : 'application/x-ndjson',
			...authHeaders(this.#endpoint, key),
			'content-type': 'application/json',
		};
		const init = { method: 'POST', headers, body: JSON.stringify(call.body), signal: watch.signal };
		return send(this.#deps.fetch, context, call.url, init, this.#deps.clock.now());
	}

	async *#events(
		adapter: FillAdapter,
		format: FillCall['format'],
		response: Response,
		cut: TextCut,
		context: ErrorContext,
		watch: StreamWatch,
	): AsyncGenerator<FillEvent> {
		const messages = new MessageReader(context, LIMITS);
		const isPiece = (value: Readonly<Record<string, unknown>>) => {
			const part = adapter.read(value);
			// A whole answer has its end in the same object.
			return part !== null && (format === 'ndjson' || part.finish === null);
		};
		let finish: Exclude<FillMessage['finish'], null> | null = null;
		let word = '';
		let understood = false;
		let answered = false;
		let counted = false;
		try {
			for await (const { value, failure } of messages.read(openAnswer(response, { context, signal: watch.signal, isPiece }))) {
				const part = adapter.read(value);
				if (part !== null) {
					understood = true;
					if (part.text !== '') watch.token();
					if (part.finish !== null) {
						finish = part.finish;
						word = part.word ?? '';
						watch.closing();
					}
					const text = cut.push(part.text) + (finish === null ? '' : cut.flush());
					answered ||= text !== '';
					if (text !== '') yield { type: 'text', text };
					const usage = normaliseUsage(part.usage, this.#endpoint.kind);
					counted ||= usage !== null;
					if (usage !== null) yield { type: 'usage', ...usage };
				}
				if (failure !== null) throw errorFromPayload(context, failure);
				if (part?.last) break;
				if (cut.ended === null) continue;
				// What the server would still send is not waited for; leaving closes the connection.
				if (counted && finish === null) yield { type: 'cut' };
				yield { type: 'end', reason: cut.ended === 'mark' ? 'stop' : 'length' };
				return;
			}
		} catch (thrown) {
			// The server had ended the answer: what its connection does behind that changes nothing.
			if (finish === null || !RoutooError.is(thrown, 'brokenStream', 'timeout')) throw thrown;
		}
		if (finish === null && !(messages.done && understood)) throw messages.unfinished(understood);
		if (finish === 'failed') throw brokeOffError(context, word);
		if (finish === 'filter' && !answered) throw refusedError(context);
		const rest = cut.flush();
		if (rest !== '') yield { type: 'text', text: rest };
		yield { type: 'end', reason: finish ?? 'stop' };
	}
}

/**
 * Control tokens that end an answer wherever they stand: those of the asked model's own family. A vendor's own API lets none through. All
 * others are cut where no literal of the user's holds them (core/completion/text/tokens.ts).
 */
function marksOf({ method, template: form }: FillAbility, model: string): readonly string[] {
	if (method === 'mistral' || method === 'deepseek') return [];
	const family = form ?? fillFormOf(model);
	return family === null ? [] : templateMarks(family);
}
