import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** `$ROUTOO_CACHE`, else the user's cache folder. Holds the tools and the profile of `npm start`; safe to delete. */
export function cacheDir(): string {
	return process.env.ROUTOO_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'routoo');
}

/** Changes with any file under tools/ and with the platform, so that two checkouts never share tools that differ. */
export function toolsDir(): string {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}-${process.versions.modules}`);
	const base = path.join(root, 'tools');
	for (const file of fs.readdirSync(base, { recursive: true, encoding: 'utf8' }).sort()) {
		const full = path.join(base, file);
		if (!fs.statSync(full).isFile()) continue;
		hash.update(file.replaceAll('\\', '/')).update(fs.readFileSync(full));
	}
	return path.join(cacheDir(), `tools-${hash.digest('hex').slice(0, 12)}`);
}

/** Screenshots, logs and traces of failed tests; not committed. */
export const resultsDir = path.join(root, 'test-results');

export interface Manifest {
	readonly name: string;
	readonly publisher: string;
	readonly version: string;
}

export function readManifest(): Manifest {
	return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
}
