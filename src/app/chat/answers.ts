import { unlessAborted } from '../../core/base/aborting.ts';
import { inWords, RoutooError, shownError } from '../../core/base/errors.ts';
import { answerText, asThought, settledMessages, withReasoning } from '../../core/chat/answer.ts';
import { joinedMessages } from '../../core/chat/go-on.ts';
import type { Answer, Continuation } from '../../core/chat/session.ts';
import { emptyAnswer, findAnswer, findTurn } from '../../core/chat/session-ops.ts';
import { answerRequest } from '../../core/gateway/request.ts';
import type { GatewayResult } from '../../core/gateway/types.ts';
import { LEDGER_SUBJECT } from '../budget/reader.ts';
import type { ChatStore } from './chat-store.ts';
import { type AskOptions, gatewayRequest, type Question } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';
import { TextBatcher } from './text-batcher.ts';

/** Text reaches the view at most this often. */
const APPEND_EVERY_MS = 30;

/** `reload`: the window goes; `left`: another chat is opened. */
type StoppedBy = 'user' | 'reload' | 'left';

/** One request for an answer. */
interface Asked {
	readonly turnId: string;
	readonly answerId: string;
	readonly requestId: string;
	readonly question: Question;
	readonly options: AskOptions;
	/** What the answer held already; null where it begins. */
	readonly before: Answer['messages'] | null;
}

/** Produces one answer at a time into the open session, and keeps whatever was received. */
export class Answers {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	/** Local candidates that have answered in this window. */
	readonly #loaded = new Set<string>();
	#running: { readonly abort: AbortController; readonly done: Promise<void>; stoppedBy: StoppedBy | null } | null = null;

	constructor(deps: ChatDeps, store: ChatStore) {
		this.#deps = deps;
		this.#store = store;
	}

	/**
	 * Stops the answer under way and waits until it is saved; it is booked behind.
	 * @param by `reload`: nobody wanted the answer to end
	 */
	async stop(by: StoppedBy = 'user'): Promise<void> {
		const running = this.#running;
		if (running !== null) running.stoppedBy = by;
		running?.abort.abort();
		await running?.done;
	}

	/** Answers a turn of the open session; gives the answer's id. Never rejects; does nothing while another answer runs. */
	async answer(turnId: string, question: Question, options: AskOptions): Promise<string | null> {
		if (this.#running) return null;
		const { newId, gateway } = this.#deps;
		const { id } = this.#store.begin(turnId, emptyAnswer(newId(), gateway.clock.now()));
		await this.#run({ turnId, answerId: id, requestId: id, question, options, before: null });
		return id;
	}

	/** Asks for the rest of an answer, which grows by it. Never rejects; does nothing while another answer runs. */
	async goOn(turnId: string, answer: Answer, question: Question, options: AskOptions): Promise<void> {
		if (this.#running) return;
		this.#store.beginAgain(turnId, answer);
		const asked = { turnId, answerId: answer.id, requestId: this.#deps.newId(), question, options };
		await this.#run({ ...asked, before: answer.messages });
	}

	async #run(asked: Asked): Promise<void> {
		const { turnId, answerId } = asked;
		const abort = new AbortController();
		const { promise, resolve } = Promise.withResolvers<void>();
		const running = { abort, done: promise, stoppedBy: null as StoppedBy | null };
		this.#running = running;
		try {
			await this.#produce(asked, abort.signal);
		} catch (error) {
			this.#deps.log(`answer failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
			this.#settle(turnId, answerId, (a) => ({ ...a, state: 'failed', error: shownError(error) }));
			this.#giveBackUnanswered(turnId, answerId);
		} finally {
			this.#running = null;
			resolve();
			this.#store.end(running.stoppedBy === 'reload' || running.stoppedBy === 'left');
		}
	}

	async #produce(of: Asked, signal: AbortSignal): Promise<void> {
		const { turnId, answerId, requestId, question, options } = of;
		const deps = this.#deps;
		const store = this.#store;
		// Listing models can take as long as the slowest endpoint.
		await unlessAborted(Promise.all([store.open.saveNow(), deps.models.ready()]), signal);
		if (deps.models.candidates().length === 0) await unlessAborted(deps.models.refresh(), signal);
		if (signal.aborted) {
			this.#settle(turnId, answerId, (a) => ({ ...a, state: 'cancelled', ...this.#interruption() }));
			return;
		}
		// Saving may have made a chat of its own of one that another window went on with.
		const asked = { ...question, sessionId: store.session().id };
		const request = gatewayRequest(deps, asked, { ...options, requestId, signal });
		const remainingBefore = deps.budget.current()?.remaining ?? null;
		const batcher = new TextBatcher(APPEND_EVERY_MS, (text) => store.append(turnId, answerId, text));
		let counted = false;
		const since = { text: '' };
		const result = await answerRequest(deps.gateway, request, {
			onRouting: (routing) => {
				// What takes over after a failure is no further request.
				if (!counted) deps.trials?.sent(request, routing);
				counted = true;
				// An answer keeps the line of the request that began it.
				if (of.before === null) store.route(turnId, answerId, routing);
			},
			onText: (text) => {
				since.text += text;
				batcher.add(text);
			},
			onReasoning: (text) => store.think(turnId, answerId, text),
			onThought: () => {
				batcher.flush();
				const { before } = of;
				store.changeAnswer(turnId, answerId, (a) =>
					before === null ? asThought(a) : withReasoning({ ...a, messages: before }, since.text),
				);
				since.text = '';
			},
		});
		batcher.flush();
		await this.#finish(of, result, remainingBefore, signal);
	}

	async #finish(of: Asked, result: GatewayResult, remainingBefore: number | null, signal: AbortSignal): Promise<void> {
		const { turnId, answerId } = of;
		const store = this.#store;
		const { budget } = this.#deps;
		const ended = { state: result.state, error: result.error, ...this.#interruption(result) };
		this.#settle(turnId, answerId, (a) => ({ ...a, ...ended, ...this.#received(of, a, result) }));
		if (result.state === 'failed') this.#giveBackUnanswered(turnId, answerId);
		this.#learnContext(result);
		for (const warning of result.warnings) store.notices.add('warning', warning, { until: 'message' });
		await store.open.saveNow();
		const refreshed = result.receipt ? budget.afterSettled(result.receipt.cost, remainingBefore) : budget.refresh();
		// Who stops waits for no ledger.
		await unlessAborted(
			refreshed.catch((error: unknown) => store.notices.add('error', inWords(error), { subject: LEDGER_SUBJECT })),
			signal,
		);
	}

	#received({ before, requestId }: Asked, answer: Answer, { parts, routing, receipt }: GatewayResult): Partial<Answer> {
		if (before === null) return { messages: settledMessages(answer, parts), routing: routing ?? answer.routing, receipt };
		const messages = parts.length === 0 ? answer.messages : joinedMessages(before, parts);
		if (receipt === null) return { messages };
		const part: Continuation = { id: requestId, at: this.#deps.gateway.clock.now(), receipt };
		return { messages, continued: [...(answer.continued ?? []), part] };
	}

	/** Why an answer ended early, where its reader did not want that. */
	#interruption(result?: GatewayResult): Pick<Answer, 'interrupted'> {
		if (result?.state === 'done') return result.ended === 'length' ? { interrupted: 'length' } : {};
		return this.#running?.stoppedBy === 'reload' ? { interrupted: 'reload' } : {};
	}

	/** Nothing was answered: the text goes back into the box. */
	#giveBackUnanswered(turnId: string, answerId: string): void {
		const turn = findTurn(this.#store.session(), turnId);
		const answer = findAnswer(this.#store.session(), turnId, answerId);
		if (turn && answer && answerText(answer) === '') this.#store.giveBack(turn);
	}

	/** A local server tells the context that it really gives a model only once the model is loaded. */
	#learnContext({ state, routing }: GatewayResult): void {
		if (state !== 'done' || !routing?.local || this.#loaded.has(routing.candidateId)) return;
		this.#loaded.add(routing.candidateId);
		void this.#deps.models.refresh();
	}

	#settle(turnId: string, answerId: string, change: (answer: Answer) => Answer): void {
		this.#store.settle(turnId, answerId, change);
	}
}
