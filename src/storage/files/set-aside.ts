import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/**
 * Renames a damaged file to `<name>.damaged-<UTC time><extension>` beside it; never overwrites or deletes.
 * @param now ms since epoch
 * @returns the new path
 */
export function setAside(path: string, now: number): string {
	const extension = extname(path);
	const stem = basename(path, extension);
	const time = new Date(now).toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
	for (let n = 0; ; n++) {
		const target = join(dirname(path), `${stem}.damaged-${time}${n === 0 ? '' : `-${n}`}${extension}`);
		if (existsSync(target)) continue;
		renameSync(path, target);
		return target;
	}
}
