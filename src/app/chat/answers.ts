import { RoutooError, shownError } from '../../core/base/errors.ts';
import type { Answer, Turn } from '../../core/chat/session.ts';
import { addAnswer, cutAt, emptyAnswer, findAnswer, findTurn, mapAnswer } from '../../core/chat/session-ops.ts';
import { answerRequest } from '../../core/gateway/request.ts';
import type { GatewayResult } from '../../core/gateway/types.ts';
import type { ConversationCache } from '../../core/money/request-cost.ts';
import { checkForced, gatewayRequest } from './gateway-request.ts';
import type { SessionKeeper } from './open-session.ts';
import type { ChatDeps, PostToChat } from './ports.ts';
import { TextBatcher } from './text-batcher.ts';

export interface AnswerOptions {
	/** Candidate id, null for Auto. */
	readonly forced: string | null;
	readonly pool: readonly string[] | null;
	readonly overLimitApproved: boolean;
}

export interface AnswerRoom {
	readonly keeper: SessionKeeper;
	readonly post: PostToChat;
	/** The frame around the conversation changed. */
	readonly changed: () => void;
	readonly warn: (text: string) => void;
	/** Nothing was answered: the text goes back into the box. */
	readonly giveBack: (turn: Turn) => void;
}

/** Text reaches the view at most this often. */
const APPEND_EVERY_MS = 30;

/** Produces one answer at a time into the open session, and keeps whatever was received. */
export class Answers {
	private readonly deps: ChatDeps;
	private readonly room: AnswerRoom;
	/** What each conversation left in its vendor's cache; a restart forgets it, as caches live for minutes. */
	private readonly caches = new Map<string, ConversationCache>();
	/** Local candidates that have answered in this window. */
	private readonly loaded = new Set<string>();
	private running: { readonly turnId: string; readonly answerId: string; readonly abort: AbortController; done: Promise<void> } | null =
		null;

	constructor(deps: ChatDeps, room: AnswerRoom) {
		this.deps = deps;
		this.room = room;
	}

	busy(): { readonly turnId: string; readonly answerId: string } | null {
		return this.running ? { turnId: this.running.turnId, answerId: this.running.answerId } : null;
	}

	cacheOf(sessionId: string): ConversationCache | null {
		return this.caches.get(sessionId) ?? null;
	}

	/** Stops the answer under way and waits until it is booked and saved. */
	async stop(): Promise<void> {
		const { running } = this;
		running?.abort.abort();
		await running?.done;
	}

	/** Answers a turn of the open session; gives the answer's id. Never rejects; does nothing while another answer runs. */
	async answer(turnId: string, options: AnswerOptions): Promise<string | null> {
		if (this.running) return null;
		const answer = emptyAnswer(this.deps.newId(), this.deps.exchange.clock.now());
		const abort = new AbortController();
		const { promise, resolve } = Promise.withResolvers<void>();
		this.running = { turnId, answerId: answer.id, abort, done: promise };
		const { keeper } = this.room;
		keeper.change(addAnswer(keeper.current(), turnId, answer));
		this.room.post({ type: 'answer', turnId, answer });
		this.room.changed();
		try {
			await this.produce(turnId, answer.id, options, abort.signal);
		} catch (error) {
			this.deps.log(`answer failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
			this.update(turnId, answer.id, (a) => ({ ...a, state: 'failed', error: shownError(error) }));
			const turn = findTurn(keeper.current(), turnId);
			if (turn && findAnswer(keeper.current(), turnId, answer.id)?.text === '') this.room.giveBack(turn);
		} finally {
			this.running = null;
			resolve();
			this.room.changed();
		}
		return answer.id;
	}

	private async produce(turnId: string, answerId: string, options: AnswerOptions, signal: AbortSignal): Promise<void> {
		const { deps, room } = this;
		await unlessAborted(Promise.all([room.keeper.saveNow(), deps.models.ready()]), signal);
		if (deps.models.candidates().length === 0) await unlessAborted(deps.models.refresh(), signal);
		if (signal.aborted) {
			this.update(turnId, answerId, (a) => ({ ...a, state: 'cancelled' }));
			return;
		}
		const session = room.keeper.current();
		const turn = findTurn(session, turnId);
		if (!turn) return;
		checkForced(deps.models.candidates(), options.forced);
		const remainingBefore = deps.budget.current()?.remaining ?? null;
		const input = gatewayRequest(deps, {
			...options,
			requestId: answerId,
			sessionId: session.id,
			turnsBefore: cutAt(session, turnId).turns,
			text: turn.text,
			attachments: turn.attachments,
			cache: this.cacheOf(session.id),
			signal,
		});
		const batcher = new TextBatcher(APPEND_EVERY_MS, (text) => this.append(turnId, answerId, text));
		const result = await answerRequest(deps.exchange, input, {
			onRouting: (routing) => {
				this.update(turnId, answerId, (a) => ({ ...a, routing }));
				deps.onRouted(routing);
			},
			onText: (text) => batcher.add(text),
			onReasoning: (text) => this.think(turnId, answerId, text),
		});
		batcher.flush();
		await this.finish(turnId, answerId, result, remainingBefore);
	}

	/** Only the first piece reaches the view at once, which then says that the model thinks; the rest comes with the text. */
	private think(turnId: string, answerId: string, text: string): void {
		const { keeper } = this.room;
		const add = (a: Answer): Answer => ({ ...a, reasoning: a.reasoning + text });
		if (findAnswer(keeper.current(), turnId, answerId)?.reasoning === '') this.update(turnId, answerId, add);
		else keeper.change(mapAnswer(keeper.current(), turnId, answerId, add));
	}

	private append(turnId: string, answerId: string, text: string): void {
		const { keeper, post } = this.room;
		const before = findAnswer(keeper.current(), turnId, answerId);
		if (!before) return;
		if (before.state === 'routing') this.update(turnId, answerId, (a) => ({ ...a, state: 'streaming' }));
		keeper.change(mapAnswer(keeper.current(), turnId, answerId, (a) => ({ ...a, text: a.text + text })));
		post({ type: 'append', turnId, answerId, text, length: before.text.length });
	}

	private async finish(turnId: string, answerId: string, result: GatewayResult, remainingBefore: number | null): Promise<void> {
		const { deps, room } = this;
		const sessionId = room.keeper.current().id;
		if (result.cache) this.caches.set(sessionId, result.cache);
		this.update(turnId, answerId, (a) => ({
			...a,
			state: result.state,
			routing: result.routing ?? a.routing,
			receipt: result.receipt,
			error: result.error,
		}));
		const answer = findAnswer(room.keeper.current(), turnId, answerId);
		const turn = findTurn(room.keeper.current(), turnId);
		if (result.state === 'failed' && answer?.text === '' && turn) room.giveBack(turn);
		this.learnContext(result);
		for (const warning of result.warnings) room.warn(warning);
		await room.keeper.saveNow();
		try {
			if (result.receipt) await deps.budget.afterSettled(result.receipt.cost, remainingBefore);
			else await deps.budget.refresh();
		} catch (error) {
			const { message, nextStep } = shownError(error);
			room.warn(`${message} ${nextStep}`);
		}
	}

	/** A local server tells the context that it really gives a model only once the model is loaded. */
	private learnContext({ state, routing }: GatewayResult): void {
		if (state !== 'done' || !routing?.local || this.loaded.has(routing.candidateId)) return;
		this.loaded.add(routing.candidateId);
		void this.deps.models.refresh();
	}

	private update(turnId: string, answerId: string, change: (answer: Answer) => Answer): void {
		const { keeper, post } = this.room;
		keeper.change(mapAnswer(keeper.current(), turnId, answerId, change));
		const answer = findAnswer(keeper.current(), turnId, answerId);
		if (answer) post({ type: 'answer', turnId, answer });
	}
}

/** Settles with the promise or at the abort, whichever comes first: listing models can take as long as the slowest endpoint. */
async function unlessAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	const { promise: aborted, resolve } = Promise.withResolvers<void>();
	const onAbort = (): void => resolve();
	signal.addEventListener('abort', onAbort, { once: true });
	await Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}
