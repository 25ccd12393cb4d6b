import { randomBytes, randomUUID } from 'node:crypto';
import { constants, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RoutooError } from '../../core/base/errors.ts';
import { atomicWrite } from '../../storage/files/atomic-write.ts';

/** As it is made; a file that holds anything else is no key. */
const FORM = /^routoo-[\w-]{43}$/;
const OTHERS = 0o077;
/** Far more than a key has. */
const MOST_BYTES = 4096;

/** 256 random bits. */
export function newEndpointKey(): string {
	return `routoo-${randomBytes(32).toString('base64url')}`;
}

/** Whether a text is such a key. */
export function isEndpointKey(text: string): boolean {
	return FORM.test(text);
}

/** As it may be shown. */
export function maskedKey(key: string): string {
	return `routoo-…${key.slice(-4)}`;
}

/**
 * The key that clients of `routoo serve` must show, in a file that its owner alone can read: below the user's profile on Windows, where
 * others have no rights by themselves, mode 0600 elsewhere. Read at every request, so that a rotated key counts at once.
 */
export class EndpointKeyFile {
	readonly path: string;

	/** @param folder made, for its owner alone, where it is missing */
	constructor(folder: string) {
		this.path = join(folder, 'endpoint-key');
	}

	/**
	 * The key, made the first time; of several processes that make one, one wins.
	 * Errors: RoutooError 'settings' for a file that others can read or that holds no key, 'storage' for one that cannot be read or written.
	 */
	async get(): Promise<string> {
		return (await this.#read()) ?? this.#make();
	}

	/** Tools that show the old one are refused from now on. Errors: as `get`. */
	async rotate(): Promise<string> {
		const key = newEndpointKey();
		await this.#folder();
		await atomicWrite(this.path, `${key}\n`).catch((cause: unknown) => {
			throw this.#failed('written', cause);
		});
		return key;
	}

	/** Null where there is none. */
	async #read(): Promise<string | null> {
		let file: Awaited<ReturnType<typeof open>>;
		try {
			// A pipe in its place would be waited for without end.
			file = await open(this.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
			throw this.#failed('read', cause);
		}
		try {
			const found = await file.stat();
			if (!found.isFile()) throw new RoutooError('settings', `${this.path} is no file.`, 'Remove it, and start again.');
			if (found.size > MOST_BYTES) throw this.#noKey();
			const { mode, uid } = found;
			if (process.platform !== 'win32') this.#refuseOpen(mode, uid);
			const key = (await file.readFile('utf8')).trim();
			if (isEndpointKey(key)) return key;
		} catch (cause) {
			throw cause instanceof RoutooError ? cause : this.#failed('read', cause);
		} finally {
			await file.close();
		}
		throw this.#noKey();
	}

	#noKey(): RoutooError {
		return new RoutooError('settings', `${this.path} holds no key of Routoo.`, 'Run `routoo key endpoint --rotate` for a new one.');
	}

	#refuseOpen(mode: number, uid: number): void {
		if (uid !== process.getuid?.()) {
			throw new RoutooError('settings', `The endpoint's key in ${this.path} belongs to another user.`, 'Remove the file, and start again.');
		}
		if ((mode & OTHERS) === 0) return;
		throw new RoutooError(
			'settings',
			`The endpoint's key in ${this.path} can be read by others (mode ${(mode & 0o777).toString(8)}), so it is not used.`,
			'Run `routoo key endpoint --rotate` for a new one that only you can read.',
		);
	}

	/** Whole or not at all, and never over another one. */
	async #make(): Promise<string> {
		await this.#folder();
		const temp = join(dirname(this.path), `.endpoint-key.${randomUUID()}.tmp`);
		const made = newEndpointKey();
		try {
			const file = await open(temp, 'wx', 0o600);
			await file.writeFile(`${made}\n`).finally(() => file.close());
			await link(temp, this.path).catch(async (error: NodeJS.ErrnoException) => {
				if (error.code === 'EEXIST') return;
				// A file system without links.
				const direct = await open(this.path, 'wx', 0o600);
				await direct.writeFile(await readFile(temp)).finally(() => direct.close());
			});
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw this.#failed('written', cause);
		} finally {
			await rm(temp, { force: true }).catch(() => undefined);
		}
		const kept = await this.#read();
		// A link that leads nowhere is in its place: nothing can be kept there.
		if (kept === null) throw this.#failed('read', { code: 'ENOENT' });
		return kept;
	}

	async #folder(): Promise<void> {
		await mkdir(dirname(this.path), { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
			throw this.#failed('written', cause);
		});
	}

	#failed(what: 'read' | 'written', cause: unknown): RoutooError {
		const { code = 'unknown' } = cause as NodeJS.ErrnoException;
		const message = `The endpoint's key in ${this.path} cannot be ${what} (${code}).`;
		return new RoutooError('storage', message, 'Check who may read and write this folder; ROUTOO_DATA names another.', { cause });
	}
}
