import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RoutooError } from '../../../src/core/errors.ts';
import { LedgerClient, type LedgerClientOptions } from '../../../src/storage/ledger-client.ts';

export const workerPath = new URL('../../../src/storage/ledger-worker.ts', import.meta.url);

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
