import { orAborted } from '../base/aborting.ts';
import { RoutooError, type ShownError, shownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { raiseOneOf } from '../model/context-words.ts';
import type { BudgetPeriod } from '../money/ledger.ts';
import { limitOf } from '../money/ledger-rules.ts';
import { remainingFor } from '../money/level.ts';
import { applyBudgetPolicy } from '../money/policy.ts';
import { outputCap } from '../money/request-cost.ts';
import { route } from '../routing/route.ts';
import { isAtLimit, type MoneyBehind } from '../routing/routing-line.ts';
import { AUTO, type Choice, type Prediction, type RouteAlternative, type RouteDecision } from '../routing/types.ts';
import type { GatewayDeps, GatewayRequest } from './types.ts';

/**
 * Money left of the budget and of the purpose's share, null without a limit. A ledger that cannot be read must not let money through: paid
 * models are out, free ones still answer.
 */
export interface Money {
	readonly remaining: MicroDollars | null;
	/** Why the ledger could not be read. */
	readonly unread: unknown;
}

export interface RoutePreview {
	readonly decision: RouteDecision;
	readonly prediction: Prediction;
	/** What sending would answer instead of a model; null where it would send. */
	readonly blocked: ShownError | null;
	readonly money: MoneyBehind;
}

/** The decision for a text that is still being typed. Reads the ledger and the predictor, changes nothing. */
export async function previewRoute(deps: GatewayDeps, input: GatewayRequest): Promise<RoutePreview> {
	const prediction = await predict(deps, input);
	const money = await readMoney(deps, input);
	const decision = decideNow(deps, input, prediction, { choice: input.choice, usable: input.candidates, remaining: money.remaining });
	const refused = refusal(input, decision, money) ?? spentCapQuestion(deps, input, decision);
	const blocked = refused === null ? null : shownFor(input, refused, []);
	return { decision, prediction, blocked, money: moneyBehind(input, money.unread === null ? money.remaining : null) };
}

/** Of all candidates; the prompt was counted when it was built. */
export function predict(deps: GatewayDeps, { route: asked, prompt, candidates, signal }: GatewayRequest): Promise<Prediction> {
	return deps.predictor.predict({ ...asked, inputTokens: prompt.tokens }, candidates, signal);
}

/** What the user allowed over the limit is over the purpose's share as well. */
export function effectivePeriod({ period, overLimitApproved }: GatewayRequest): BudgetPeriod {
	return overLimitApproved ? { start: period.start, end: period.end, limit: null } : period;
}

export async function readMoney(deps: GatewayDeps, input: GatewayRequest): Promise<Money> {
	const period = effectivePeriod(input);
	if (period.limit === null && limitOf(period, input.purpose) === null) return { remaining: null, unread: null };
	try {
		return { remaining: remainingFor(period, await orAborted(deps.ledger.spent(period), input.signal), input.purpose), unread: null };
	} catch (unread) {
		input.signal.throwIfAborted();
		return { remaining: 0, unread };
	}
}

/** Tokens of the prompt as the candidate's vendor will count them. */
export function promptTokens(deps: GatewayDeps, input: GatewayRequest, candidate: Candidate): number {
	return Math.round(input.prompt.tokens * deps.caches.ratio(input.sessionId, candidate));
}

interface Now {
	readonly choice: Choice;
	/** The part of the candidates that did not fail; the prediction is for all of them. */
	readonly usable: readonly Candidate[];
	readonly remaining: MicroDollars | null;
}

/**
 * A model that used all of its cap for thinking in this conversation is not asked with that cap again while another one is there; where
 * none is, the decision names it, and `refusal` asks the user.
 */
export function decideNow(deps: GatewayDeps, input: GatewayRequest, prediction: Prediction, now: Now): RouteDecision {
	const circuitOpen = deps.health.leftOut(input.candidates, 'chat');
	for (const candidate of input.candidates) if (!now.usable.includes(candidate)) circuitOpen.add(candidate.id);
	const first = routeNow(deps, input, prediction, now, circuitOpen);
	let decision = first;
	while (decision.chosen !== null && now.choice.kind !== 'user' && isSpent(deps, input, decision.chosen)) {
		circuitOpen.add(decision.chosen.candidate.id);
		decision = routeNow(deps, input, prediction, { ...now, choice: AUTO }, circuitOpen);
	}
	return decision.chosen === null ? first : decision;
}

/** Whether this would be the same request again that gave thinking alone. */
function isSpent(deps: GatewayDeps, input: GatewayRequest, { candidate, cost }: RouteAlternative): boolean {
	return deps.caches.isCapSpent(input.sessionId, candidate, cost.outputCap, deps.clock.now());
}

/** What is asked before a cap that was all thinking is asked for again; null where nothing is to be asked. */
export function spentCapQuestion(deps: GatewayDeps, input: GatewayRequest, decision: RouteDecision): RoutooError | null {
	if (decision.chosen === null || !isSpent(deps, input, decision.chosen)) return null;
	const { candidate, cost } = decision.chosen;
	const limit = outputCap(candidate, promptTokens(deps, input, candidate)) > cost.outputCap;
	const more = limit ? 'raise the budget or the maximum cost per request' : 'choose a lower effort';
	return new RoutooError(
		'noModel',
		`${candidate.displayName} used all its tokens for thinking just now, and would again get no more than ${cost.outputCap}.`,
		`Choose another model or ${more}; send again to try it all the same.`,
		{ action: 'retry' },
	);
}

function routeNow(
	deps: GatewayDeps,
	input: GatewayRequest,
	prediction: Prediction,
	now: Now,
	circuitOpen: ReadonlySet<string>,
): RouteDecision {
	return route({
		candidates: input.candidates,
		prediction,
		needs: input.route.needs,
		limits: { ...input.limits, remaining: now.remaining, circuitOpen },
		weights: input.weights,
		cache: deps.caches.of(input.sessionId),
		cacheShown: (candidate) => deps.caches.experience.shown(candidate),
		choice: now.choice,
		now: deps.clock.now(),
		inputTokens: (candidate) => promptTokens(deps, input, candidate),
	});
}

/** What the line says of the money. */
export function moneyBehind({ pressedBy, period }: GatewayRequest, remaining: MicroDollars | null): MoneyBehind {
	return { pressedBy, remaining: period.limit === 0 ? null : remaining };
}

/**
 * Why nothing may be sent, null where something may. A limit of 0 is a choice ("no paid request"), not a limit that was reached: no
 * question then.
 */
export function refusal(input: GatewayRequest, decision: RouteDecision, { remaining, unread }: Money): unknown {
	const { atLimit, overLimitApproved, period } = input;
	if (isAtLimit(decision) && !overLimitApproved) {
		// Nothing is known to be spent: the fault is told, and a free model answers where there is one.
		if (unread !== null) return decision.chosen === null ? unread : null;
		const policy = period.limit === 0 ? 'free' : atLimit;
		const cheapest = Math.min(...decision.alternatives.filter((a) => a.excluded === 'overBudget').map((a) => a.cost.max));
		const verdict = applyBudgetPolicy(remaining, policy, cheapest);
		if (verdict.kind === 'ask' || verdict.kind === 'block') return new RoutooError('budget', verdict.text, verdict.nextStep);
		if (decision.chosen === null) return new RoutooError('budget', decision.reason, 'Raise the budget or start a local model server.');
	}
	if (decision.chosen !== null) return null;
	const { action, nextStep } = wayOut(decision);
	return new RoutooError('noModel', decision.reason, nextStep, { action });
}

/** What helps where no model is left. */
function wayOut({ alternatives }: RouteDecision): { readonly action: ShownError['action']; readonly nextStep: string } {
	const limit = 'Change the limit that is named, or set up another model.';
	if (alternatives.length === 0) return { action: null, nextStep: limit };
	if (alternatives.some((a) => a.excluded === 'circuitOpen')) return { action: 'retry', nextStep: limit };
	// No setting makes a model read more: the conversation has to become shorter.
	const tooLong = alternatives.filter((a) => a.excluded !== 'notInPool');
	if (tooLong.length > 0 && tooLong.every((a) => a.excluded === 'contextTooSmall'))
		return { action: 'newSession', nextStep: shorten(tooLong.map(({ candidate }) => candidate)) };
	return { action: 'openSettings', nextStep: limit };
}

function shorten(candidates: readonly Candidate[]): string {
	const raise = raiseOneOf(candidates);
	return `Begin a new chat, attach less, ${raise === null ? '' : `${raise}, `}or set up a model that reads more.`;
}

/** @param earlier what failed before it, "model: message" each */
export function shownFor(input: GatewayRequest, error: unknown, earlier: readonly string[]): ShownError {
	const shown = shownError(error, earlier);
	const ask = shown.kind === 'budget' && input.atLimit === 'ask' && input.period.limit !== 0 && !input.overLimitApproved;
	return ask ? { ...shown, action: 'allowOnce' } : shown;
}
