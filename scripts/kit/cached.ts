import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.ts';
import { cacheDir } from './paths.ts';

/** A folder in the cache that changes with what is installed from these files, so that two checkouts never share what differs. */
export function folderFor(name: string, files: readonly string[]): string {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const file of files) hash.update(fs.readFileSync(file));
	return path.join(cacheDir(), `${name}-${hash.digest('hex').slice(0, 12)}`);
}

/** Builds a folder once; the marker, written last, tells a whole one from one that was interrupted. `dir` lies in the cache folder. */
export async function built(dir: string, build: (dir: string) => Promise<void>): Promise<string> {
	const marker = path.join(dir, '.complete');
	if (fs.existsSync(marker)) return dir;
	const name = path.relative(cacheDir(), dir).replaceAll(path.sep, '-');
	await withLock(path.join(cacheDir(), `${name}.lock`), async () => {
		if (fs.existsSync(marker)) return;
		const started = Date.now();
		console.log(`installing ${path.basename(dir)} into ${dir}`);
		fs.mkdirSync(dir, { recursive: true });
		await build(dir);
		fs.writeFileSync(marker, `${new Date().toISOString()}\n`);
		console.log(`${path.basename(dir)}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
	});
	return dir;
}
