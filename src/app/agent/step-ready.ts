import * as l10n from '@vscode/l10n';
import { moneyStage } from '../../core/agent/run-money.ts';
import type { Run } from '../../core/agent/types.ts';
import { isSummarised } from '../../core/agent/user-request.ts';
import { FINISH_TEXT, finishLine, stoppedWords } from '../../core/agent/words.ts';
import { unlessAborted } from '../../core/base/aborting.ts';
import type { ShownError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { isBlocked } from '../../core/gateway/refusal.ts';
import type { GatewayDeps, GatewayRequest } from '../../core/gateway/types.ts';
import { type Prompt, textMessage } from '../../core/message/message.ts';
import { isSmallTalk } from '../../core/message/small-talk.ts';
import { TOKENS_PER_MESSAGE } from '../../core/message/tokens.ts';
import { lesser } from '../../core/money/ledger-rules.ts';
import { AUTO, type Choice, type RouteDecision } from '../../core/routing/types.ts';
import { baseRequest, PRESET_ENTRIES } from './agent-request.ts';
import { gatewayOnce } from './ask-once.ts';
import type { AgentDeps } from './deps.ts';
import type { LiveRun, Thread } from './live-run.ts';
import type { AgentRequest } from './ports.ts';
import type { StepBook } from './run-sketch.ts';
import { chooseStep, type StepView, viewStep } from './step-choice.ts';
import { firstCap, isReplaced, type ReadyStep, shortAnswer } from './step-report.ts';

/** A conversation of a run that a request belongs to. */
export interface StepOf {
	readonly live: LiveRun;
	readonly thread: Thread;
}

/** A request with what may be sent of it. */
export interface AskedOf {
	readonly request: AgentRequest;
	readonly prompt: Prompt;
	readonly localOnly: boolean;
}

export interface AskedStep extends StepOf, AskedOf {}

interface Prepared {
	readonly gateway: GatewayDeps;
	readonly view: StepView;
	/** The run whose task goes on in this one, after its limit stopped it; null where none does. */
	readonly before: Run | null;
}

/** A step whose model is settled. */
export interface Ready extends ReadyStep {
	readonly gateway: GatewayDeps;
	readonly request: GatewayRequest;
	/** `stop`: nothing more is asked, the run's money is used up. */
	readonly stage: 'go' | 'finish' | 'stop';
}

/**
 * What one step asks of the gateway: the model at a run's start, what may change it, the run's money. `AgentPort.answer` sends it,
 * `AgentPort.route` tells it; what it changes of the run it changes in `step` and through `book`, so that copies stay copies.
 * Rejects where the request is stopped, and with what the predictor throws.
 */
export async function readyStep(deps: AgentDeps, book: StepBook, step: AskedStep): Promise<Ready> {
	const { live, thread, request, prompt } = step;
	const results = prompt.messages.flatMap((message) => (message.role === 'tool' ? message.parts : []));
	book.returned(live, results);
	const sessionId = thread.subAgent === null ? thread.key : `${thread.key} ${thread.subAgent}`;
	const plain: GatewayRequest = {
		...baseRequest(deps, request, prompt, { purpose: 'agent', runId: live.id, sessionId, localOnly: step.localOnly }),
		runRemaining: () => remainingOf(deps, live),
		takeover: live.run === null ? 'any' : 'upward',
	};
	const earlier = live.run === null ? book.before(live.id, thread.key) : null;
	const base = live.run === null && earlier === null ? offered(deps, step, plain) : plain;
	book.goesOn(live);
	const gateway = gatewayOnce(deps.gateway);
	// The run before in this conversation, where its limit stopped it: the user goes on with the same task.
	const before = earlier?.state === 'stopped' && !isSmallTalk(base.route.text) ? earlier : null;
	const view = await viewStep(deps, gateway, base, (kind) => runKind(thread.subAgent === null ? live.run : null, before, kind));
	request.signal.throwIfAborted();
	const prepared = { gateway, view, before };
	const ready = live.run === null ? begin(deps, step, prepared) : goOn(deps, book, step, prepared, live.run);
	thread.tokens = prompt.tokens;
	return ready;
}

/**
 * The cap less what is booked, µ$; what is under way the gateway takes off. Before a paid model is chosen the user's setting holds, so
 * that none begins, or takes over from a free one, that could cost more.
 */
export function remainingOf({ settings }: Pick<AgentDeps, 'settings'>, live: LiveRun): MicroDollars | null {
	const { run } = live;
	const cap = run === null ? live.firstCap : isReplaced(live) ? null : run.cap;
	const most = cap ?? settings().maxRunCost;
	const spent = run?.spent ?? live.early.reduce((sum, { cost }) => sum + cost, 0);
	return most === null ? null : Math.max(0, most - spent);
}

/** A retry comes while what was stopped is still being booked. Rejects where the retry is stopped. */
export async function earlierBooked({ open }: Thread, signal: AbortSignal): Promise<void> {
	await unlessAborted(Promise.all([...open].filter((other) => other.signal.aborted).map((other) => other.done)), signal);
	signal.throwIfAborted();
}

/**
 * Whether a refusal is by the run's own limit: its words say how to go on. The others are the month's, a share's, the pause and the
 * user's.
 */
export function isOfRun({ run }: LiveRun, { kind, action }: ShownError): boolean {
	return run?.cap != null && kind === 'budget' && action === 'openSettings';
}

/** What stands for the answer where a run's money is used up. */
export function stopWords({ settings }: Pick<AgentDeps, 'settings'>, { run }: LiveRun): string {
	const cap = run?.cap ?? 0;
	const { maxRunCost } = settings();
	return stoppedWords(run?.spent ?? 0, cap, lesser(maxRunCost, cap) ?? cap, maxRunCost !== null && cap >= maxRunCost);
}

function goOn(deps: AgentDeps, book: StepBook, { live, thread }: StepOf, { gateway, view }: Prepared, run: Run): Ready {
	const chosen = chooseStep(deps, gateway, live, thread, view);
	if (chosen.answered !== null) thread.since = chosen.answered;
	live.saidNothing ||= chosen.saidNothing;
	if (thread.subAgent === null) live.escalate = false;
	if (chosen.cap !== undefined) book.update(live, { ...run, cap: chosen.cap });
	if (chosen.suggestion !== null) book.update(live, { ...(live.run ?? run), suggestion: chosen.suggestion });
	const stage = stageOf(deps, live, gateway, view, chosen.choice);
	const sent = { ...view.base, choice: chosen.choice, ...(chosen.change === null ? {} : { change: chosen.change.why }) };
	const ready = { ...{ live, thread, view, chosen, gateway, stage }, request: sent, decision: null };
	return stage === 'finish' ? finishing(ready) : ready;
}

/** The model for the run; for a question without tools that of any message. */
function begin(deps: AgentDeps, { live, thread }: StepOf, { gateway, view, before }: Prepared): Ready {
	const { base } = view;
	const chosen = { line: null, change: null, choice: AUTO };
	const free: Ready = { ...{ live, thread, view, gateway, chosen }, request: base, decision: null, stage: 'go' };
	if (!base.route.needs.tools) return named(free);
	const decision = goesOn(before, view) ?? view.decide(AUTO);
	// Where none is allowed the gateway says why, also where the user wants nothing sent at the limit.
	if (decision.chosen === null || isBlocked(base, decision)) return free;
	const choice: Choice = { kind: 'pinned', candidateId: decision.chosen.candidate.id, why: decision.reason };
	live.beginning = true;
	live.firstCap = firstCap(deps, gateway, view, decision.chosen.candidate, before);
	return { ...free, request: { ...base, choice }, chosen: { line: null, change: null, choice }, decision };
}

/** The first run of a conversation may begin with a model that is tried, where the user named none. */
function offered({ trials }: AgentDeps, { thread, request: { entry }, prompt }: AskedStep, base: GatewayRequest): GatewayRequest {
	const isFree = Object.hasOwn(PRESET_ENTRIES, entry) && entry !== 'background';
	if (trials === undefined || !isFree || thread.subAgent !== null || isSummarised(prompt.messages)) return base;
	return trials.offeredTo(base);
}

function stageOf(deps: AgentDeps, live: LiveRun, gateway: GatewayDeps, view: StepView, choice: Choice): Ready['stage'] {
	const { run } = live;
	const candidate = choice.kind === 'auto' ? undefined : view.base.candidates.find(({ id }) => id === choice.candidateId);
	if (run === null || run.cap === null || candidate === undefined) return 'go';
	const left = remainingOf(deps, live) ?? run.cap;
	return moneyStage({
		cap: run.cap,
		remaining: Math.max(0, left - (gateway.runHolds?.of(live.id) ?? 0)),
		step: Math.ceil(run.spent / Math.max(1, run.steps)),
		shortAnswer: shortAnswer(gateway, view, candidate),
	});
}

/** With the model that it was stopped with. */
function goesOn(before: Run | null, view: StepView): RouteDecision | null {
	if (before === null) return null;
	const why = l10n.t('The run goes on with the model that it was stopped with.');
	const decision = view.decide({ kind: 'pinned', candidateId: before.model.candidateId, why });
	return decision.chosen === null ? null : decision;
}

/** That of its beginning; "continue" has the kind of what goes on. */
function runKind(run: Run | null, before: Run | null, predicted: string): string {
	if (run !== null) return run.taskKind;
	return before !== null && predicted === 'chat' ? before.taskKind : predicted;
}

/** The one model that may be asked is asked although it failed just now. */
function named(free: Ready): Ready {
	const [only, ...others] = free.view.base.candidates;
	if (only === undefined || others.length > 0) return free;
	const choice: Choice = { kind: 'pinned', candidateId: only.id, why: l10n.t('The only model for this.') };
	return { ...free, request: { ...free.request, choice }, chosen: { ...free.chosen, choice } };
}

/** Near the limit the answer is asked for: behind all that is cached, and without tools. */
function finishing(ready: Ready): Ready {
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
