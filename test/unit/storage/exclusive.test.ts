import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exclusively } from '../../../src/storage/sqlite/connection.ts';
import { storageError } from '../../../src/storage/storage-error.ts';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation } from '../../support/stores/values.ts';

const counter = fileURLToPath(new URL('./exclusive-counter.ts', import.meta.url));

function run(...args: string[]): ChildProcess {
	const child = spawn(process.execPath, [counter, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	onTestFinished(() => void child.kill('SIGKILL'));
	return child;
}

describe('the lock that opening takes', () => {
	it('lets one process at a time in', async () => {
		const folder = tempFolder();
		const [lock, file] = [join(folder, 'lock'), join(folder, 'count')];
		writeFileSync(file, '0');
		const ends = Array.from({ length: 4 }, () => once(run(lock, file, '20'), 'exit'));
		expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0, 0]);
		expect(readFileSync(file, 'utf8')).toBe('80');
		expect([statSync(lock).size, statSync(lock).mode & 0o777]).toEqual([0, 0o600]);
	});

	it('is told as another window while it is held, and is free when its holder is killed', async () => {
		const lock = join(tempFolder(), 'lock');
		const holder = run(lock);
		await once(holder.stdout!, 'data');
		const begun = Date.now();
		try {
			exclusively(lock, () => expect.fail('it is held'));
		} catch (error) {
			expect(storageError(error, 'The ledger', lock).message).toContain('another window');
		}
		expect(Date.now() - begun).toBeGreaterThan(2000);
		holder.kill('SIGKILL');
		await once(holder, 'exit');
		expect(exclusively(lock, () => 'free')).toBe('free');
	});

	it('lets go after a failure within, and is no obstacle to the ledger that an old lock file lies about', async () => {
		const folder = tempFolder();
		const lock = join(folder, 'lock');
		expect(() =>
			exclusively(lock, () => {
				throw new Error('within');
			}),
		).toThrow('within');
		expect(exclusively(lock, () => 'free')).toBe('free');
		// As a killed window of an earlier version leaves it.
		writeFileSync(join(folder, 'ledger.lock'), '1073741824');
		const { ledger } = openWindow(folder);
		expect(await ledger.reserve(reservation('a', 1), period(null))).toMatchObject({ kind: 'reserved' });
		expect(readdirSync(folder)).toContain('ledger.lock');
	});
});
