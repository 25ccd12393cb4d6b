import { RoutooError } from '../core/base/errors.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const SQLITE = { ERROR: 1, BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const;

/** Brings any failure of a file or of SQLite to a RoutooError 'storage' with what the user can do; a RoutooError stays as it is. */
export function storageError(cause: unknown, what: string, path: string): RoutooError {
	if (cause instanceof RoutooError) return cause;
	const [why, nextStep] = explain(cause, path);
	return new RoutooError('storage', `${what} could not be written or read: ${why}.`, nextStep, { cause });
}

/**
 * Whether SQLite says that the file itself is damaged. So it is where a table or column that we made is gone or there twice: the schema or
 * the version of the file has changed without us.
 */
export function isDamage(error: unknown): boolean {
	const code = sqliteCode(error);
	if (code === SQLITE.CORRUPT || code === SQLITE.NOTADB) return true;
	return code === SQLITE.ERROR && /no such|already exists|duplicate column|has no column|malformed/.test(String(error));
}

/** Whether another window has the lock. */
export function isBusy(error: unknown): boolean {
	const code = sqliteCode(error);
	return code === SQLITE.BUSY || code === SQLITE.LOCKED;
}

function explain(cause: unknown, path: string): [string, string] {
	const code = sqliteCode(cause);
	switch ((cause as NodeJS.ErrnoException | null)?.code) {
		case 'ENOSPC':
		case 'EDQUOT':
			return ['the disk is full', `Free some space on the disk of ${path} and try again.`];
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
			return ['the folder is read-only', `Allow writing to ${path} and try again.`];
		case 'EEXIST':
		case 'ENOTDIR':
			return ['a file stands where a folder is needed', `Move the file away that stands in the way of ${path}, and try again.`];
		case 'EISDIR':
			return ['a folder stands where the file is to be', `Move the folder ${path} away and try again.`];
		case 'EMFILE':
		case 'ENFILE':
			return ['too many files are open', 'Close other programs or windows and try again.'];
	}
	if (code === SQLITE.FULL) return ['the disk is full', `Free some space on the disk of ${path} and try again.`];
	if (code === SQLITE.READONLY || code === SQLITE.CANTOPEN) return ['the folder is read-only', `Allow writing to ${path} and try again.`];
	if (isBusy(cause)) return ['another window is using it', 'Try again in a few seconds.'];
	if (code === SQLITE.IOERR) return ['the disk reports an error', `Check the disk of ${path} and its free space, then try again.`];
	const message = cause instanceof Error ? cause.message : String(cause);
	return [message, `Check that ${path} can be written, then try again.`];
}

/** node:sqlite puts SQLite's extended code into `errcode`; its low byte is the primary one. */
function sqliteCode(error: unknown): number | null {
	const code = (error as { errcode?: unknown } | null)?.errcode;
	return typeof code === 'number' ? code & 0xff : null;
}
