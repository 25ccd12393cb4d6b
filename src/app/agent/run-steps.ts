import { isLive } from '../../core/agent/run.ts';
import { moneyStage } from '../../core/agent/run-money.ts';
import type { RunState } from '../../core/agent/types.ts';
import { FINISH_TEXT, finishLine, refusedWords, stoppedWords } from '../../core/agent/words.ts';
import { unlessAborted } from '../../core/base/aborting.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { promptTokens } from '../../core/gateway/decide.ts';
import type { GatewayDeps, GatewayRequest, GatewayResult } from '../../core/gateway/types.ts';
import { type Prompt, type ToolCallPart, textMessage } from '../../core/message/message.ts';
import { TOKENS_PER_MESSAGE } from '../../core/message/tokens.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { lesser } from '../../core/money/ledger-rules.ts';
import { leastUsefulCap, mostCost, outputCap } from '../../core/money/request-cost.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { AUTO, type Choice } from '../../core/routing/types.ts';
import { baseRequest } from './agent-request.ts';
import { askOnce, gatewayOnce } from './ask-once.ts';
import type { AgentDeps } from './deps.ts';
import type { AgentEvents, AgentRequest, AgentResult } from './ports.ts';
import type { LiveRun, RunBook, Thread } from './run-book.ts';
import { chooseStep, type StepView, viewStep } from './step-choice.ts';
import { type ReadyStep, reportRouted, shownLine } from './step-report.ts';

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
			void booked.then(() => {
				thread.open.delete(open);
				resolve();
			});
		}
	}

	/** The user was asked and said no: nothing was sent. */
	unsent(step: StepOf): void {
		this.#end(step, 'stopped');
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
		const view = await viewStep(this.#deps, gateway, base);
		request.signal.throwIfAborted();
		if (live.run === null) return this.#begin(step, gateway, view);
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
	#begin({ live, thread }: Step, gateway: GatewayDeps, view: StepView): Sending {
		const { base } = view;
		const free = { ...{ live, thread, view, gateway }, request: base, chosen: { line: null, change: null, choice: AUTO }, decision: null };
		if (!base.route.needs.tools) return named(free);
		const decision = this.#goesOn(live, thread, view) ?? view.decide(AUTO);
		// Where none is allowed the gateway says why.
		if (decision.chosen === null) return free;
		const choice: Choice = { kind: 'pinned', candidateId: decision.chosen.candidate.id, why: decision.reason };
		return { ...free, request: { ...base, choice }, chosen: { line: null, change: null, choice }, decision };
	}

	/** With the model of the run before in this conversation, where its limit stopped it: the user goes on with the same task. */
	#goesOn(live: LiveRun, { key }: Thread, view: StepView) {
		const before = this.#book.before(live.id, key);
		if (before?.state !== 'stopped') return null;
		const why = 'The run goes on with the model that it was stopped with.';
		const decision = view.decide({ kind: 'pinned', candidateId: before.model.candidateId, why });
		return decision.chosen === null ? null : decision;
	}

	/**
	 * The cap less what is booked, µ$; what is under way the gateway takes off. Before a paid model is chosen the user's setting holds, so
	 * that none begins, or takes over from a free one, that could cost more.
	 */
	remaining({ run }: LiveRun): MicroDollars | null {
		const most = run?.cap ?? this.#deps.settings().maxRunCost;
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
			},
		);
	}

	#ended({ live, thread }: Step, result: GatewayResult): AgentResult {
		const calls = result.parts.filter((part): part is ToolCallPart => part.type === 'toolCall');
		thread.answeredAt = this.#deps.gateway.clock.now();
		this.#book.called(live, thread, calls);
		const { error } = result;
		if (result.state === 'failed' && error?.kind === 'budget') {
			// Its own limit says how to go on; the others are the month's, the share's and the pause.
			const words =
				live.run?.cap != null && error.action === 'openSettings' ? this.#stopWords(live) : refusedWords(error.message, error.nextStep);
			this.#end({ live, thread }, 'stopped');
			return { ...result, state: 'done', error: null, words, run: live.run };
		}
		this.#end({ live, thread }, result.state === 'done' ? (calls.length > 0 ? 'waiting' : 'done') : result.state);
		return { ...result, words: null, run: live.run };
	}

	#stopped({ live, thread }: Step): AgentResult {
		const words = this.#stopWords(live);
		this.#end({ live, thread }, 'stopped');
		return { ...UNSENT, state: 'done', error: null, words, run: live.run };
	}

	#stopWords({ run }: LiveRun): string {
		const cap = run?.cap ?? 0;
		return stoppedWords(run?.spent ?? 0, cap, lesser(this.#deps.settings().maxRunCost, cap) ?? cap);
	}

	/** A sub-agent that ends leaves its run waiting, and so does a request beside another one. */
	#end({ live, thread }: StepOf, state: RunState): void {
		if (live.run === null) {
			this.#book.forget(live);
			return;
		}
		const others = live.threads.some(({ open }) => [...open].some(({ ended, signal }) => !ended && !signal.aborted));
		if (others && state !== 'stopped') return;
		this.#book.end(live, thread.subAgent === null || !isLive(live) ? state : 'waiting');
	}
}

/** The one model that may be asked is asked although it failed just now. */
function named(free: Sending): Sending {
	const [only, ...others] = free.view.base.candidates;
	if (only === undefined || others.length > 0) return free;
	const choice: Choice = { kind: 'pinned', candidateId: only.id, why: 'The only model for this.' };
	return { ...free, request: { ...free.request, choice }, chosen: { ...free.chosen, choice } };
}

/** The most that a short answer to this prompt can cost, µ$; 0 where it costs nothing. */
function shortAnswer(gateway: GatewayDeps, { base, prediction }: StepView, candidate: Candidate): MicroDollars {
	if (candidate.prices === null || candidate.included) return 0;
	const p90 = prediction.candidates.find(({ candidateId }) => candidateId === candidate.id)?.outputTokens.p90 ?? 0;
	const tokens = promptTokens(gateway, base, candidate);
	return mostCost(candidate.prices, tokens, Math.min(leastUsefulCap(p90), outputCap(candidate, tokens)), gateway.clock.now());
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
