import * as l10n from '@vscode/l10n';
import { booked, changedTo, modelOf } from '../../core/agent/run.ts';
import { continuedCap, runCap } from '../../core/agent/run-money.ts';
import type { Run, RunChange, RunEstimate, RunModel } from '../../core/agent/types.ts';
import { beginLine, changeLine } from '../../core/agent/words.ts';
import type { ErrorKind } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { promptTokens } from '../../core/gateway/decide.ts';
import { failureInWords } from '../../core/gateway/takeover.ts';
import type { GatewayDeps } from '../../core/gateway/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { isFree } from '../../core/model/prices.ts';
import { lesser } from '../../core/money/ledger-rules.ts';
import { leastUsefulCap, mostCost, requestCap } from '../../core/money/request-cost.ts';
import type { RoutingLine, RoutingRow } from '../../core/routing/routing-line.ts';
import { routingLine } from '../../core/routing/routing-line.ts';
import type { RouteDecision } from '../../core/routing/types.ts';
import type { AgentDeps } from './deps.ts';
import type { LiveRun, Thread } from './live-run.ts';
import type { RunBook } from './run-book.ts';
import { type StepChoice, type StepView, threadModel } from './step-choice.ts';

/** A step that is about to be sent. */
export interface ReadyStep {
	readonly live: LiveRun;
	readonly thread: Thread;
	readonly view: StepView;
	readonly chosen: Pick<StepChoice, 'choice' | 'line' | 'change'>;
	/** What the run's model was chosen by; null after the first step, and for a question without tools. */
	readonly decision: RouteDecision | null;
}

/** What the gateway says of a model that took over. */
export interface TakenOver {
	/** A sentence without a server's words. */
	readonly words: string;
	/** How the one before failed; null where it did not. */
	readonly kind: ErrorKind | null;
}

/**
 * The money for a model is reserved: the run is written down and the line is made. Called again where another model takes over.
 * @param tookOver how the one before failed; null where nothing did
 * @returns the line of the decision, null where nothing is said
 */
export function reportRouted(
	deps: AgentDeps,
	book: RunBook,
	step: ReadyStep,
	line: RoutingLine,
	tookOver: TakenOver | null,
): string | null {
	const { live, thread, view, chosen } = step;
	const candidate = view.base.candidates.find(({ id }) => id === line.candidateId);
	if (candidate === undefined) return null;
	if (live.run === null) {
		const run = live.early.reduce((begun, { cost, usage }) => booked(begun, cost, usage, null), newRun(deps, step, candidate, line));
		setModel(thread, line);
		book.update(live, run);
		return beginLine({
			...{ model: run.model, quality: line.quality, free: isFreeOf(candidate) },
			oneRequest: line.expectedCost,
			estimate: run.estimate,
			reading: line.reading,
			tried: shownLine(step, line).steeredBy.includes('exploration'),
		});
	}
	const from = threadModel(live, thread, view);
	const planned = chosen.change?.to.candidateId === line.candidateId && from.candidateId !== line.candidateId ? chosen.change : null;
	setModel(thread, line);
	if (from.candidateId === line.candidateId) return chosen.line;
	const change = planned ?? takenOver(from, modelOf(candidate), tookOver);
	const changed = changedTo(live.run, { ...change, at: deps.gateway.clock.now(), step: live.run.steps }, thread.subAgent === null);
	book.update(live, { ...changed, suggestion: null, cap: capAfter(deps, step, candidate, line) });
	return planned === null ? changeLine(from, change.to, failedHow(tookOver), null) : chosen.line;
}

/** The line of the gateway with what the run's model was compared with; of a model that was settled before, without the others. */
export function shownLine({ decision, chosen }: Pick<ReadyStep, 'decision' | 'chosen'>, line: RoutingLine): RoutingLine {
	if (decision?.chosen == null || decision.chosen.candidate.id !== line.candidateId) {
		const settled = chosen.choice.kind === 'pinned' && chosen.choice.candidateId === line.candidateId;
		return settled ? { ...line, alternatives: line.alternatives.filter(({ candidateId }) => candidateId === line.candidateId) } : line;
	}
	const { alternatives, steeredBy, reason } = routingLine(decision, null);
	const rows = alternatives.map((row): RoutingRow => {
		const own = line.alternatives.find(({ candidateId }) => candidateId === row.candidateId);
		const latencyMs = row.candidateId === line.candidateId ? (own?.latencyMs ?? row.latencyMs) : row.latencyMs;
		return { ...row, latencyMs, ...(own?.moved === undefined ? {} : { moved: own.moved }) };
	});
	return { ...line, alternatives: rows, steeredBy, reason };
}

function setModel(thread: Thread, { candidateId, quality }: RoutingLine): void {
	thread.candidateId = candidateId;
	thread.quality = quality.mean;
}

function newRun(deps: AgentDeps, { live: { id, firstCap }, view, decision }: ReadyStep, candidate: Candidate, line: RoutingLine): Run {
	const at = deps.gateway.clock.now();
	return {
		...{ id, window: deps.owner.window, startedAt: at, updatedAt: at, state: 'running' },
		taskKind: view.taskKind,
		model: modelOf(candidate),
		quality: line.quality,
		estimate: estimateFor(view, candidate, line),
		cap: decision?.chosen?.candidate.id === candidate.id ? firstCap : capOf(deps, view, candidate, line),
		...{ spent: 0, steps: 0, tokens: { input: 0, cachedInput: 0, output: 0 } },
		...{ subAgents: [], changes: [], suggestion: null },
	};
}

/** Of a question without tools: one step. */
function estimateFor({ base, estimateOf }: StepView, candidate: Candidate, { expectedCost, maxCost }: RoutingLine): RunEstimate | null {
	if (isFreeOf(candidate) || expectedCost === null) return null;
	if (base.route.needs.tools) return estimateOf(candidate.id);
	return { expected: expectedCost, low: expectedCost, high: Math.max(expectedCost, maxCost ?? 0), steps: 1, from: 'recorded' };
}

function capOf(deps: AgentDeps, view: StepView, candidate: Candidate, line: RoutingLine) {
	const expected = view.base.route.needs.tools ? (estimateFor(view, candidate, line)?.expected ?? null) : null;
	return runCap(deps.settings().maxRunCost, expected, !isFreeOf(candidate));
}

/**
 * What a run that begins with a model may cost, its first request included, µ$: never so little that an answer could not be asked for.
 * @param before the run whose task goes on in it, after its limit stopped it; null where none does
 */
export function firstCap(deps: AgentDeps, gateway: GatewayDeps, view: StepView, candidate: Candidate, before: Run | null) {
	const { maxRunCost } = deps.settings();
	const expected = view.estimateOf(candidate.id)?.expected ?? null;
	const cap = continuedCap(runCap(maxRunCost, expected, !isFreeOf(candidate)), maxRunCost, before?.cap ?? null);
	return cap === null ? null : lesser(maxRunCost, Math.max(cap, shortAnswer(gateway, view, candidate)));
}

/** The most that a short answer to this prompt can cost, µ$; 0 where it costs nothing. */
export function shortAnswer(gateway: GatewayDeps, { base, prediction }: StepView, candidate: Candidate): MicroDollars {
	if (candidate.prices === null || candidate.included) return 0;
	const p90 = prediction.candidates.find(({ candidateId }) => candidateId === candidate.id)?.outputTokens.p90 ?? 0;
	const tokens = promptTokens(gateway, base, candidate);
	const most = Math.min(leastUsefulCap(p90), requestCap(candidate, tokens, base.prompt.wishes?.maxOutputTokens));
	return mostCost(candidate.prices, tokens, most, gateway.clock.now());
}

/** Whether the model that the run begins with has failed before it cost anything: then another one begins it, with a limit of its own. */
export function isReplaced({ run, beginning, threads }: LiveRun): boolean {
	return beginning && run?.spent === 0 && threads.length === 1 && threads[0]!.open.size === 1;
}

/** The limit where another model took over: as before, unless nothing was spent yet. */
function capAfter(deps: AgentDeps, { live, view }: ReadyStep, candidate: Candidate, line: RoutingLine): MicroDollars | null {
	const before = live.run?.cap ?? null;
	const own = capOf(deps, view, candidate, line);
	if (before === null || own === null || !isReplaced(live)) return before ?? own;
	return lesser(deps.settings().maxRunCost, Math.max(before, own, line.maxCost ?? 0));
}

function isFreeOf({ included, prices, local }: Candidate): boolean {
	return included || (prices === null ? local : isFree(prices));
}

function takenOver(from: RunModel, to: RunModel, tookOver: TakenOver | null): Omit<RunChange, 'at' | 'step'> {
	const why = (tookOver?.words ?? l10n.t('{0} failed, {1} took over.', from.modelName, to.modelName)).slice(0, 300);
	return { kind: tookOver?.kind === 'contextTooLong' ? 'overflow' : 'failed', from, to, why };
}

/** `it failed (too many requests)` */
function failedHow(tookOver: TakenOver | null): string {
	const kind = tookOver?.kind ?? null;
	return kind === null ? l10n.t('it failed') : l10n.t('it failed ({0})', failureInWords(kind));
}
