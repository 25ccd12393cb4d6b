import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RoutooError } from '../../core/base/errors.ts';
import { atomicWrite } from '../../storage/files/atomic-write.ts';

/**
 * Which endpoints have a key in the keychain, in a file without any key: whoever set none there is never made to unlock it, and a running
 * server sees by it that a key was set or deleted.
 */
export class KeychainNames {
	readonly path: string;

	/** @param folder made where it is missing */
	constructor(folder: string) {
		this.path = join(folder, 'keychain.json');
	}

	/** Never rejects: a damaged or missing file names none. */
	async list(): Promise<readonly string[]> {
		try {
			const { names } = JSON.parse(await readFile(this.path, 'utf8')) as { readonly names?: unknown };
			return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
		} catch {
			return [];
		}
	}

	/** Also where it was there before: a new key has the same name. Errors: RoutooError 'storage'. */
	async add(name: string): Promise<void> {
		const others = (await this.list()).filter((one) => one !== name);
		await this.#write([...others, name]);
	}

	/** Errors: RoutooError 'storage'. */
	async remove(name: string): Promise<void> {
		await this.#write((await this.list()).filter((one) => one !== name));
	}

	async #write(names: readonly string[]): Promise<void> {
		try {
			await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
			await atomicWrite(this.path, `${JSON.stringify({ names })}\n`);
		} catch (cause) {
			const { code = 'unknown' } = cause as NodeJS.ErrnoException;
			throw new RoutooError('storage', `${this.path} cannot be written (${code}).`, 'Check who may write this folder.', { cause });
		}
	}
}
