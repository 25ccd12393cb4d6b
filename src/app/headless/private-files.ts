import { PrivateFiles } from '../../core/workspace/private-files.ts';
import type { PrivateFileRules } from '../agent/ports.ts';
import type { Settings } from '../settings/schema.ts';

/** Where no workspace is open: files are private by their names and by the user's list (`routoo.completion.exclude`). */
export class NamedPrivateFiles implements PrivateFileRules {
	readonly #settings: () => Pick<Settings, 'completion'>;
	#exclude: readonly string[] | null = null;
	#files = new PrivateFiles([], []);

	constructor(settings: () => Pick<Settings, 'completion'>) {
		this.#settings = settings;
	}

	async ready(): Promise<void> {}

	isPrivate(path: string): boolean {
		const { exclude } = this.#settings().completion;
		if (exclude !== this.#exclude) {
			this.#exclude = exclude;
			this.#files = new PrivateFiles([], exclude);
		}
		return this.#files.isPrivate(path);
	}

	shown(path: string): string {
		return path;
	}
}
