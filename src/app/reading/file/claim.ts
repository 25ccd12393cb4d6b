import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { isAlive } from '../../../predictor/native-mark.ts';

/**
 * Takes a file for this download alone, among all windows: a mark beside it with the number of our process. Null where another download
 * has it; else what gives it back. A mark counts no more once its process is gone, or nothing was written for `staleMs`: numbers of
 * processes come again.
 */
export async function claim(path: string, staleMs: number): Promise<(() => Promise<void>) | null> {
	const mark = `${path}.pid`;
	for (let attempt = 0; attempt < 3; attempt++) {
		try {
			await writeFile(mark, `${process.pid}`, { flag: 'wx', mode: 0o600 });
			return () => rm(mark, { force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		const pid = Number(await readFile(mark, 'utf8').catch(() => ''));
		const times = await Promise.all([mark, path].map((file) => stat(file).catch(() => null)));
		const last = Math.max(...times.map((found) => found?.mtimeMs ?? 0));
		// One that is being written just now has no number yet.
		if ((pid === 0 || isAlive(pid)) && Date.now() - last < staleMs) return null;
		await rm(mark, { force: true });
	}
	return null;
}
