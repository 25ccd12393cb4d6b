import type { TokenUsage } from '../model/prices.ts';
import { readChoice } from './kept-choice.ts';
import type { LedgerDecision, Owner } from './ledger.ts';
import { type LedgerEvent, type ReserveDetail, type SettleDetail, UNRECORDED_OWNER } from './ledger-events.ts';

/** An event without its detail, as the columns of a file have it. */
export type EventColumns = Omit<LedgerEvent, 'detail' | 'damaged'>;

/**
 * The event of a file's row. Its detail is text that a disk may have changed: what is no detail any more is made up of the columns, which
 * hold every amount, and the event is marked as damaged. So is a detail that says another purpose than its column.
 */
export function eventOf(columns: EventColumns, text: string): LedgerEvent {
	const json = parsed(text);
	switch (columns.kind) {
		case 'reserve': {
			const detail = reserveDetail(json, columns);
			if (detail === null) return { ...columns, detail: madeUpReserve(columns), damaged: true };
			return { ...columns, owner: { ...columns.owner, window: detail.owner.window }, detail };
		}
		case 'settle': {
			const detail = settleDetail(json);
			return detail === null ? { ...columns, detail: madeUpSettle(columns), damaged: true } : { ...columns, detail };
		}
		case 'release':
			return typeof json.why === 'string' ? { ...columns, detail: { why: json.why } } : { ...columns, detail: { why: '' }, damaged: true };
		case 'orphan':
			return typeof json.cost === 'number' && (json.from === 'progress' || json.from === 'expected')
				? { ...columns, detail: { cost: json.cost, from: json.from } }
				: { ...columns, detail: { cost: columns.settledDelta, from: 'expected' }, damaged: true };
	}
}

/**
 * For an end that has lost its reservation: one of the amount that the end frees, so that the sums stay what they were. Its detail is none:
 * it is read by its columns, like that of every damaged row.
 */
export function lostReservation(end: EventColumns): EventColumns {
	const outstandingDelta = Math.max(0, -end.outstandingDelta);
	return { ...end, kind: 'reserve', at: end.reservedAt, settledDelta: 0, outstandingDelta, estimatedDelta: 0 };
}

type Json = Readonly<Record<string, unknown>>;

/** An object, empty for anything else. */
function parsed(text: string): Json {
	try {
		const json: unknown = JSON.parse(text);
		return typeof json === 'object' && json !== null ? (json as Json) : {};
	} catch {
		return {};
	}
}

/** Until version 3 the owner was the window's name alone, there were no runs, and version 1 knew no purpose. */
function reserveDetail(
	{ owner, sessionId, runId, expected, max, decision }: Json,
	{ purpose, owner: columns }: EventColumns,
): ReserveDetail | null {
	const who = typeof owner === 'string' ? { ...UNRECORDED_OWNER, window: owner } : ownerOf(owner, columns);
	const what = decisionOf(decision);
	const named = isTextOrNone(sessionId) && isTextOrNone(runId);
	if (who === null || what === null || !named || !isAmount(expected) || !isAmount(max)) return null;
	return { owner: who, purpose, sessionId: sessionId ?? null, runId: runId ?? null, expected, max, decision: what };
}

/** An amount of the columns as a reservation: the most that it can have been, so that nothing is counted too low. */
function madeUpReserve({ purpose, runId, owner, outstandingDelta }: EventColumns): ReserveDetail {
	const max = Math.max(0, outstandingDelta);
	const texts = { candidateId: '', modelName: '', recipient: '', endpointId: '', taskKind: '', reason: '', referenceName: null };
	const figures = { quality: 0, qualityLow: 0, qualityHigh: 0, expectedLatencyMs: 0, referenceCost: null };
	return { owner, purpose, sessionId: null, runId, expected: max, max, decision: { ...texts, ...figures } };
}

const SOURCES: readonly unknown[] = ['provider', 'tokens', 'estimate', 'free'];
const OUTCOMES: readonly unknown[] = ['answered', 'cancelled', 'broken'];

function settleDetail(json: Json): SettleDetail | null {
	const { cost, costSource, usage, outcome, durationMs, firstTokenMs, claimed, referenceCost, corrected } = json;
	const named = SOURCES.includes(costSource) && OUTCOMES.includes(outcome);
	const timed = isNumber(durationMs) && (firstTokenMs === null || isNumber(firstTokenMs));
	const optional = (claimed === undefined || isAmount(claimed)) && (referenceCost === undefined || isNumber(referenceCost));
	if (!named || !timed || !optional || !isAmount(cost) || !isUsage(usage)) return null;
	const sure = { cost, costSource, usage, outcome, durationMs, firstTokenMs } as SettleDetail;
	return {
		...sure,
		...(isAmount(claimed) ? { claimed } : {}),
		...(isNumber(referenceCost) ? { referenceCost } : {}),
		...(corrected === true ? { corrected } : {}),
	};
}

function madeUpSettle({ settledDelta, estimatedDelta }: EventColumns): SettleDetail {
	const costSource = estimatedDelta > 0 ? 'estimate' : 'provider';
	return { cost: settledDelta, costSource, usage: null, outcome: 'broken', durationMs: 0, firstTokenMs: null };
}

function ownerOf(value: unknown, columns: Owner): Owner | null {
	if (typeof value !== 'object' || value === null) return null;
	const { user, device, window, workspace } = value as Json;
	if (![user, device, window, workspace].every(isTextOrNone)) return null;
	return {
		...{ user: (user ?? columns.user) as string, device: (device ?? columns.device) as string, window: (window ?? '') as string },
		...(workspace == null ? {} : { workspace: workspace as string }),
	};
}

function decisionOf(value: unknown): LedgerDecision | null {
	if (typeof value !== 'object' || value === null) return null;
	const of = value as Json;
	const texts = [of.candidateId, of.modelName, of.recipient, of.endpointId, of.taskKind, of.reason];
	const figures = [of.quality, of.qualityLow, of.qualityHigh, of.expectedLatencyMs];
	// What is no number (a quality that could not be computed) stands as null in JSON.
	if (!texts.every((text) => typeof text === 'string') || !figures.every((figure) => figure == null || isNumber(figure))) return null;
	if (of.change !== undefined && typeof of.change !== 'string') return null;
	if (!isTextOrNone(of.referenceName) || !(of.referenceCost == null || isNumber(of.referenceCost))) return null;
	const { expectedOutput, alternatives, ...rest } = value as LedgerDecision;
	return { ...rest, ...readChoice(expectedOutput, alternatives) };
}

function isUsage(value: unknown): value is TokenUsage | null {
	if (value === null) return true;
	if (typeof value !== 'object') return false;
	const { input, cachedInput, cacheWrite, output, reasoning } = value as Json;
	return [input, cachedInput, cacheWrite, output, reasoning].every(isNumber);
}

function isTextOrNone(value: unknown): value is string | null | undefined {
	return value == null || typeof value === 'string';
}

function isNumber(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}

function isAmount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}
