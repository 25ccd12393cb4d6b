import { LRUCache } from 'lru-cache';
import type { Availability } from './availability.ts';
import { CompletionCache } from './cache.ts';
import { fitContext } from './context/fit.ts';
import type { Asked, CompletionEngineDeps, CompletionEvent, CompletionTrace, EngineMoney } from './engine-types.ts';
import { type FillOutcome, runFill } from './fill-call.ts';
import { positionFeatures } from './routing/features.ts';
import { thinkingTokens } from './routing/latency-prior.ts';
import { MAX_OUTPUT_TOKENS } from './routing/predict.ts';
import { cleanCompletion } from './text/clean.ts';
import { selectionStart } from './text/selection.ts';
import type { ChosenCompletion, CompletionShape, FillContext } from './types.ts';

/** Requests whose candidate and position are remembered for as long as their text may come back from the cache. */
const MOST_ASKED = 300;

/** Tokens of the marks that a model's form puts around the text. */
const FORM_TOKENS = 24;

/** What is to be asked, and under which terms. */
export interface Question {
	readonly decision: ChosenCompletion;
	readonly context: FillContext;
	readonly shape: CompletionShape;
	readonly asked: Asked;
	readonly money: EngineMoney;
	readonly signal: AbortSignal;
}

/** Where the text of a completion comes from: a request of before, or a model. */
export class Asking {
	readonly #deps: CompletionEngineDeps;
	readonly #availability: Availability;
	readonly #cache = new CompletionCache();
	readonly #asked = new LRUCache<string, Asked>({ max: MOST_ASKED });
	readonly #pending = new Set<Promise<void>>();

	constructor(deps: CompletionEngineDeps, availability: Availability) {
		this.#deps = deps;
		this.#availability = availability;
	}

	/** False where nothing of before fits. */
	fromCache(trace: CompletionTrace): boolean {
		const hit = this.#cache.get(trace.position);
		if (hit === null) return false;
		trace.source = 'cache';
		const asked = this.#asked.get(hit.requestId) ?? { candidateId: hit.candidateId, features: positionFeatures(trace.position, 0) };
		this.#event(this.#give(trace, hit.text, hit.requestId, asked));
		return true;
	}

	/** Asks the chosen model and tells the trace what came of it. Never rejects. */
	async ask(trace: CompletionTrace, question: Question): Promise<void> {
		const { decision, shape, asked, money, signal } = question;
		const { candidateId } = asked;
		const { candidate } = decision.chosen;
		const maxOutputTokens = MAX_OUTPUT_TOKENS[shape] + thinkingTokens(candidate);
		const context = fitContext(trace.position, question.context, candidate.model.contextTokens - maxOutputTokens - FORM_TOKENS);
		trace.context = context;
		const requestId = this.#deps.newId();
		trace.requestId = requestId;
		trace.source = 'model';
		this.#event({ kind: 'sent', requestId, candidateId, inputTokens: context.tokens });
		const running = runFill({
			deps: this.#deps,
			requestId,
			position: trace.position,
			shape,
			context,
			decision,
			maxOutputTokens,
			money,
			signal,
			track: (work) => this.#track(work),
		});
		this.#track(running.then(() => undefined));
		this.#event(this.#answered(trace, question, requestId, await running));
	}

	forget(requestId: string): void {
		this.#cache.forget(requestId);
	}

	clear(): void {
		this.#cache.clear();
	}

	/** Resolves when no stream runs and all money is booked. */
	async idle(): Promise<void> {
		while (this.#pending.size > 0) await Promise.all(this.#pending);
	}

	/** Keeps what came; the event that ends the call. */
	#answered(trace: CompletionTrace, { shape, asked, signal }: Question, requestId: string, outcome: FillOutcome): CompletionEvent {
		const { candidateId } = asked;
		if (outcome.kind === 'overBudget') {
			this.#deps.onSettled(0, null);
			this.#availability.overBudget();
			return { kind: 'failed', error: 'overBudget' };
		}
		trace.raw = outcome.text;
		trace.sent = outcome.sent;
		if (outcome.sent !== null) this.#event({ kind: 'settled', requestId, candidateId, sent: outcome.sent });
		if (outcome.kind === 'failed') {
			trace.error = outcome.error;
			this.#deps.log(`completion by ${candidateId}: ${outcome.error.kind}`);
			this.#availability.failed();
			return { kind: 'failed', error: outcome.error.kind };
		}
		if (outcome.kind === 'cancelled') return { kind: 'superseded', sent: outcome.sent !== null };
		if (outcome.recovered) this.#availability.recovered();
		trace.isCut = outcome.isCut;
		const text = cleanCompletion(trace.position, shape, outcome.text, outcome.isCut);
		if (text === null) return { kind: 'empty', requestId };
		this.#cache.put(trace.position, { text, candidateId, requestId });
		this.#asked.set(requestId, asked);
		// The text is paid for and kept for the next keys, but this call is over.
		if (signal.aborted) return { kind: 'superseded', sent: true };
		return this.#give(trace, text, requestId, asked);
	}

	#give(trace: CompletionTrace, text: string, requestId: string, asked: Asked): CompletionEvent {
		const { position } = trace;
		const { candidateId, features } = asked;
		const replace = position.prefix.length - selectionStart(position);
		trace.requestId = requestId;
		trace.result = { text, replace, candidateId, requestId };
		// What a test shows beside the file was never offered: it teaches nothing.
		if (!trace.fresh) this.#deps.outcomes.returned({ requestId, path: position.path, candidateId, features }, this.#deps.clock.now());
		return { kind: 'returned', requestId, candidateId, from: trace.source! };
	}

	#track(work: Promise<void>): void {
		this.#pending.add(work);
		void work.finally(() => this.#pending.delete(work));
	}

	#event(event: CompletionEvent): void {
		this.#deps.onEvent?.(event);
	}
}
