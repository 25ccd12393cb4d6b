import { abortable } from '../base/aborting.ts';
import { RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import { estimateTokens } from '../message/tokens.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { LedgerDecision, Settlement } from '../money/ledger.ts';
import { settledCost } from '../money/usage-cost.ts';
import type { CompletionEngineDeps, EngineMoney, FillSent } from './engine-types.ts';
import { streamStop } from './text/stop.ts';
import type { CompletionAlternative, CompletionDecision, CompletionPosition, CompletionShape, FillContext, FillRequest } from './types.ts';

export interface FillAttempt {
	readonly deps: CompletionEngineDeps;
	readonly requestId: string;
	readonly position: CompletionPosition;
	readonly shape: CompletionShape;
	readonly context: FillContext;
	/** `chosen` is not null. */
	readonly decision: CompletionDecision;
	readonly maxOutputTokens: number;
	readonly money: EngineMoney;
	readonly signal: AbortSignal;
	/** What still runs when the text is already there. */
	track(work: Promise<void>): void;
}

export type FillOutcome =
	| { readonly kind: 'answered'; readonly text: string; readonly sent: FillSent }
	/** `sent` null: nothing had been sent. */
	| { readonly kind: 'cancelled'; readonly text: string; readonly sent: FillSent | null }
	| { readonly kind: 'failed'; readonly text: string; readonly error: RoutooError; readonly sent: FillSent | null }
	/** Another window took the money between the decision and the reservation. */
	| { readonly kind: 'overBudget' };

/** A stream that goes on for longer than this is given up, whatever it sends: nobody waits for a completion any more. */
export const LONGEST_FILL_MS = 60_000;
/** How often the cost so far is reported to the ledger, ms. */
const PROGRESS_EVERY = 250;
/** A server that ignores the output cap is stopped; see core/chat/attempt.ts. */
const CHARS_PER_TOKEN = 16;
const MIN_CHARS_ALLOWED = 4000;

interface Received {
	text: string;
	/** Pieces that arrived; a vendor sends at least one token in each. */
	pieces: number;
	usage: TokenUsage | null;
	reportedCost: MicroDollars | null;
	firstTextAt: number | null;
	firstLineAt: number | null;
}

/** Reserves, streams from one model until the completion is whole, and settles. Never rejects, and never waits for a provider that ignores its signal. */
export async function runFill(attempt: FillAttempt): Promise<FillOutcome> {
	const { deps, signal, requestId } = attempt;
	const chosen = attempt.decision.chosen!;
	const refused = await reserve(attempt, chosen);
	if (refused !== null) return refused;
	if (signal.aborted) {
		await deps.ledger.release(requestId, 'cancelled').catch((error: unknown) => warn(attempt, error));
		return { kind: 'cancelled', text: '', sent: null };
	}
	const startedAt = deps.clock.now();
	const received: Received = { text: '', pieces: 0, usage: null, reportedCost: null, firstTextAt: null, firstLineAt: null };
	const late = new AbortController();
	const stopClock = deps.timers.after(LONGEST_FILL_MS, () => late.abort());
	let error: RoutooError | null = null;
	try {
		await receive(attempt, chosen, received, AbortSignal.any([signal, late.signal]));
	} catch (cause) {
		error = asRoutooError(cause, attempt, late.signal);
	} finally {
		stopClock();
	}
	observeLatency(attempt, chosen, received, startedAt, error);
	if (error !== null && error.kind !== 'cancelled' && received.firstTextAt === null && received.usage === null) {
		await deps.ledger.release(requestId, error.kind).catch((cause: unknown) => warn(attempt, cause));
		return { kind: 'failed', text: '', error, sent: null };
	}
	const outcome = error === null ? 'answered' : error.kind === 'cancelled' ? 'cancelled' : 'broken';
	const sent = settle(attempt, chosen, received, startedAt, outcome);
	if (outcome === 'answered') return { kind: 'answered', text: received.text, sent };
	if (outcome === 'cancelled') return { kind: 'cancelled', text: received.text, sent };
	return { kind: 'failed', text: received.text, error: error!, sent };
}

/** Null where the money is reserved. */
async function reserve(attempt: FillAttempt, chosen: CompletionAlternative): Promise<FillOutcome | null> {
	const { deps, requestId, money } = attempt;
	try {
		const { expected, max } = chosen.cost;
		const result = await deps.ledger.reserve(
			{ requestId, owner: deps.owner, purpose: 'completion', sessionId: null, expected, max, decision: ledgerDecision(attempt, chosen) },
			money.period,
		);
		return result.kind === 'reserved' ? null : { kind: 'overBudget' };
	} catch (cause) {
		// No money is at stake with a free model: it may complete although nothing can be written.
		if (chosen.cost.max === 0) {
			warn(attempt, cause);
			return null;
		}
		const error = cause instanceof RoutooError ? cause : new RoutooError('storage', 'The ledger failed.', 'Reload the window.', { cause });
		return { kind: 'failed', text: '', error, sent: null };
	}
}

function ledgerDecision({ decision, shape }: FillAttempt, chosen: CompletionAlternative): LedgerDecision {
	const { model: candidate } = chosen.candidate;
	const { acceptance, firstLineMs } = chosen.prediction;
	const reference = likelier(decision, chosen);
	return {
		candidateId: candidate.id,
		modelName: candidate.displayName,
		recipient: candidate.recipient,
		endpointId: candidate.endpointId,
		taskKind: `complete ${shape}`,
		quality: acceptance.mean,
		qualityLow: acceptance.low,
		qualityHigh: acceptance.high,
		expectedLatencyMs: firstLineMs.p50,
		reason: decision.reason,
		referenceName: reference?.candidate.model.displayName ?? null,
		referenceCost: reference?.cost.expected ?? null,
	};
}

/** The dearer model that would be asked where only the chance counted; what "saved" compares with, as for a message of the chat. */
function likelier({ alternatives }: CompletionDecision, chosen: CompletionAlternative): CompletionAlternative | null {
	const dearer = alternatives.filter((a) => a.excluded === null && a.cost.expected > chosen.cost.expected);
	const chance = (a: CompletionAlternative): number => a.prediction.acceptance.mean;
	const best = dearer.reduce<CompletionAlternative | null>((b, a) => (b === null || chance(a) > chance(b) ? a : b), null);
	return best !== null && chance(best) > chance(chosen) ? best : null;
}

async function receive(attempt: FillAttempt, chosen: CompletionAlternative, received: Received, signal: AbortSignal): Promise<void> {
	const { deps, context, shape, maxOutputTokens } = attempt;
	const { model: candidate, ability } = chosen.candidate;
	const request: FillRequest = {
		model: candidate.wireModel,
		context,
		shape,
		maxOutputTokens,
		// Where the line has begun, a break ends it. On a blank line some models begin with a break.
		stop: shape === 'line' && /\S[^\n]*$/.test(context.prefix) ? ['\n'] : [],
	};
	const stop = streamStop(attempt.position, shape);
	const most = Math.max(MIN_CHARS_ALLOWED, maxOutputTokens * CHARS_PER_TOKEN);
	let lastProgress = deps.clock.now();
	for await (const event of abortable(deps.provider(candidate).fill(ability, request, signal), signal)) {
		if (event.type === 'usage') {
			received.usage = event.usage;
			received.reportedCost = event.reportedCost;
			continue;
		}
		if (event.type === 'end') break;
		received.firstTextAt ??= deps.clock.now();
		received.pieces += 1;
		const { text, done } = stop.push(event.text);
		received.text = text;
		if (received.firstLineAt === null && (done || /\S[^\n]*\n/.test(text))) received.firstLineAt = deps.clock.now();
		if (done || text.length > most) break;
		if (deps.clock.now() - lastProgress >= PROGRESS_EVERY) {
			lastProgress = deps.clock.now();
			void deps.ledger.progress?.(attempt.requestId, costOf(attempt, chosen, received).cost);
		}
	}
	signal.throwIfAborted();
	received.firstLineAt ??= deps.clock.now();
}

/** A request that was given up would have taken longer: left out, a slow model would look quick. Nothing is learned from a failure. */
function observeLatency(
	{ deps, context }: FillAttempt,
	{ candidate }: CompletionAlternative,
	received: Received,
	startedAt: number,
	error: RoutooError | null,
): void {
	const complete = received.firstLineAt !== null;
	if (!complete && error !== null && error.kind !== 'cancelled') return;
	const ms = (received.firstLineAt ?? deps.clock.now()) - startedAt;
	deps.latency.observe({ candidate, inputTokens: context.tokens, ms, complete });
}

function costOf(
	attempt: FillAttempt,
	chosen: CompletionAlternative,
	received: Received,
): Pick<FillSent, 'costSource'> & { cost: MicroDollars } {
	const { cost, source } = settledCost({
		candidate: chosen.candidate.model,
		// A candidate without a price is never chosen.
		priced: true,
		usage: received.usage,
		reportedCost: received.reportedCost,
		inputTokens: attempt.context.tokens,
		outputTokens: () => Math.max(received.pieces, estimateTokens(received.text)),
	});
	return { cost, costSource: source };
}

/** The text goes to the editor without waiting for the ledger. */
function settle(
	attempt: FillAttempt,
	chosen: CompletionAlternative,
	received: Received,
	startedAt: number,
	outcome: Settlement['outcome'],
): FillSent {
	const { deps, requestId, money } = attempt;
	const { usage } = received;
	const sent: FillSent = {
		...costOf(attempt, chosen, received),
		usage,
		durationMs: deps.clock.now() - startedAt,
		firstTextMs: received.firstTextAt === null ? null : received.firstTextAt - startedAt,
		firstLineMs: received.firstLineAt === null ? null : received.firstLineAt - startedAt,
		outcome,
	};
	const { cost, costSource, durationMs, firstTextMs } = sent;
	attempt.track(
		deps.ledger
			.settle({ requestId, cost, costSource, usage, outcome, durationMs, firstTokenMs: firstTextMs })
			.then(() => deps.onSettled(cost, money.remaining))
			.catch((error: unknown) => warn(attempt, error)),
	);
	return sent;
}

function warn({ deps }: FillAttempt, error: unknown): void {
	deps.log(`the ledger could not record a completion: ${error instanceof RoutooError ? error.kind : String(error)}`);
}

function asRoutooError(cause: unknown, { signal }: FillAttempt, late: AbortSignal): RoutooError {
	if (signal.aborted) return new RoutooError('cancelled', 'Stopped.', 'Type on.', { cause });
	if (late.aborted) {
		return new RoutooError(
			'timeout',
			`The completion did not end in ${LONGEST_FILL_MS / 1000} s.`,
			'Choose another model for completions.',
		);
	}
	if (cause instanceof RoutooError) return cause;
	const words = cause instanceof Error ? cause.message : String(cause);
	return new RoutooError('server', `The completion failed: ${words.slice(0, 200)}`, 'Choose another model for completions.', { cause });
}
