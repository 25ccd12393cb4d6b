/**
 * How long the ledger takes with 100 and with 100,000 requests in the month, before (version 2, from test/fixtures/ledgers) and after,
 * and how long the migration of the larger one takes: `node training/bench-ledger.ts`. Median of 25 calls, on the thread that calls.
 */
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BudgetPeriod } from '../src/core/money/ledger.ts';
import type { LedgerBook } from '../src/storage/sqlite/ledger-book.ts';
import { LedgerEngine } from '../src/storage/sqlite/ledger-engine.ts';

type Engine = Pick<LedgerEngine, 'run'> & { close(): unknown };

const old: { readonly LedgerEngine: new (options: object) => Engine } = await import('../test/fixtures/ledgers/window-2.mjs' as string);
const START = Date.UTC(2026, 10, 1);
const NOW = START + 29 * 86_400_000;
const PERIOD: BudgetPeriod & { readonly completionsLimit: number } = {
	...{ start: START, end: START + 30 * 86_400_000, limit: 10 ** 12, completionsLimit: 10 ** 11 },
	limits: { completion: 10 ** 11 },
};
const clock = { now: () => NOW };
const notice = (error: Error) => {
	throw error;
};
const openOld = (folder: string) => new old.LedgerEngine({ folder, windowName: 'bench', format: 'sqlite', clock, notice });
const openNew = (folder: string): Engine => new LedgerEngine({ folder, clock, notice });

/** `count` settled requests over the working hours of the month, written as version 2 writes them: a reserve and a settle each. */
function fill(folder: string, count: number): void {
	const made = openOld(folder);
	made.run((book) => book.rows(1));
	made.close();
	const db = new DatabaseSync(join(folder, 'ledger.db'));
	const insert = db.prepare(
		`INSERT INTO events (request_id, kind, purpose, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
	);
	db.exec('BEGIN');
	for (let n = 0; n < count; n++) {
		const share = n / count;
		const at = START + Math.floor(share * 28) * 86_400_000 + 8 * 3_600_000 + Math.floor(((share * 28) % 1) * 10 * 3_600_000);
		const [purpose, model] = n % 10 === 0 ? ['chat', `chat-${n % 30}`] : ['completion', `coder-${n % 3}`];
		const { decision, ...rest } = reservation(`r${n}`, purpose!);
		const detail = JSON.stringify({ ...rest, decision: { ...decision, modelName: model } });
		insert.run(`r${n}`, 'reserve', purpose!, at, at, 0, 500, detail);
		insert.run(
			`r${n}`,
			'settle',
			purpose!,
			at + 900,
			at,
			300,
			-500,
			JSON.stringify({ cost: 300, costSource: 'tokens', usage: null, outcome: 'answered', durationMs: 900, firstTokenMs: 90 }),
		);
	}
	db.exec('COMMIT');
	db.close();
}

function reservation(requestId: string, purpose: string) {
	const decision = {
		...{ candidateId: 'endpoint/model', modelName: 'model', recipient: 'Vendor', endpointId: 'endpoint', taskKind: 'complete line' },
		...{ quality: 0.9, qualityLow: 0.85, qualityHigh: 0.95, expectedLatencyMs: 1200, reason: 'cheapest that is good enough' },
		...{ referenceName: 'dear', referenceCost: 900 },
	};
	const owner = { user: 'local', device: 'bench', window: 'bench' };
	return { requestId, owner, purpose, sessionId: null, runId: null, expected: 250, max: 500, decision };
}

function median(engine: Engine, call: (book: LedgerBook, n: number) => unknown): string {
	const times = Array.from({ length: 25 }, (_, n) => {
		const begun = performance.now();
		engine.run((book) => call(book, n));
		return performance.now() - begun;
	}).sort((a, b) => a - b);
	return `${times[12]!.toFixed(2)} ms`;
}

function measure(name: string, engine: Engine): void {
	const reserve = median(engine, (book, n) => book.reserve(reservation(`${name}-${n}`, 'completion'), PERIOD, [], NOW));
	const summary = median(engine, (book) => book.summary(PERIOD, NOW));
	const arrivals = median(engine, (book) => book.arrivals(NOW - 56 * 86_400_000, NOW));
	const rows = median(engine, (book) => book.rows(50, 'chat'));
	console.log(
		`${name.padEnd(22)} reserve ${reserve.padStart(10)}   summary ${summary.padStart(11)}   arrivals ${arrivals.padStart(10)}   50 rows ${rows.padStart(10)}`,
	);
}

for (const count of [100, 100_000]) {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-bench-'));
	fill(folder, count);
	const path = join(folder, 'ledger.db');
	const copy = mkdtempSync(join(tmpdir(), 'routoo-bench-'));
	copyFileSync(path, join(copy, 'ledger.db'));
	const before = openOld(folder);
	measure(`${count} before`, before);
	before.close();
	const begun = performance.now();
	const cpu = process.cpuUsage();
	const after = openNew(copy);
	after.run((book) => book.rows(1));
	const took = `${(performance.now() - begun).toFixed(0)} ms (${Math.round(process.cpuUsage(cpu).user / 1000)} ms of them computing)`;
	const size = (of: string) => `${(statSync(of).size / 2 ** 20).toFixed(1)} MiB`;
	measure(`${count} after`, after);
	after.close();
	console.log(`${count} requests: migrated in ${took}, ${size(path)} to ${size(join(copy, 'ledger.db'))}`);
	for (const done of [folder, copy]) rmSync(done, { recursive: true });
}
