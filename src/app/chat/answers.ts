import { unlessAborted } from '../../core/base/aborting.ts';
import { inWords, RoutooError, shownError } from '../../core/base/errors.ts';
import { answerText, asThought, settledMessages } from '../../core/chat/answer.ts';
import type { Answer } from '../../core/chat/session.ts';
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

/** Produces one answer at a time into the open session, and keeps whatever was received. */
export class Answers {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	/** Local candidates that have answered in this window. */
	readonly #loaded = new Set<string>();
	#running: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;

	constructor(deps: ChatDeps, store: ChatStore) {
		this.#deps = deps;
		this.#store = store;
	}

	/** Stops the answer under way and waits until it is saved; it is booked behind. */
	async stop(): Promise<void> {
		const running = this.#running;
		running?.abort.abort();
		await running?.done;
	}

	/** Answers a turn of the open session; gives the answer's id. Never rejects; does nothing while another answer runs. */
	async answer(turnId: string, question: Question, options: AskOptions): Promise<string | null> {
		if (this.#running) return null;
		const answer = emptyAnswer(this.#deps.newId(), this.#deps.gateway.clock.now());
		const abort = new AbortController();
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#running = { abort, done: promise };
		this.#store.begin(turnId, answer);
		try {
			await this.#produce(turnId, answer.id, question, options, abort.signal);
		} catch (error) {
			this.#deps.log(`answer failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
			this.#update(turnId, answer.id, (a) => ({ ...a, state: 'failed', error: shownError(error) }));
			this.#giveBackUnanswered(turnId, answer.id);
		} finally {
			this.#running = null;
			resolve();
			this.#store.end();
		}
		return answer.id;
	}

	async #produce(turnId: string, answerId: string, question: Question, options: AskOptions, signal: AbortSignal): Promise<void> {
		const deps = this.#deps;
		const store = this.#store;
		// Listing models can take as long as the slowest endpoint.
		await unlessAborted(Promise.all([store.open.saveNow(), deps.models.ready()]), signal);
		if (deps.models.candidates().length === 0) await unlessAborted(deps.models.refresh(), signal);
		if (signal.aborted) {
			this.#update(turnId, answerId, (a) => ({ ...a, state: 'cancelled' }));
			return;
		}
		// Saving may have made a chat of its own of one that another window went on with.
		const asked = { ...question, sessionId: store.session().id };
		const request = gatewayRequest(deps, asked, { ...options, requestId: answerId, signal });
		const remainingBefore = deps.budget.current()?.remaining ?? null;
		const batcher = new TextBatcher(APPEND_EVERY_MS, (text) => store.append(turnId, answerId, text));
		let counted = false;
		const result = await answerRequest(deps.gateway, request, {
			onRouting: (routing) => {
				// What takes over after a failure is no further request.
				if (!counted) deps.trials?.sent(request, routing);
				counted = true;
				store.route(turnId, answerId, routing);
			},
			onText: (text) => batcher.add(text),
			onReasoning: (text) => store.think(turnId, answerId, text),
			onThought: () => {
				batcher.flush();
				store.changeAnswer(turnId, answerId, asThought);
			},
		});
		batcher.flush();
		await this.#finish(turnId, answerId, result, remainingBefore, signal);
	}

	async #finish(
		turnId: string,
		answerId: string,
		result: GatewayResult,
		remainingBefore: number | null,
		signal: AbortSignal,
	): Promise<void> {
		const store = this.#store;
		const { budget } = this.#deps;
		this.#update(turnId, answerId, (a) => ({
			...a,
			state: result.state,
			messages: settledMessages(a, result.parts),
			routing: result.routing ?? a.routing,
			receipt: result.receipt,
			error: result.error,
		}));
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

	#update(turnId: string, answerId: string, change: (answer: Answer) => Answer): void {
		this.#store.changeAnswer(turnId, answerId, change);
	}
}
