import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { RoutooError } from '../../../src/core/base/errors.ts';
import { JsonlStore } from '../../../src/storage/sqlite/jsonl-store.ts';
import { LedgerClient, type LedgerClientOptions } from '../../../src/storage/sqlite/ledger-client.ts';
import type { EventStore } from '../../../src/storage/sqlite/ledger-store.ts';
import { loadSqlite, SqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';

export const workerPath = new URL('../../../src/storage/sqlite/ledger-worker.ts', import.meta.url);

export function tempFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-test-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A window on the ledger; closed when the test ends. */
export function openWindow(folder: string, more: Partial<LedgerClientOptions> = {}): { ledger: LedgerClient; notices: RoutooError[] } {
	const notices: RoutooError[] = [];
	const ledger = new LedgerClient({ workerPath, folder, notices: (notice) => notices.push(notice), ...more });
	onTestFinished(() => ledger.dispose());
	return { ledger, notices };
}

/** The files under a window of `folder`, without its worker and its clock. */
export function openStore(format: 'sqlite' | 'jsonl', folder: string): EventStore {
	if (format === 'jsonl') return new JsonlStore(join(folder, 'ledger-lines'), randomUUID(), () => expect.fail('nothing is damaged here'));
	const sqlite = loadSqlite();
	if (sqlite === null) throw new Error('this runtime has no node:sqlite');
	return new SqliteStore(sqlite, join(folder, 'ledger.db'));
}
