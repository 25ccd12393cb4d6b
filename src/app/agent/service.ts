import * as l10n from '@vscode/l10n';
import { unlessAborted } from '../../core/base/aborting.ts';
import type { Emitter } from '../../core/base/emitter.ts';
import { RoutooError, shownError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import { CountedTexts, entryOf, PRESET_ENTRIES } from './agent-request.ts';
import { askOnce } from './ask-once.ts';
import { backgroundRequest, placed, screened } from './asked-of.ts';
import type { AgentDeps } from './deps.ts';
import { EntryList } from './entries.ts';
import type { AgentEntry, AgentEvents, AgentPort, AgentRequest, AgentResult, AgentRoute, RunsPort } from './ports.ts';
import { routeAlone } from './route-alone.ts';
import { RunBook } from './run-book.ts';
import { RunSteps, UNSENT } from './run-steps.ts';
import type { AskedOf } from './step-ready.ts';

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
		await this.#open(request);
		return await routeAlone(this.#deps, this.#book, request, (text) => this.#texts.count(text));
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

	/** Money was spent on a run beside its requests: on reading its task. Of a run that is not known here the ledger alone tells. */
	spentOn(runId: string, cost: MicroDollars, usage: TokenUsage | null): void {
		const live = this.#book.peek(runId);
		if (live !== null) this.#book.booked(live, cost, usage, null);
	}

	async #answer(request: AgentRequest, events: AgentEvents): Promise<AgentResult> {
		await this.#open(request);
		// Before anything is waited for, so that requests that come at once know of each other.
		const at = placed(this.#book, request, this.#deps.newId);
		try {
			const count = (text: string): number => this.#texts.count(text);
			const asked = await screened(this.#deps, this.#book, request, at, { count, toSend: true });
			if (at.of !== null) return await this.#steps.answer({ ...at.of, ...asked, events });
			return await this.#background(asked, at.whose.kind === 'background' ? at.whose.runId : null, events);
		} catch (error) {
			if (at.of !== null) this.#steps.broken(at.of, request.signal.aborted);
			throw error;
		} finally {
			this.#entries.refresh();
		}
	}

	/** Waits for the models. Errors: RoutooError 'modelNotFound' where the entry is not there, and the signal's reason. */
	async #open({ entry, signal }: AgentRequest): Promise<void> {
		const { models } = this.#deps;
		await unlessAborted(models.ready(), signal);
		if (models.candidates().length === 0) await unlessAborted(models.refresh(), signal);
		signal.throwIfAborted();
		if (Object.hasOwn(PRESET_ENTRIES, entry) || models.candidates().some((candidate) => entryOf(candidate) === entry)) return;
		throw new RoutooError(
			'modelNotFound',
			l10n.t('{0} is not available now.', entry.slice(0, 100)),
			l10n.t('Choose another model, or Routoo Auto.'),
		);
	}

	/** Titles and the like: the cheapest adequate model, without a word about it. */
	async #background(asked: AskedOf, runId: string | null, events: AgentEvents): Promise<AgentResult> {
		const live = runId === null ? null : this.#book.find(runId);
		const { result } = await askOnce(
			this.#deps,
			this.#deps.gateway,
			backgroundRequest(this.#deps, asked, { runId, live }),
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
