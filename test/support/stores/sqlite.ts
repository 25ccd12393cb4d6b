import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RoutooError } from '../../../src/core/base/errors.ts';
import type { Ledger } from '../../../src/core/money/ledger.ts';
import { LedgerFile } from '../../../src/storage/sqlite/ledger-file.ts';
import { StorageClient, type StorageClientOptions } from '../../../src/storage/sqlite/storage-client.ts';

export const workerPath = new URL('../../../src/storage/sqlite/worker.ts', import.meta.url);

export function tempFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-test-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A window on the ledger; closed when the test ends. */
export function openWindow(folder: string, more: Partial<StorageClientOptions> = {}): { ledger: Ledger; notices: RoutooError[] } {
	const notices: RoutooError[] = [];
	const client = new StorageClient({
		...{ workerPath, ledgerFolder: folder, stateFolder: join(folder, 'state') },
		notices: (notice) => notices.push(notice),
		...more,
	});
	onTestFinished(() => client.dispose());
	return { ledger: client.ledger, notices };
}

/** The file under a window of `folder`, without its worker and its clock. */
export function openFile(folder: string): LedgerFile {
	return new LedgerFile(join(folder, 'ledger.db'));
}
