import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** Where a file lies once all links are followed. */
export interface Place {
	/** Absolute; of a file that is not there yet, where it would be made. */
	readonly real: string;
	/** The same below the workspace folder as it is open; null outside of the workspace, and behind a link that leads nowhere. */
	readonly within: string | null;
}

/** @param file absolute @param roots workspace folders; one that is itself reached by a link changes nothing. Never rejects. */
export async function placeOf(file: string, roots: readonly string[]): Promise<Place> {
	let there = file;
	const missing: string[] = [];
	for (;;) {
		const real = await realpath(there).catch(() => null);
		if (real !== null) return within(missing.length === 0 ? real : join(real, ...missing), roots);
		// A link is there and leads nowhere: what is written would make its target.
		const dangling = await lstat(there).then(
			(stat) => stat.isSymbolicLink(),
			() => false,
		);
		if (dangling || dirname(there) === there) return { real: file, within: null };
		missing.unshift(basename(there));
		there = dirname(there);
	}
}

async function within(real: string, roots: readonly string[]): Promise<Place> {
	for (const root of roots) {
		const realRoot = await realpath(root).catch(() => root);
		const base = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
		if (real.startsWith(base)) return { real, within: join(root, real.slice(base.length)) };
	}
	return { real, within: null };
}

/**
 * Of many files the ones that a link leads elsewhere, each with its place: one look a folder instead of one a file. A folder that cannot be
 * listed leaves its files out of the answer.
 */
export async function linkedFiles(files: readonly string[], roots: readonly string[]): Promise<ReadonlyMap<string, Place>> {
	const folders = Map.groupBy(files, (file) => dirname(file));
	const found = new Map<string, Place>();
	for (const [folder, inside] of folders) {
		const [place, entries] = await Promise.all([
			placeOf(join(folder, '.'), roots),
			readdir(folder, { withFileTypes: true }).catch(() => []),
		]);
		const isRoot = roots.includes(folder);
		const links = new Set(entries.flatMap((entry) => (entry.isSymbolicLink() ? [entry.name] : [])));
		for (const file of inside) {
			if (links.has(basename(file))) found.set(file, await placeOf(file, roots));
			else if (!isRoot && place.within !== folder) {
				found.set(file, { real: join(place.real, basename(file)), within: place.within && join(place.within, basename(file)) });
			}
		}
	}
	return found;
}
