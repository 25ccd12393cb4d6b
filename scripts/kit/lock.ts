import fs from 'node:fs';
import path from 'node:path';
import { sleep } from './run.ts';

function ownerLives(file: string): boolean {
	try {
		process.kill(Number(fs.readFileSync(file, 'utf8')), 0);
		return true;
	} catch (error) {
		// EPERM: it lives, under another user.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Runs `body` while no other process on this machine holds the lock file. A lock of a dead process is taken over. */
export async function withLock<T>(file: string, body: () => Promise<T>): Promise<T> {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	for (let told = false; ; ) {
		try {
			fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		// A file without a number yet is one that its owner is just writing.
		const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
		if (!ownerLives(file) && age > 2000) {
			fs.rmSync(file, { force: true });
			continue;
		}
		if (!told) console.log('another process is installing the tools; waiting for it');
		told = true;
		await sleep(500);
	}
	const release = (): void => fs.rmSync(file, { force: true });
	process.once('exit', release);
	try {
		return await body();
	} finally {
		process.off('exit', release);
		release();
	}
}
