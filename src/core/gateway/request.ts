import * as l10n from '@vscode/l10n';
import { unlessAborted } from '../base/aborting.ts';
import { inWords, RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { AnswerPart } from '../message/message.ts';
import type { EndReason } from '../message/stream.ts';
import type { Candidate } from '../model/candidate.ts';
import { inputOf } from '../money/usage-cost.ts';
import { dollarsInWords } from '../routing/reason.ts';
import { type RoutingLine, routingLine } from '../routing/routing-line.ts';
import { AUTO, type Choice, type ChosenRoute, type Prediction, type RouteAlternative } from '../routing/types.ts';
import { answerCall, contextTokens, cutOff, endsAtCallersLimit, estimateOf, isAllThinking, notRead, receiptOf } from './answer-call.ts';
import { isCapLowered, predict, promptTokens, verdictNow } from './decide.ts';
import { vendorOf } from './health.ts';
import { type MeteredOutcome, meteredCall, type Sent } from './metered-call.ts';
import { shownFor } from './refusal.ts';
import { moneyBehind, readMoney, runMoney } from './request-money.ts';
import { takeoverChange, takeoverNote } from './takeover.ts';
import type { Cut, GatewayDeps, GatewayEvents, GatewayRequest, GatewayResult, Receipt } from './types.ts';

/** Models tried for one request before the error is shown. */
const MAX_ATTEMPTS = 4;

/**
 * One request from its message to its receipt (ARCHITECTURE.md, "The way of one message"): predict, decide, reserve, say, stream, settle;
 * before the first token a retryable failure goes to the next allowed model. Never rejects: every failure is in the result, and what was
 * reserved is settled or released.
 */
export async function answerRequest(deps: GatewayDeps, input: GatewayRequest, events: GatewayEvents): Promise<GatewayResult> {
	const work = new Answering(deps, input, events);
	try {
		return await work.run();
	} catch (error) {
		if (input.signal.aborted) return work.ended('cancelled', null);
		deps.log(`request failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
		return work.ended('failed', error);
	} finally {
		work.giveBack();
	}
}

type Ended = Exclude<MeteredOutcome, { kind: 'overBudget' }>;

class Answering {
	readonly #deps: GatewayDeps;
	readonly #input: GatewayRequest;
	readonly #events: GatewayEvents;
	readonly #warnings: string[] = [];
	/** What failed before another model took over. */
	readonly #earlier: { readonly words: string; readonly error: RoutooError }[] = [];
	#usable: readonly Candidate[];
	#choice: Choice;
	/** The first model that failed, and the last one with why. */
	#failedFirst: RouteAlternative | null = null;
	#failedLast: { readonly candidate: Candidate; readonly error: RoutooError } | null = null;
	/** Gives back what this request holds of its run's money. */
	#held: () => void = () => {};
	/** Of the last model that sent something. */
	#receipt: Receipt | null = null;
	#parts: readonly AnswerPart[] = [];
	#reason: EndReason | null = null;
	#cut: Cut | null = null;
	#last: RoutingLine | null = null;

	constructor(deps: GatewayDeps, input: GatewayRequest, events: GatewayEvents) {
		this.#deps = deps;
		this.#input = input;
		this.#events = events;
		this.#usable = input.candidates;
		this.#choice = input.choice;
	}

	async run(): Promise<GatewayResult> {
		const input = this.#input;
		const prediction = await predict(this.#deps, input);
		let failure: RoutooError | null = null;
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			input.signal.throwIfAborted();
			const money = await readMoney(this.#deps, input);
			if (money.unread !== null) this.#warn(money.unread);
			const runRemaining = runMoney(this.#deps, input);
			const now = { choice: this.#choice, usable: this.#usable, money, runRemaining, failed: this.#failedFirst };
			const { decision, question, refused: why } = verdictNow(this.#deps, input, prediction, now);
			const refused = failure ?? why ?? question;
			if (decision.chosen === null) return this.ended('failed', refused);
			// Asked once: whoever sends again wants it all the same.
			if (refused === question) this.#deps.caches.forgetSpentCap(input.sessionId, decision.chosen.candidate);
			if (question !== null || (failure === null && refused !== null)) return this.ended('failed', refused);
			this.#hold(decision.chosen.cost.max);
			const outcome = await this.#call(attempt, decision, prediction, money.unread === null ? money.remaining : null);
			// What it cost is with the ledger by now.
			this.giveBack();
			if (outcome.kind === 'overBudget') continue;
			await this.#keep(decision, prediction, outcome);
			if (outcome.error === null) return this.ended('done', null);
			if (outcome.kind === 'cancelled') return this.ended('cancelled', null);
			const last = this.#lastWord(outcome, outcome.error);
			if (last !== null) return this.ended('failed', last);
			failure = outcome.error;
			this.#leaveOut(decision.chosen, failure);
		}
		return this.ended('failed', failure ?? takenElsewhere());
	}

	async #call(attempt: number, decision: ChosenRoute, prediction: Prediction, remaining: MicroDollars | null): Promise<MeteredOutcome> {
		const { requestId } = this.#input;
		const failed = this.#failedLast;
		const next = decision.chosen.candidate;
		const note = failed === null ? null : takeoverNote(failed.candidate, failed.error, next);
		const line = routingLine(decision, note, moneyBehind(this.#input, remaining), prediction);
		const ofRun = this.#input.runId !== null && failed !== null;
		const call = answerCall({
			deps: this.#deps,
			input: this.#input,
			events: {
				...this.#events,
				// Nobody took over before the money was reserved.
				onRouting: (said) => {
					this.#last = said;
					if (failed !== null) this.#events.onFailed?.(failed.error.kind);
					this.#events.onRouting(said);
					this.#deps.decided?.(this.#input.purpose, said);
					const { purpose, runId } = this.#input;
					// Nobody says anything of a title, and a run is not judged by it.
					if (purpose !== 'background') this.#deps.abilities?.asked({ requestId, candidateId: next.id, runId, prediction });
				},
			},
			requestId: attempt === 1 ? requestId : `${requestId}-${attempt}`,
			decision,
			prediction,
			line,
			change: ofRun ? takeoverChange(failed.candidate, failed.error, next) : null,
			warn: (error) => this.#warn(error),
		});
		return await meteredCall(this.#deps, call);
	}

	/** What came back and was paid for, also of an answer that broke off. */
	async #keep(decision: ChosenRoute, prediction: Prediction, { kind, received, sent, booked }: Ended): Promise<void> {
		// Who stops waits for no ledger: it is booked behind.
		await unlessAborted(booked, this.#input.signal);
		if (sent === null) return;
		const { candidate, cost } = decision.chosen;
		const { caches, clock } = this.#deps;
		const { sessionId } = this.#input;
		this.#parts = received.parts;
		this.#receipt = receiptOf(decision, sent, this.#input.reference ?? null);
		if (kind === 'answered') {
			this.#reason = received.ended ?? 'stop';
			const asWished = endsAtCallersLimit(this.#input, decision.chosen, received);
			if (received.ended === 'length' && !asWished) this.#cutOff(decision.chosen);
			if (received.ended === 'stop') this.#learn(candidate, prediction, sent);
			// A caller's own limit says nothing of what the model can do with ours.
			if (!asWished) caches.forgetSpentCap(sessionId, candidate);
		} else if (isAllThinking(received)) caches.capSpent(sessionId, candidate, cost.outputCap, clock.now());
		// Where nothing was written, nothing is left in the vendor's cache that the next turn would begin with.
		if (received.firstTokenAt === null && kind === 'failed') return;
		const left = { ...estimateOf(this.#input.prompt), usage: received.usage };
		if (received.usage !== null && caches.wasCut(sessionId, candidate, left)) {
			const counted = inputOf(received.usage);
			this.#warn(notRead(decision.chosen, left.estimate, counted));
			if (candidate.local) this.#deps.contextLearned?.(candidate, counted);
		}
		const inputTokens = promptTokens(this.#deps, this.#input, candidate);
		caches.answered(sessionId, candidate, { ...left, prefixTokens: contextTokens(inputTokens, sent, received), at: clock.now() });
	}

	/**
	 * The error where no other model is asked: something came, the user named the model, no other would help, or it was paid for without an
	 * answer.
	 */
	#lastWord({ received, sent }: Ended, error: RoutooError): RoutooError | null {
		if (this.#choice.kind === 'user' || !error.rule.retryable || received.answered) return error;
		const cost = sent?.cost ?? 0;
		if (cost > 0) return charged(error, cost);
		return received.firstTokenAt === null ? null : error;
	}

	/**
	 * A failure of the endpoint strikes its other models too, one of the model its other efforts; against "too long" helps what reads more
	 * than the server said that this one reads, which may be less than it is listed with.
	 */
	#leaveOut(chosen: RouteAlternative, error: RoutooError): void {
		const failed = chosen.candidate;
		this.#earlier.push({ words: `${failed.displayName}: ${error.message}`, error });
		this.#failedFirst ??= chosen;
		this.#failedLast = { candidate: failed, error };
		this.#choice = AUTO;
		const { scope } = error.rule;
		const tooShort = Math.min(failed.contextTokens, error.contextTokens ?? failed.contextTokens);
		this.#usable = this.#usable.filter((other) => {
			if (other.id === failed.id) return false;
			if (error.kind === 'contextTooLong' && other.contextTokens <= tooShort) return false;
			if (scope === 'request' || other.endpointId !== failed.endpointId) return true;
			if (scope === 'vendor') return vendorOf(other.wireModel) !== vendorOf(failed.wireModel);
			return scope === 'model' && other.wireModel !== failed.wireModel;
		});
	}

	#cutOff(chosen: RouteAlternative): void {
		const by = isCapLowered(this.#deps, this.#input, chosen) ? 'money' : 'length';
		const said = cutOff(chosen, by);
		this.#cut = { tokens: chosen.cost.outputCap, by, words: inWords(said) };
		this.#warn(said);
	}

	/** A step that calls tools is no answer, and its length says nothing of one. */
	#learn({ id }: Candidate, { candidates, taskKind }: Prediction, { usage, claimed }: Sent): void {
		const said = candidates.find(({ candidateId }) => candidateId === id);
		if (said === undefined || usage === null || claimed !== undefined || this.#input.route.needs.tools) return;
		this.#deps.lengths?.answered({ taskKind, candidateId: id, expected: said.outputTokens.mean, counted: usage.output });
	}

	#hold(most: MicroDollars): void {
		this.#held = this.#deps.runHolds?.hold(this.#input.runId, most) ?? (() => {});
	}

	giveBack(): void {
		this.#held();
	}

	#warn(error: unknown): void {
		const words = error instanceof RoutooError ? inWords(error) : l10n.t('The ledger failed: {0}', String(error));
		if (!this.#warnings.includes(words)) this.#warnings.push(words);
	}

	ended(state: GatewayResult['state'], error: unknown): GatewayResult {
		const earlier = this.#earlier.filter((other) => other.error !== error).map(({ words }) => words);
		return {
			state,
			parts: this.#parts,
			ended: state === 'done' ? this.#reason : null,
			...(state === 'done' && this.#cut !== null ? { cut: this.#cut } : {}),
			routing: this.#last,
			receipt: this.#receipt,
			error: error === null ? null : shownFor(this.#input, error, earlier),
			warnings: this.#warnings,
		};
	}
}

/** A second model would be paid for as well: whether to go on is the user's word. */
function charged(error: RoutooError, cost: number): RoutooError {
	const { kind, message, nextStep, retryAfterMs, action } = error;
	const words = l10n.t(
		'{0} It costs {1} all the same, so no other model was asked.',
		message.replace(/[^.!?]$/, '$&.'),
		dollarsInWords(cost),
	);
	return new RoutooError(kind, words, nextStep, { retryAfterMs, action, cause: error });
}

function takenElsewhere(): RoutooError {
	return new RoutooError(
		'budget',
		l10n.t('The budget was used up by another window meanwhile.'),
		l10n.t('Raise the budget or wait for its reset.'),
	);
}
