import { LRUCache } from 'lru-cache';
import { Asking } from './asking.ts';
import { Availability } from './availability.ts';
import { buildContext, SNIPPET_SHARE } from './context/build.ts';
import { SnippetFinder } from './context/snippets.ts';
import { AdaptiveDebounce } from './debounce.ts';
import type {
	CompletionEngineDeps,
	CompletionEvent,
	CompletionGate,
	CompletionResult,
	CompletionTrace,
	CompletionTrigger,
	EngineMoney,
} from './engine-types.ts';
import { decideCompletion } from './routing/decide.ts';
import { type PositionFeatures, positionFeatures } from './routing/features.ts';
import { MAX_OUTPUT_TOKENS, predictCompletions } from './routing/predict.ts';
import { COMPLETION_PRESETS, completionWeights } from './routing/presets.ts';
import { withSelection } from './text/selection.ts';
import type { CompletionDecision, CompletionPosition, FillContext } from './types.ts';

/**
 * Tokens of prefix, suffix and snippets together. Small local models read some hundreds of tokens in the 600 ms there are; remote ones are
 * paid by the token.
 */
export const CONTEXT_TOKENS = 1500;
const MAX_SNIPPETS = 4;
/** Places where a model had nothing to say: asked again there it would say the same. */
const MOST_EMPTY_PLACES = 100;

/**
 * Inline completions without the editor. One call a key: gate, cache, debounce, context, decision, reservation, stream, settlement,
 * cleaning. The newest call wins and ends the one before. Nothing here pops up: what stands in the way is in `status()`, and failures rest
 * the model or endpoint that caused them.
 */
export class CompletionEngine {
	readonly #deps: CompletionEngineDeps;
	readonly #availability: Availability;
	readonly #asking: Asking;
	readonly #debounce = new AdaptiveDebounce();
	/** The last model chosen costs money, and so most likely does the next. */
	#paid = true;
	readonly #finder = new SnippetFinder();
	readonly #emptyPlaces = new LRUCache<string, true>({ max: MOST_EMPTY_PLACES });
	/** Place of the last call. */
	#typed = '';
	#current: { readonly controller: AbortController; readonly path: string } | null = null;

	constructor(deps: CompletionEngineDeps) {
		this.#deps = deps;
		this.#availability = new Availability(deps);
		this.#asking = new Asking(deps, this.#availability);
	}

	/** Never rejects. Null where nothing is to be shown; the reason, where it lasts, is in `status`. */
	async complete(
		position: CompletionPosition,
		options: { readonly trigger: CompletionTrigger; readonly signal: AbortSignal },
	): Promise<CompletionResult | null> {
		return (await this.#trace(position, options.trigger, options.signal, false)).result;
	}

	/** The same with a request in any case and every step told, for the command that tests completions. */
	async test(position: CompletionPosition, signal: AbortSignal): Promise<CompletionTrace> {
		const trace = await this.#trace(position, 'manual', signal, true);
		await this.idle();
		return trace;
	}

	/** What stands in the way of completions in this file; without a file, in all. */
	status(file: { readonly path: string; readonly languageId: string } | null): CompletionGate {
		return this.#availability.status(file);
	}

	/** No automatic completion until then, ms since epoch; null = at once again. */
	snooze(until: number | null): void {
		this.#availability.snooze(until);
		if (until !== null) this.#current?.controller.abort();
	}

	/** After a new key, a refresh or changed settings: what rested may be tried at once, and what was answered may be answered otherwise. */
	refresh(): void {
		this.#availability.reset();
		this.#emptyPlaces.clear();
	}

	/** Text and suggestions of a model may not come back after its settings changed or its learning was reset. */
	clearCache(): void {
		this.#asking.clear();
		this.#emptyPlaces.clear();
	}

	/** Ends what is under way: what it asks is not allowed any more. */
	stop(): void {
		this.#current?.controller.abort();
	}

	/** The caret moved or text was typed. */
	moved(path: string): void {
		this.#deps.outcomes.moved(path, this.#deps.clock.now());
	}

	/** The suggestion was accepted: it is not to be offered again. */
	accepted(requestId: string, text: string): void {
		this.#deps.outcomes.accepted(requestId, text, this.#deps.clock.now());
		this.#asking.forget(requestId);
	}

	/** The editor took back what was just given. */
	withdrawn(requestId: string): void {
		this.#deps.outcomes.cancelled(requestId);
	}

	/** A closed document is not completed any more. */
	closed(path: string): void {
		if (this.#current?.path === path) this.#current.controller.abort();
	}

	/** Reads a part of what may be quoted, in idle moments; true when all is read. */
	indexDocuments(units: number): boolean {
		const documents = this.#deps.documents();
		this.#finder.keepOnly(new Set(documents.map(({ path }) => path)));
		return this.#finder.index(documents, units);
	}

	/** Resolves when no stream runs and all money is booked. */
	async idle(): Promise<void> {
		await this.#asking.idle();
	}

	async dispose(): Promise<void> {
		this.#availability.dispose();
		this.#current?.controller.abort();
		await this.idle();
	}

	async #trace(position: CompletionPosition, trigger: CompletionTrigger, outer: AbortSignal, fresh: boolean): Promise<CompletionTrace> {
		this.#current?.controller.abort();
		const current = { controller: new AbortController(), path: position.path };
		this.#current = current;
		const trace = newTrace(position, trigger, fresh);
		const signal = AbortSignal.any([outer, current.controller.signal]);
		try {
			await this.#run(trace, signal);
		} catch (error) {
			// A fault of this code must not reach the editor at every key.
			this.#deps.log(`completion failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		} finally {
			if (this.#current === current) this.#current = null;
		}
		return trace;
	}

	async #run(trace: CompletionTrace, signal: AbortSignal): Promise<void> {
		const { position, trigger } = trace;
		const { clock } = this.#deps;
		// The editor also asks anew when its list opens or closes: that is no key.
		const typed = placeKey(position);
		if (trigger === 'automatic' && typed !== this.#typed) this.#debounce.key(clock.now(), position.prefix);
		this.#typed = typed;
		trace.gate = this.#availability.check(position, trigger);
		if (trace.gate.kind !== 'open') return this.#event({ kind: 'blocked', gate: trace.gate.kind });
		if (!trace.fresh && this.#asking.fromCache(trace)) return;
		const place = `${typed}\0${position.selected?.text ?? ''}`;
		if (trigger === 'automatic' && this.#emptyPlaces.has(place)) return this.#event({ kind: 'skipped', reason: 'nothingHere' });
		await this.#pause(trace, signal);
		if (signal.aborted) return this.#event({ kind: 'superseded', sent: false });
		const paused = (await this.#deps.paidPaused?.()) === true;
		if (signal.aborted) return this.#event({ kind: 'superseded', sent: false });
		const money = this.#deps.money();
		const features = positionFeatures(position, this.#deps.recentEdits(position.path));
		trace.shape = features.shape;
		const begun = clock.now();
		const context = this.#context(position);
		trace.context = context;
		const decision = this.#decide(trace, context, features, { ...money, paused });
		trace.decision = decision;
		trace.decideMs = clock.now() - begun;
		this.#availability.decided(decision);
		if (decision.chosen === null) return this.#event({ kind: 'skipped', reason: decision.skip });
		this.#paid = decision.chosen.cost.expected > 0;
		const asked = { candidateId: decision.chosen.candidate.model.id, features };
		await this.#asking.ask(trace, { decision, context, shape: features.shape, asked, money, signal });
		if (trace.result === null && trace.sent?.outcome === 'answered') this.#emptyPlaces.set(place, true);
	}

	async #pause(trace: CompletionTrace, signal: AbortSignal): Promise<void> {
		if (this.#deps.settings().debounce === 'off') return;
		trace.debounceMs = this.#debounce.delayMs(trace.trigger, trace.position.prefix, this.#paid);
		if (trace.debounceMs <= 0 || signal.aborted) return;
		const { promise, resolve } = Promise.withResolvers<void>();
		const takeBack = this.#deps.timers.after(trace.debounceMs, resolve);
		signal.addEventListener('abort', () => resolve(), { once: true });
		await promise;
		takeBack();
	}

	/** The model is asked as if the selected entry of the open list were in. */
	#context(position: CompletionPosition): FillContext {
		const whole = withSelection(position);
		const snippets = this.#finder.find(whole, this.#deps.documents(), CONTEXT_TOKENS * SNIPPET_SHARE, MAX_SNIPPETS);
		return buildContext(whole, snippets, CONTEXT_TOKENS);
	}

	#decide(trace: CompletionTrace, context: FillContext, features: PositionFeatures, money: PausableMoney): CompletionDecision {
		const { head, acceptance, latency } = this.#deps;
		const settings = this.#deps.settings();
		const candidates = this.#availability.candidates();
		return decideCompletion({
			candidates,
			predictions: predictCompletions({ candidates, features, inputTokens: context.tokens, head, acceptance, latency }),
			inputTokens: context.tokens,
			maxOutputTokens: MAX_OUTPUT_TOKENS[features.shape],
			limits: {
				pool: settings.pool,
				localOnly: settings.localOnly,
				maxFirstLineMs: settings.maxFirstLineMs,
				maxCost: settings.maxCost,
				remaining: money.remaining,
				paused: money.paused,
				circuitOpen: this.#availability.leftOut(trace.trigger),
				minAcceptance: COMPLETION_PRESETS[settings.preset].minAcceptance,
			},
			weights: completionWeights(settings.preset, money.lambda),
			trigger: trace.trigger,
		});
	}

	#event(event: CompletionEvent): void {
		this.#deps.onEvent?.(event);
	}
}

type PausableMoney = EngineMoney & { readonly paused: boolean };

function newTrace(position: CompletionPosition, trigger: CompletionTrigger, fresh: boolean): CompletionTrace {
	return {
		position,
		trigger,
		fresh,
		gate: { kind: 'open' },
		source: null,
		debounceMs: 0,
		decideMs: 0,
		shape: null,
		context: null,
		decision: null,
		requestId: null,
		sent: null,
		error: null,
		raw: '',
		result: null,
	};
}

/** The same text around the caret. */
function placeKey({ path, line, prefix, suffix }: CompletionPosition): string {
	return [path, line, prefix.slice(-400), suffix.slice(0, 100)].join('\0');
}
