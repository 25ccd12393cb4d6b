import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { Purpose } from '../../core/money/ledger.ts';
import { withFileLock } from '../files/file-lock.ts';
import { inPeriod, type LedgerEvent, type Totals } from './ledger-events.ts';
import type { EventStore, StaleRequest } from './ledger-store.ts';

/** A progress report is written at most this often, because lines are never overwritten. */
const PROGRESS_MS = 500;

/** `seq` orders the lines of all files: it is given out under the lock. */
type Line =
	| { readonly seq: number; readonly type: 'event'; readonly event: LedgerEvent }
	| { readonly seq: number; readonly type: 'mark'; readonly requestId: string; readonly at: number }
	| { readonly seq: number; readonly type: 'beat'; readonly requestIds: readonly string[]; readonly at: number }
	| { readonly seq: number; readonly type: 'progress'; readonly requestId: string; readonly cost: MicroDollars };
type NewLine = Line extends infer L ? (L extends Line ? Omit<L, 'seq'> : never) : never;

interface Mark {
	at: number;
	progress: MicroDollars | null;
}

/**
 * The ledger where node:sqlite is missing: a folder with one append-only file of JSON lines for each window, read together; a lock file
 * makes each operation one transaction over all windows. A last line without its end (a process was killed while writing) is left unread;
 * a damaged line in the middle is skipped and reported once, the others still count.
 */
export class JsonlStore implements EventStore {
	readonly #folder: string;
	readonly #own: string;
	readonly #damaged: (file: string) => void;
	readonly #offsets = new Map<string, number>();
	readonly #reported = new Set<string>();
	readonly #events: LedgerEvent[] = [];
	readonly #byRequest = new Map<string, LedgerEvent[]>();
	readonly #marks = new Map<string, Mark>();
	readonly #progressAt = new Map<string, number>();
	#pending: Line[] = [];
	#seq = 0;

	/** @param ownName file name of this window without extension, never used by another */
	constructor(folder: string, ownName: string, damaged: (file: string) => void) {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		this.#folder = folder;
		this.#own = `${ownName}.jsonl`;
		this.#damaged = damaged;
		this.read(() => undefined);
	}

	transaction<T>(fn: () => T): T {
		return withFileLock(join(this.#folder, 'lock'), () => {
			this.#catchUp();
			this.#pending = [];
			const marks = new Map([...this.#marks].map(([id, mark]) => [id, { ...mark }]));
			const events = this.#events.length;
			try {
				const result = fn();
				this.#flush();
				return result;
			} catch (error) {
				for (const event of this.#events.splice(events)) this.#byRequest.get(event.requestId)?.pop();
				this.#marks.clear();
				for (const [id, mark] of marks) this.#marks.set(id, mark);
				throw error;
			}
		});
	}

	read<T>(fn: () => T): T {
		return withFileLock(join(this.#folder, 'lock'), () => {
			this.#catchUp();
			return fn();
		});
	}

	append(event: LedgerEvent): void {
		this.#add({ type: 'event', event });
	}

	eventsOf(requestId: string): LedgerEvent[] {
		return [...(this.#byRequest.get(requestId) ?? [])];
	}

	totals(start: number, end: number, purpose?: Purpose): Totals {
		let [settled, outstanding, estimated] = [0, 0, 0];
		for (const event of this.#events) {
			if (!inPeriod(event.reservedAt, { start, end }) || !isOf(event, purpose)) continue;
			settled += event.settledDelta;
			outstanding += event.outstandingDelta;
			estimated += event.estimatedDelta;
		}
		return { settled, outstanding, estimated };
	}

	eventsBetween(start: number, end: number): LedgerEvent[] {
		return this.#events.filter((event) => inPeriod(event.reservedAt, { start, end }));
	}

	newestRequests(limit: number, purpose?: Purpose): string[] {
		const ids = new Set<string>();
		for (let i = this.#events.length - 1; i >= 0 && ids.size < limit; i--) {
			const event = this.#events[i];
			if (event?.kind === 'reserve' && isOf(event, purpose)) ids.add(event.requestId);
		}
		return [...ids];
	}

	reservationTimes(since: number): number[] {
		const times = new Map<string, number>();
		for (const event of this.#events) if (event.reservedAt >= since) times.set(event.requestId, event.reservedAt);
		return [...times.values()];
	}

	markLive(requestId: string, at: number): void {
		this.#add({ type: 'mark', requestId, at });
	}

	beat(requestIds: readonly string[], at: number): void {
		const live = requestIds.filter((id) => this.#marks.has(id));
		if (live.length > 0) this.#add({ type: 'beat', requestIds: live, at });
	}

	setProgress(requestId: string, cost: MicroDollars): void {
		const mark = this.#marks.get(requestId);
		if (mark === undefined || cost <= (mark.progress ?? -1)) return;
		// Wall clock of this process on purpose: it only limits the rate of writing.
		const now = Date.now();
		if (now - (this.#progressAt.get(requestId) ?? 0) < PROGRESS_MS) return;
		this.#progressAt.set(requestId, now);
		this.#add({ type: 'progress', requestId, cost });
	}

	/** The event that ended the request has removed its mark already. */
	clearLive(requestId: string): void {
		this.#progressAt.delete(requestId);
	}

	stale(from: number, to: number): StaleRequest[] {
		return [...this.#marks].filter(([, m]) => m.at < from || m.at > to).map(([requestId, m]) => ({ requestId, progress: m.progress }));
	}

	isCurrent(): boolean {
		return existsSync(this.#folder);
	}

	close(): void {
		this.#offsets.clear();
	}

	#add(line: NewLine): void {
		const full = { ...line, seq: ++this.#seq } as Line;
		this.#pending.push(full);
		this.#apply(full);
	}

	#apply(line: Line): void {
		switch (line.type) {
			case 'event': {
				const { event } = line;
				this.#events.push(event);
				const list = this.#byRequest.get(event.requestId);
				if (list === undefined) this.#byRequest.set(event.requestId, [event]);
				else list.push(event);
				if (event.kind !== 'reserve') this.#marks.delete(event.requestId);
				break;
			}
			case 'mark':
				this.#marks.set(line.requestId, { at: line.at, progress: null });
				break;
			case 'beat':
				for (const id of line.requestIds) {
					const mark = this.#marks.get(id);
					if (mark !== undefined) mark.at = line.at;
				}
				break;
			case 'progress': {
				const mark = this.#marks.get(line.requestId);
				if (mark !== undefined) mark.progress = Math.max(mark.progress ?? 0, line.cost);
			}
		}
	}

	/** Writes what the transaction added, whole or not at all: after a failed write the file is cut back. */
	#flush(): void {
		if (this.#pending.length === 0) return;
		const text = this.#pending.map((line) => `${JSON.stringify(line)}\n`).join('');
		const bytes = Buffer.from(text);
		const file = openSync(join(this.#folder, this.#own), 'a', 0o600);
		try {
			const before = fstatSync(file).size;
			try {
				for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
				fsyncSync(file);
			} catch (error) {
				ftruncateSync(file, before);
				throw error;
			}
			this.#offsets.set(this.#own, before + bytes.length);
		} finally {
			closeSync(file);
		}
	}

	/** Reads what other windows have added since the last look. */
	#catchUp(): void {
		const lines: Line[] = [];
		for (const name of readdirSync(this.#folder)) if (name.endsWith('.jsonl')) lines.push(...this.#readNew(name));
		for (const line of lines.sort((a, b) => a.seq - b.seq)) {
			this.#seq = Math.max(this.#seq, line.seq);
			this.#apply(line);
		}
	}

	#readNew(name: string): Line[] {
		const file = openSync(join(this.#folder, name), 'r');
		try {
			const offset = this.#offsets.get(name) ?? 0;
			const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - offset));
			const length = bytes.length === 0 ? 0 : readSync(file, bytes, 0, bytes.length, offset);
			const end = bytes.subarray(0, length).lastIndexOf(10) + 1;
			this.#offsets.set(name, offset + end);
			return bytes
				.subarray(0, end)
				.toString('utf8')
				.split('\n')
				.filter((text) => text !== '')
				.flatMap((text) => this.#parse(name, text));
		} finally {
			closeSync(file);
		}
	}

	#parse(name: string, text: string): Line[] {
		try {
			const line = JSON.parse(text) as Line;
			if (Number.isSafeInteger(line.seq) && typeof line.type === 'string') return [line];
		} catch {
			// Reported below, with lines that are JSON but not ours.
		}
		if (!this.#reported.has(name)) this.#damaged(name);
		this.#reported.add(name);
		return [];
	}
}

function isOf(event: LedgerEvent, purpose: Purpose | undefined): boolean {
	return purpose === undefined || (event.purpose === 'completion') === (purpose === 'completion');
}
