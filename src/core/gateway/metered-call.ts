import * as l10n from '@vscode/l10n';
import { abortable, orAborted, unlessAborted } from '../base/aborting.ts';
import { RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Clock } from '../base/time.ts';
import type { StreamEvent } from '../message/stream.ts';
import { mostTokensOf } from '../message/token-bounds.ts';
import type { Candidate } from '../model/candidate.ts';
import { recipientName } from '../model/recipient.ts';
import type { BudgetPeriod, Ledger, Reservation, Settlement } from '../money/ledger.ts';
import { type Reference, referenceCost } from '../money/reference.ts';
import { type Charge, settledCost } from '../money/usage-cost.ts';
import { dollarsInWords } from '../routing/reason.ts';
import type { Health, Road } from './health.ts';
import { Received } from './received.ts';

/** What one paid request needs of the world. */
export interface MeterDeps {
	readonly ledger: Ledger;
	readonly clock: Clock;
	readonly health: Health;
	estimateTokens(text: string): number;
}

/** One request to one model that was chosen, by any caller. */
export interface MeteredCall {
	readonly reservation: Reservation;
	readonly period: BudgetPeriod;
	readonly candidate: Candidate;
	/** False: the model has no price that could be used. */
	readonly priced: boolean;
	/** What a whole answer is compared with; absent where nothing is. */
	readonly reference?: Reference | null;
	/** Estimated tokens of the prompt. */
	readonly inputTokens: number;
	/** The most tokens that any vendor can count in it; absent: as far as the estimate says. */
	mostInput?(): number;
	/** Tokens that the model was asked for at most. */
	readonly outputCap: number;
	/** Characters that are let through in any case, and what is made of a server that sends far more than the cap. */
	readonly brake: { readonly leastChars: number; readonly beyond: 'fail' | 'enough' };
	readonly road: Road;
	/** A stop by the caller. */
	readonly signal: AbortSignal;
	/** Aborts where the call takes too long; its reason is the error of the call, a RoutooError. */
	readonly late?: AbortSignal;
	/** The money is reserved: the last moment to say which model it is before its first token. */
	reserved?(): void;
	open(signal: AbortSignal): AsyncIterable<StreamEvent>;
	/**
	 * Every event as it comes, after it was counted. `enough`: the answer is whole, and the connection is closed. May throw what makes the
	 * answer a failure.
	 */
	take(event: StreamEvent, received: Received): 'more' | 'enough';
	/** Where it gives a promise, nothing more is read until that resolves (GatewayEvents.drained). */
	drained?(): Promise<void> | null;
	/** What makes a stream that ended by itself a failure, null where nothing does. */
	flaw?(received: Received): RoutooError | null;
	/** The ledger could not record something, or the server claims more than the request can cost. */
	warn(error: unknown): void;
}

/** What was sent and is owed. */
export interface Sent extends Charge {
	readonly durationMs: number;
	/** Null where nothing came. */
	readonly firstTokenMs: number | null;
	readonly outcome: Settlement['outcome'];
	/** Of the reference at the tokens really used, µ$; absent where there is none, and for a part of an answer. */
	readonly referenceCost?: MicroDollars;
}

export type MeteredOutcome =
	/** Another window took the money between the decision and the reservation. */
	| { readonly kind: 'overBudget' }
	| {
			readonly kind: 'answered' | 'cancelled' | 'failed';
			/** Null where it answered. */
			readonly error: RoutooError | null;
			readonly received: Received;
			/** Null: nothing is owed, and the reservation is released. */
			readonly sent: Sent | null;
			/** Resolves when the money is booked, to whether it could be. Never rejects. */
			readonly booked: Promise<boolean>;
			/** It worked after failures: it is no longer left alone. */
			readonly recovered: boolean;
	  };

/** How often the cost so far is reported to the ledger, ms: what a killed window is booked at lags by no more. */
const PROGRESS_EVERY = 250;
/**
 * A server that ignores the output cap is stopped: no tokenizer packs so many characters into a token on average, save in short texts of
 * blanks.
 */
const CHARS_PER_TOKEN = 16;

/**
 * The only road of money: reserve, stream, report, brake, settle or release, and remember what failed. Whatever happens after the
 * reservation, one of settle and release follows, and a stream that ignores its signal is not waited for. Errors: what the ledger threw
 * where it takes no reservation and money is at stake, and what `reserved` threw.
 */
export async function meteredCall(deps: MeterDeps, call: MeteredCall): Promise<MeteredOutcome> {
	const received = new Received((text) => deps.estimateTokens(text));
	const reserved = await reserve(deps, call);
	if (reserved === 'overBudget') return { kind: 'overBudget' };
	if (reserved === 'stopped') {
		const error = errorOf(null, call);
		return { kind: 'cancelled', error, received, recovered: false, sent: null, booked: Promise.resolve(false) };
	}
	const { written } = reserved;
	const free = async (why: RoutooError): Promise<{ sent: null; booked: Promise<boolean> }> => {
		const { requestId, max } = call.reservation;
		const released = written.then(() => deps.ledger.release(requestId, why.kind)).catch((error: unknown) => call.warn(error));
		// The next attempt needs the money; who stops waits for nothing, and there is no money in a free one.
		if (max > 0) await unlessAborted(released, call.signal);
		return { sent: null, booked: Promise.resolve(false) };
	};
	if (call.signal.aborted) {
		const error = errorOf(null, call);
		return { kind: 'cancelled', error, received, recovered: false, ...(await free(error)) };
	}
	try {
		call.reserved?.();
	} catch (cause) {
		// Who is told is at fault, not the model.
		await free(errorOf(cause, call));
		throw cause;
	}
	const startedAt = deps.clock.now();
	let error: RoutooError | null = null;
	try {
		await receive(deps, call, received, startedAt);
		error = call.flaw?.(received) ?? null;
	} catch (cause) {
		error = errorOf(cause, call);
	}
	if (error === null) {
		const recovered = deps.health.worked(call.candidate, call.road);
		return { kind: 'answered', error, received, recovered, ...settle(deps, call, written, received, startedAt, 'answered') };
	}
	if (error.kind === 'cancelled')
		return { kind: 'cancelled', error, received, recovered: false, ...settle(deps, call, written, received, startedAt, 'cancelled') };
	deps.health.failed(call.candidate, error, call.road);
	// Before the first token nothing is owed, unless the vendor counted all the same (hidden thinking, a refusal), or says that it wrote up
	// to the cap.
	const owed = received.firstTokenAt !== null || received.usage !== null || received.ended === 'length';
	const money = owed ? settle(deps, call, written, received, startedAt, 'broken') : await free(error);
	return { kind: 'failed', error, received, recovered: false, ...money };
}

/** `written` resolves once the ledger has answered. Never rejects. */
type Reserved = 'overBudget' | 'stopped' | { readonly written: Promise<void> };

/**
 * A request that can cost nothing is never refused, so it does not wait for a ledger that is locked, and it may answer although nothing can
 * be written. A stop waits for no ledger either: what is reserved after it is released.
 */
async function reserve({ ledger }: MeterDeps, { reservation, period, signal, warn }: MeteredCall): Promise<Reserved> {
	const reserving = ledger.reserve(reservation, period);
	if (reservation.max === 0) {
		return {
			written: reserving.then(
				() => undefined,
				(error: unknown) => warn(error),
			),
		};
	}
	try {
		return (await orAborted(reserving, signal)).kind === 'reserved' ? { written: Promise.resolve() } : 'overBudget';
	} catch (error) {
		if (!signal.aborted) throw error;
		const late = reserving.then(({ kind }) => (kind === 'reserved' ? ledger.release(reservation.requestId, 'cancelled') : undefined));
		void late.catch((cause: unknown) => warn(cause));
		return 'stopped';
	}
}

async function receive(deps: MeterDeps, call: MeteredCall, received: Received, startedAt: number): Promise<void> {
	const { clock, ledger } = deps;
	const most = Math.max(call.brake.leastChars, call.outputCap * CHARS_PER_TOKEN);
	const signal = call.late === undefined ? call.signal : AbortSignal.any([call.signal, call.late]);
	let lastProgress = clock.now();
	for await (const event of abortable(call.open(signal), signal)) {
		const now = clock.now();
		received.add(event, now);
		if (call.take(event, received) === 'enough') break;
		const full = call.drained?.() ?? null;
		if (full !== null) await orAborted(full, signal);
		if (event.type === 'usage' || event.type === 'end') continue;
		if (received.chars > most) {
			if (call.brake.beyond === 'enough') break;
			throw wentBeyond(call.candidate.displayName, call.outputCap);
		}
		if (now - lastProgress < PROGRESS_EVERY) continue;
		lastProgress = now;
		void ledger.progress(call.reservation.requestId, chargeOf(call, received, false, startedAt).cost);
	}
	signal.throwIfAborted();
}

function chargeOf(call: MeteredCall, received: Received, whole: boolean, at: number): Charge {
	return settledCost({
		candidate: call.candidate,
		priced: call.priced,
		usage: received.usage,
		reportedCost: received.reportedCost,
		ownKey: received.ownKey,
		whole,
		inputTokens: call.inputTokens,
		outputCap: call.outputCap,
		at,
		uncounted: () => received.uncounted(),
		received: () => received.tokens(),
		mostInput: () => call.mostInput?.() ?? mostTokensOf(call.inputTokens),
	});
}

/** A cost that nobody knows, or that was not believed, is compared with nothing. */
function comparedWith(call: MeteredCall, { usage, claimed }: Charge, received: Received, at: number): Pick<Sent, 'referenceCost'> {
	if (call.reference == null || !call.priced || claimed !== undefined) return {};
	const tokens = usage ?? { input: call.inputTokens, cachedInput: 0, cacheWrite: 0, output: received.uncounted(), reasoning: 0 };
	return { referenceCost: referenceCost(call.reference, tokens, at) };
}

/** Said of a model that passes over its cap. */
function wentBeyond(name: string, cap: number): RoutooError {
	const said =
		cap === 1
			? l10n.t('{0} went on far beyond the 1 token it was asked for, and was stopped.', name)
			: l10n.t('{0} went on far beyond the {1} tokens it was asked for, and was stopped.', name, cap);
	return new RoutooError('badResponse', said, l10n.t('Ask for a shorter answer or choose another model.'), { scope: 'model' });
}

/** Said of a charge that is not what the server claims. */
function beyond(candidate: Candidate, claimed: MicroDollars, cost: MicroDollars): RoutooError {
	return new RoutooError(
		'badResponse',
		l10n.t(
			'{0} claims {1} for a request that can cost {2} at most; {2} is booked, as an estimate.',
			candidate.displayName,
			dollarsInWords(claimed),
			dollarsInWords(cost),
		),
		l10n.t(
			'Compare it with the bill of {0}; the command "Routoo: Correct a Booked Amount" of an editor books what that says.',
			recipientName(candidate.recipient),
		),
	);
}

/** The answer need not wait for the ledger. */
function settle(
	{ clock, ledger }: MeterDeps,
	call: MeteredCall,
	written: Promise<void>,
	received: Received,
	startedAt: number,
	outcome: Settlement['outcome'],
): { sent: Sent; booked: Promise<boolean> } {
	const charge = chargeOf(call, received, received.ended !== null, startedAt);
	const durationMs = clock.now() - startedAt;
	const firstTokenMs = received.firstTokenAt === null ? null : received.firstTokenAt - startedAt;
	const compared = outcome === 'answered' ? comparedWith(call, charge, received, startedAt) : {};
	const sent = { ...charge, durationMs, firstTokenMs, outcome, ...compared };
	const { requestId } = call.reservation;
	const { cost, source: costSource, usage, claimed } = charge;
	if (claimed !== undefined) call.warn(beyond(call.candidate, claimed, cost));
	const settlement = { requestId, cost, costSource, usage, outcome, durationMs, firstTokenMs, ...compared };
	const booked = written
		.then(() => ledger.settle(claimed === undefined ? settlement : { ...settlement, claimed }))
		.then(
			() => true,
			(error: unknown) => {
				call.warn(error);
				return false;
			},
		);
	return { sent, booked };
}

function errorOf(cause: unknown, { signal, late, road }: MeteredCall): RoutooError {
	if (signal.aborted) return new RoutooError('cancelled', l10n.t('Stopped.'), l10n.t('Send again when you are ready.'), { cause });
	if (late?.reason instanceof RoutooError) return late.reason;
	if (cause instanceof RoutooError) return cause;
	const words = (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
	return road === 'chat'
		? new RoutooError('server', l10n.t('The answer failed: {0}', words), l10n.t('Try again or choose another model.'), { cause })
		: new RoutooError('server', l10n.t('The completion failed: {0}', words), l10n.t('Choose another model for completions.'), { cause });
}
