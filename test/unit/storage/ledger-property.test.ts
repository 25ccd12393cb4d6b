import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORPHAN_AFTER_MS } from '../../../src/core/money/ledger-rules.ts';
import { LedgerBook } from '../../../src/storage/sqlite/ledger-book.ts';
import type { LedgerFile } from '../../../src/storage/sqlite/ledger-file.ts';
import { openFile } from '../../support/stores/sqlite.ts';
import { reservation, settlement } from '../../support/stores/values.ts';

const WINDOWS = 3;
const LIMIT = 1000;
const PERIOD = { start: 0, end: 10 ** 12, limit: LIMIT };

type Step =
	| { op: 'reserve'; window: number; id: number; max: number; expected: number }
	| { op: 'settle'; window: number; id: number; cost: number }
	| { op: 'release'; window: number; id: number }
	| { op: 'progress'; window: number; id: number; cost: number }
	| { op: 'beat'; window: number }
	| { op: 'wait'; ms: number };

const window = fc.nat(WINDOWS - 1);
const id = fc.nat(9);
const cost = fc.nat(700);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('reserve' as const), window, id, max: cost, expected: cost }) },
	{ weight: 3, arbitrary: fc.record({ op: fc.constant('settle' as const), window, id, cost }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('release' as const), window, id }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('progress' as const), window, id, cost }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('beat' as const), window }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('wait' as const), ms: fc.nat(ORPHAN_AFTER_MS) }) },
);

/** The ledger as a few lines of bookkeeping in memory: what the real one must agree with. */
interface Entry {
	state: 'outstanding' | 'settled' | 'released' | 'orphaned';
	owner: number;
	max: number;
	expected: number;
	progress: number | null;
	beatAt: number;
	cost: number;
}

class Model {
	readonly entries = new Map<number, Entry>();
	now = 1000;

	own(owner: number): string[] {
		return [...this.entries].filter(([, e]) => e.owner === owner && e.state === 'outstanding').map(([id]) => `r${id}`);
	}

	sum(): { settled: number; outstanding: number } {
		let [settled, outstanding] = [0, 0];
		for (const entry of this.entries.values()) {
			settled += entry.cost;
			if (entry.state === 'outstanding') outstanding += entry.max;
		}
		return { settled, outstanding };
	}

	sweep(owner: number): void {
		for (const entry of this.entries.values()) {
			if (entry.state !== 'outstanding') continue;
			if (entry.owner === owner) entry.beatAt = this.now;
			if (this.now - entry.beatAt <= ORPHAN_AFTER_MS) continue;
			entry.state = 'orphaned';
			entry.cost = entry.progress ?? Math.min(entry.expected, entry.max);
		}
	}
}

function run(model: Model, book: LedgerBook, step: Exclude<Step, { op: 'wait' }>): void {
	if (step.op === 'beat') {
		book.beatAndSweep(model.own(step.window), model.now);
		model.sweep(step.window);
		return;
	}
	const requestId = `r${step.id}`;
	const entry = model.entries.get(step.id);
	switch (step.op) {
		case 'reserve': {
			const wanted = reservation(requestId, step.max, { expected: step.expected });
			const own = model.own(step.window);
			model.sweep(step.window);
			if (entry !== undefined && (entry.state === 'settled' || entry.state === 'orphaned')) {
				expect(() => book.reserve(wanted, PERIOD, own, model.now)).toThrow('already booked');
				// The refused call is rolled back whole, so the sweep is done by itself here.
				book.beatAndSweep(own, model.now);
				return;
			}
			const result = book.reserve(wanted, PERIOD, own, model.now);
			const { settled, outstanding } = model.sum();
			const before = entry?.state === 'outstanding' ? entry.max : 0;
			const after = settled + outstanding - before + step.max;
			expect(result.kind).toBe(step.max === 0 || after <= LIMIT ? 'reserved' : 'overBudget');
			if (result.kind === 'reserved') {
				const { max, expected } = step;
				model.entries.set(step.id, { state: 'outstanding', owner: step.window, max, expected, progress: null, beatAt: model.now, cost: 0 });
				if (step.max > 0) expect(after).toBeLessThanOrEqual(LIMIT);
			}
			return;
		}
		case 'settle':
			book.settle(settlement(requestId, step.cost), null, model.now);
			if (entry !== undefined && entry.state !== 'settled') Object.assign(entry, { state: 'settled', cost: step.cost });
			return;
		case 'release':
			book.release(requestId, 'test', model.now);
			if (entry !== undefined && entry.state !== 'settled') Object.assign(entry, { state: 'released', cost: 0 });
			return;
		case 'progress':
			book.progress(requestId, step.cost);
			if (entry?.state === 'outstanding') entry.progress = Math.max(entry.progress ?? 0, step.cost);
	}
}

describe('any interleaving of several windows', () => {
	const steps = fc.array(step, { minLength: 5, maxLength: 60 });

	it('agrees with plain bookkeeping, never passes the limit when it reserves, and is the sum of its events', () => {
		fc.assert(
			fc.property(steps, (all) => {
				const folder = mkdtempSync(join(tmpdir(), 'routoo-test-'));
				const stores = Array.from({ length: WINDOWS }, () => openFile(folder));
				const books = stores.map((store) => new LedgerBook(store));
				const model = new Model();
				try {
					for (const s of all) {
						if (s.op === 'wait') model.now += s.ms;
						else run(model, books[s.window] as LedgerBook, s);
						const summary = (books[0] as LedgerBook).summary(PERIOD, model.now);
						expect(summary).toMatchObject(model.sum());
					}
					const rows = (books[1] as LedgerBook).rows(100);
					const booked = rows.filter((row) => row.state !== 'outstanding');
					expect(booked.reduce((sum, row) => sum + row.cost, 0)).toBe(model.sum().settled);
					for (const row of rows) expect(row.state).toBe(model.entries.get(Number(row.requestId.slice(1)))?.state);
					const events = (stores[2] as LedgerFile).eventsBetween(PERIOD.start, PERIOD.end);
					const settled = events.reduce((sum, event) => sum + event.settledDelta, 0);
					const outstanding = events.reduce((sum, event) => sum + event.outstandingDelta, 0);
					expect({ settled, outstanding }).toEqual(model.sum());
				} finally {
					for (const store of stores) store.connection.close();
					rmSync(folder, { recursive: true, force: true });
				}
			}),
			{ numRuns: 40 },
		);
	});
});
