import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const dying = new URL('./dying-worker.ts', import.meta.url);

/** What the next call of the method does to the worker; the returned function ends a hang. */
function fault(folder: string, how: 'die-at' | 'die-after' | 'hang-at', method: string): () => void {
	if (how === 'hang-at') writeFileSync(join(folder, 'hang'), '');
	writeFileSync(join(folder, how), method);
	const end = () => rmSync(join(folder, 'hang'), { force: true });
	onTestFinished(end);
	return end;
}

async function timed<T>(call: Promise<T>): Promise<{ readonly ms: number; readonly error: unknown; readonly value: T | null }> {
	const begun = performance.now();
	const [value, error] = await call.then(
		(of) => [of, null] as const,
		(cause: unknown) => [null, cause] as const,
	);
	return { ms: performance.now() - begun, error, value };
}

describe('a storage worker that dies', () => {
	it.each(['die-at', 'die-after'] as const)('(%s) with a settlement in flight: the next one writes the true cost', async (how) => {
		const folder = tempFolder();
		const { ledger, notices } = openWindow(folder, { workerPath: dying });
		for (let n = 0; n < 5; n++) await ledger.reserve(reservation(`r${n}`, 400), period(null));
		fault(folder, how, 'settle');
		await Promise.all([0, 1, 2, 3].map((n) => ledger.settle(settlement(`r${n}`, 10 + n))));
		expect(await ledger.summary(period(null))).toMatchObject({ settled: 46, estimated: 0, outstanding: 400, requests: 4 });
		// The one that runs is still beaten for.
		const later = openWindow(folder, { clockOffsetMs: 60_000 }).ledger;
		expect(await later.summary(period(null))).toMatchObject({ settled: 46, outstanding: 400 });
		expect(notices).toEqual([]);
	});

	it('with nobody calling any more: it starts again by itself and writes what is owed', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(folder, { workerPath: dying });
		await ledger.reserve(reservation('a', 400), period(null));
		const other = openWindow(folder, { stateFolder: tempFolder() }).ledger;
		fault(folder, 'die-at', 'release release');
		const released = await timed(ledger.release('a', 'nothing was sent'));
		expect(released.error).toMatchObject({ kind: 'storage', nextStep: expect.stringMatching(/\.$/) });
		await expect.poll(async () => (await other.summary(period(null))).outstanding, { timeout: 10_000 }).toBe(0);
		expect(await other.summary(period(null))).toMatchObject({ settled: 0, requests: 0 });
	});

	it('with a reservation in flight twice: what was written of it is released, and its money is free', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(folder, { workerPath: dying });
		await ledger.rows(1);
		fault(folder, 'die-at', 'reserve reserve');
		const first = await timed(ledger.reserve(reservation('a', 1000), period(1000)));
		expect(first.error).toMatchObject({ kind: 'storage' });
		await expect.poll(async () => (await ledger.spent(period(1000))).outstanding, { timeout: 10_000 }).toBe(0);
		expect(await ledger.reserve(reservation('b', 1000), period(1000))).toMatchObject({ kind: 'reserved' });
	});
});

it('a storage worker that dies once with any call is not noticed', async () => {
	const folder = tempFolder();
	const { ledger, notices } = openWindow(folder, { workerPath: dying });
	fault(folder, 'die-at', 'reserve');
	expect(await ledger.reserve(reservation('a', 1000), period(1000))).toEqual({ kind: 'reserved', remaining: 0 });
	fault(folder, 'die-after', 'summary');
	expect(await ledger.summary(period(1000))).toMatchObject({ outstanding: 1000 });
	await ledger.settle(settlement('a', 5));
	expect(await ledger.spent(period(1000))).toMatchObject({ settled: 5, outstanding: 0 });
	expect(notices).toEqual([]);
});

describe('a storage worker that hangs', () => {
	it.each(['reserve', 'settle', 'release', 'summary', 'spent', 'rows', 'correct'] as const)(
		'at %s is said after the time limit with a next step, later calls say it at once, and all is right when it goes on',
		async (method) => {
			const folder = tempFolder();
			const { ledger, notices } = openWindow(folder, { workerPath: dying, limitMs: 4000 });
			for (const id of ['a', 'b', 'c']) await ledger.reserve(reservation(id, 100), period(1000));
			await ledger.settle(settlement('c', 30));
			const goOn = fault(folder, 'hang-at', method);
			const calls = {
				reserve: () => ledger.reserve(reservation('new', 100), period(1000)),
				settle: () => ledger.settle(settlement('a', 60)),
				release: () => ledger.release('b', 'nothing was sent'),
				summary: () => ledger.summary(period(1000)),
				spent: () => ledger.spent(period(1000)),
				rows: () => ledger.rows(10),
				correct: () => ledger.correct('c', 20),
			};
			const first = await timed<unknown>(calls[method]());
			expect(first.error).toMatchObject({ kind: 'storage', message: expect.stringContaining('did not answer') });
			expect(first.ms).toBeLessThan(9000);
			for (const name of Object.keys(calls) as (keyof typeof calls)[]) {
				if (name === method) continue;
				const { error } = await timed<unknown>(calls[name]());
				expect(error).toMatchObject({ kind: 'storage', nextStep: expect.stringMatching(/\.$/) });
			}
			goOn();
			// Settled, released and corrected late; what was reserved for nobody is free again.
			await expect
				.poll(async () => ledger.summary(period(1000)).catch(() => null), { timeout: 30_000 })
				.toMatchObject({ settled: 80, outstanding: 0, requests: 2 });
			expect((await ledger.rows(10)).find(({ requestId }) => requestId === 'new')?.state).toBe('released');
			expect(notices).toEqual([]);
		},
		60_000,
	);

	it('does not keep a window from closing', async () => {
		const folder = tempFolder();
		const { ledger } = openWindow(folder, { workerPath: dying });
		await ledger.rows(1);
		const goOn = fault(folder, 'hang-at', 'summary');
		const hanging = timed(ledger.summary(period(null)));
		const closed = await timed(ledger.dispose());
		expect(closed.ms).toBeLessThan(4000);
		goOn();
		expect((await hanging).error).toMatchObject({ kind: 'storage' });
	});
});

describe('a ledger that another program has locked', () => {
	it('is waited for once, whoever waits: later calls fail at once, reads go on, and it is used again as soon as it is free', async () => {
		const folder = tempFolder();
		const { ledger, notices } = openWindow(folder, { beatMs: 3_600_000 });
		await ledger.reserve(reservation('running', 100), period(1000));
		const db = new DatabaseSync(join(folder, 'ledger.db'));
		db.exec('BEGIN IMMEDIATE');
		const waiting = ['x', 'y', 'z'].map((id) => timed(ledger.reserve(reservation(id, 10, { purpose: 'completion' }), period(1000))));
		const read = await timed(ledger.spent(period(1000)));
		expect(read.value).toMatchObject({ outstanding: 100 });
		const behind = timed(ledger.reserve(reservation('chat', 10), period(1000)));
		const [first, ...others] = await Promise.all([behind, ...waiting]);
		for (const { error, ms } of [first!, ...others]) {
			expect(error).toMatchObject({ kind: 'storage', message: expect.stringContaining('another window') });
			// Behind three others it waits no longer than alone.
			expect(ms).toBeLessThan(6000);
			expect(ms).toBeGreaterThan(2500);
		}
		expect(read.ms).toBeLessThan(1500);
		const later = await timed(ledger.reserve(reservation('late', 10), period(1000)));
		expect(later.error).toMatchObject({ kind: 'storage' });
		expect(later.ms).toBeLessThan(2000);
		db.exec('ROLLBACK');
		db.close();
		expect(await ledger.reserve(reservation('late', 10), period(1000))).toMatchObject({ kind: 'reserved' });
		await ledger.settle(settlement('running', 40));
		expect(await ledger.spent(period(1000))).toMatchObject({ settled: 40 });
		expect(notices).toEqual([]);
	});
});

it('a window whose worker dies while it opens leaves no lock behind, for itself or for others', async () => {
	const folder = tempFolder();
	for (let n = 0; n < 3; n++) {
		const { ledger } = openWindow(folder, { workerPath: dying, stateFolder: tempFolder() });
		fault(folder, 'die-after', 'rows');
		await ledger.rows(1).catch(() => undefined);
		expect(await ledger.reserve(reservation(`r${n}`, 10), period(null))).toMatchObject({ kind: 'reserved' });
	}
	const windows = [1, 2, 3, 4].map(() => openWindow(folder, { stateFolder: tempFolder() }));
	const results = await Promise.all(windows.map(({ ledger }, n) => ledger.reserve(reservation(`w${n}`, 10), period(null))));
	expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill('reserved'));
});
