/**
 * The storage worker, which a test makes die or hang: a file `die-at`, `die-after` or `hang-at` in the ledger's folder names the methods,
 * one after another, whose next call it does not survive or does not answer.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const folder: string = workerData.ledgerFolder ?? '';

function named(file: string, method: string): boolean {
	const path = join(folder, file);
	if (folder === '' || !existsSync(path)) return false;
	const [first, ...others] = readFileSync(path, 'utf8').split(' ');
	if (first !== method) return false;
	if (others.length === 0) rmSync(path);
	else writeFileSync(path, others.join(' '));
	return true;
}

parentPort?.on('message', ({ method }: { readonly method: string }) => {
	if (named('die-at', method)) process.exit(1);
	if (named('die-after', method)) setTimeout(() => process.exit(1), 0);
	const still = join(folder, 'hang');
	// As a call to a dead network drive: the thread does nothing else.
	if (named('hang-at', method)) while (existsSync(still)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
});
await import('../../../src/storage/sqlite/worker.ts');
