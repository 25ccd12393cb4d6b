import { DatabaseSync } from 'node:sqlite';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { EventColumns } from '../../core/money/ledger-detail.ts';
import type { Row } from './connection.ts';
import { columnsOf, type LedgerFile } from './ledger-file.ts';

/** What could be read of a damaged ledger. */
export interface Rescued {
	/** Events that were copied. */
	readonly rows: number;
	/** Booked in them, of all time, µ$. */
	readonly settled: MicroDollars;
}

/** Rows of an undamaged ledger that no one will ever have: the end of the search where the file cannot say how many it had. */
const MOST_ROWS = 20_000_000;
/** Looks at the file without finding a row, after which there is none. */
const VAIN_PROBES = 2000;
/** Time for the search, ms. A page that holds others can hide some thousand rows, each of which is looked for. */
const SEARCH_MS = 3000;

/**
 * Copies every event that can still be read of the damaged file at `from` into an empty ledger; the file itself is only read. Numbers of
 * rows are new, their order is kept. What has lost its reservation counts all the same, what has lost its end is booked as an orphan.
 * @param now ms since epoch
 */
export function rescue(from: string, to: LedgerFile, now: number): Rescued {
	let rows = 0;
	try {
		const db = new DatabaseSync(from, { readOnly: true });
		try {
			rows = to.connection.transaction(() => copy(db, to, now));
		} finally {
			db.close();
		}
	} catch {
		// The transaction left the new file as empty as it was.
		return { rows: 0, settled: 0 };
	}
	const settled = Number(to.connection.get('SELECT TOTAL(settled) AS settled FROM totals')?.settled);
	return { rows, settled };
}

// Prepared anew each time: a statement that has failed says so once more when it is used again.
const FORWARDS = 'SELECT * FROM events WHERE seq BETWEEN ? AND ? ORDER BY seq';
const BACKWARDS = `${FORWARDS} DESC`;

type Range = readonly [from: number, to: number];

function copy(db: DatabaseSync, to: LedgerFile, now: number): number {
	let rows = 0;
	for (const [first, last] of readable(db, highest(db))) {
		for (const row of upTo(db, first, last)) {
			const columns = columnsOf(row);
			if (columns === null) continue;
			if (columns.kind !== 'reserve' && !isReserved(to, columns.requestId)) to.appendRow(lostReservation(columns), '{}');
			to.appendRow(columns, String(row.detail));
			rows++;
		}
	}
	markOutstanding(db, to, now);
	return rows;
}

/** Ends at the last row: one step further may be the damage. */
function* upTo(db: DatabaseSync, first: number, last: number): Generator<Row> {
	for (const row of db.prepare(FORWARDS).iterate(first, last)) {
		yield row;
		if (row.seq === last) return;
	}
}

/** The number of the last row, as far as the file can say. */
function highest(db: DatabaseSync): number {
	for (const sql of ['SELECT seq FROM events ORDER BY seq DESC LIMIT 1', "SELECT seq FROM sqlite_sequence WHERE name = 'events'"]) {
		try {
			const seq = db.prepare(sql).get()?.seq;
			if (typeof seq === 'number' && seq > 0 && seq <= MOST_ROWS) return seq;
		} catch {
			// The next way.
		}
	}
	return MOST_ROWS;
}

/**
 * The ranges of rows that can be read, in order: the whole is read from both ends up to the damage, then what lies between is halved and
 * each half read in the same way.
 */
function readable(db: DatabaseSync, last: number): Range[] {
	const found: Range[] = [];
	// Large ranges first: what can be read at all is soon found.
	const open: [number, number][] = [[1, last]];
	const until = performance.now() + SEARCH_MS;
	for (let next = 0; next < open.length && performance.now() < until; next++) {
		if (found.length === 0 && next > VAIN_PROBES) break;
		let [from, to] = open[next]!;
		const up = lastRead(db, FORWARDS, from, to);
		if (up.seq !== null) found.push([from, up.seq]);
		if (up.whole) continue;
		from = (up.seq ?? from - 1) + 1;
		const down = lastRead(db, BACKWARDS, from, to);
		if (down.seq !== null) found.push([down.seq, to]);
		if (down.whole) continue;
		to = (down.seq ?? to + 1) - 1;
		if (from >= to) continue;
		const middle = Math.floor((from + to) / 2);
		open.push([from, middle], [middle + 1, to]);
	}
	return found.sort((a, b) => a[0] - b[0]);
}

/** The last row that could be read, null for none; `whole`: nothing stood in the way. */
function lastRead(db: DatabaseSync, sql: string, from: number, to: number): { readonly seq: number | null; readonly whole: boolean } {
	let seq: number | null = null;
	try {
		for (const row of db.prepare(sql).iterate(from, to)) {
			const next = row.seq;
			// Pages that point at each other in a circle give rows without end.
			if (typeof next !== 'number' || next < from || next > to || (seq !== null && Math.abs(next - from) === Math.abs(seq - from))) {
				return { seq, whole: false };
			}
			seq = next;
		}
		return { seq, whole: true };
	} catch {
		return { seq, whole: false };
	}
}

function isReserved(to: LedgerFile, requestId: string): boolean {
	return to.connection.get("SELECT 1 FROM events WHERE request_id = ? AND kind = 'reserve' LIMIT 1", requestId) !== undefined;
}

/** Its detail is none: it is read by its columns, like that of every damaged row. */
function lostReservation(end: EventColumns): EventColumns {
	const outstandingDelta = Math.max(0, -end.outstandingDelta);
	return { ...end, kind: 'reserve', at: end.reservedAt, settledDelta: 0, outstandingDelta, estimatedDelta: 0 };
}

/** Windows that still run go on beating for theirs; the others are booked in two minutes, at their last progress where it can be read. */
function markOutstanding(db: DatabaseSync, to: LedgerFile, now: number): void {
	const outstanding = to.connection.all('SELECT request_id FROM events GROUP BY request_id HAVING SUM(outstanding_delta) > 0');
	for (const { request_id } of outstanding) {
		const requestId = String(request_id);
		to.markLive(requestId, now);
		try {
			const progress = db.prepare('SELECT progress FROM live WHERE request_id = ?').get(requestId)?.progress;
			if (typeof progress === 'number' && progress >= 0) to.setProgress(requestId, progress);
		} catch {
			// Its expected cost stands in.
		}
	}
}
