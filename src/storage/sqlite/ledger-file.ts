import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { PeriodSpend, Purpose } from '../../core/money/ledger.ts';
import { type EventColumns, eventOf } from '../../core/money/ledger-detail.ts';
import { type EventKind, foldRequest, type LedgerEvent, type RequestState, UNRECORDED_OWNER } from '../../core/money/ledger-events.ts';
import { type Taken, takenOf } from '../../core/money/ledger-rules.ts';
import { type DayFigures, figuresOfEvents, QUARTER_MS, quartersOf, spentOf } from '../../core/money/ledger-summary.ts';
import { type ArrivalHistory, countedArrivals } from '../../core/money/pacing.ts';
import { endOfLocalDay } from '../../core/money/period.ts';
import { Connection, type Row } from './connection.ts';
import { BUSY_MS, LEDGER_MIGRATIONS } from './schema.ts';

/** An outstanding request without a heartbeat. */
export interface StaleRequest {
	readonly requestId: string;
	/** Last progress report, µ$; null when there was none. */
	readonly progress: MicroDollars | null;
}

/**
 * The SQL of the ledger. Beside the events there is one liveness mark for each outstanding request (last heartbeat, last progress), which
 * is not money and is overwritten, and the running totals, which a trigger keeps. Sums are taken by TOTAL, which is exact as long as a
 * number of JavaScript is, while an integer sum beyond that could not be read at all. Synchronous; all within `transaction` or `read` of
 * the connection.
 */
export class LedgerFile {
	readonly connection: Connection;
	readonly #damagedRow: (requestId: string) => void;

	/**
	 * @param damagedRow told of a row that is no event any more or whose detail cannot be read, each time that it is met
	 * @throws errors of SQLite (see storage-error.ts); RoutooError 'storage' for a file of a newer version
	 */
	constructor(path: string, damagedRow: (requestId: string) => void = () => {}, patience = BUSY_MS) {
		this.#damagedRow = damagedRow;
		this.connection = new Connection(path, LEDGER_MIGRATIONS, l10n.t('The ledger'), patience);
	}

	append(event: LedgerEvent): void {
		this.appendRow(event, JSON.stringify(event.detail));
	}

	appendRow(e: EventColumns, detail: string): void {
		const { user, device } = e.owner;
		this.connection.run(
			`INSERT INTO events (request_id, kind, purpose, run_id, user, device, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			...[e.requestId, e.kind, e.purpose, e.runId, user, device, e.at, e.reservedAt],
			...[e.settledDelta, e.outstandingDelta, e.estimatedDelta, detail],
		);
	}

	/** Null for an unknown request. */
	request(requestId: string): RequestState | null {
		return foldRequest(this.eventsOf(requestId));
	}

	/** Oldest first. */
	eventsOf(requestId: string): LedgerEvent[] {
		return this.#events('request_id = ?', requestId);
	}

	/** What is taken of [start, end). */
	spent(start: number, end: number): PeriodSpend {
		const { from, to, edges } = quartersOf(start, end);
		const whole = this.connection
			.all(
				`SELECT purpose, TOTAL(settled) AS settled, TOTAL(outstanding) AS outstanding
				FROM totals WHERE quarter >= ? AND quarter < ? GROUP BY purpose`,
				...[from, to],
			)
			.map((row) => ({ purpose: String(row.purpose), settled: Number(row.settled), outstanding: Number(row.outstanding) }));
		return spentOf([...whole, ...this.#figuresBetween(edges)]);
	}

	taken(start: number, end: number, purpose: Purpose): Taken {
		return takenOf(this.spent(start, end), purpose);
	}

	/** Of all requests reserved in [start, end), summed up by local day, purpose and model. */
	figures(start: number, end: number): DayFigures[] {
		const { from, to, edges } = quartersOf(start, end);
		const figures = this.#figuresBetween(edges);
		const next = (quarter: number) =>
			this.connection.get('SELECT MIN(quarter) AS quarter FROM totals WHERE quarter >= ? AND quarter < ?', quarter, to)?.quarter ?? null;
		for (let quarter = next(from); quarter !== null; ) {
			const at = Number(quarter) * QUARTER_MS;
			const dayEnd = Math.min(to, Math.ceil(endOfLocalDay(at) / QUARTER_MS));
			const rows = this.connection.all(
				`SELECT purpose, model, TOTAL(settled) AS settled, TOTAL(outstanding) AS outstanding, TOTAL(estimated) AS estimated,
				TOTAL(saved) AS saved, TOTAL(requests) AS requests, TOTAL(arrived) AS arrived FROM totals WHERE quarter >= ? AND quarter < ? GROUP BY purpose, model`,
				...[Number(quarter), dayEnd],
			);
			figures.push(...rows.map((row) => dayFiguresOf(row, at)));
			quarter = next(dayEnd);
		}
		return figures;
	}

	/** All events of requests reserved in [start, end), oldest first. */
	eventsBetween(start: number, end: number): LedgerEvent[] {
		return this.#events('reserved_at >= ? AND reserved_at < ?', start, end);
	}

	/** What requests were for, each once. */
	purposes(): string[] {
		return this.connection.all(PURPOSES).map((row) => String(row.purpose));
	}

	/** Ids of the newest requests by last reservation, newest first; of one purpose where it is given. */
	newestRequests(limit: number, purpose?: Purpose): string[] {
		const purposes = purpose === undefined ? this.purposes() : [purpose];
		const newest = purposes.flatMap((each) => this.#newestOf(each, limit)).sort((a, b) => b.at - a.at || b.seq - a.seq);
		return [...new Set(newest.map(({ id }) => id))].slice(0, limit);
	}

	/** The last reservations of `limit` requests of the purpose. */
	#newestOf(purpose: string, limit: number): { readonly id: string; readonly at: number; readonly seq: number }[] {
		const sql = `SELECT at * 1.0 AS at, seq * 1.0 AS seq, request_id AS id FROM events
			WHERE kind = 'reserve' AND purpose = ? AND (at, seq) < (?, ?) ORDER BY at DESC, seq DESC LIMIT ?`;
		const last = new Map<string, { readonly id: string; readonly at: number; readonly seq: number }>();
		let before: [number, number] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
		// Page by page, since a request that was reserved again stands there more than once.
		for (let full = limit > 0; full && last.size < limit; ) {
			const rows = this.connection.all(sql, purpose, ...before, limit);
			for (const row of rows) {
				const id = String(row.id);
				if (last.size < limit && !last.has(id)) last.set(id, { id, at: Number(row.at), seq: Number(row.seq) });
			}
			full = rows.length === limit;
			before = [Number(rows.at(-1)?.at), Number(rows.at(-1)?.seq)];
		}
		return [...last.values()];
	}

	/** Ids of a run's requests, oldest first. */
	requestsOfRun(runId: string, limit: number): string[] {
		return this.connection
			.all('SELECT request_id FROM events WHERE run_id = ? GROUP BY request_id ORDER BY MIN(seq) LIMIT ?', runId, limit)
			.map(({ request_id }) => String(request_id));
	}

	arrivals(since: number, now: number): ArrivalHistory {
		const { from, to, edges } = quartersOf(since, now);
		const counted = this.connection
			.all('SELECT quarter, TOTAL(arrived) AS count FROM totals WHERE quarter >= ? AND quarter < ? GROUP BY quarter', from, to)
			.map(({ quarter, count }) => ({ at: Number(quarter) * QUARTER_MS, count: Number(count) }));
		const atEdges = edges.flatMap(([start, end]) =>
			this.connection
				.all(
					`SELECT reserved_at * 1.0 AS at, COUNT(DISTINCT request_id) AS count FROM events AS e
					WHERE reserved_at >= ? AND reserved_at < ? AND ${IS_ARRIVAL} GROUP BY 1`,
					start,
					end,
				)
				.map(({ at, count }) => ({ at: Number(at), count: Number(count) })),
		);
		const first = this.connection.get(
			`SELECT reserved_at * 1.0 AS at FROM events AS e WHERE reserved_at >= ? AND reserved_at < ? AND ${IS_ARRIVAL}
			ORDER BY reserved_at LIMIT 1`,
			since,
			now,
		)?.at;
		return countedArrivals([...counted, ...atEdges], first == null ? Number.POSITIVE_INFINITY : Number(first), since, now);
	}

	/** Sets the liveness mark of a new reservation. */
	markLive(requestId: string, at: number): void {
		this.connection.run('INSERT OR REPLACE INTO live (request_id, beat_at, progress) VALUES (?, ?, NULL)', requestId, at);
	}

	/** Renews heartbeats of marks that still exist. */
	beat(requestIds: readonly string[], at: number): void {
		for (const id of requestIds) this.connection.run('UPDATE live SET beat_at = ? WHERE request_id = ?', at, id);
	}

	/** Of a request that another ledger says to be alive: its last heartbeat and progress there. */
	markLiveElsewhere(requestId: string, at: number, progress: MicroDollars | null): void {
		this.connection.run(
			`INSERT INTO live (request_id, beat_at, progress) VALUES (?, ?, ?) ON CONFLICT (request_id) DO UPDATE SET
			beat_at = MAX(beat_at, excluded.beat_at), progress = MAX(COALESCE(progress, excluded.progress), COALESCE(excluded.progress, progress))`,
			...[requestId, at, progress],
		);
	}

	/** Raises the progress of a mark that still exists; a lower value changes nothing. */
	setProgress(requestId: string, cost: MicroDollars): void {
		this.connection.run('UPDATE live SET progress = MAX(COALESCE(progress, 0), ?) WHERE request_id = ?', cost, requestId);
	}

	clearLive(requestId: string): void {
		this.connection.run('DELETE FROM live WHERE request_id = ?', requestId);
	}

	/** Marks whose heartbeat is not within [from, to]. */
	stale(from: number, to: number): StaleRequest[] {
		return this.connection
			.all('SELECT request_id, progress * 1.0 AS progress FROM live WHERE beat_at < ? OR beat_at > ?', from, to)
			.map((row) => ({
				requestId: String(row.request_id),
				progress: row.progress === null ? null : Number(row.progress),
			}));
	}

	#figuresBetween(spans: readonly (readonly [number, number])[]): DayFigures[] {
		return spans.flatMap(([start, end]) => {
			const events = this.eventsBetween(start, end);
			return figuresOfEvents(events, this.#begunBefore(events));
		});
	}

	/** Runs among the events whose first request is not. */
	#begunBefore(events: readonly LedgerEvent[]): Set<string> {
		const requests = new Set(events.map(({ requestId }) => requestId));
		const runs = new Set(events.flatMap(({ runId }) => runId ?? []));
		const first = (runId: string) => this.connection.get('SELECT request_id FROM events WHERE run_id = ? ORDER BY seq LIMIT 1', runId);
		return new Set([...runs].filter((runId) => !requests.has(String(first(runId)?.request_id))));
	}

	#events(where: string, ...values: (string | number)[]): LedgerEvent[] {
		const rows = this.connection.all(`SELECT ${COLUMNS} FROM events WHERE ${where} ORDER BY seq`, ...values);
		return rows.flatMap((row) => {
			const columns = columnsOf(row);
			const event = columns === null ? null : eventOf(columns, String(row.detail));
			if (event === null || event.damaged) this.#damagedRow(String(row.request_id));
			return event === null ? [] : [event];
		});
	}
}

/** Through the index, a step for each. */
const PURPOSES = `WITH RECURSIVE each (purpose) AS (
		SELECT MIN(purpose) FROM events WHERE kind = 'reserve'
		UNION ALL
		SELECT (SELECT MIN(purpose) FROM events WHERE kind = 'reserve' AND purpose > each.purpose) FROM each WHERE each.purpose IS NOT NULL
	) SELECT purpose FROM each WHERE purpose IS NOT NULL`;

/** Of a run its first request alone. */
const IS_ARRIVAL = '(run_id IS NULL OR request_id = (SELECT request_id FROM events WHERE run_id = e.run_id ORDER BY seq LIMIT 1))';

function dayFiguresOf(row: Row, at: number): DayFigures {
	return {
		...{ at, purpose: String(row.purpose), model: String(row.model) },
		...{ settled: Number(row.settled), outstanding: Number(row.outstanding), estimated: Number(row.estimated) },
		...{ saved: Number(row.saved), requests: Number(row.requests), arrived: Number(row.arrived) },
	};
}

/** As real numbers: an integer that a flipped bit made too large for JavaScript would stop the whole query. */
const COLUMNS = `request_id, kind, purpose, run_id, user, device, at * 1.0 AS at, reserved_at * 1.0 AS reserved_at,
	settled_delta * 1.0 AS settled_delta, outstanding_delta * 1.0 AS outstanding_delta, estimated_delta * 1.0 AS estimated_delta, detail`;

const KINDS: readonly unknown[] = ['reserve', 'settle', 'release', 'orphan'] satisfies EventKind[];

/** Null for a row that is no event: of another kind, or with an amount or a time that none can have. */
export function columnsOf(row: Row): EventColumns | null {
	const { at, reserved_at, settled_delta, outstanding_delta, estimated_delta } = row;
	const numbers = [at, reserved_at, settled_delta, outstanding_delta, estimated_delta];
	if (!KINDS.includes(row.kind) || !numbers.every((n) => Number.isSafeInteger(n))) return null;
	return {
		requestId: String(row.request_id),
		kind: row.kind as EventKind,
		purpose: String(row.purpose ?? 'chat'),
		runId: row.run_id == null ? null : String(row.run_id),
		owner: { user: String(row.user ?? UNRECORDED_OWNER.user), device: String(row.device ?? UNRECORDED_OWNER.device), window: '' },
		at: at as number,
		reservedAt: reserved_at as number,
		settledDelta: settled_delta as number,
		outstandingDelta: outstanding_delta as number,
		estimatedDelta: estimated_delta as number,
	};
}
