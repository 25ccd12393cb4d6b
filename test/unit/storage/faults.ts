import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** A small file system in memory at `folder` (made when missing), unmounted when the test ends. Null where this user may not mount one. */
export function tinyDisk(folder: string, options: string): string | null {
	mkdirSync(folder, { recursive: true });
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
	} catch {
		return null;
	}
	onTestFinished(() => {
		execFileSync('umount', ['-l', folder]);
	});
	return folder;
}

export function remount(folder: string, options: string): void {
	execFileSync('mount', ['-o', `remount,${options}`, folder], { stdio: 'ignore' });
}
