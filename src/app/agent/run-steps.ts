import { endsWithCall, isLive } from '../../core/agent/run.ts';
import { moneyStage } from '../../core/agent/run-money.ts';
import type { Run, RunState } from '../../core/agent/types.ts';
import { FINISH_TEXT, finishLine, refusedWords, stoppedWords } from '../../core/agent/words.ts';
import { unlessAborted } from '../../core/base/aborting.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { isBlocked, isOfUser } from '../../core/gateway/refusal.ts';
import type { GatewayDeps, GatewayRequest, GatewayResult } from '../../core/gateway/types.ts';
import { type Prompt, type ToolCallPart, textMessage } from '../../core/message/message.ts';
import { isSmallTalk } from '../../core/message/small-talk.ts';
import { TOKENS_PER_MESSAGE } from '../../core/message/tokens.ts';
import { lesser } from '../../core/money/ledger-rules.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { AUTO, type Choice, type RouteDecision } from '../../core/routing/types.ts';
import { baseRequest } from './agent-request.ts';
import { askOnce, gatewayOnce } from './ask-once.ts';
import type { AgentDeps } from './deps.ts';
import { isAsked, type LiveRun, type Thread } from './live-run.ts';
import type { AgentEvents, AgentRequest, AgentResult } from './ports.ts';
import type { RunBook } from './run-book.ts';
import { chooseStep, type StepView, viewStep } from './step-choice.ts';
import { firstCap, isReplaced, type ReadyStep, reportRouted, shortAnswer, shownLine } from './step-report.ts';

/** A conversation of a run that a request belongs to. */
export interface StepOf {
	readonly live: LiveRun;
	readonly thread: Thread;
}

export interface Step extends StepOf {
	readonly request: AgentRequest;
	readonly prompt: Prompt;
	readonly localOnly: boolean;
	readonly events: AgentEvents;
}

interface Prepared {
	readonly gateway: GatewayDeps;
	readonly view: StepView;
	/** The run whose task goes on in this one, after its limit stopped it; null where none does. */
	readonly before: Run | null;
}

interface Sending extends ReadyStep {
	readonly gateway: GatewayDeps;
	readonly request: GatewayRequest;
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
		// A retry comes while what was stopped is still being booked.
		const earlier = [...thread.open].filter(({ signal }) => signal.aborted);
		thread.open.add(open);
		let booked: Promise<unknown> = Promise.resolve();
		try {
			await unlessAborted(Promise.all(earlier.map((other) => other.done)), request.signal);
			request.signal.throwIfAborted();
			const ready = await this.#ready(step);
			const asked = ready === 'stop' ? null : await this.#send(step, ready);
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

	async #ready(step: Step): Promise<Sending | 'stop'> {
		const { live, thread, request, prompt } = step;
		const results = prompt.messages.flatMap((message) => (message.role === 'tool' ? message.parts.map(({ callId }) => callId) : []));
		this.#book.returned(live, results);
		const sessionId = thread.subAgent === null ? thread.key : `${thread.key} ${thread.subAgent}`;
		const base: GatewayRequest = {
			...baseRequest(this.#deps, request, prompt, { purpose: 'agent', runId: live.id, sessionId, localOnly: step.localOnly }),
			runRemaining: () => this.remaining(live),
			takeover: live.run === null ? 'any' : 'upward',
		};
		this.#book.goesOn(live);
		const gateway = gatewayOnce(this.#deps.gateway);
		const before = live.run === null && !isSmallTalk(base.route.text) ? this.#stoppedBefore(live, thread) : null;
		const view = await viewStep(this.#deps, gateway, base, (kind) => runKind(thread.subAgent === null ? live.run : null, before, kind));
		request.signal.throwIfAborted();
		const ready = this.#choose(step, { gateway, view, before });
		thread.tokens = prompt.tokens;
		return ready;
	}

	#choose(step: Step, { gateway, view, before }: Prepared): Sending | 'stop' {
		const { live, thread } = step;
		const { base } = view;
		if (live.run === null) return this.#begin(step, { gateway, view, before });
		const chosen = chooseStep(this.#deps, gateway, live, thread, view);
		if (chosen.answered !== null) thread.since = chosen.answered;
		live.saidNothing ||= chosen.saidNothing;
		if (thread.subAgent === null) live.escalate = false;
		if (chosen.cap !== undefined) this.#book.update(live, { ...live.run, cap: chosen.cap });
		if (chosen.suggestion !== null) this.#book.update(live, { ...live.run, suggestion: chosen.suggestion });
		const stage = this.#stage(live, gateway, view, chosen.choice);
		if (stage === 'stop') return 'stop';
		const sent = { ...base, choice: chosen.choice, ...(chosen.change === null ? {} : { change: chosen.change.why }) };
		const ready = { ...{ live, thread, view, chosen, gateway }, request: sent, decision: null };
		return stage === 'finish' ? finishing(ready) : ready;
	}

	/** The model for the run; for a question without tools that of any message. */
	#begin({ live, thread }: Step, { gateway, view, before }: Prepared): Sending {
		const { base } = view;
		const chosen = { line: null, change: null, choice: AUTO };
		const free = { ...{ live, thread, view, gateway, chosen }, request: base, decision: null };
		if (!base.route.needs.tools) return named(free);
		const decision = goesOn(before, view) ?? view.decide(AUTO);
		// Where none is allowed the gateway says why, also where the user wants nothing sent at the limit.
		if (decision.chosen === null || isBlocked(base, decision)) return free;
		const choice: Choice = { kind: 'pinned', candidateId: decision.chosen.candidate.id, why: decision.reason };
		live.beginning = true;
		live.firstCap = firstCap(this.#deps, gateway, view, decision.chosen.candidate, before);
		return { ...free, request: { ...base, choice }, chosen: { line: null, change: null, choice }, decision };
	}

	/** The run before in this conversation, where its limit stopped it: the user goes on with the same task. */
	#stoppedBefore(live: LiveRun, { key }: Thread): Run | null {
		const before = this.#book.before(live.id, key);
		return before?.state === 'stopped' ? before : null;
	}

	/**
	 * The cap less what is booked, µ$; what is under way the gateway takes off. Before a paid model is chosen the user's setting holds, so
	 * that none begins, or takes over from a free one, that could cost more.
	 */
	remaining(live: LiveRun): MicroDollars | null {
		const { run } = live;
		const cap = run === null ? live.firstCap : isReplaced(live) ? null : run.cap;
		const most = cap ?? this.#deps.settings().maxRunCost;
		return most === null ? null : Math.max(0, most - (run?.spent ?? 0));
	}

	#stage(live: LiveRun, gateway: GatewayDeps, view: StepView, choice: Choice): 'go' | 'finish' | 'stop' {
		const { run } = live;
		const candidate = choice.kind === 'auto' ? undefined : view.base.candidates.find(({ id }) => id === choice.candidateId);
		if (run === null || run.cap === null || candidate === undefined) return 'go';
		const left = this.remaining(live) ?? run.cap;
		return moneyStage({
			cap: run.cap,
			remaining: Math.max(0, left - (gateway.runHolds?.of(live.id) ?? 0)),
			step: Math.ceil(run.spent / Math.max(1, run.steps)),
			shortAnswer: shortAnswer(gateway, view, candidate),
		});
	}

	async #send({ request: { entry }, events }: Step, ready: Sending) {
		const { live, thread, gateway, request } = ready;
		const { decisionLine } = this.#deps.settings().agent;
		let tookOver: string | null = null;
		let counted = false;
		const arrived = live.run === null;
		const onRouting = (line: RoutingLine): void => {
			const begins = live.run === null;
			const before = thread.candidateId;
			if (!begins && !counted) this.#book.sent(live, thread.subAgent);
			const said = reportRouted(this.#deps, this.#book, ready, line, tookOver);
			if (begins && !counted) this.#book.sent(live, thread.subAgent);
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
			{ ...events, onRouting },
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
			// Its own limit says how to go on; the others are the month's, the share's, the pause and the user's limits.
			const ofRun = live.run?.cap != null && error.kind === 'budget' && error.action === 'openSettings';
			const words = ofRun ? this.#stopWords(live) : refusedWords(error.message, error.nextStep);
			this.#end({ live, thread }, 'stopped');
			return { ...result, state: 'done', error: null, words, ...(ofRun ? {} : { refused: error }), run: live.run };
		}
		live.inline ||= endsWithCall(request);
		const waits = result.state === 'done' && calls.length > 0 && !live.inline;
		this.#end({ live, thread }, waits ? 'waiting' : result.state);
		return { ...result, words: null, run: live.run };
	}

	#stopped({ live, thread }: Step): AgentResult {
		const words = this.#stopWords(live);
		this.#end({ live, thread }, 'stopped');
		return { ...UNSENT, state: 'done', error: null, words, run: live.run };
	}

	#stopWords({ run }: LiveRun): string {
		const cap = run?.cap ?? 0;
		const { maxRunCost } = this.#deps.settings();
		return stoppedWords(run?.spent ?? 0, cap, lesser(maxRunCost, cap) ?? cap, maxRunCost !== null && cap >= maxRunCost);
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

/** With the model that it was stopped with. */
function goesOn(before: Run | null, view: StepView): RouteDecision | null {
	if (before === null) return null;
	const why = 'The run goes on with the model that it was stopped with.';
	const decision = view.decide({ kind: 'pinned', candidateId: before.model.candidateId, why });
	return decision.chosen === null ? null : decision;
}

/** That of its beginning; "continue" has the kind of what goes on. */
function runKind(run: Run | null, before: Run | null, predicted: string): string {
	if (run !== null) return run.taskKind;
	return before !== null && predicted === 'chat' ? before.taskKind : predicted;
}

/** The one model that may be asked is asked although it failed just now. */
function named(free: Sending): Sending {
	const [only, ...others] = free.view.base.candidates;
	if (only === undefined || others.length > 0) return free;
	const choice: Choice = { kind: 'pinned', candidateId: only.id, why: 'The only model for this.' };
	return { ...free, request: { ...free.request, choice }, chosen: { ...free.chosen, choice } };
}

/** Near the limit the answer is asked for: behind all that is cached, and without tools. */
function finishing(ready: Sending): Sending {
	const { live, request, chosen } = ready;
	const { prompt } = request;
	const line = live.finishing || live.run?.cap == null ? null : finishLine(live.run.spent, live.run.cap);
	live.finishing = true;
	const messages = [...prompt.messages, textMessage('user', FINISH_TEXT)];
	const said = [chosen.line, line].filter((part) => part !== null).join(' · ');
	const tokens = prompt.tokens + ready.gateway.estimateTokens(FINISH_TEXT) + TOKENS_PER_MESSAGE;
	return {
		...ready,
		request: { ...request, prompt: { ...prompt, messages, tokens, toolChoice: 'none' } },
		chosen: { ...chosen, line: said === '' ? null : said },
	};
}
