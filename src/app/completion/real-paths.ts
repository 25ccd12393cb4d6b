import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';

/** A file as the editor has opened it. */
export interface OpenedFile {
	/** By which it is asked for: see pathOf. */
	readonly path: string;
	/** Absolute, in the system's own form; so is `folder`, of the workspace that holds it, null where none does. */
	readonly file: string;
	readonly folder: string | null;
}

/**
 * Where opened files really lie: a link in a repository may lead to a key or an ignored file, whose text then stands under a harmless name.
 * A folder of the workspace that is itself reached by a link changes nothing.
 */
export class RealPaths {
	/** By path; undefined while it is looked up, null where no link leads elsewhere. */
	readonly #known = new Map<string, string | null | undefined>();
	readonly #relative: (file: string) => string;
	readonly #onChange: () => void;

	/** @param relative the path by which rules know an absolute file */
	constructor(relative: (file: string) => string, onChange: () => void) {
		this.#relative = relative;
		this.#onChange = onChange;
	}

	/** Never rejects: a file that is not there leads nowhere. */
	async opened({ path, file, folder }: OpenedFile): Promise<void> {
		this.#known.set(path, undefined);
		const [real, root] = await Promise.all([resolved(file), folder === null ? null : resolved(folder)]);
		// Closed meanwhile.
		if (!this.#known.has(path)) return;
		const inside = folder !== null && root !== null && real.startsWith(root + sep);
		const target = this.#relative(inside ? folder + real.slice(root.length) : real);
		this.#known.set(path, target === path ? null : target);
		this.#onChange();
	}

	closed(path: string): void {
		this.#known.delete(path);
	}

	/** Whether the file behind `path` is #by any of its names; while that is not known it is. */
	isPrivate(path: string, rules: (path: string) => boolean): boolean {
		if (rules(path)) return true;
		if (!this.#known.has(path)) return false;
		const target = this.#known.get(path);
		return target === undefined || (target !== null && rules(target));
	}
}

async function resolved(file: string): Promise<string> {
	return realpath(file).catch(() => file);
}
