import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { RoutooError } from '../../core/base/errors.ts';

/** A lock whose holder cannot be told is given up after this long; critical sections take milliseconds. */
const STALE_MS = 10_000;
const WAIT_MS = 3_000;
const POLL_MS = 5;

/**
 * Runs `fn` while holding an exclusive lock file, for processes of one machine. A lock left by a dead process is taken over. Blocks the
 * thread while waiting (worker threads only), at most 3 s.
 * @throws RoutooError 'storage' when another process holds it longer; file errors as they are
 */
export function withFileLock<T>(path: string, fn: () => T): T {
	const deadline = Date.now() + WAIT_MS;
	while (!tryLock(path)) {
		if (isStale(path)) breakLock(path);
		else if (Date.now() > deadline) {
			throw new RoutooError('storage', 'The ledger is in use by another window.', 'Try again in a few seconds.');
		} else sleep(POLL_MS);
	}
	try {
		return fn();
	} finally {
		unlinkSync(path);
	}
}

function tryLock(path: string): boolean {
	let file: number;
	try {
		file = openSync(path, 'wx', 0o600);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		// Windows answers EPERM while another process is just removing the file.
		if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false;
		throw error;
	}
	try {
		writeSync(file, String(process.pid));
	} catch {
		// A full disk: the lock holds without its number, and is then judged by age alone.
	} finally {
		closeSync(file);
	}
	return true;
}

function isStale(path: string): boolean {
	try {
		const old = Date.now() - statSync(path).mtimeMs > STALE_MS;
		const pid = Number(readFileSync(path, 'utf8'));
		return old || (Number.isInteger(pid) && pid > 0 && pid !== process.pid && !isAlive(pid));
	} catch {
		return false;
	}
}

/** Only one process may break a lock at a time, and it looks again: the lock may be a new one by now. */
function breakLock(path: string): void {
	const breaker = `${path}.break`;
	if (!tryLock(breaker)) {
		if (isStale(breaker)) tryUnlink(breaker);
		else sleep(POLL_MS);
		return;
	}
	if (isStale(path)) tryUnlink(path);
	tryUnlink(breaker);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function tryUnlink(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		// Another process was quicker.
	}
}

function sleep(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
