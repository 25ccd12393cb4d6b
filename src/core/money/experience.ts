import { effortOfId } from '../model/efforts.ts';
import type { Experience, ModelExperience, Quantiles } from './ledger.ts';
import { applyEvent, type LedgerEvent, type RequestState, type SettleDetail } from './ledger-events.ts';

/**
 * So many of the newest requests of each purpose are looked at: a model that was slow last year may be quick today, and a reservation must
 * not wait for the reading.
 */
export const EXPERIENCE_REQUESTS = 400;
/** A completion has its own length and its own wait, so it says nothing of an answer. */
export const NO_EXPERIENCE = 'completion';

/** Ends that say nothing of a model: the user stopped, or the fault lies in the request or on this computer. */
const NOT_ITS_FAULT: ReadonlySet<string> = new Set([
	...['cancelled', 'contextTooLong', 'refused', 'noModel', 'budget', 'storage', 'damagedFile', 'invalidInput', 'settings'],
	'the reservation failed',
]);

/** What one asking of one model came to. */
interface Attempt {
	readonly candidateId: string;
	readonly at: number;
	readonly failed: boolean;
	readonly firstTokenMs: number | null;
	readonly durationMs: number | null;
}

/**
 * Folds the events of requests, those of one request oldest first. A request that another model took over is an attempt of each; one that
 * still runs, was lost with its window, or has an event that cannot be read whole, is none.
 */
export function experienceOf(events: Iterable<LedgerEvent>): ModelExperience {
	const attempts: Attempt[] = [];
	const states = new Map<string, RequestState>();
	for (const event of events) {
		const before = states.get(event.requestId) ?? null;
		const attempt = before === null || before.damaged || event.damaged === true ? null : attemptOf(before, event);
		if (attempt !== null) attempts.push(attempt);
		const after = applyEvent(before, event);
		if (after !== null) states.set(event.requestId, after);
	}
	return { candidates: grouped(attempts, (id) => id), models: grouped(attempts, modelOfId) };
}

/** `endpoint/model` of a candidate's id: without its effort. */
export function modelOfId(candidateId: string): string {
	const effort = effortOfId(candidateId);
	return effort === null ? candidateId : candidateId.slice(0, -effort.length - 1);
}

function attemptOf({ reservation, state }: RequestState, { kind, at, detail }: LedgerEvent): Attempt | null {
	// What comes after the end is a correction, or the same request asked again.
	if (state !== 'outstanding') return null;
	const { candidateId } = reservation.decision;
	if (kind === 'settle') {
		const { outcome, firstTokenMs, durationMs } = detail as SettleDetail;
		if (outcome === 'cancelled') return null;
		const failed = outcome === 'broken';
		return { candidateId, at, failed, firstTokenMs: failed ? null : sound(firstTokenMs), durationMs: failed ? null : sound(durationMs) };
	}
	if (kind !== 'release' || !('why' in detail) || NOT_ITS_FAULT.has(detail.why)) return null;
	return { candidateId, at, failed: true, firstTokenMs: null, durationMs: null };
}

/** A clock that was set back in mid-answer measured nothing. */
function sound(ms: number | null): number | null {
	return ms !== null && Number.isFinite(ms) && ms >= 0 ? ms : null;
}

function grouped(attempts: readonly Attempt[], idOf: (candidateId: string) => string): Experience[] {
	return [...Map.groupBy(attempts, ({ candidateId }) => idOf(candidateId))].map(([id, own]) => ({
		id,
		requests: own.length,
		failed: own.filter(({ failed }) => failed).length,
		firstTokenMs: quantiles(own.map(({ firstTokenMs }) => firstTokenMs)),
		durationMs: quantiles(own.map(({ durationMs }) => durationMs)),
		lastAt: own.reduce((latest, { at }) => Math.max(latest, at), 0),
	}));
}

/** Nearest rank: a wait that really was measured. */
function quantiles(values: readonly (number | null)[]): Quantiles | null {
	const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
	if (sorted.length === 0) return null;
	const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
	return { p50: at(0.5), p90: at(0.9) };
}
