import { conversationKey, runOfCalls, taskHash, type Whose, whoseRequest } from '../../core/agent/conversation.ts';
import { withSubAgent } from '../../core/agent/run.ts';
import { unlessAborted } from '../../core/base/aborting.ts';
import type { Emitter } from '../../core/base/emitter.ts';
import { RoutooError, shownError } from '../../core/base/errors.ts';
import { previewRoute } from '../../core/gateway/decide.ts';
import { baseRequest, CountedTexts, entryOf, PRESET_ENTRIES, promptOf } from './agent-request.ts';
import { askOnce } from './ask-once.ts';
import type { AgentDeps } from './deps.ts';
import { EntryList } from './entries.ts';
import type { AgentEntry, AgentEvents, AgentPort, AgentRequest, AgentResult, AgentRoute, RunsPort } from './ports.ts';
import { RunBook } from './run-book.ts';
import { RunSteps, type StepOf, UNSENT } from './run-steps.ts';

/** Routoo for callers with conversations of their own: tells runs from asides, and answers each through the one gateway. */
export class AgentService implements AgentPort {
	readonly entriesChanged: Emitter;
	readonly #deps: AgentDeps;
	readonly #book: RunBook;
	readonly #steps: RunSteps;
	readonly #entries: EntryList;
	readonly #texts: CountedTexts;

	constructor(deps: AgentDeps) {
		this.#deps = deps;
		this.#book = new RunBook(deps);
		this.#entries = new EntryList(deps);
		this.#steps = new RunSteps(deps, this.#book, (entry, line) => {
			this.#entries.chose(entry, line);
			deps.onRouted(line);
		});
		this.entriesChanged = this.#entries.changed;
		this.#texts = new CountedTexts((text) => deps.gateway.estimateTokens(text));
	}

	/** What is shown of runs, and what may be done with them. */
	get runs(): RunsPort {
		return this.#book;
	}

	/** Reads the runs of before and of other windows. Never rejects. */
	load(): Promise<void> {
		return this.#book.load();
	}

	/** Writes what is not written yet. Never rejects. */
	async close(): Promise<void> {
		this.#entries.dispose();
		await this.#book.close();
	}

	/** Models, settings or money are others than before. */
	refreshEntries(): void {
		this.#entries.refresh();
	}

	entries(): readonly AgentEntry[] {
		return this.#entries.list();
	}

	ready(): Promise<void> {
		return this.#deps.models.ready();
	}

	countTokens(_entry: string, text: string): number {
		return this.#texts.count(text);
	}

	async route(request: AgentRequest): Promise<AgentRoute> {
		const { models, gateway } = this.#deps;
		await unlessAborted(models.ready(), request.signal);
		this.#check(request);
		const prompt = promptOf(request.prompt, (text) => this.#texts.count(text), request.cacheMarks);
		const asked = baseRequest(this.#deps, request, prompt, { purpose: 'agent', runId: null, sessionId: null, localOnly: false });
		return { request: asked.route, ...(await previewRoute(gateway, asked)) };
	}

	async answer(request: AgentRequest, events: AgentEvents): Promise<AgentResult> {
		try {
			return await this.#answer(request, events);
		} catch (error) {
			if (request.signal.aborted) return { ...UNSENT, state: 'cancelled', error: null, words: null, run: null };
			this.#deps.log(`agent request failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
			return { ...UNSENT, state: 'failed', error: shownError(error), words: null, run: null };
		}
	}

	async #answer(request: AgentRequest, events: AgentEvents): Promise<AgentResult> {
		const { models } = this.#deps;
		await unlessAborted(models.ready(), request.signal);
		if (models.candidates().length === 0) await unlessAborted(models.refresh(), request.signal);
		request.signal.throwIfAborted();
		this.#check(request);
		// Before anything is waited for, so that requests that come at once know of each other.
		const { entry, conversationId, caller } = request;
		const whose = whoseRequest({ ...request.prompt, entry, conversationId, caller }, this.#book.known());
		const of = whose.kind === 'background' ? null : this.#register(request, whose);
		try {
			const on = { conversation: this.#conversation(request, whose, of), mayAsk: of !== null && request.mayAsk !== false };
			const screened = (await this.#deps.screen?.(request, on)) ?? { prompt: request.prompt, localOnly: false };
			request.signal.throwIfAborted();
			const prompt = promptOf(screened.prompt, (text) => this.#texts.count(text), request.cacheMarks);
			const asked = { ...request, prompt: screened.prompt };
			if (of !== null) return await this.#steps.answer({ ...of, request: asked, prompt, localOnly: screened.localOnly, events });
			const runId = whose.kind === 'background' ? whose.runId : null;
			return await this.#background(asked, { runId, localOnly: screened.localOnly }, events);
		} catch (error) {
			if (of !== null) this.#steps.broken(of, request.signal.aborted);
			throw error;
		} finally {
			this.#entries.refresh();
		}
	}

	#check({ entry }: AgentRequest): void {
		if (Object.hasOwn(PRESET_ENTRIES, entry) || this.#deps.models.candidates().some((candidate) => entryOf(candidate) === entry)) return;
		throw new RoutooError('modelNotFound', `${entry.slice(0, 100)} is not available now.`, 'Choose another model, or Routoo Auto.');
	}

	/** The run that the request is a step of, and the conversation in it; a new one where it begins one. */
	#register({ prompt, conversationId, caller }: AgentRequest, whose: Exclude<Whose, { kind: 'background' }>): StepOf {
		const key = conversationKey({ ...prompt, conversationId, caller });
		const task = taskHash(prompt.messages);
		const live = whose.kind === 'run' ? null : this.#book.find(whose.runId);
		if (live !== null && live.run !== null && whose.kind === 'subAgent') {
			this.#book.update(live, withSubAgent(live.run, whose.call, whose.name));
			return { live, thread: this.#book.beginSub(live, whose.call, key, task) };
		}
		const thread = live === null || whose.kind !== 'step' ? null : this.#book.thread(live, whose.subAgent);
		return live !== null && thread !== null ? { live, thread } : this.#book.begin(this.#deps.newId(), key, task);
	}

	/** Whose answers about private files hold: a sub-agent and a summary belong to the user's own conversation. */
	#conversation({ prompt, conversationId, caller }: AgentRequest, whose: Whose, of: StepOf | null): string {
		const runId = whose.kind === 'background' ? (whose.runId ?? runOfCalls(this.#book.known(), whose.what, prompt.messages)) : null;
		const run = of?.live ?? (runId === null ? null : this.#book.find(runId));
		return run?.threads[0]?.key ?? conversationKey({ ...prompt, conversationId, caller });
	}

	/** Titles and the like: the cheapest adequate model, without a word about it. */
	async #background(
		request: AgentRequest,
		{ runId, localOnly }: { readonly runId: string | null; readonly localOnly: boolean },
		events: AgentEvents,
	): Promise<AgentResult> {
		const prompt = promptOf(request.prompt, (text) => this.#texts.count(text), request.cacheMarks);
		const sessionId =
			runId === null ? null : conversationKey({ ...request.prompt, conversationId: request.conversationId, caller: request.caller });
		const entry = Object.hasOwn(PRESET_ENTRIES, request.entry) ? 'background' : request.entry;
		const live = runId === null ? null : this.#book.find(runId);
		const base = {
			...baseRequest(this.#deps, { ...request, entry }, prompt, { purpose: 'background', runId, sessionId, localOnly }),
			...(live === null ? {} : { runRemaining: () => this.#steps.remaining(live) }),
		};
		const { result } = await askOnce(
			this.#deps,
			this.#deps.gateway,
			base,
			{ ...events, onRouting: (line) => events.onRouted?.(line, runId) },
			{
				arrived: live === null,
				spent: () => live?.run?.spent ?? 0,
				booked: (cost, usage) => {
					if (live !== null) this.#book.booked(live, cost, usage, null);
				},
			},
		);
		return { ...result, words: null, run: live?.run ?? null };
	}
}
