import * as l10n from '@vscode/l10n';
import { RoutooError } from '../core/base/errors.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const SQLITE = { ERROR: 1, BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const;

/** Brings any failure of a file or of SQLite to a RoutooError 'storage' with what the user can do; a RoutooError stays as it is. */
export function storageError(cause: unknown, what: string, path: string): RoutooError {
	if (cause instanceof RoutooError) return cause;
	const [why, nextStep] = explain(cause, path);
	return new RoutooError('storage', l10n.t('{0} could not be written or read: {1}.', what, why), nextStep, { cause });
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
			return [l10n.t('the disk is full'), l10n.t('Free some space on the disk of {0} and try again.', path)];
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
			return [l10n.t('the folder is read-only'), l10n.t('Allow writing to {0} and try again.', path)];
		case 'EEXIST':
		case 'ENOTDIR':
			return [
				l10n.t('a file stands where a folder is needed'),
				l10n.t('Move the file away that stands in the way of {0}, and try again.', path),
			];
		case 'EISDIR':
			return [l10n.t('a folder stands where the file is to be'), l10n.t('Move the folder {0} away and try again.', path)];
		case 'EMFILE':
		case 'ENFILE':
			return [l10n.t('too many files are open'), l10n.t('Close other programs or windows and try again.')];
	}
	if (code === SQLITE.FULL) return [l10n.t('the disk is full'), l10n.t('Free some space on the disk of {0} and try again.', path)];
	if (code === SQLITE.READONLY || code === SQLITE.CANTOPEN)
		return [l10n.t('the folder is read-only'), l10n.t('Allow writing to {0} and try again.', path)];
	if (isBusy(cause)) return [l10n.t('another window is using it'), l10n.t('Try again in a few seconds.')];
	if (code === SQLITE.IOERR)
		return [l10n.t('the disk reports an error'), l10n.t('Check the disk of {0} and its free space, then try again.', path)];
	const message = cause instanceof Error ? cause.message : String(cause);
	return [message, l10n.t('Check that {0} can be written, then try again.', path)];
}

/** node:sqlite puts SQLite's extended code into `errcode`; its low byte is the primary one. */
function sqliteCode(error: unknown): number | null {
	const code = (error as { errcode?: unknown } | null)?.errcode;
	return typeof code === 'number' ? code & 0xff : null;
}
