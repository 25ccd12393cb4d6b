import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applyEvent, foldRequest, type LedgerEvent } from '../../../src/core/money/ledger-events.ts';
import { mergeEvents } from '../../../src/core/money/ledger-merge.ts';
import { figuresOfEvents, summarise } from '../../../src/core/money/ledger-summary.ts';
import { LedgerBook } from '../../../src/storage/sqlite/ledger-book.ts';
import { LedgerEngine } from '../../../src/storage/sqlite/ledger-engine.ts';
import { LedgerFile } from '../../../src/storage/sqlite/ledger-file.ts';
import { tempFolder } from '../../support/stores/sqlite.ts';
import { reservation, settlement } from '../../support/stores/values.ts';
import { adoptingProcess, oldWindow } from './windows.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/ledgers', import.meta.url));
const PERIOD = { start: Date.UTC(2026, 10, 1), end: Date.UTC(2026, 11, 1), limit: 20_000_000 };

interface House {
	readonly shared: string;
	readonly own: string;
	readonly clock: { at: number };
}

function house(version: number | null, own = tempFolder()): House {
	if (version !== null) copyFileSync(join(FIXTURES, `ledger-${version}.db`), join(own, 'ledger.db'));
	const now = version === null ? PERIOD.start : JSON.parse(readFileSync(join(FIXTURES, `ledger-${version}.json`), 'utf8')).now;
	return { shared: tempFolder(), own, clock: { at: now } };
}

/** A window of this version, whose editor kept its ledger in `own`. */
function window({ shared, own, clock }: House, notices: string[] = []): LedgerEngine {
	const notice = (error: Error) => void notices.push(error.message);
	const engine = new LedgerEngine({ folder: shared, adoptFrom: own, clock: { now: () => clock.at }, notice });
	onTestFinished(() => engine.close());
	return engine;
}

function fileIn(folder: string): LedgerFile {
	const file = new LedgerFile(join(folder, 'ledger.db'));
	onTestFinished(() => file.connection.close());
	return file;
}

const eventsIn = (file: LedgerFile) => file.eventsBetween(0, Number.MAX_SAFE_INTEGER);

const isNoOrphan = ({ kind }: LedgerEvent) => kind !== 'orphan';

/** The totals say what the events say, so that nothing is lost or doubled in either. */
function checked(file: LedgerFile): LedgerEvent[] {
	const { today: _, ...said } = new LedgerBook(file).summary(PERIOD, PERIOD.start);
	const { today: __, ...summed } = summarise(figuresOfEvents(file.eventsBetween(PERIOD.start, PERIOD.end)), PERIOD, 0);
	expect(said).toEqual(summed);
	return eventsIn(file);
}

describe.each([1, 2, 3, 4, 5])('a ledger of version %i in an editor’s own folder', (version) => {
	it('is taken over whole, once, and left as it was', async () => {
		const home = house(version);
		const before = readFileSync(join(home.own, 'ledger.db'));
		const engine = window(home);
		const rows = await engine.rows(1000);
		const summary = await engine.summary(PERIOD, home.clock.at);
		expect(readFileSync(join(home.own, 'ledger.db'))).toEqual(before);
		const count = checked(fileIn(home.shared)).length;

		// The same file, brought up to date in its place, says the same.
		const migrated = tempFolder();
		copyFileSync(join(home.own, 'ledger.db'), join(migrated, 'ledger.db'));
		const same = new LedgerBook(fileIn(migrated));
		expect(rows).toEqual(same.rows(1000));
		expect(summary).toEqual(same.summary(PERIOD, home.clock.at));
		expect(await engine.arrivals(PERIOD.start, home.clock.at)).toEqual(same.arrivals(PERIOD.start, home.clock.at));

		await engine.beat(['running', 'running-too'], home.clock.at);
		const next = window(home);
		await next.beat(['running', 'running-too'], home.clock.at);
		expect(await next.rows(1000)).toEqual(rows);
		expect(checked(fileIn(home.shared))).toHaveLength(count);
	});

	it('goes on being counted while a window of that version writes there', async () => {
		const home = house(version);
		const { clock } = home;
		const limited = { ...PERIOD, limit: 100_000 };
		const old = oldWindow(version, home.own);
		const ofThen = (id: string, max: number) => ({
			...reservation(id, max),
			...(version > 2 ? {} : { owner: 'old', runId: undefined }),
		});
		const running = ['running', 'running-too', 'old-1'];
		expect(await old('reserve', ofThen('old-1', 3000), limited, running, clock.at)).toMatchObject({ kind: 'reserved' });
		const engine = window(home);
		const { settled, outstanding } = await engine.spent(limited);
		expect(outstanding).toBe(7000 + 8000 + 3000);
		const free = limited.limit - settled - outstanding;
		expect(await engine.reserve(reservation('here', free + 1), limited, [], clock.at)).toEqual({ kind: 'overBudget', remaining: free });

		// Longer than a request lives without heartbeats: those of the old window keep its own alive here.
		for (let n = 0; n < 15; n++) {
			clock.at += 15_000;
			await old('beatAndSweep', running, clock.at);
			await engine.beat([], clock.at);
		}
		expect((await engine.spent(limited)).outstanding).toBe(outstanding);
		await old('settle', settlement('old-1', 2500), null, clock.at);
		await old('release', 'running', 'nothing was sent', clock.at);
		await engine.beat([], clock.at);
		expect(await engine.spent(limited)).toMatchObject({ settled: settled + 2500, outstanding: 8000 });

		// It dies: what it had running is booked, and when it wakes up after all its own word counts.
		clock.at += 130_000;
		await engine.beat([], clock.at);
		expect(await engine.spent(limited)).toMatchObject({ settled: settled + 2500 + 4000, outstanding: 0 });
		await old('settle', settlement('running-too', 1111), null, clock.at);
		await engine.beat([], clock.at);
		expect(await engine.spent(limited)).toMatchObject({ settled: settled + 2500 + 1111, outstanding: 0 });
		checked(fileIn(home.shared));
		await old('close');
	});
});

describe('several editors', () => {
	it('each bring theirs, in any order, and rows stand in the order of their time', async () => {
		const first = house(5);
		const second = { ...first, own: tempFolder() };
		const book = new LedgerBook(fileIn(second.own));
		for (let n = 0; n < 20; n++) {
			const at = PERIOD.start + n * 86_400_000 * 0.7;
			book.reserve(reservation(`second-${n}`, 100), PERIOD, [], at);
			book.settle(settlement(`second-${n}`, 70 + n), null, at + 5);
		}
		const ofFirst = await window(first).spent(PERIOD);
		const engine = window(second);
		const both = await engine.spent(PERIOD);
		expect(both.settled - ofFirst.settled).toBe(book.spent(PERIOD).settled);
		const times = (await engine.rows(1000)).map(({ at }) => at);
		// A request that was reserved again stands where it was last.
		expect(times.filter((at, n) => n > 0 && at > times[n - 1]! + 1000)).toEqual([]);
		const count = checked(fileIn(first.shared)).length;
		await window(first).beat(['running', 'running-too'], first.clock.at);
		expect(checked(fileIn(first.shared))).toHaveLength(count);
	});

	it('take nothing over of the shared ledger into itself', async () => {
		const home = house(5);
		const engine = window({ ...home, shared: home.own });
		const before = await engine.rows(1000);
		await engine.beat(['running', 'running-too'], home.clock.at);
		expect(await engine.rows(1000)).toEqual(before);
	});
});

describe('a takeover that is killed', () => {
	it.each([0.15, 0.4, 0.6, 0.85])('at %f of its time is done again whole', async (part) => {
		const home = house(5);
		const book = new LedgerBook(fileIn(home.own));
		for (let n = 0; n < 1500; n++) {
			book.reserve(reservation(`many-${n}`, 10), PERIOD, [], home.clock.at - n);
			book.settle(settlement(`many-${n}`, 7), null, home.clock.at);
		}
		const whole = checked(fileIn(home.own)).filter(isNoOrphan).length;
		const began = performance.now();
		await adoptingProcess(tempFolder(), home.own).said;
		const took = performance.now() - began;
		const killed = adoptingProcess(home.shared, home.own);
		setTimeout(() => killed.child.kill('SIGKILL'), took * part);
		await killed.said;
		await Promise.all([window(home).rows(1), adoptingProcess(home.shared, home.own).said]);
		const file = fileIn(home.shared);
		// The running ones of the fixture are booked at the time of this test.
		expect(checked(file).filter(isNoOrphan)).toHaveLength(whole);
	});
});

describe('a damaged ledger of an editor', () => {
	const damaged = (make: (path: string) => void): House => {
		const home = house(5);
		make(join(home.own, 'ledger.db'));
		return home;
	};

	it.each<[string, (path: string) => void]>([
		['of another form', (path) => writeFileSync(path, 'x'.repeat(20_000))],
		['cut in half', (path) => truncateSync(path, 53_248)],
		['without tables', (path) => writeFileSync(path, readFileSync(path).fill(0, 100, 4096))],
	])('%s is told once, stays where it is and keeps nobody from working', async (_, make) => {
		const home = damaged(make);
		const notices: string[] = [];
		const engine = window(home, notices);
		expect(await engine.reserve(reservation('new', 100), PERIOD, [], home.clock.at)).toMatchObject({ kind: 'reserved' });
		await engine.beat(['new'], home.clock.at);
		expect(notices).toEqual([expect.stringContaining('is damaged')]);
		expect(existsSync(join(home.own, 'ledger.db'))).toBe(true);
		const count = checked(fileIn(home.shared)).length;
		await window(home, notices).beat(['new'], home.clock.at);
		expect(notices).toHaveLength(1);
		expect(checked(fileIn(home.shared))).toHaveLength(count);
	});

	it('gives what can be read of it', async () => {
		const home = damaged((path) => {
			const bytes = readFileSync(path);
			// A page in the middle.
			writeFileSync(path, bytes.fill(0xaa, 11 * 4096, 12 * 4096));
		});
		const notices: string[] = [];
		const engine = window(home, notices);
		const rows = await engine.rows(1000);
		expect(rows.length).toBeGreaterThan(20);
		expect(notices.length).toBeLessThanOrEqual(2);
		checked(fileIn(home.shared));
	});

	it('of which the sums alone can be read counts by them, unless its rows were taken over before', async () => {
		const home = house(5);
		const whole = { ...home, own: tempFolder(), shared: tempFolder() };
		const path = join(home.own, 'ledger.db');
		const before = await window(home).spent(PERIOD);
		const db = new DatabaseSync(path);
		const root = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").get()!.rootpage);
		db.close();
		writeFileSync(path, readFileSync(path).fill(0, (root - 1) * 4096, root * 4096));
		copyFileSync(path, join(whole.own, 'ledger.db'));
		const notices: string[] = [];
		expect((await window(home, notices).spent(PERIOD)).settled).toBe(before.settled);
		expect((await window(whole, notices).spent(PERIOD)).settled).toBe(before.settled);
		expect(notices).toEqual([expect.stringContaining('is damaged'), expect.stringContaining('is damaged')]);
		checked(fileIn(home.shared));
	});

	it('that is a folder is passed over', async () => {
		const home = house(null);
		mkdirSync(join(home.own, 'ledger.db'));
		const notices: string[] = [];
		expect(await window(home, notices).rows(1)).toEqual([]);
		expect(notices).toEqual([expect.stringContaining('cannot be read')]);
	});
});

describe('two ledgers that went apart', () => {
	const step = fc.record({
		where: fc.constantFrom('old-a', 'old-b', 'shared', 'adopt-a', 'adopt-b'),
		op: fc.constantFrom('reserve', 'reserve', 'settle', 'settle', 'correct', 'release', 'progress', 'sweep'),
		id: fc.nat(3),
		cost: fc.nat(2000),
		gap: fc.constantFrom(1, 1000, 130_000, 900_000),
	});

	it('come to the same however often they are put together, and nothing is doubled or lost', { timeout: 120_000 }, () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
				const folder = mkdtempSync(join(tmpdir(), 'routoo-test-'));
				const own = { a: join(folder, 'a'), b: join(folder, 'b') };
				for (const each of Object.values(own)) mkdirSync(each);
				let at = PERIOD.start;
				const files = { a: new LedgerFile(join(own.a, 'ledger.db')), b: new LedgerFile(join(own.b, 'ledger.db')) };
				const books = { a: new LedgerBook(files.a), b: new LedgerBook(files.b) };
				const open = (adoptFrom: string) =>
					new LedgerEngine({ folder: join(folder, 'shared'), adoptFrom, clock: { now: () => at }, notice: (e) => expect.fail(e.message) });
				const adopt = (from: string): void => {
					const engine = open(from);
					engine.now((book) => book.rows(1));
					void engine.close();
				};
				adopt(own.a);
				const shared = new LedgerFile(join(folder, 'shared', 'ledger.db'));
				const here = new LedgerBook(shared);
				/** Asked for in the shared ledger as well: the two went apart. */
				const apart = new Set<string>();
				try {
					for (const { where, op, id, cost, gap } of steps) {
						at += gap;
						if (where === 'adopt-a') adopt(own.a);
						else if (where === 'adopt-b') adopt(own.b);
						else {
							const ids = where === 'shared' ? ['a-0', 'b-0', 'a-1', 'c'] : [0, 1, 2, 3].map((n) => `${where.at(-1)}-${n}`);
							const name = ids[id]!;
							const book = where === 'shared' ? here : where === 'old-a' ? books.a : books.b;
							if (where === 'shared') apart.add(name);
							try {
								if (op === 'reserve') book.reserve(reservation(name, cost), { ...PERIOD, limit: null }, [], at);
								else if (op === 'settle') book.settle(settlement(name, cost), null, at);
								else if (op === 'correct') book.correct(name, cost, at);
								else if (op === 'release') book.release(name, 'test', at);
								else if (op === 'progress') book.progress(name, cost);
								else book.beatAndSweep([], at);
							} catch (error) {
								expect(String(error)).toMatch(/already booked|not booked yet|does not know/);
							}
							// What has no heartbeat is booked here.
							if (where === 'shared' && (op === 'sweep' || op === 'reserve'))
								for (const n of [0, 1, 2, 3]) for (const o of ['a', 'b']) apart.add(`${o}-${n}`);
						}
					}
					adopt(own.a);
					adopt(own.b);
					const count = checked(shared).length;
					for (const [of, file] of Object.entries(files)) {
						for (let n = 0; n < 4; n++) {
							const [there, now] = [file.request(`${of}-${n}`), shared.request(`${of}-${n}`)];
							// What nobody touched here is the same; what was settled there first is booked here by some settlement.
							if (!apart.has(`${of}-${n}`)) expect(now).toEqual(there);
							else if (there?.state === 'settled') expect(now?.state).toBe('settled');
							else if (there !== null) expect(now).not.toBeNull();
						}
					}
					// Even where it is forgotten that they were, a second time adds nothing to requests that are the same.
					shared.connection.transaction(() => shared.connection.run('DELETE FROM adopted'));
					adopt(own.a);
					adopt(own.b);
					const again = checked(shared);
					if (apart.size === 0) expect(again).toHaveLength(count);
					const settledNow = (events: readonly LedgerEvent[]) => events.reduce((sum, { settledDelta }) => sum + settledDelta, 0);
					const costs = [...new Set(again.map(({ requestId }) => requestId))].map((id) => shared.request(id)?.cost ?? 0);
					expect(settledNow(again)).toBe(costs.reduce((a, b) => a + b, 0));
				} finally {
					for (const file of [files.a, files.b, shared]) file.connection.close();
					rmSync(folder, { recursive: true, force: true });
				}
			}),
			{ numRuns: 60 },
		);
	});

	it('are put together by a rule that adds nothing the second time, and keeps sums true to the request', () => {
		const ops = fc.array(fc.record({ op: fc.constantFrom('reserve', 'settle', 'release', 'sweep'), cost: fc.nat(900) }), { maxLength: 8 });
		const told = (list: readonly { op: string; cost: number }[], start: number): LedgerEvent[] => {
			const folder = mkdtempSync(join(tmpdir(), 'routoo-test-'));
			const file = new LedgerFile(join(folder, 'ledger.db'));
			const book = new LedgerBook(file);
			let at = start;
			for (const { op, cost } of list) {
				at += 130_000;
				try {
					if (op === 'reserve') book.reserve(reservation('r', cost), { ...PERIOD, limit: null }, [], at);
					else if (op === 'settle') book.settle(settlement('r', cost), null, at);
					else if (op === 'release') book.release('r', 'test', at);
					else book.beatAndSweep([], at);
				} catch {}
			}
			const events = eventsIn(file);
			file.connection.close();
			rmSync(folder, { recursive: true, force: true });
			return events;
		};
		fc.assert(
			fc.property(ops, ops, ops, (common, mine, theirs) => {
				const before = told(common, PERIOD.start);
				const here = told([...common, ...mine], PERIOD.start);
				const there = told([...common, ...theirs], PERIOD.start);
				expect(here.slice(0, before.length)).toEqual(before);
				const both = [...here, ...mergeEvents(here, there)];
				expect(mergeEvents(both, there).filter(({ kind }) => kind !== 'release' && kind !== 'reserve')).toEqual([]);
				const state = foldRequest(both);
				const sum = both.reduce((all, e) => [all[0]! + e.settledDelta, all[1]! + e.outstandingDelta], [0, 0]);
				expect(sum).toEqual([state?.cost ?? 0, state?.state === 'outstanding' ? state.reservation.max : 0]);
				expect(both.reduce((s, e) => applyEvent(s, e), foldRequest([]))).toEqual(state);
			}),
			{ numRuns: 60 },
		);
	});
});
