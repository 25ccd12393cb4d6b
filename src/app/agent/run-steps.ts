import { endsWithCalls, isLive } from '../../core/agent/run.ts';
import type { RunState } from '../../core/agent/types.ts';
import { refusedWords } from '../../core/agent/words.ts';
import type { ErrorKind } from '../../core/base/errors.ts';
import { isOfUser, saysWayOut } from '../../core/gateway/refusal.ts';
import type { GatewayResult } from '../../core/gateway/types.ts';
import type { ToolCallPart } from '../../core/message/message.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { askOnce } from './ask-once.ts';
import type { AgentDeps } from './deps.ts';
import { isAsked } from './live-run.ts';
import type { AgentEvents, AgentResult } from './ports.ts';
import type { RunBook } from './run-book.ts';
import { type AskedStep, earlierBooked, isOfRun, type Ready, readyStep, type StepOf, stopWords } from './step-ready.ts';
import { reportRouted, shownLine } from './step-report.ts';

export interface Step extends AskedStep {
	readonly events: AgentEvents;
}

/** An answer that was not asked for. */
export const UNSENT: Omit<GatewayResult, 'state' | 'error'> = { parts: [], ended: null, routing: null, receipt: null, warnings: [] };

/** The requests of runs: the model at the start, what may change it, the money of each run. */
export class RunSteps {
	readonly #deps: AgentDeps;
	readonly #book: RunBook;
	readonly #onRouted: (entry: string, line: RoutingLine) => void;

	constructor(deps: AgentDeps, book: RunBook, onRouted: (entry: string, line: RoutingLine) => void) {
		this.#deps = deps;
		this.#book = book;
		this.#onRouted = onRouted;
	}

	/** Rejects where the request is stopped before anything was sent. */
	async answer(step: Step): Promise<AgentResult> {
		const { thread, request } = step;
		const { promise: done, resolve } = Promise.withResolvers<void>();
		const open = { signal: request.signal, done, ended: false };
		const earlier = earlierBooked(thread, request.signal);
		thread.open.add(open);
		let booked: Promise<unknown> = Promise.resolve();
		try {
			await earlier;
			const ready = await readyStep(this.#deps, this.#book, step);
			const asked = ready.stage === 'stop' ? null : await this.#send(step, ready);
			open.ended = true;
			if (asked === null) return this.#stopped(step);
			({ booked } = asked);
			return this.#ended(step, asked.result);
		} finally {
			open.ended = true;
			step.live.beginning = false;
			void booked.then(() => {
				thread.open.delete(open);
				resolve();
			});
		}
	}

	/** Something went wrong before anything was sent. */
	broken(step: StepOf, stopped: boolean): void {
		this.#end(step, stopped ? 'cancelled' : 'failed');
	}

	async #send({ request: { entry }, events }: Step, ready: Ready) {
		const { live, thread, gateway, request } = ready;
		const { decisionLine } = this.#deps.settings().agent;
		let tookOver: string | null = null;
		let failedBy: ErrorKind | null = null;
		let counted = false;
		const arrived = live.run === null;
		const onRouting = (line: RoutingLine): void => {
			const begins = live.run === null;
			const before = thread.candidateId;
			if (!begins && !counted) this.#book.sent(live, thread.subAgent);
			const said = reportRouted(this.#deps, this.#book, ready, line, tookOver === null ? null : { words: tookOver, kind: failedBy });
			if (begins && !counted) {
				this.#book.sent(live, thread.subAgent);
				this.#deps.trials?.sent(request, shownLine(ready, line));
			}
			counted = true;
			// Inside a run nothing is compared: what was said of the choice stands until another model has it.
			if (begins || line.candidateId !== before) this.#onRouted(entry, shownLine(ready, line));
			// The answer of a sub-agent is handed on, whole, as a result: no model should read the line there.
			events.onRouted?.(line, live.id);
			if (said !== null && decisionLine && thread.subAgent === null) events.onLine(said);
		};
		const { change } = request;
		return await askOnce(
			this.#deps,
			gateway,
			request,
			{
				...events,
				onRouting,
				onFailed: (kind) => {
					failedBy = kind;
				},
			},
			{
				reserved: ({ decision }) => {
					const all = decision.change ?? null;
					tookOver = all === null || all === change ? null : change === undefined ? all : all.slice(change.length).trim();
				},
				booked: (cost, usage) => this.#book.booked(live, cost, usage, thread.subAgent),
				arrived,
				spent: () => live.run?.spent ?? 0,
			},
		);
	}

	#ended({ live, thread, request }: Step, result: GatewayResult): AgentResult {
		const calls = result.parts.filter((part): part is ToolCallPart => part.type === 'toolCall');
		thread.answeredAt = this.#deps.gateway.clock.now();
		this.#book.called(live, thread, calls);
		const { error } = result;
		if (result.state === 'failed' && error !== null && isOfUser(error)) {
			const ofRun = isOfRun(live, error);
			const words = ofRun ? stopWords(this.#deps, live) : refusedWords(error.message, saysWayOut(error) ? '' : error.nextStep);
			this.#end({ live, thread }, 'stopped');
			return { ...result, state: 'done', error: null, words, ...(ofRun ? {} : { refused: error }), run: live.run };
		}
		const ends = endsWithCalls(
			request,
			calls.map(({ name }) => name),
		);
		live.inline ||= ends;
		const waits = result.state === 'done' && calls.length > 0 && !ends;
		this.#end({ live, thread }, waits ? 'waiting' : result.state);
		return { ...result, words: null, run: live.run };
	}

	#stopped({ live, thread }: Step): AgentResult {
		const words = stopWords(this.#deps, live);
		this.#end({ live, thread }, 'stopped');
		return { ...UNSENT, state: 'done', error: null, words, run: live.run };
	}

	/** A sub-agent that ends leaves its run waiting, unless it was stopped: that is how a stop of the whole run is seen. */
	#end({ live, thread }: StepOf, state: RunState): void {
		if (live.run === null) {
			// Another one that began with it at once may still make it a run.
			if (!isAsked(live)) this.#book.forget(live);
			return;
		}
		if (isAsked(live) && state !== 'stopped') return;
		// VS Code keeps the vendor's cache alive with requests that it breaks off while a sub-agent works.
		const probe = state === 'cancelled' && thread.subAgent === null && live.outstanding.length > 0;
		const goesOn = probe || (thread.subAgent !== null && state !== 'cancelled' && isLive(live));
		this.#book.end(live, goesOn ? 'waiting' : state);
	}
}
