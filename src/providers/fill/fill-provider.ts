import { RoutooError } from '../../core/base/errors.ts';
import { heldLines } from '../../core/completion/text/thinking.ts';
import type { FillAbility, FillEvent, FillProvider, FillRequest } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { fillFormOf } from '../../core/model/fill-families.ts';
import { HttpChatProvider } from '../chat/chat-provider.ts';
import {
	badJsonError,
	brokenStreamError,
	type ErrorContext,
	errorFromPayload,
	looksLikeHtml,
	parseJson,
	refusedError,
	webPageError,
} from '../errors.ts';
import { authHeaders, readText, requireKey, send } from '../http.ts';
import { errorFromNetwork } from '../network-errors.ts';
import { StreamWatch } from '../stream-watch.ts';
import { DEFAULT_TIMEOUTS, type ProviderDeps, type Timeouts } from '../types.ts';
import { type NormalisedUsage, normaliseUsage } from '../usage.ts';
import { type FillAdapter, type FillCall, withUnixBreaks } from './adapter.ts';
import { chatFill } from './chat.ts';
import { deepSeek } from './deepseek.ts';
import { AbilityDetector } from './detect.ts';
import { llamaCpp } from './llamacpp.ts';
import { readMessages } from './messages.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openAiSuffix } from './openai-suffix.ts';
import { template } from './template.ts';
import { templateMarks } from './templates.ts';
import { MAX_TEXT, TextCut } from './text-cut.ts';

/**
 * Milliseconds. Text that comes later than this is of no use at the caret; a local server may have to load the model first. `idle` counts
 * from the last text, so keep-alives cannot stretch it.
 */
const FILL_TIMEOUTS: Partial<Timeouts> = { firstTokenRemote: 10_000, firstTokenPatient: 60_000, idle: 10_000 };

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

	constructor(endpoint: Endpoint, deps: ProviderDeps) {
		this.endpointId = endpoint.id;
		this.#endpoint = endpoint;
		this.#timeouts = { ...DEFAULT_TIMEOUTS, ...FILL_TIMEOUTS, ...deps.timeouts };
		this.#deps = { ...deps, timeouts: this.#timeouts };
		this.#detector = new AbilityDetector(endpoint, this.#deps);
	}

	ability(candidate: Candidate, signal: AbortSignal): Promise<FillAbility> {
		return this.#detector.ability(candidate, signal);
	}

	async *fill(ability: FillAbility, request: FillRequest, signal: AbortSignal): AsyncGenerator<FillEvent> {
		if (ability.method === null) {
			throw new RoutooError('noModel', `${request.model} cannot complete code: ${ability.why}`, 'Choose another model for completions.');
		}
		if (ability.method === 'chat') {
			const held = heldLines(ability, this.#endpoint.local);
			yield* chatFill(new HttpChatProvider(this.#endpoint, this.#deps), request, ability.effort ?? null, signal, held);
			return;
		}
		const key = await requireKey(this.#endpoint, this.#deps);
		const context: ErrorContext = { endpoint: this.#endpoint, model: request.model, secret: key };
		const firstToken = this.#endpoint.local ? this.#timeouts.firstTokenPatient : this.#timeouts.firstTokenRemote;
		const watch = new StreamWatch(context, signal, firstToken, this.#timeouts.idle);
		const adapter = ADAPTERS[ability.method];
		const cut = new TextCut([...request.stop, ...marksOf(ability, request.model)], MAX_TEXT);
		try {
			if (watch.failure !== null) throw watch.failure;
			const call = adapter.call(this.#endpoint, withUnixBreaks(request), ability.template);
			const body = await this.#open(call, key, context, watch);
			yield* this.#events(adapter, readMessages(body, call.format, context), cut, context, watch);
			if (watch.failure !== null) throw watch.failure;
		} catch (thrown) {
			throw watch.failure ?? (thrown instanceof RoutooError ? thrown : errorFromNetwork(context, thrown));
		} finally {
			watch.dispose();
		}
	}

	/** The body of a stream; JSON or a web page in its place is an error. */
	async #open(call: FillCall, key: string | null, context: ErrorContext, watch: StreamWatch): Promise<ReadableStream<Uint8Array>> {
		const headers = {
			accept: call.format === 'sse' ? 'text/event-stream' : 'application/x-ndjson',
			...authHeaders(this.#endpoint, key),
			'content-type': 'application/json',
		};
		const init = { method: 'POST', headers, body: JSON.stringify(call.body), signal: watch.signal };
		const response = await send(this.#deps.fetch, context, call.url, init, this.#deps.clock.now());
		const contentType = response.headers.get('content-type') ?? '';
		if (/html|application\/json/i.test(contentType)) {
			const text = await readText(response, 64 * 1024, true);
			if (looksLikeHtml(contentType, text)) throw webPageError(context);
			const parsed = parseJson(text);
			if (isFailure(parsed)) throw errorFromPayload(context, parsed);
			throw badJsonError(context, 'the answer is not a stream');
		}
		if (response.body === null) throw brokenStreamError(context);
		return response.body;
	}

	async *#events(
		adapter: FillAdapter,
		messages: AsyncIterable<Readonly<Record<string, unknown>>>,
		cut: TextCut,
		context: ErrorContext,
		watch: StreamWatch,
	): AsyncGenerator<FillEvent> {
		let usage: NormalisedUsage | null = null;
		let finish: 'stop' | 'length' | 'filter' | null = null;
		let answered = false;
		for await (const message of messages) {
			if (isFailure(message)) throw errorFromPayload(context, message);
			const part = adapter.read(message);
			if (part === null) throw badJsonError(context, 'it streams in the form of another kind of API');
			usage = normaliseUsage(part.usage, this.#endpoint.kind) ?? usage;
			if (part.text !== '') watch.token();
			finish = part.finish ?? finish;
			const text = cut.push(part.text) + (finish === null ? '' : cut.flush());
			answered ||= text !== '';
			if (text !== '') yield { type: 'text', text };
			if (cut.ended !== null) {
				// What the server would still send is not waited for; leaving closes the connection.
				if (usage !== null) yield { type: 'usage', ...usage };
				yield { type: 'end', reason: cut.ended === 'mark' ? 'stop' : 'length' };
				return;
			}
		}
		if (watch.failure !== null) throw watch.failure;
		if (finish === null) throw brokenStreamError(context);
		if (usage !== null) yield { type: 'usage', ...usage };
		if (finish === 'filter' && !answered) throw refusedError(context);
		yield { type: 'end', reason: finish };
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

/** `{error: ...}`, or the `{object: "error", message}` of Mistral and older vLLM. */
function isFailure(message: unknown): boolean {
	if (typeof message !== 'object' || message === null) return false;
	return ('error' in message && message.error !== null) || ('object' in message && message.object === 'error');
}
