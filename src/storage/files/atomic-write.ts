import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Ending of files that are being written; one that is left behind belongs to a killed process. */
export const TEMP_SUFFIX = '.tmp';

/**
 * Replaces a file whole: temporary file beside it, fsync, rename, fsync of the folder. After a failure the old content stands.
 * The file can be read by its owner only (0600).
 * @throws file errors as they are
 */
export async function atomicWrite(path: string, text: string): Promise<void> {
	const temp = join(dirname(path), `.${basename(path)}.${randomUUID()}${TEMP_SUFFIX}`);
	try {
		const file = await open(temp, 'wx', 0o600);
		try {
			await file.writeFile(text, 'utf8');
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temp, path);
	} catch (error) {
		await rm(temp, { force: true }).catch(() => undefined);
		throw error;
	}
	await syncFolder(dirname(path));
}

/** Makes the rename itself durable; not every system can open a folder (Windows), and the content is safe without it. */
async function syncFolder(path: string): Promise<void> {
	try {
		const folder = await open(path, 'r');
		await folder.sync().finally(() => folder.close());
	} catch {}
}
