import * as l10n from '@vscode/l10n';
import type { BudgetPeriod } from '../../core/money/ledger.ts';
import { applyEvent, type LedgerEvent, reserveEvent, settleEvent } from '../../core/money/ledger-events.ts';
import type { DayFigures } from '../../core/money/ledger-summary.ts';
import { localDay } from '../../core/money/period.ts';
import type { LedgerFile } from './ledger-file.ts';

/** The name under which a sum stands whose requests were forgotten. */
export const FORGOTTEN = 'forgotten';

/**
 * Deletes all requests but those that run, on the user's word alone. What they cost in the period stays, as a sum for each day and purpose:
 * without it the limit would begin anew, and forgetting would be a way around it.
 * @param now ms since epoch
 */
export function forgetEnded(file: LedgerFile, period: BudgetPeriod, now: number): void {
	const db = file.connection;
	db.transaction(() => {
		const running = db
			.all(
				"SELECT request_id AS id FROM events AS e WHERE kind = 'reserve' AND seq = (SELECT MAX(seq) FROM events WHERE request_id = e.request_id)",
			)
			.flatMap(({ id }) => file.eventsOf(String(id)));
		const sums = sumsOf(file.figures(period.start, period.end), running);
		const guard = String(db.get("SELECT sql FROM sqlite_schema WHERE name = 'events_no_delete'")?.sql);
		db.run('DROP TRIGGER events_no_delete');
		for (const table of ['events', 'totals', 'requests']) db.run(`DELETE FROM ${table}`);
		db.run(guard);
		for (const [n, sum] of sums.entries()) for (const event of booked(sum, `${FORGOTTEN} ${now} ${n}`)) file.append(event);
		for (const event of running) file.append(event);
	});
}

/** What is booked by day and purpose, without what running requests have booked already. */
function sumsOf(
	figures: readonly DayFigures[],
	running: readonly LedgerEvent[],
): Pick<DayFigures, 'at' | 'purpose' | 'settled' | 'estimated'>[] {
	const sums = new Map<string, { at: number; purpose: string; settled: number; estimated: number }>();
	const add = (at: number, purpose: string, settled: number, estimated: number): void => {
		const key = `${localDay(at)} ${purpose}`;
		const sum = sums.get(key) ?? { at, purpose, settled: 0, estimated: 0 };
		sums.set(key, { ...sum, settled: sum.settled + settled, estimated: sum.estimated + estimated });
	};
	for (const { at, purpose, settled, estimated } of figures) add(at, purpose, settled, estimated);
	for (const { reservedAt, purpose, settledDelta, estimatedDelta } of running) {
		if (sums.has(`${localDay(reservedAt)} ${purpose}`)) add(reservedAt, purpose, -settledDelta, -estimatedDelta);
	}
	return [...sums.values()].filter(({ settled }) => settled > 0);
}

/** A sum as the two events of one request. */
function booked({ at, purpose, settled, estimated }: ReturnType<typeof sumsOf>[number], requestId: string): LedgerEvent[] {
	const reserve = reserveEvent(
		null,
		{
			...{ requestId, purpose, sessionId: null, runId: null, expected: 0, max: settled },
			owner: { user: 'local', device: 'unknown', window: '' },
			decision: {
				...{ candidateId: FORGOTTEN, modelName: FORGOTTEN, recipient: '', endpointId: '', taskKind: '' },
				// No number: nothing was predicted of a sum.
				...{ quality: Number.NaN, qualityLow: Number.NaN, qualityHigh: Number.NaN, expectedLatencyMs: 0 },
				...{ reason: l10n.t('The sum of this day, whose requests you had forgotten.'), referenceName: null, referenceCost: null },
			},
		},
		at,
	);
	const state = applyEvent(null, reserve)!;
	const end = {
		requestId,
		cost: settled,
		costSource: 'provider',
		usage: null,
		outcome: 'answered',
		durationMs: 0,
		firstTokenMs: null,
	} as const;
	const settle = settleEvent(state, end, at)!;
	return [reserve, { ...settle, estimatedDelta: Math.min(settled, Math.max(0, estimated)) }];
}
