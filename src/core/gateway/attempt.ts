import { RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { AnswerPart } from '../message/message.ts';
import type { EndReason, StreamRequest } from '../message/stream.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { BudgetPeriod, CostSource, LedgerDecision, Settlement } from '../money/ledger.ts';
import { settledCost } from '../money/usage-cost.ts';
import { referenceModel, routingLine } from '../routing/routing-line.ts';
import type { Prediction, RouteAlternative, RouteDecision } from '../routing/types.ts';
import type { GatewayDeps, GatewayEvents, GatewayRequest, Receipt } from './types.ts';

export interface AttemptInput {
	readonly deps: GatewayDeps;
	readonly input: GatewayRequest;
	readonly events: GatewayEvents;
	readonly requestId: string;
	/** `chosen` is not null. */
	readonly decision: RouteDecision;
	readonly prediction: Prediction;
	readonly period: BudgetPeriod;
	readonly inputTokens: number;
	/** One line about the model that failed before this one. */
	readonly note: string | null;
	warn(error: unknown): void;
}

export interface Sent {
	readonly parts: readonly AnswerPart[];
	readonly ended: EndReason | null;
	readonly receipt: Receipt;
	/** Tokens of the request and its answer. */
	readonly contextTokens: number;
}

export type AttemptOutcome =
	| ({ readonly kind: 'answered' } & Sent)
	| ({ readonly kind: 'cancelled' } & Sent)
	/** Failed after the first token: what was received is kept and booked. */
	| ({ readonly kind: 'broken'; readonly error: RoutooError } & Sent)
	/** Failed before the first token. Nothing is owed, unless the vendor reported tokens all the same (hidden thinking, a refusal): then `sent`. */
	| { readonly kind: 'failed'; readonly error: RoutooError; readonly sent: Sent | null }
	/** Another window took the money between the decision and the reservation. */
	| { readonly kind: 'overBudget' };

/** How often the cost so far is reported to the ledger, ms: what a killed window is booked at lags by no more. */
const PROGRESS_EVERY = 250;

/** A server that ignores the output cap is stopped: no tokenizer packs so many characters into a token on average, save in short texts of blanks. */
const CHARS_PER_TOKEN = 16;
const MIN_CHARS_ALLOWED = 20_000;

interface Received {
	text: string;
	reasoning: string;
	/** Pieces that arrived; a vendor sends at least one token in each. */
	pieces: number;
	usage: TokenUsage | null;
	reportedCost: MicroDollars | null;
	firstTokenAt: number | null;
	ended: EndReason;
}

/** Reserves, streams from one model and settles. Rejects only when the ledger cannot take a paid reservation. */
export async function runAttempt(attempt: AttemptInput): Promise<AttemptOutcome> {
	const chosen = attempt.decision.chosen!;
	const reserved = await reserve(attempt, chosen);
	if (!reserved) return { kind: 'overBudget' };
	attempt.events.onRouting(routingLine(attempt.decision, attempt.prediction.source, attempt.note)!);
	const startedAt = attempt.deps.clock.now();
	const received: Received = { text: '', reasoning: '', pieces: 0, usage: null, reportedCost: null, firstTokenAt: null, ended: 'stop' };
	let error: RoutooError | null = null;
	try {
		await receive(attempt, chosen, received);
	} catch (cause) {
		error = asRoutooError(cause, attempt.input.signal);
	}
	if (error !== null && error.kind !== 'cancelled' && received.firstTokenAt === null) {
		if (received.usage !== null) return { kind: 'failed', error, sent: await settle(attempt, chosen, received, startedAt, 'broken') };
		await attempt.deps.ledger.release(attempt.requestId, error.kind).catch(attempt.warn);
		return { kind: 'failed', error, sent: null };
	}
	const outcome = error === null ? 'answered' : error.kind === 'cancelled' ? 'cancelled' : 'broken';
	const sent = await settle(attempt, chosen, received, startedAt, outcome);
	if (error === null) attempt.deps.breakers.recordSuccess(chosen.candidate.id);
	return error === null || error.kind === 'cancelled'
		? { kind: error === null ? 'answered' : 'cancelled', ...sent }
		: { kind: 'broken', error, ...sent };
}

async function reserve(attempt: AttemptInput, chosen: RouteAlternative): Promise<boolean> {
	const { deps, input } = attempt;
	try {
		const result = await deps.ledger.reserve(
			{
				requestId: attempt.requestId,
				owner: input.owner,
				purpose: input.purpose,
				sessionId: input.sessionId,
				expected: chosen.cost.expected,
				max: chosen.cost.max,
				decision: ledgerDecision(attempt, chosen),
			},
			attempt.period,
		);
		return result.kind === 'reserved';
	} catch (error) {
		// No money is at stake with a free model: it may answer although nothing can be written.
		if (chosen.cost.max > 0) throw error;
		attempt.warn(error);
		return true;
	}
}

function ledgerDecision(attempt: AttemptInput, chosen: RouteAlternative): LedgerDecision {
	const reference = referenceModel(attempt.decision);
	return {
		candidateId: chosen.candidate.id,
		modelName: chosen.candidate.displayName,
		recipient: chosen.candidate.recipient,
		endpointId: chosen.candidate.endpointId,
		taskKind: attempt.prediction.taskKind,
		quality: chosen.quality.mean,
		qualityLow: chosen.quality.low,
		qualityHigh: chosen.quality.high,
		expectedLatencyMs: chosen.latencyMs,
		reason: attempt.decision.reason,
		referenceName: reference?.candidate.displayName ?? null,
		referenceCost: reference?.cost.expected ?? null,
	};
}

async function receive(attempt: AttemptInput, chosen: RouteAlternative, received: Received): Promise<void> {
	const { deps, input, events } = attempt;
	const request: StreamRequest = {
		model: chosen.candidate.wireModel,
		messages: input.prompt.messages,
		tools: input.prompt.tools,
		toolChoice: input.prompt.toolChoice,
		stableMessages: input.prompt.stableMessages,
		maxOutputTokens: chosen.cost.outputCap,
		effort: chosen.candidate.effort,
	};
	let lastProgress = deps.clock.now();
	const most = Math.max(MIN_CHARS_ALLOWED, chosen.cost.outputCap * CHARS_PER_TOKEN);
	for await (const event of deps.provider(chosen.candidate).stream(request, input.signal)) {
		if (event.type === 'usage') {
			received.usage = event.usage;
			received.reportedCost = event.reportedCost;
			continue;
		}
		if (event.type === 'end') {
			received.ended = event.reason;
			if (event.reason === 'filter' && received.text === '') {
				throw new RoutooError(
					'refused',
					`${chosen.candidate.displayName} refused to answer (content filter).`,
					'Rephrase the message or choose another model.',
				);
			}
			continue;
		}
		received.firstTokenAt ??= deps.clock.now();
		received.pieces += 1;
		if (event.type === 'text') {
			received.text += event.text;
			events.onText(event.text);
		} else if (event.type === 'reasoning') {
			received.reasoning += event.text;
			events.onReasoning(event.text);
		}
		if (received.text.length + received.reasoning.length > most) {
			throw new RoutooError(
				'badResponse',
				`${chosen.candidate.displayName} went on far beyond the ${chosen.cost.outputCap} tokens it was asked for, and was stopped.`,
				'Ask for a shorter answer or choose another model.',
			);
		}
		if (deps.clock.now() - lastProgress >= PROGRESS_EVERY) {
			lastProgress = deps.clock.now();
			void deps.ledger.progress?.(attempt.requestId, costOf(attempt, chosen, received).cost);
		}
	}
	input.signal.throwIfAborted();
	const name = chosen.candidate.displayName;
	if (received.text === '') {
		const message =
			received.ended === 'length'
				? `${name} used all its ${chosen.cost.outputCap} tokens for thinking and gave no answer.`
				: `${name} sent an empty answer.`;
		throw new RoutooError('brokenStream', message, 'Try again or choose another model.');
	}
	if (received.ended === 'length') {
		attempt.warn(
			new RoutooError(
				'brokenStream',
				`The answer of ${name} was cut off at its limit of ${chosen.cost.outputCap} tokens.`,
				'Ask it to go on.',
			),
		);
	}
}

/** From the length of the text, but never fewer than the pieces that came. */
function outputTokens(attempt: AttemptInput, received: Received): number {
	const { estimateTokens } = attempt.deps;
	return Math.max(received.pieces, estimateTokens(received.text) + estimateTokens(received.reasoning));
}

function costOf(attempt: AttemptInput, chosen: RouteAlternative, received: Received): { cost: MicroDollars; source: CostSource } {
	return settledCost({
		candidate: chosen.candidate,
		priced: chosen.cost.basis !== 'unknown',
		usage: received.usage,
		reportedCost: received.reportedCost,
		inputTokens: attempt.inputTokens,
		outputTokens: () => outputTokens(attempt, received),
	});
}

async function settle(
	attempt: AttemptInput,
	chosen: RouteAlternative,
	received: Received,
	startedAt: number,
	outcome: Settlement['outcome'],
): Promise<Sent> {
	const { deps } = attempt;
	const { cost, source } = costOf(attempt, chosen, received);
	const durationMs = deps.clock.now() - startedAt;
	const firstTokenMs = received.firstTokenAt === null ? null : received.firstTokenAt - startedAt;
	const { usage } = received;
	await deps.ledger
		.settle({ requestId: attempt.requestId, cost, costSource: source, usage, outcome, durationMs, firstTokenMs })
		.catch(attempt.warn);
	const reference = referenceModel(attempt.decision);
	const savedAgainst = reference === null ? null : { modelName: reference.candidate.displayName, saved: reference.cost.expected - cost };
	return {
		parts: received.text === '' ? [] : [{ type: 'text', text: received.text }],
		ended: outcome === 'answered' ? received.ended : null,
		receipt: { cost, costSource: source, durationMs, firstTokenMs, usage, savedAgainst },
		contextTokens:
			(usage === null ? attempt.inputTokens : usage.input + usage.cachedInput + usage.cacheWrite) +
			(usage?.output ?? outputTokens(attempt, received)),
	};
}

function asRoutooError(cause: unknown, signal: AbortSignal): RoutooError {
	if (signal.aborted) return new RoutooError('cancelled', 'Stopped.', 'Send again when you are ready.', { cause });
	if (cause instanceof RoutooError) return cause;
	return new RoutooError(
		'server',
		`The answer failed: ${cause instanceof Error ? cause.message : String(cause)}`,
		'Try again or choose another model.',
		{ cause },
	);
}
