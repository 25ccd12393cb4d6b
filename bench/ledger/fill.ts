import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BudgetPeriod, Reservation } from '../../src/core/money/ledger.ts';

const DAY_MS = 86_400_000;

/** The month that `fill` fills: it has 30 days and ends two days after `now`. */
export function benchPeriod(now: number): BudgetPeriod {
	const start = new Date(now).setHours(0, 0, 0, 0) - 28 * DAY_MS;
	return { start, end: start + 30 * DAY_MS, limit: 10 ** 12, limits: { completion: 10 ** 11 } };
}

export function benchReservation(requestId: string, purpose: string, modelName = 'model'): Reservation {
	return {
		...{ requestId, purpose, owner: { user: 'local', device: 'bench', window: 'bench' } },
		...{ sessionId: null, runId: null, expected: 250, max: 500 },
		decision: {
			...{ candidateId: 'endpoint/model', modelName, recipient: 'Vendor', endpointId: 'endpoint', taskKind: 'complete line' },
			...{ quality: 0.9, qualityLow: 0.85, qualityHigh: 0.95, expectedLatencyMs: 1200, reason: 'cheapest that is good enough' },
			...{ referenceName: 'dear', referenceCost: 900 },
		},
	};
}

type Opener = new (options: object) => { run(fn: (book: { rows(limit: number): unknown }) => unknown): unknown; close(): unknown };

/** Makes the ledger of `folder`, of an earlier version, with `count` settled requests over the working hours of the month up to yesterday. */
export async function fill(folder: string, count: number, now: number, version: 2 | 3): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const { LedgerEngine }: { readonly LedgerEngine: Opener } = await import(`../../test/fixtures/ledgers/window-${version}.mjs`);
	const fail = (error: Error) => {
		throw error;
	};
	const made = new LedgerEngine({ folder, windowName: 'bench', format: 'sqlite', clock: { now: () => now }, notice: fail });
	made.run((book) => book.rows(1));
	made.close();
	const db = new DatabaseSync(join(folder, 'ledger.db'));
	const insert = db.prepare(
		`INSERT INTO events (request_id, kind, purpose, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
	);
	// The trigger row by row would take minutes: the same totals are summed up beside it.
	const trigger = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'events_counted'").get();
	const total =
		trigger === undefined
			? null
			: db.prepare(
					`INSERT INTO totals (quarter, purpose, model, settled, outstanding, estimated, saved, requests, arrived) VALUES (?, ?, ?, 300, 0, 0, 600, 1, 1)
					ON CONFLICT (quarter, purpose, model) DO UPDATE SET settled = settled + 300, saved = saved + 600, requests = requests + 1, arrived = arrived + 1`,
				);
	const { start } = benchPeriod(now);
	db.exec('PRAGMA synchronous = OFF; BEGIN');
	if (trigger !== undefined) db.exec('DROP TRIGGER events_counted');
	for (let n = 0; n < count; n++) {
		const day = (n / count) * 28;
		const at = start + Math.floor(day) * DAY_MS + 8 * 3_600_000 + Math.floor((day % 1) * 10 * 3_600_000);
		const [purpose, model] = n % 10 === 0 ? ['chat', `chat-${n % 30}`] : ['completion', `coder-${n % 3}`];
		const { requestId, ...detail } = benchReservation(`r${n}`, purpose!, model);
		insert.run(requestId, 'reserve', purpose!, at, at, 0, 500, JSON.stringify(detail));
		const usage = { input: 900, cachedInput: 0, cacheWrite: 0, output: 60, reasoning: 0 };
		const end = { cost: 300, costSource: 'tokens', usage, outcome: 'answered', durationMs: 900, firstTokenMs: 90 };
		insert.run(requestId, 'settle', purpose!, at + 900, at, 300, -500, JSON.stringify(end));
		total?.run(Math.floor(at / 900_000), purpose!, model!);
	}
	db.exec(`${trigger?.sql ?? ''}; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
	db.close();
	// What is measured next must not wait for these bytes to reach the disk.
	const file = openSync(join(folder, 'ledger.db'), 'r+');
	fsyncSync(file);
	closeSync(file);
}
