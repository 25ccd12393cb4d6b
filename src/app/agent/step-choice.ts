import * as l10n from '@vscode/l10n';
import { isSameName, stronger } from '../../core/agent/escalation.ts';
import { modelOf } from '../../core/agent/run.ts';
import { routeRun } from '../../core/agent/run-choice.ts';
import { raisedCap } from '../../core/agent/run-money.ts';
import { callHash } from '../../core/agent/text-hash.ts';
import { toolSteps } from '../../core/agent/tool-steps.ts';
import type { RunChange, RunEstimate, RunModel, ToolStep } from '../../core/agent/types.ts';
import { isSummarised } from '../../core/agent/user-request.ts';
import { changeLine, failureWords, insteadOf, nameInstead, nothingStrongerLine, suggestionWords } from '../../core/agent/words.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { predict, promptTokens, restsOf } from '../../core/gateway/decide.ts';
import { readMoney, runMoney } from '../../core/gateway/request-money.ts';
import { takeOver } from '../../core/gateway/takeover.ts';
import type { GatewayDeps, GatewayRequest } from '../../core/gateway/types.ts';
import { isSmallTalk } from '../../core/message/small-talk.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { cacheRules } from '../../core/money/cache-rules.ts';
import { lesser } from '../../core/money/ledger-rules.ts';
import { exclusionWords } from '../../core/routing/exclusion-words.ts';
import { asModels } from '../../core/routing/same-model.ts';
import {
	AUTO,
	type Choice,
	type ExclusionReason,
	type Prediction,
	type RouteAlternative,
	type RouteDecision,
} from '../../core/routing/types.ts';
import type { AgentDeps } from './deps.ts';
import type { LiveRun, Thread } from './live-run.ts';

/** A prompt that is shorter than this share of the one before was summed up. */
const MUCH_SHORTER = 0.6;

/** Everything that one step's choice rests on, read once. */
export interface StepView {
	readonly base: GatewayRequest;
	readonly prediction: Prediction;
	/** Of the run, as its cost is estimated. */
	readonly taskKind: string;
	/** Same order as the candidates. */
	readonly estimates: readonly (RunEstimate | null)[];
	/** The decoder over whole runs; `leastQuality`: see routeRun; `runRemaining`: as if so much were left of the run, µ$. */
	decide(choice: Choice, as?: { readonly leastQuality?: number; readonly runRemaining?: MicroDollars | null }): RouteDecision;
	estimateOf(candidateId: string): RunEstimate | null;
	/** Money left of share and month, µ$; null where neither is limited. */
	readonly left: MicroDollars | null;
	qualityOf(candidateId: string): number | null;
}

/**
 * Reads prediction, money and health for a request. Rejects where it is stopped.
 * @param kindOf the kind of the run, from what the request by itself looks like
 */
export async function viewStep(
	deps: AgentDeps,
	gateway: GatewayDeps,
	base: GatewayRequest,
	kindOf: (predicted: string) => string,
): Promise<StepView> {
	const predicted = await predict(gateway, base);
	// What differs between two endpoints of one model is no reason to change.
	const prediction = { ...predicted, candidates: asModels(base.candidates, predicted, 0).candidates };
	const money = await readMoney(gateway, base);
	const { candidates, prompt } = base;
	const taskKind = kindOf(prediction.taskKind);
	const estimates = deps.estimates(candidates, { taskKind, inputTokens: prompt.tokens, runSteps: prediction.runSteps });
	const placeOf = (id: string): number => candidates.findIndex((candidate) => candidate.id === id);
	return {
		...{ base, prediction, taskKind, estimates },
		left: money.remaining,
		decide: (choice, { leastQuality, runRemaining = runMoney(gateway, base) } = {}) =>
			routeRun({
				...{ candidates, prediction, estimates, choice },
				needs: base.route.needs,
				smallTalk: isSmallTalk(base.route.text),
				limits: {
					...base.limits,
					remaining: money.remaining,
					...(money.share === undefined ? {} : { share: money.share }),
					runRemaining,
					paused: money.paused,
					// A model that the user named is asked although it failed just now.
					circuitOpen: isNamed(base) ? new Set() : gateway.health.leftOut(candidates, 'chat'),
					resting: restsOf(gateway, base),
				},
				weights: base.weights,
				preferred: gateway.preferences?.of(taskKind) ?? null,
				cache: gateway.caches.of(base.sessionId),
				cacheShown: (candidate) => gateway.caches.experience.shown(candidate),
				now: gateway.clock.now(),
				inputTokens: (candidate) => promptTokens(gateway, base, candidate),
				...(base.prompt.wishes?.maxOutputTokens === undefined ? {} : { mostOutput: base.prompt.wishes.maxOutputTokens }),
				...(leastQuality === undefined ? {} : { leastQuality }),
				...(base.exploration === undefined ? {} : { opens: true, exploration: base.exploration }),
			}),
		estimateOf: (id) => estimates[placeOf(id)] ?? null,
		qualityOf: (id) => prediction.candidates[placeOf(id)]?.quality.mean ?? null,
	};
}

/** Whether all candidates are efforts of one model, as where the user named it. */
function isNamed({ candidates }: GatewayRequest): boolean {
	return candidates.every((candidate) => isSameName(candidate, candidates[0]!));
}

/** Which model a step goes to. */
export interface StepChoice {
	readonly choice: Choice;
	/** What is said before the first token; null: nothing. */
	readonly line: string | null;
	readonly change: Omit<RunChange, 'at' | 'step'> | null;
	/** A suggestion that is new, in one sentence. */
	readonly suggestion: string | null;
	/** Hash of the call up to which failures have been answered; null where nothing was. */
	readonly answered: string | null;
	readonly saidNothing: boolean;
	/** The run's maximum from here on, µ$; absent: as before. */
	readonly cap?: MicroDollars | null;
}

const STAYS: Omit<StepChoice, 'choice'> = { line: null, change: null, suggestion: null, answered: null, saidNothing: false };

/** What keeps the run's model from going on, that another model can help with. Money is none: there the run stops in words. */
const REOPENS: readonly ExclusionReason[] = ['notInPool', 'notLocal', 'noPrice', 'doubtfulPrice', 'contextTooSmall', 'noTools', 'noVision'];

interface Before {
	readonly from: RunModel;
	readonly live: LiveRun;
	readonly thread: Thread;
	readonly view: StepView;
}

/** The model of a step inside a run: the one it has, unless one of the allowed changes holds. */
export function chooseStep(deps: AgentDeps, gateway: GatewayDeps, live: LiveRun, thread: Thread, view: StepView): StepChoice {
	const current = view.base.candidates.find(({ id }) => id === thread.candidateId);
	const from = threadModel(live, thread, view);
	const before = { from, live, thread, view };
	if (current === undefined) return reopened(before, 'vanished', l10n.t('{0} is no longer available', from.modelName));
	const pinned = pin(current.id, l10n.t('The run stays with {0}.', current.displayName));
	const excluded = view.decide(pinned).alternatives.find(({ candidate }) => candidate.id === current.id)?.excluded ?? null;
	if (excluded !== null && REOPENS.includes(excluded)) {
		const kind = excluded === 'contextTooSmall' ? 'overflow' : 'vanished';
		return reopened(before, kind, exclusionWords(excluded, 'chat', [current]).why);
	}
	if (gateway.health.rest(current, 'chat') !== null) {
		const instead = reopened(before, 'failed', l10n.t('it failed just now'));
		if (instead.change !== null) return instead;
	}
	if (excluded !== null) return { ...STAYS, choice: pinned };
	const escalated = escalation(deps, gateway, before, current, pinned);
	if (escalated !== null) return escalated;
	const boundary = cacheBoundary(gateway, thread, view.base, current);
	if (boundary !== null) {
		const instead = reopened(before, 'cacheBoundary', boundary);
		if (instead.change !== null) return instead;
	}
	return { ...STAYS, choice: pinned };
}

/** `user` binds no pool, price or wait, so what the run chose is pinned, which the user's limits bind. */
function pin(candidateId: string, why: string): Choice {
	return { kind: 'pinned', candidateId, why };
}

/** The model that a conversation has; of one that is gone, what is known of it. */
export function threadModel({ run }: LiveRun, { candidateId }: Thread, { base }: StepView): RunModel {
	const current = base.candidates.find(({ id }) => id === candidateId);
	if (current !== undefined) return modelOf(current);
	if (run !== null && run.model.candidateId === candidateId) return run.model;
	return { candidateId, modelName: candidateId, recipient: '', effort: null, local: false };
}

/**
 * The choice is open again, but not to lower predicted quality; where the model cannot go on and nothing as good is left, to what there is.
 */
function reopened(before: Before, kind: 'vanished' | 'overflow' | 'failed' | 'cacheBoundary', why: string): StepChoice {
	const { view, thread } = before;
	const floor = view.qualityOf(thread.candidateId) ?? thread.quality;
	const asGood = sameFirst(view.decide(AUTO, { leastQuality: floor }), thread, floor);
	const mayFall = kind === 'vanished' || kind === 'overflow';
	const chosen = asGood ?? (mayFall ? view.decide(AUTO).chosen : null);
	// The gateway says why nothing is allowed.
	if (chosen === null) return { ...STAYS, choice: AUTO };
	if (chosen.candidate.id === thread.candidateId) return { ...STAYS, choice: pin(chosen.candidate.id, l10n.t('The run stays with it.')) };
	return changed(before, kind, chosen.candidate, why, null);
}

/** Who is chosen; the same model at another endpoint where the one that is left is among what was compared. */
function sameFirst(decision: RouteDecision, { candidateId }: Thread, floor: number): RouteAlternative | null {
	const left = decision.alternatives.find(({ candidate, excluded }) => candidate.id === candidateId && excluded !== null);
	return (left === undefined || decision.chosen === null ? decision : takeOver(decision, left, floor)).chosen;
}

function changed(before: Before, kind: RunChange['kind'], to: Candidate, why: string, answered: string | null): StepChoice {
	const { from } = before;
	const next = modelOf(to);
	const sentence = `${insteadOf(from, next)}: ${why}.`;
	return {
		choice: pin(to.id, sentence),
		line: changeLine(from, next, why, moreFor(before, to)),
		change: { kind, from, to: next, why: sentence.slice(0, 300) },
		suggestion: null,
		answered,
		saidNothing: false,
	};
}

/** What the rest of the run costs with a model, µ$; null where that is not known. */
function restOf(live: LiveRun, view: StepView, { id, local, included }: Candidate): MicroDollars | null {
	const estimate = view.estimateOf(id);
	if (estimate === null) return local || included ? 0 : null;
	const steps = Math.max(1, estimate.steps);
	return Math.round((Math.max(1, steps - (live.run?.steps ?? 0)) / steps) * estimate.expected);
}

/** What the rest of the run costs more with another model, µ$. */
function moreFor({ live, thread, view }: Before, to: Candidate): MicroDollars | null {
	const own = view.base.candidates.find(({ id }) => id === thread.candidateId);
	const [before, after] = [own === undefined ? null : restOf(live, view, own), restOf(live, view, to)];
	return before === null || after === null ? null : after - before;
}

/** Null: nothing in the run's results asks for it, or the user does not want it. */
function escalation(deps: AgentDeps, gateway: GatewayDeps, before: Before, current: Candidate, pinned: Choice): StepChoice | null {
	const { live, thread, view } = before;
	const { escalation: wanted } = deps.settings().agent;
	const asked = live.escalate && thread.subAgent === null;
	if (wanted === 'off' && !asked) return null;
	const steps = sameSteps(thread, toolSteps(view.base.prompt.messages));
	const since = thread.since === null ? 0 : steps.findIndex(({ id }) => callHash(id) === thread.since) + 1;
	const failure = wanted === 'off' ? null : deps.failure(steps, since);
	if (failure === null && !asked) return null;
	const why = failure === null ? l10n.t('you asked for it') : failureWords(failure);
	const last = steps.at(-1);
	const answered = last === undefined ? null : callHash(last.id);
	const { maxRunCost } = deps.settings();
	const spent = live.run?.spent ?? 0;
	// What the run may cost is bound by the model that it has: the setting bounds what a stronger one may.
	const runRemaining = maxRunCost === null ? null : Math.max(0, maxRunCost - spent - (gateway.runHolds?.of(live.id) ?? 0));
	const open = view.decide(AUTO, { runRemaining }).alternatives;
	const left = lesser(view.left, runRemaining);
	const next = stronger({
		current,
		candidates: view.base.candidates,
		prediction: view.prediction,
		// One that would be stopped in the middle is no help.
		fits: (candidate) =>
			open.some((a) => a.candidate.id === candidate.id && a.excluded === null) &&
			(left === null || (restOf(live, view, candidate) ?? 0) <= left),
		cost: (candidate) => restOf(live, view, candidate),
	});
	if (next === null) {
		const line = live.saidNothing ? null : nothingStrongerLine(failure === null ? l10n.t('{0} stays', current.displayName) : why);
		return { ...STAYS, choice: pinned, line, answered, saidNothing: true };
	}
	if (wanted === 'suggest' && !asked) {
		const to = modelOf(next.candidate);
		const named = { ...to, modelName: nameInstead(before.from, to) };
		const suggestion = suggestionWords(why, named, moreFor(before, next.candidate));
		return { ...STAYS, choice: pinned, line: suggestion, suggestion, answered };
	}
	const cap = raisedCap({ cap: live.run?.cap ?? null, spent }, maxRunCost, view.estimateOf(next.candidate.id)?.expected ?? null);
	return { ...changed(before, next.kind, next.candidate, why, answered), cap };
}

/** Those that were seen before as they were then: what was read of a step is remembered with it. */
function sameSteps(thread: Thread, steps: readonly ToolStep[]): readonly ToolStep[] {
	const same = steps.map((step) => {
		const before = thread.steps.get(step.id);
		const equal = before?.result === step.result && before.arguments === step.arguments && before.isError === step.isError;
		return equal ? before : step;
	});
	thread.steps = new Map(same.map((step) => [step.id, step]));
	return same;
}

/** Where what the vendor's cache held is lost anyway: in words; null elsewhere. */
function cacheBoundary({ clock }: GatewayDeps, thread: Thread, { prompt }: GatewayRequest, current: Candidate): string | null {
	if (thread.tokens > 0 && prompt.tokens < MUCH_SHORTER * thread.tokens) return l10n.t('the conversation is much shorter than before');
	if (thread.tokens === 0 && isSummarised(prompt.messages)) return null;
	const idle = thread.answeredAt === null ? 0 : clock.now() - thread.answeredAt;
	return idle > cacheRules(current.endpointId).lifetimeMs ? l10n.t('the run was idle for longer than its cache lives') : null;
}
