import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { moneyInWords } from '../../core/base/money-words.ts';
import { type EventColumns, eventOf, lostReservation } from '../../core/money/ledger-detail.ts';
import type { LedgerEvent } from '../../core/money/ledger-events.ts';
import { mergeEvents } from '../../core/money/ledger-merge.ts';
import { isDamage } from '../storage-error.ts';
import { BusySource, Source, type SourceReader, UnreadableSource } from './adoption.ts';
import { exclusively, type Row } from './connection.ts';
import { columnsOf, LedgerFile } from './ledger-file.ts';
import { isMadeUp, type Rescued, rescue } from './rescue.ts';

/**
 * Takes over into the ledger of all editors what one editor's own ledger has and it does not, row by row and each once, whatever happens:
 * one transaction, in which it is also noted up to where. Done again whenever the old file has changed, since a window of an earlier
 * version may go on writing there; its running requests stay counted by its heartbeats. Synchronous.
 */
export class LedgerAdoption {
	readonly #source: Source;
	readonly #notice: (error: RoutooError) => void;

	/** @param folder of the editor's own ledger */
	constructor(folder: string, notice: (error: RoutooError) => void) {
		this.#source = new Source(join(folder, 'ledger.db'));
		this.#notice = notice;
	}

	/**
	 * The old file never stands in the way: where it cannot be read, what can be saved of it is taken over and told once.
	 * @param path of the ledger `to`
	 * @throws what writing to `to` throws
	 */
	run(to: LedgerFile, path: string, now: number): void {
		const stamp = this.#source.stamp(path);
		if (stamp === null || this.#source.isDone(to.connection, stamp)) return;
		try {
			this.#source.read((from) => this.#takeOver(from, to, stamp, now));
			this.#source.done(stamp);
		} catch (error) {
			if (error instanceof BusySource) return;
			if (!(error instanceof UnreadableSource)) throw error;
			if (isDamage(error.cause)) this.#takeOverDamaged(to, stamp, path, now);
			else this.#notice(unreadableSource(this.#source.path));
			this.#source.done(stamp);
		}
	}

	#takeOver(from: SourceReader, to: LedgerFile, stamp: string, now: number): void {
		const columns = from.columns('events');
		const live = from.all('SELECT request_id, beat_at * 1.0 AS beat_at, progress * 1.0 AS progress FROM live');
		const last = lastRow(from);
		to.connection.transaction(() => {
			const before = this.#source.adopted(to.connection);
			const known = before !== null && markOf(from, before.seq) === before.mark ? before.seq : 0;
			const touched = last.seq > known ? takeRows(from.each(rowsAfter(columns), known), to) : new Set<string>();
			markLive(to, live, touched, now);
			this.#source.note(to.connection, { stamp, ...last });
		});
	}

	/** A damaged file is saved into a ledger of its own first, as far as it can be read, and that is taken over. */
	#takeOverDamaged(to: LedgerFile, stamp: string, path: string, now: number): void {
		const aside = `${path}.adopting`;
		exclusively(`${aside}.lock`, () => this.#takeOverSaved(to, stamp, aside, now));
	}

	#takeOverSaved(to: LedgerFile, stamp: string, aside: string, now: number): void {
		const remove = (): void => {
			for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(aside + suffix, { force: true });
		};
		remove();
		let rescued: Rescued;
		try {
			const saved = new LedgerFile(aside);
			try {
				rescued = rescue(this.#source.path, saved, now);
			} finally {
				saved.connection.close();
			}
			new Source(aside).read((from) => {
				const live = from.all('SELECT request_id, beat_at, progress FROM live');
				to.connection.transaction(() => {
					// Sums of which nothing is known but that they were: what was taken over before is in them.
					const isNew = this.#source.adopted(to.connection) === null;
					const rows = from.all(rowsAfter(from.columns('events')), 0);
					const taken = rows.filter((row) => isNew || !isMadeUp(String(row.request_id)));
					markLive(to, live, takeRows(taken, to), now);
					this.#source.note(to.connection, { stamp, seq: 0, mark: '' });
				});
			});
		} finally {
			remove();
		}
		this.#notice(damagedSource(dirname(this.#source.path), rescued));
	}
}

const NUMBERS = ['seq', 'at', 'reserved_at', 'settled_delta', 'outstanding_delta', 'estimated_delta'];

/** As real numbers, as in LedgerFile. */
function rowsAfter(columns: ReadonlySet<string>): string {
	const list = [...columns].map((name) => (NUMBERS.includes(name) ? `${name} * 1.0 AS ${name}` : `"${name.replaceAll('"', '')}"`));
	return `SELECT ${list.join(', ')} FROM events WHERE seq > ? ORDER BY seq`;
}

function lastRow(from: SourceReader): { readonly seq: number; readonly mark: string } {
	const seq = Number(from.all('SELECT MAX(seq) * 1.0 AS seq FROM events')[0]?.seq ?? 0);
	return { seq, mark: markOf(from, seq) };
}

function markOf(from: SourceReader, seq: number): string {
	const row = from.all('SELECT request_id, kind, at * 1.0 AS at FROM events WHERE seq = ?', seq)[0];
	return row === undefined ? '' : `${row.request_id} ${row.kind} ${row.at}`;
}

/** Returns the requests that are outstanding now by what was taken over. */
function takeRows(rows: Iterable<Row>, to: LedgerFile): Set<string> {
	/** Outstanding by request, of those that are not here at all: their rows are copied as they are. */
	const copied = new Map<string, number>();
	/** Events of requests of which something is here. */
	const others = new Map<string, LedgerEvent[]>();
	for (const row of rows) {
		const columns = columnsOf(row);
		if (columns === null) continue;
		const { requestId } = columns;
		const known = others.get(requestId);
		if (known !== undefined) known.push(eventOf(columns, String(row.detail)));
		else if (copied.has(requestId) || !isHere(to, requestId)) copy(to, columns, String(row.detail), copied);
		else others.set(requestId, [eventOf(columns, String(row.detail))]);
	}
	const outstanding = new Set([...copied].filter(([, amount]) => amount > 0).map(([requestId]) => requestId));
	for (const [requestId, events] of others) if (merge(to, requestId, events)) outstanding.add(requestId);
	return outstanding;
}

function copy(to: LedgerFile, columns: EventColumns, detail: string, copied: Map<string, number>): void {
	const { requestId, kind, outstandingDelta } = columns;
	const before = copied.get(requestId);
	const lost = before === undefined && kind !== 'reserve' ? lostReservation(columns) : null;
	if (lost !== null) to.appendRow(lost, '{}');
	to.appendRow(columns, detail);
	copied.set(requestId, (before ?? lost?.outstandingDelta ?? 0) + outstandingDelta);
}

/** Whether the request is outstanding then. */
function merge(to: LedgerFile, requestId: string, events: readonly LedgerEvent[]): boolean {
	for (const event of mergeEvents(to.eventsOf(requestId), events)) {
		// A reservation that was made up is so again when it is read.
		to.appendRow(event, event.kind === 'reserve' && event.damaged ? '{}' : JSON.stringify(event.detail));
	}
	if (to.request(requestId)?.state === 'outstanding') return true;
	to.clearLive(requestId);
	return false;
}

/** What no window beats for, here or there, is booked in two minutes. */
function markLive(to: LedgerFile, live: readonly Row[], outstanding: Set<string>, now: number): void {
	for (const row of live) {
		const requestId = String(row.request_id);
		if (!outstanding.delete(requestId) && to.request(requestId)?.state !== 'outstanding') continue;
		const [beat, progress] = [Number(row.beat_at), Number(row.progress)];
		const isProgress = row.progress !== null && Number.isSafeInteger(progress) && progress >= 0;
		to.markLiveElsewhere(requestId, Number.isSafeInteger(beat) ? beat : now, isProgress ? progress : null);
	}
	for (const requestId of outstanding) to.markLiveElsewhere(requestId, now, null);
}

function isHere(to: LedgerFile, requestId: string): boolean {
	return to.connection.get('SELECT 1 FROM events WHERE request_id = ? LIMIT 1', requestId) !== undefined;
}

function unreadableSource(path: string): RoutooError {
	return new RoutooError(
		'storage',
		l10n.t('The ledger that this editor kept before cannot be read, so its spending does not count: {0}.', path),
		l10n.t('Allow reading it and reload the window: it is taken over then.'),
	);
}

function damagedSource(folder: string, { rows, settled }: Rescued): RoutooError {
	const spent = moneyInWords(settled);
	const some = rows === 1 ? l10n.t('1 row with {0} could be read', spent) : l10n.t('{0} rows with {1} could be read', rows, spent);
	const saved = rows === 0 ? l10n.t('nothing of it could be read') : some;
	return new RoutooError(
		'damagedFile',
		l10n.t(
			'The ledger that this editor kept before, in {0}, is damaged: {1}, and what was lost does not count. It is left where it is.',
			folder,
			saved,
		),
		l10n.t('Check the spending so far with your providers, and lower the budget for the rest of the period if needed.'),
	);
}
