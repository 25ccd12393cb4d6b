import * as l10n from '@vscode/l10n';
import { RoutooError, type ShownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { requestCap } from '../money/request-cost.ts';
import { route } from '../routing/route.ts';
import type { MoneyBehind } from '../routing/routing-line.ts';
import { AUTO, type Choice, type Prediction, type RouteAlternative, type RouteDecision, type RouteLimits } from '../routing/types.ts';
import { refusal, shownFor } from './refusal.ts';
import { type Money, moneyBehind, readMoney, runMoney } from './request-money.ts';
import { restInWords } from './rest-words.ts';
import { takeOver } from './takeover.ts';
import type { GatewayDeps, GatewayRequest } from './types.ts';

export interface RoutePreview {
	readonly decision: RouteDecision;
	readonly prediction: Prediction;
	/** What sending would answer instead of a model; null where it would send. */
	readonly blocked: ShownError | null;
	readonly money: MoneyBehind;
}

/** The decision for a text that is still being typed. Reads the ledger and the predictor, changes nothing. */
export async function previewRoute(deps: GatewayDeps, input: GatewayRequest): Promise<RoutePreview> {
	const prediction = await predict(decidingAlone(deps), input);
	const money = await readMoney(deps, input);
	const now = { choice: input.choice, usable: input.candidates, money, runRemaining: runMoney(deps, input) };
	const { decision, question, refused: why } = verdictNow(deps, input, prediction, now);
	const refused = why ?? question;
	const blocked = refused === null ? null : shownFor(input, refused, []);
	return { decision, prediction, blocked, money: moneyBehind(input, money.unread === null ? money.remaining : null) };
}

/** For a decision that sends nothing: nothing is paid or waited for to make it. */
export function decidingAlone(deps: GatewayDeps): GatewayDeps {
	const { reading } = deps;
	if (reading === undefined) return deps;
	const known: typeof reading.known = (input, prediction) => reading.known(input, prediction);
	return { ...deps, reading: { read: async (input, prediction) => known(input, prediction), known, ahead: async () => false } };
}

/** Of all candidates, with what a slower reader says and what was learned of models and lengths. The prompt is counted already. */
export async function predict(deps: GatewayDeps, input: GatewayRequest): Promise<Prediction> {
	const { route: asked, prompt, candidates, signal } = input;
	const looked = deps.preferences?.look();
	const quick = await deps.predictor.predict({ ...asked, inputTokens: prompt.tokens }, candidates, signal);
	await looked;
	const read = (await deps.reading?.read(input, quick)) ?? quick;
	const adjusted = deps.abilities?.adjusted(read) ?? read;
	return deps.lengths?.adjusted(adjusted) ?? adjusted;
}

/** Tokens of the prompt as the candidate's vendor will count them. */
export function promptTokens(deps: GatewayDeps, input: GatewayRequest, candidate: Candidate): number {
	return Math.round(input.prompt.tokens * deps.caches.ratio(input.sessionId, candidate));
}

export interface Now {
	readonly choice: Choice;
	/** The part of the candidates that did not fail; the prediction is for all of them. */
	readonly usable: readonly Candidate[];
	readonly money: Money;
	/** See `runMoney`. */
	readonly runRemaining: MicroDollars | null;
	/** What failed before: who takes over is chosen as `takeOver` says. Null at first. */
	readonly failed?: RouteAlternative | null;
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
	if (decision.chosen === null) return first;
	const { failed = null } = now;
	if (failed === null) return decision;
	const floor = input.takeover === 'upward' ? failed.quality.mean : null;
	return takeOver(decision, failed, floor, (alternative) => !isSpent(deps, input, alternative));
}

export interface Verdict {
	readonly decision: RouteDecision;
	/** Why nothing may be sent; null where something may. */
	readonly refused: unknown;
	/** What only the user can say before it is sent; null where nothing is to be asked. */
	readonly question: RoutooError | null;
}

/** What holds before anything is reserved, for an answer and for a decision alone. */
export function verdictNow(deps: GatewayDeps, input: GatewayRequest, prediction: Prediction, now: Now): Verdict {
	const decision = decideNow(deps, input, prediction, now);
	return {
		decision,
		refused: refusal(input, decision, { ...now, passesInMs: passesIn(deps, input, decision) }),
		question: spentCapQuestion(deps, input, decision),
	};
}

/** Whether this would be the same request again that gave thinking alone. */
function isSpent(deps: GatewayDeps, input: GatewayRequest, { candidate, cost }: RouteAlternative): boolean {
	return deps.caches.isCapSpent(input.sessionId, candidate, cost.outputCap, deps.clock.now());
}

/** Whether money lowered what the answer may have. */
export function isCapLowered(deps: GatewayDeps, input: GatewayRequest, { candidate, cost }: RouteAlternative): boolean {
	return requestCap(candidate, promptTokens(deps, input, candidate), input.prompt.wishes?.maxOutputTokens) > cost.outputCap;
}

/** What is asked before a cap that was all thinking is asked for again; null where nothing is to be asked. */
function spentCapQuestion(deps: GatewayDeps, input: GatewayRequest, decision: RouteDecision): RoutooError | null {
	if (decision.chosen === null || !isSpent(deps, input, decision.chosen)) return null;
	const { candidate, cost } = decision.chosen;
	return new RoutooError(
		'noModel',
		l10n.t('{0} used all its tokens for thinking just now, and would again get no more than {1}.', candidate.displayName, cost.outputCap),
		spentCapWayOut(isCapLowered(deps, input, decision.chosen), input.runRemaining !== undefined),
		{ action: 'retry' },
	);
}

function spentCapWayOut(byMoney: boolean, ofRun: boolean): string {
	if (!byMoney) return l10n.t('Choose another model or choose a lower effort; send again to try it all the same.');
	return ofRun
		? l10n.t('Choose another model or raise the budget or the maximum cost per request or run; send again to try it all the same.')
		: l10n.t('Choose another model or raise the budget or the maximum cost per request; send again to try it all the same.');
}

function limitsOf({ money, runRemaining }: Now): Pick<RouteLimits, 'remaining' | 'share' | 'runRemaining' | 'paused'> {
	const { remaining, share, paused } = money;
	return { remaining, runRemaining, paused, ...(share === undefined ? {} : { share }) };
}

/** Until the first model that failed just now is asked again, ms; null where none rests, or for long alone. */
function passesIn(deps: GatewayDeps, input: GatewayRequest, { chosen, alternatives }: RouteDecision): number | null {
	if (chosen !== null) return null;
	const long = restsOf(deps, input);
	const waits = alternatives.flatMap(({ excluded, candidate }) => {
		const rest = excluded === 'circuitOpen' && !long.has(candidate.id) ? deps.health.rest(candidate, 'chat') : null;
		return rest === null ? [] : [rest.until - deps.clock.now()];
	});
	return waits.length === 0 ? null : Math.max(0, Math.min(...waits));
}

/** In words by candidate id: what rests for long. */
export function restsOf({ health, clock }: GatewayDeps, { candidates }: GatewayRequest): ReadonlyMap<string, string> {
	const now = clock.now();
	const rests = candidates.flatMap((candidate): [string, string][] => {
		const rest = health.rest(candidate, 'chat');
		const words = rest === null ? null : restInWords(rest, now);
		return words === null ? [] : [[candidate.id, words]];
	});
	return new Map(rests);
}

function routeNow(
	deps: GatewayDeps,
	input: GatewayRequest,
	prediction: Prediction,
	now: Now,
	circuitOpen: ReadonlySet<string>,
): RouteDecision {
	// After a failure nobody tries more.
	const mayTry = (now.failed ?? null) === null;
	return route({
		candidates: input.candidates,
		prediction,
		needs: input.route.needs,
		limits: { ...input.limits, ...limitsOf(now), circuitOpen, resting: restsOf(deps, input) },
		weights: input.weights,
		cache: deps.caches.of(input.sessionId),
		opens: input.route.history.length === 0,
		cacheShown: (candidate) => deps.caches.experience.shown(candidate),
		choice: now.choice,
		preferred: deps.preferences?.of(prediction.taskKind) ?? null,
		now: deps.clock.now(),
		inputTokens: (candidate) => promptTokens(deps, input, candidate),
		...(mayTry && input.exploration !== undefined ? { exploration: input.exploration } : {}),
		...(input.prompt.wishes?.maxOutputTokens === undefined ? {} : { mostOutput: input.prompt.wishes.maxOutputTokens }),
	});
}
