import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LedgerRow, SpendSummary } from '../../../src/core/money/ledger.ts';
import { inPeriod } from '../../../src/core/money/ledger-events.ts';
import { figuresOfEvents, summarise } from '../../../src/core/money/ledger-summary.ts';
import { localDay } from '../../../src/core/money/period.ts';
import { LedgerBook } from '../../../src/storage/sqlite/ledger-book.ts';
import type { LedgerFile } from '../../../src/storage/sqlite/ledger-file.ts';
import { openFile, tempFolder } from '../../support/stores/sqlite.ts';
import { reservation, settlement } from '../../support/stores/values.ts';
import { oldWindow } from './windows.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/ledgers', import.meta.url));
const PERIOD = { start: Date.UTC(2026, 10, 1), end: Date.UTC(2026, 11, 1), limit: 20_000_000 };

interface Said {
	readonly now: number;
	readonly summary: Omit<SpendSummary, 'byPurpose'> & { readonly completions?: object; readonly byPurpose?: SpendSummary['byPurpose'] };
	readonly rows: readonly Omit<LedgerRow, 'owner' | 'runId' | 'claimed' | 'corrected'>[];
	readonly arrivals: { readonly counts: readonly number[]; readonly from: number };
}

const saidBy = (version: number): Said => JSON.parse(readFileSync(join(FIXTURES, `ledger-${version}.json`), 'utf8'));

/** A folder with the ledger of that version. */
function ledgerOf(version: number, folder = tempFolder()): string {
	copyFileSync(join(FIXTURES, `ledger-${version}.db`), join(folder, 'ledger.db'));
	return folder;
}

function open(folder: string): { file: LedgerFile; book: LedgerBook } {
	const file = openFile(folder);
	onTestFinished(() => file.connection.close());
	return { file, book: new LedgerBook(file) };
}

/** What the events themselves come to, request by request. */
function fromEvents(file: LedgerFile, today: number): SpendSummary {
	return summarise(figuresOfEvents(file.eventsBetween(PERIOD.start, PERIOD.end)), PERIOD, today);
}

/** The same rows by the local days of the computer that runs this test. */
function daysHere(rows: Said['rows'], now: number): Pick<SpendSummary, 'byDay' | 'today'> {
	const days = new Map<string, { cost: number; requests: number }>();
	for (const { at, state, cost } of rows) {
		if ((state !== 'settled' && state !== 'orphaned') || !inPeriod(at, PERIOD)) continue;
		const sum = days.get(localDay(at)) ?? { cost: 0, requests: 0 };
		days.set(localDay(at), { cost: sum.cost + cost, requests: sum.requests + 1 });
	}
	const byDay = [...days].map(([day, of]) => ({ day, ...of })).sort((a, b) => (a.day < b.day ? -1 : 1));
	return { byDay, today: days.get(localDay(now))?.cost ?? 0 };
}

/** Of a window of that version: the owner was the window's name alone until version 3. */
function ownerOf(version: number): object {
	return version > 2 ? {} : { owner: 'old', runId: undefined };
}

/** Maps have an order and lists of equal cost too; this compares the sums alone. */
const sums = ({ period: _, today: __, ...summary }: SpendSummary) => summary;

describe.each([1, 2, 3, 4, 5])('a ledger of version %i', (version) => {
	it('says after the migration what it said before', () => {
		const { now, summary, rows, arrivals } = saidBy(version);
		const { file, book } = open(ledgerOf(version));
		// What was saved by rows of then rested on a reference that nobody would have paid.
		const { period: _, completions, saved: __, ...rest } = summary;
		const after = book.summary(PERIOD, now);
		expect(after).toMatchObject({ ...rest, ...daysHere(rows, now), saved: 0 });
		// It was recorded in this zone.
		if (new Date(now).getTimezoneOffset() === 0) expect(daysHere(rows, now)).toEqual({ byDay: summary.byDay, today: summary.today });
		expect(after).toEqual(fromEvents(file, after.today));
		if (completions !== undefined) expect(after.byPurpose.completion).toEqual(completions);
		const owner = { user: 'local', device: 'unknown', window: 'window-of-then' };
		// Those versions gave them in the order of their writing, and these were not written in that of their time.
		const byTime = rows.toSorted((a, b) => b.at - a.at);
		expect(book.rows(1000)).toEqual(
			byTime.map((row) => ({ ...row, purpose: row.purpose ?? 'chat', owner, runId: null, claimed: null, corrected: false })),
		);
		const history = book.arrivals(Date.UTC(2026, 9, 1), now + 2);
		const count = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
		expect([count(history.counts), history.from]).toEqual([count(arrivals.counts), arrivals.from]);
	});

	it('takes what it refused before: any purpose, a run, an owner', () => {
		const { now } = saidBy(version);
		const { book } = open(ledgerOf(version));
		const owner = { user: 'ann', device: 'laptop', window: 'w' };
		book.reserve(reservation('step', 500, { purpose: 'agent', runId: 'run-1', owner }), PERIOD, [], now);
		book.settle(settlement('step', 400), null, now);
		expect(book.rows(1, 'agent')).toMatchObject([{ requestId: 'step', runId: 'run-1', owner, cost: 400 }]);
		expect(book.summary(PERIOD, now).byPurpose.agent).toEqual({ settled: 400, outstanding: 0, requests: 1 });
		expect(() => book.reserve(reservation('bad', 1, { purpose: 'Not a name' }), PERIOD, [], now)).toThrow('purpose');
	});

	it('goes on while a window of that version has it open, on one budget, and is counted exactly', async () => {
		const { now } = saidBy(version);
		const folder = ledgerOf(version);
		const old = oldWindow(version, folder);
		const limited = { ...PERIOD, limit: 100_000 };
		const own = ['running', 'running-too', 'old-1', 'old-2', 'old-3'];
		const ofThen = (id: string, max: number, more: object = {}) => ({ ...reservation(id, max), ...ownerOf(version), ...more });
		// Its statements are prepared against the old table.
		expect(await old('reserve', ofThen('old-1', 3000), limited, own, now)).toMatchObject({ kind: 'reserved' });
		expect(await old('summary', limited, now)).toMatchObject({ requests: saidBy(version).summary.requests });

		const { file, book } = open(folder);
		const before = book.summary(limited, now);
		expect(before.outstanding).toBe(saidBy(version).summary.outstanding + 3000);
		const free = limited.limit - before.settled - before.outstanding;
		expect(book.reserve(reservation('new', free - 1000), limited, own, now)).toEqual({ kind: 'reserved', remaining: 1000 });
		expect(await old('reserve', ofThen('old-2', 1001), limited, own, now)).toEqual({ kind: 'overBudget', remaining: 1000 });
		expect(await old('reserve', ofThen('old-2', 600), limited, own, now)).toEqual({ kind: 'reserved', remaining: 400 });
		if (version > 1) await old('reserve', ofThen('old-3', 200, { purpose: 'completion' }), limited, own, now);
		await old('settle', settlement('old-1', 2500), null, now + 10);
		await old('release', 'old-2', 'nothing was sent', now + 20);
		book.release('new', 'nothing was sent', now + 30);
		expect(book.summary(limited, now)).toEqual({ ...fromEvents(file, book.summary(limited, now).today), period: limited });
		expect(await old('summary', limited, now)).toMatchObject({ settled: before.settled + 2500 });
		// It books orphans of the new version too, as the new one does those of the old.
		book.reserve(reservation('left', 700), limited, own, now + 2);
		await old('beatAndSweep', own, now + 130_000);
		expect(book.rows(1)).toMatchObject([{ requestId: 'left', state: 'orphaned', cost: 350 }]);
		expect(sums(book.summary(limited, now))).toEqual(sums(fromEvents(file, 0)));

		await old('close');
		await expect(old('rows', 1)).rejects.toMatchObject({ kind: 'storage', nextStep: 'Update Routoo in this window.' });
		expect(book.rows(1)).toMatchObject([{ requestId: 'left' }]);
	});

	it('agrees with its events whatever windows of both versions write', async () => {
		const { LedgerEngine } = await import(`../../fixtures/ledgers/window-${version}.mjs`);
		const { now } = saidBy(version);
		const step = fc.record({
			old: fc.boolean(),
			op: fc.constantFrom('reserve', 'reserve', 'settle', 'settle', 'correct', 'release', 'sweep'),
			id: fc.nat(7),
			cost: fc.nat(2000),
			model: fc.constantFrom('a', 'b'),
			gap: fc.constantFrom(1, 1000, 130_000, 900_000),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
				const folder = mkdtempSync(join(tmpdir(), 'routoo-test-'));
				ledgerOf(version, folder);
				const clock = { now: () => 0 };
				const engine = new LedgerEngine({ folder, windowName: 'old', format: 'sqlite', clock, notice: expect.fail });
				engine.run((book: LedgerBook) => book.summary(PERIOD, now));
				const file = openFile(folder);
				const book = new LedgerBook(file);
				try {
					let at = now;
					for (const { old, op, id, cost, model, gap } of steps) {
						at += gap;
						const run = (fn: (of: LedgerBook) => unknown) => (old ? engine.run(fn) : fn(book));
						const { decision } = reservation('', cost);
						const purpose = version > 1 && id % 2 === 0 ? 'completion' : 'chat';
						const wanted = reservation(`r${id}`, cost, { purpose, decision: { ...decision, modelName: model } });
						const ofThen = { ...wanted, ...ownerOf(version) } as unknown as typeof wanted;
						try {
							if (op === 'reserve') run((of) => of.reserve(old ? ofThen : wanted, PERIOD, [], at));
							else if (op === 'settle') run((of) => of.settle(settlement(`r${id}`, cost, { referenceCost: 3 * cost }), null, at));
							else if (op === 'correct') book.correct(`r${id}`, cost, at);
							else if (op === 'release') run((of) => of.release(`r${id}`, 'test', at));
							else run((of) => of.beatAndSweep([], at));
						} catch (error) {
							expect(String(error)).toMatch(/already booked|not booked yet|does not know/);
						}
					}
					const said = book.summary(PERIOD, at);
					expect(sums(said)).toEqual(sums(fromEvents(file, 0)));
					const { settled, outstanding, requests, estimated } = said;
					const ofOld = engine.run((of: LedgerBook) => of.summary(PERIOD, at));
					expect(ofOld).toMatchObject({ settled, outstanding, requests, estimated });
				} finally {
					engine.close();
					file.connection.close();
					rmSync(folder, { recursive: true, force: true });
				}
			}),
			{ numRuns: 30 },
		);
	});
});
