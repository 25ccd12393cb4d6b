import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const MINUTE = 60_000;

/** What a disk may make of a row, behind the triggers' back. */
async function damage(folder: string, where: string, detail: string): Promise<void> {
	const db = new DatabaseSync(join(folder, 'ledger.db'));
	const { sql } = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'events_no_update'").get() as { sql: string };
	db.exec(`DROP TRIGGER events_no_update; UPDATE events SET detail = ${detail} WHERE ${where}; ${sql}`);
	db.close();
}

const DAMAGES: readonly (readonly [string, string])[] = [
	['its first byte cut', 'substr(detail, 2)'],
	['its end cut', 'substr(detail, 1, length(detail) / 2)'],
	['nothing', "''"],
	['a bit of a quote flipped', "replace(replace(detail, '\"decision\"', '#decision\"'), '\"outcome\"', '#outcome\"')"],
	['another word for null', "'null'"],
	['a number', "'17'"],
	['a list', "'[1,2]'"],
	['no decision', "json_remove(detail, '$.decision', '$.costSource')"],
	['a decision of another type', "json_set(detail, '$.decision', 5, '$.usage', 5)"],
	['a text for an amount', "json_set(detail, '$.max', 'x', '$.cost', 'x')"],
	['an amount beyond all numbers', "json_set(detail, '$.max', 1e300, '$.cost', 1e300)"],
	['an object for a name', "json_set(detail, '$.decision.modelName', json('{}'), '$.outcome', json('{}'))"],
	['bytes that are no text', "CAST(x'ff00fe7b' AS TEXT)"],
];

describe.each(DAMAGES)('a row of the month whose detail has become: %s', (_how, detail) => {
	it('is counted by its columns, not shown, told once, and ends no paid request', async () => {
		const folder = tempFolder();
		const { ledger, notices } = openWindow(folder);
		for (const id of ['a', 'b', 'c', 'd']) await ledger.reserve(reservation(id, 400), period(2000));
		for (const id of ['a', 'b']) await ledger.settle(settlement(id, 100));
		await damage(folder, "request_id IN ('a', 'c') AND kind = 'reserve' OR request_id = 'b' AND kind = 'settle'", detail);
		for (let n = 0; n < 2; n++) {
			expect(await ledger.summary(period(2000))).toMatchObject({ settled: 200, outstanding: 800, requests: 2 });
			expect(await ledger.spent(period(2000))).toMatchObject({ settled: 200, outstanding: 800 });
			expect((await ledger.rows(10)).map(({ requestId }) => requestId)).toEqual(['d']);
		}
		// The damaged one ends like every other.
		await ledger.settle(settlement('c', 50));
		await ledger.correct('b', 90);
		expect(await ledger.reserve(reservation('e', 1350), period(2000))).toEqual({ kind: 'reserved', remaining: 2000 - 240 - 400 - 1350 });
		expect(await ledger.summary(period(2000))).toMatchObject({ settled: 240, outstanding: 1750, requests: 3 });
		expect(notices.map(({ kind }) => kind)).toEqual(['damagedFile']);
		expect(notices[0]?.message).toContain('cannot be read');
	});

	it('is swept where it was outstanding and its window died', async () => {
		const folder = tempFolder();
		const dead = openWindow(folder).ledger;
		await dead.reserve(reservation('a', 400), period(2000));
		await dead.reserve(reservation('b', 300), period(2000));
		await dead.progress('b', 40);
		await dead.dispose();
		await damage(folder, "kind = 'reserve'", detail);
		const later = openWindow(folder, { clockOffsetMs: 3 * MINUTE }).ledger;
		expect(await later.reserve(reservation('new', 10), period(2000))).toMatchObject({ kind: 'reserved' });
		// What it was expected to cost is lost: the most stands in.
		expect(await later.summary(period(2000))).toMatchObject({ settled: 440, outstanding: 10, estimated: 440, requests: 2 });
	});
});

it('a row whose columns are damaged is left out, and the rest goes on', async () => {
	const folder = tempFolder();
	const { ledger, notices } = openWindow(folder);
	for (const id of ['a', 'b']) await ledger.reserve(reservation(id, 400), period(2000));
	const db = new DatabaseSync(join(folder, 'ledger.db'));
	db.exec('PRAGMA ignore_check_constraints = ON; DROP TRIGGER events_no_update');
	db.exec("UPDATE events SET kind = 'reserwe', settled_delta = 9223372036854775807 WHERE request_id = 'a'");
	db.close();
	expect((await ledger.rows(10)).map(({ requestId }) => requestId)).toEqual(['b']);
	expect(await ledger.reserve(reservation('c', 1200), period(2000))).toEqual({ kind: 'reserved', remaining: 0 });
	const [start, end] = [Date.now() - 90_000, Date.now() + 90_000];
	expect(await ledger.spent({ start, end, limit: null })).toMatchObject({ settled: 0 });
	expect(notices.map(({ kind }) => kind)).toEqual(['damagedFile']);
});
