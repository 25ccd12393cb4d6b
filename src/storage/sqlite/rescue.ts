import { closeSync, copyFileSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../../core/base/micros.ts';
import { type EventColumns, lostReservation } from '../../core/money/ledger-detail.ts';
import { UNRECORDED_OWNER } from '../../core/money/ledger-events.ts';
import { QUARTER_MS } from '../../core/money/ledger-summary.ts';
import { Connection, type Row } from './connection.ts';
import { columnsOf, type LedgerFile } from './ledger-file.ts';
import { LEDGER_MIGRATIONS } from './schema.ts';

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
	const rows =
		within(from, to, (db) => copy(db, to, now)) ||
		withNewHead(from, (mended) => within(mended, to, (db) => copy(db, to, now))) ||
		within(from, to, (db) => copySums(db, to));
	if (rows === 0) return { rows, settled: 0 };
	const settled = Number(to.connection.get('SELECT TOTAL(settled) AS settled FROM totals')?.settled);
	return { rows, settled };
}

/** How many rows `fn` could copy; 0 leaves the new file as empty as it was. */
function within(from: string, to: LedgerFile, fn: (db: DatabaseSync) => number): number {
	try {
		const db = new DatabaseSync(from, { readOnly: true });
		try {
			return to.connection.transaction(() => fn(db));
		} finally {
			db.close();
		}
	} catch {
		return 0;
	}
}

const MADE_UP = 'lost ';

/** Whether it stands for requests of which the sum alone could be read. */
export function isMadeUp(requestId: string): boolean {
	return requestId.startsWith(MADE_UP);
}

/** More than anybody spends in a quarter of an hour, µ$: then the sum is damaged as well. */
const MOST_SUM = 1e12;

/** Where no row can be read the running totals say what was spent, which must not be spent a second time: a made-up request for each. */
function copySums(db: DatabaseSync, to: LedgerFile): number {
	const sums = db.prepare('SELECT quarter, purpose, TOTAL(settled) AS settled FROM totals GROUP BY quarter, purpose').all();
	let copied = 0;
	for (const { quarter, purpose, settled } of sums) {
		const [at, amount] = [Number(quarter) * QUARTER_MS, Number(settled)];
		if (!Number.isSafeInteger(at) || !Number.isSafeInteger(amount) || amount <= 0 || amount > MOST_SUM) continue;
		const end: EventColumns = {
			...{ requestId: `${MADE_UP}${quarter} ${purpose}`, kind: 'settle', purpose: String(purpose), runId: null },
			...{ owner: { ...UNRECORDED_OWNER, window: '' }, at, reservedAt: at },
			...{ settledDelta: amount, outstandingDelta: 0, estimatedDelta: amount },
		};
		to.appendRow(lostReservation(end), '{}');
		to.appendRow(end, '{}');
		copied++;
	}
	return copied;
}

/** Bytes of a page, as SQLite makes them unless it is told otherwise. */
const PAGE = 4096;

/**
 * The first page says where everything else is: without it nothing can be read, although all rows are there. That of an empty ledger says
 * the same of every ledger that was begun by this version, and is put before a copy of the rest.
 */
function withNewHead(from: string, read: (mended: string) => number): number {
	const mended = `${from}.mended`;
	const remove = (): void => {
		for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(mended + suffix, { force: true });
	};
	try {
		remove();
		const head = emptyHead(mended);
		remove();
		copyFileSync(from, mended);
		if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${mended}-wal`);
		const pages = Math.floor(statSync(mended).size / PAGE);
		if (pages < 2) return 0;
		// Its size counts where both counters say the same; no page is free (sqlite.org/fileformat.html, "The Database Header").
		head.writeUInt32BE(pages, 28);
		head.copy(head, 92, 24, 28);
		head.fill(0, 32, 40);
		const file = openSync(mended, 'r+');
		try {
			writeSync(file, head, 0, PAGE, 0);
			ftruncateSync(file, pages * PAGE);
		} finally {
			closeSync(file);
		}
		return read(mended);
	} catch {
		return 0;
	} finally {
		remove();
	}
}

function emptyHead(path: string): Buffer {
	new Connection(path, LEDGER_MIGRATIONS, l10n.t('The ledger')).close();
	return readFileSync(path).subarray(0, PAGE);
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
