import { RoutooError, type ShownError, shownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { AnswerPart } from '../message/message.ts';
import type { EndReason } from '../message/stream.ts';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { BudgetPeriod } from '../money/ledger.ts';
import { applyBudgetPolicy } from '../money/policy.ts';
import { route } from '../routing/route.ts';
import { routingLine } from '../routing/routing-line.ts';
import type { Prediction, RouteAlternative, RouteDecision } from '../routing/types.ts';
import { type AttemptOutcome, runAttempt, type Sent } from './attempt.ts';
import type { GatewayDeps, GatewayEvents, GatewayRequest, GatewayResult, Receipt } from './types.ts';

/** Models tried for one message before the error is shown. */
const MAX_ATTEMPTS = 4;

/**
 * One request from key press to receipt (ARCHITECTURE.md, "The way of one message"): predict, decide, reserve, show, stream, settle; before the first token a retryable failure goes
 * to the next allowed model. Never rejects: every failure is in the result, and what was reserved is settled or released.
 */
export async function answerRequest(deps: GatewayDeps, input: GatewayRequest, events: GatewayEvents): Promise<GatewayResult> {
	const run = new Exchange(deps, input, events);
	try {
		return await run.run();
	} catch (error) {
		if (input.signal.aborted) return run.ended('cancelled', null);
		deps.log(`exchange failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
		return run.ended('failed', error);
	}
}

interface RoutePreview {
	readonly decision: RouteDecision;
	readonly prediction: Prediction;
	/** What sending would answer instead of a model; null where it would send. */
	readonly blocked: ShownError | null;
}

/** The decision for a text that is still being typed. Reads the ledger and the predictor, changes nothing. */
export async function previewRoute(deps: GatewayDeps, input: GatewayRequest): Promise<RoutePreview> {
	const prediction = await deps.predictor.predict(input.route, input.candidates, input.signal);
	const money = await readMoney(deps, effectivePeriod(input));
	const decision = decideNow(deps, input, prediction, input.candidates, money.remaining, input.prompt.tokens);
	const refused = refusal(input, decision, money);
	return { decision, prediction, blocked: refused === null ? null : shownFor(input, refused, []) };
}

function effectivePeriod(input: GatewayRequest): BudgetPeriod {
	return input.overLimitApproved ? { ...input.period, limit: null } : input.period;
}

/** Money left, null without a limit. A ledger that cannot be read must not let money through: paid models are out, free ones still answer. */
interface Money {
	readonly remaining: MicroDollars | null;
	/** Why the ledger could not be read. */
	readonly unread: unknown;
}

async function readMoney(deps: GatewayDeps, period: BudgetPeriod): Promise<Money> {
	if (period.limit === null) return { remaining: null, unread: null };
	try {
		const summary = await deps.ledger.summary(period);
		return { remaining: period.limit - summary.settled - summary.outstanding, unread: null };
	} catch (unread) {
		return { remaining: 0, unread };
	}
}

/**
 * Estimated tokens of the prompt, corrected by what the vendor counted in the turn before: system prompt and history are the same text, and vendors'
 * counts of one text differ by less than an estimate from them.
 */
function promptTokens(estimate: number, input: GatewayRequest): number {
	return Math.round(estimate * (input.cache?.tokenRatio ?? 1));
}

/** What this turn leaves for the next one's estimate. A count beyond a factor of two counts something else than this text. */
function tokenRatio(estimate: number, input: GatewayRequest, usage: TokenUsage | null): number {
	if (usage === null) return input.cache?.tokenRatio ?? 1;
	const counted = usage.input + usage.cachedInput + usage.cacheWrite;
	return Math.min(2, Math.max(0.5, counted / estimate));
}

/** `usable` is the part of the candidates that did not fail; the prediction is for all of them. */
function decideNow(
	deps: GatewayDeps,
	input: GatewayRequest,
	prediction: Prediction,
	usable: readonly Candidate[],
	remaining: number | null,
	estimate: number,
): RouteDecision {
	const open = new Set(deps.breakers.openSet());
	for (const candidate of input.candidates) if (!usable.includes(candidate)) open.add(candidate.id);
	return route({
		candidates: input.candidates,
		prediction,
		needs: input.route.needs,
		limits: { ...input.limits, remaining, circuitOpen: open },
		weights: input.weights,
		cache: input.cache,
		forced: input.choice.kind === 'user' ? input.choice.candidateId : null,
		now: deps.clock.now(),
		inputTokens: promptTokens(estimate, input),
	});
}

/** True where money alone keeps every paid model out. */
function isAtLimit(decision: RouteDecision): boolean {
	const paidAllowed = decision.alternatives.some((a) => a.excluded === null && a.cost.basis === 'prices');
	return !paidAllowed && decision.alternatives.some((a) => a.excluded === 'overBudget');
}

/** Why nothing may be sent, null where something may. A limit of 0 is a choice ("no paid request"), not a limit that was reached: no question then. */
function refusal(input: GatewayRequest, decision: RouteDecision, { remaining, unread }: Money): unknown {
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
		return { action: 'newSession', nextStep: 'Begin a new chat, attach less, or set up a model that reads more.' };
	return { action: 'openSettings', nextStep: limit };
}

function shownFor(input: GatewayRequest, error: unknown, earlier: readonly string[]): ShownError {
	const shown = shownError(error, earlier);
	const ask = shown.kind === 'budget' && input.atLimit === 'ask' && input.period.limit !== 0 && !input.overLimitApproved;
	return ask ? { ...shown, action: 'allowOnce' } : shown;
}

class Exchange {
	readonly #deps: GatewayDeps;
	readonly #input: GatewayRequest;
	readonly #events: GatewayEvents;
	/** Of the whole prompt, before correction; counted once, because a long one takes tens of milliseconds. */
	readonly #estimate: number;
	readonly #warnings: string[] = [];
	/** Of the last model that charged something, with what models before it charged. */
	#receipt: Receipt | null = null;
	/** What failed before, "model: message". */
	readonly #earlier: string[] = [];
	#usable: readonly Candidate[];
	#note: string | null = null;
	#parts: readonly AnswerPart[] = [];
	#ended: EndReason | null = null;
	#last: { outcome: AttemptOutcome; decision: RouteDecision; prediction: Prediction } | null = null;

	constructor(deps: GatewayDeps, input: GatewayRequest, events: GatewayEvents) {
		this.#deps = deps;
		this.#input = input;
		this.#events = events;
		this.#usable = input.candidates;
		this.#estimate = input.prompt.tokens;
	}

	async run(): Promise<GatewayResult> {
		const { predictor } = this.#deps;
		const prediction = await predictor.predict(this.#input.route, this.#input.candidates, this.#input.signal);
		let firstError: RoutooError | null = null;
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			this.#input.signal.throwIfAborted();
			const money = await readMoney(this.#deps, effectivePeriod(this.#input));
			if (money.unread !== null) this.#warn(money.unread);
			const decision = decideNow(this.#deps, this.#input, prediction, this.#usable, money.remaining, this.#estimate);
			const refused = firstError === null ? refusal(this.#input, decision, money) : decision.chosen === null ? firstError : null;
			if (refused !== null) return this.ended('failed', refused);
			const outcome = await this.#attempt(decision, prediction, attempt);
			this.#last = { outcome, decision, prediction };
			const sent = sentOf(outcome);
			if (sent !== null) {
				this.#parts = sent.parts;
				this.#ended = sent.ended;
			}
			if (sent !== null) this.#receipt = joined(this.#receipt, sent.receipt);
			if (outcome.kind === 'failed' || outcome.kind === 'broken')
				this.#deps.breakers.recordFailure(decision.chosen!.candidate.id, outcome.error);
			if (outcome.kind === 'answered') return this.ended('done', null);
			if (outcome.kind === 'cancelled') return this.ended('cancelled', null);
			if (outcome.kind === 'overBudget') continue;
			if (outcome.kind === 'broken' || this.#input.choice.kind === 'user' || !outcome.error.rule.retryable)
				return this.ended('failed', outcome.error);
			firstError = outcome.error;
			this.#leaveOut(decision.chosen!, outcome.error);
		}
		return this.ended(
			'failed',
			firstError ??
				new RoutooError('budget', 'The budget was used up by another window meanwhile.', 'Raise the budget or wait for its reset.'),
		);
	}

	async #attempt(decision: RouteDecision, prediction: Prediction, number: number): Promise<AttemptOutcome> {
		const requestId = number === 1 ? this.#input.requestId : `${this.#input.requestId}-${number}`;
		return runAttempt({
			deps: this.#deps,
			input: this.#input,
			events: this.#events,
			requestId,
			decision,
			prediction,
			period: effectivePeriod(this.#input),
			inputTokens: promptTokens(this.#estimate, this.#input),
			note: this.#note,
			warn: (error) => this.#warn(error),
		});
	}

	/**
	 * Another model of the same endpoint does not help against a wrong key or a dead line, nor another effort against a rate limit; a longer
	 * context does help against "too long".
	 */
	#leaveOut(failed: RouteAlternative, error: RoutooError): void {
		const { candidate } = failed;
		this.#earlier.push(`${candidate.displayName}: ${error.message}`);
		this.#note = `${candidate.displayName} failed (${error.message.replace(/\.$/, '')}), so another model took over.`;
		const wholeModel = ['modelNotFound', 'rateLimit', 'server'].includes(error.kind);
		const wholeEndpoint = ['auth', 'quota', 'network', 'badResponse'].includes(error.kind);
		this.#usable = this.#usable.filter(
			(c) =>
				c.id !== candidate.id &&
				!(wholeEndpoint && c.endpointId === candidate.endpointId) &&
				!(wholeModel && c.endpointId === candidate.endpointId && c.wireModel === candidate.wireModel) &&
				!(error.kind === 'contextTooLong' && c.contextTokens <= candidate.contextTokens),
		);
	}

	#warn(error: unknown): void {
		const words = error instanceof RoutooError ? `${error.message} ${error.nextStep}` : `The ledger failed: ${String(error)}`;
		if (!this.#warnings.includes(words)) this.#warnings.push(words);
	}

	ended(state: GatewayResult['state'], error: unknown): GatewayResult {
		const last = this.#last;
		const answer = last === null || last.outcome.kind === 'failed' ? null : sentOf(last.outcome);
		return {
			state,
			parts: this.#parts,
			ended: state === 'done' ? this.#ended : null,
			routing: last === null ? null : routingLine(last.decision, last.prediction.source, this.#note),
			receipt: this.#receipt,
			error: error === null ? null : shownFor(this.#input, error, this.#earlier.slice(0, -1)),
			cache:
				answer === null || last === null
					? null
					: {
							candidateId: last.decision.chosen!.candidate.id,
							prefixTokens: answer.contextTokens,
							lastUsedAt: this.#deps.clock.now(),
							tokenRatio: tokenRatio(this.#estimate, this.#input, answer.receipt.usage),
						},
			warnings: this.#warnings,
		};
	}
}

function sentOf(outcome: AttemptOutcome): Sent | null {
	return outcome.kind === 'overBudget' ? null : outcome.kind === 'failed' ? outcome.sent : outcome;
}

/** One message has one receipt: what a failed model charged before is part of it, and is no saving. */
function joined(before: Receipt | null, receipt: Receipt): Receipt {
	if (before === null || before.cost === 0) return receipt;
	const { savedAgainst } = receipt;
	return {
		...receipt,
		cost: before.cost + receipt.cost,
		costSource: receipt.costSource === 'free' || before.costSource === 'estimate' ? before.costSource : receipt.costSource,
		savedAgainst: savedAgainst === null ? null : { ...savedAgainst, saved: savedAgainst.saved - before.cost },
	};
}
