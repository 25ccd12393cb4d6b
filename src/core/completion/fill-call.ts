import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';
import { type MeteredCall, type MeteredOutcome, meteredCall } from '../gateway/metered-call.ts';
import { estimateTokens } from '../message/text-tokens.ts';
import type { LedgerDecision } from '../money/ledger.ts';
import type { CompletionEngineDeps, EngineMoney, FillSent } from './engine-types.ts';
import { type StreamStop, streamStop } from './text/stop.ts';
import { heldLines } from './text/thinking.ts';
import type { ChosenCompletion, CompletionPosition, CompletionShape, FillContext, FillEvent, FillRequest } from './types.ts';

export interface FillCall {
	readonly deps: CompletionEngineDeps;
	readonly requestId: string;
	readonly position: CompletionPosition;
	readonly shape: CompletionShape;
	readonly context: FillContext;
	readonly decision: ChosenCompletion;
	readonly maxOutputTokens: number;
	readonly money: EngineMoney;
	readonly signal: AbortSignal;
	/** What still runs when the text is already there. */
	track(work: Promise<void>): void;
}

export type FillOutcome =
	/** `recovered`: the model had been left alone after failures. `isCut`: the answer went on where the stream ended. */
	| {
			readonly kind: 'answered';
			readonly text: string;
			readonly sent: FillSent | null;
			readonly recovered: boolean;
			readonly isCut: boolean;
	  }
	/** `sent` null: nothing had been sent. */
	| { readonly kind: 'cancelled'; readonly text: string; readonly sent: FillSent | null }
	| { readonly kind: 'failed'; readonly text: string; readonly error: RoutooError; readonly sent: FillSent | null }
	/** Another window took the money between the decision and the reservation. */
	| { readonly kind: 'overBudget' };

/** A stream that goes on for longer than this is given up, whatever it sends: nobody waits for a completion any more. */
export const LONGEST_FILL_MS = 60_000;
/** Characters that are let through in any case before a server counts as one that ignores the output cap. */
const LEAST_CHARS = 4000;

/** What was read of a stream. Times are ms since epoch. */
interface Reading {
	/** As far as it counts: up to where the completion ends. */
	text: string;
	/** From the moment the stream is opened; null before. */
	stop: StreamStop | null;
	/** Why the stream ended; null where it was left before. */
	ended: (FillEvent & { type: 'end' })['reason'] | null;
	startedAt: number | null;
	firstTextAt: number | null;
	firstLineAt: number | null;
	stopClock: () => void;
}

/** One fill through the gateway, until the completion is whole. Never rejects, and does not wait for the ledger to book it. */
export async function runFill(call: FillCall): Promise<FillOutcome> {
	const { deps } = call;
	const reading: Reading = {
		text: '',
		stop: null,
		ended: null,
		startedAt: null,
		firstTextAt: null,
		firstLineAt: null,
		stopClock: () => {},
	};
	const late = new AbortController();
	const { ledger, clock, health } = deps;
	let outcome: MeteredOutcome;
	try {
		outcome = await meteredCall({ ledger, clock, health, estimateTokens }, metered(call, reading, late));
	} catch (cause) {
		const error =
			cause instanceof RoutooError
				? cause
				: new RoutooError('storage', l10n.t('The ledger failed.'), l10n.t('Reload the window.'), { cause });
		// The ledger is at fault, not the model; but asked at the next key it would fail in the same way.
		health.pause(call.decision.chosen.candidate.model, error, 'completion');
		return { kind: 'failed', text: '', error, sent: null };
	} finally {
		reading.stopClock();
	}
	return fillOutcome(call, reading, outcome);
}

function metered(call: FillCall, reading: Reading, late: AbortController): MeteredCall {
	const { deps, requestId, position, shape, context, decision, maxOutputTokens, money } = call;
	const { candidate: chosen, cost } = decision.chosen;
	const { model: candidate, ability } = chosen;
	return {
		reservation: {
			requestId,
			owner: deps.owner,
			purpose: 'completion',
			sessionId: null,
			runId: null,
			expected: cost.expected,
			max: cost.max,
			decision: ledgerDecision(decision, `complete ${shape}`),
		},
		period: money.period,
		candidate,
		// A candidate without a price is never chosen.
		priced: true,
		inputTokens: context.tokens,
		outputCap: maxOutputTokens,
		brake: { leastChars: LEAST_CHARS, beyond: 'enough' },
		road: 'completion',
		signal: call.signal,
		late: late.signal,
		open: (signal) => {
			reading.stop = streamStop(position, shape, heldLines(ability, candidate.local));
			reading.startedAt = deps.clock.now();
			reading.stopClock = deps.timers.after(LONGEST_FILL_MS, () => late.abort(tooLong()));
			return untilCut(deps.provider(candidate).fill(ability, fillRequest(call), signal));
		},
		take: (event) => {
			if (event.type === 'end') reading.ended = event.reason === 'toolCalls' ? 'stop' : event.reason;
			if (event.type === 'end') return 'enough';
			if (event.type !== 'text') return 'more';
			reading.firstTextAt ??= deps.clock.now();
			const { text, done } = reading.stop!.push(event.text);
			reading.text = text;
			if (done || /\S[^\n]*\n/.test(text)) reading.firstLineAt ??= deps.clock.now();
			return done ? 'enough' : 'more';
		},
		warn: (error) => warn(call, error),
	};
}

/** The events of the vendor's alone: where the text is cut before its end, the newest count is not taken for the last one. */
async function* untilCut(events: AsyncIterable<FillEvent>): AsyncGenerator<Exclude<FillEvent, { type: 'cut' }>> {
	for await (const event of events) {
		if (event.type === 'cut') return;
		yield event;
	}
}

function fillRequest({ context, shape, maxOutputTokens, decision }: FillCall): FillRequest {
	return {
		model: decision.chosen.candidate.model.wireModel,
		context,
		shape,
		maxOutputTokens,
		// Where the line has begun, a break ends it. On a blank line some models begin with a break.
		stop: shape === 'line' && /\S[^\n]*$/.test(context.prefix) ? ['\n'] : [],
	};
}

/** What the ledger keeps of it. */
export function ledgerDecision(decision: ChosenCompletion, taskKind: string): LedgerDecision {
	const { chosen, reason } = decision;
	const { model: candidate } = chosen.candidate;
	const { acceptance, firstLineMs } = chosen.prediction;
	return {
		candidateId: candidate.id,
		modelName: candidate.displayName,
		recipient: candidate.recipient,
		endpointId: candidate.endpointId,
		taskKind,
		quality: acceptance.mean,
		qualityLow: acceptance.low,
		qualityHigh: acceptance.high,
		expectedLatencyMs: firstLineMs.p50,
		reason,
		referenceName: null,
		referenceCost: null,
	};
}

function fillOutcome(call: FillCall, reading: Reading, outcome: MeteredOutcome): FillOutcome {
	if (outcome.kind === 'overBudget') return outcome;
	const { kind, error, recovered } = outcome;
	const { text, startedAt } = reading;
	if (error === null) reading.firstLineAt ??= call.deps.clock.now();
	if (startedAt !== null) observeLatency(call, reading.firstLineAt, startedAt, error);
	const sent = sentOf(call, reading, outcome);
	if (error === null) return { kind: 'answered', text, sent, recovered, isCut: reading.ended === 'length' || reading.ended === 'filter' };
	return kind === 'cancelled' ? { kind, text, sent } : { kind: 'failed', text, error, sent };
}

/** A request that was given up would have taken longer: left out, a slow model would look quick. Nothing is learned from a failure. */
function observeLatency(
	{ deps, context, decision }: FillCall,
	firstLineAt: number | null,
	startedAt: number,
	error: RoutooError | null,
): void {
	const complete = firstLineAt !== null;
	if (!complete && error !== null && error.kind !== 'cancelled') return;
	const ms = (firstLineAt ?? deps.clock.now()) - startedAt;
	deps.latency.observe({ candidate: decision.chosen.candidate, inputTokens: context.tokens, ms, complete });
}

function sentOf(
	call: FillCall,
	{ firstTextAt, firstLineAt, startedAt }: Reading,
	{ sent, booked }: Exclude<MeteredOutcome, { kind: 'overBudget' }>,
): FillSent | null {
	if (sent === null) return null;
	const { cost, source, usage, durationMs, outcome } = sent;
	const told = booked.then((done) => (done ? call.deps.onSettled(cost, call.money.remaining) : undefined));
	call.track(told.catch((error: unknown) => warn(call, error)));
	const since = (at: number | null) => (at === null || startedAt === null ? null : at - startedAt);
	return { cost, costSource: source, usage, durationMs, firstTextMs: since(firstTextAt), firstLineMs: since(firstLineAt), outcome };
}

function warn({ deps }: FillCall, error: unknown): void {
	deps.log(`the booking of a completion: ${error instanceof RoutooError ? `${error.kind}: ${error.message}` : String(error)}`);
}

function tooLong(): RoutooError {
	return new RoutooError(
		'timeout',
		l10n.t('The completion did not end in {0} s.', LONGEST_FILL_MS / 1000),
		l10n.t('Choose another model for completions.'),
	);
}
