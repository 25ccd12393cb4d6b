import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { atomicWrite } from '../../storage/files/atomic-write.ts';

/** No snooze is longer; a file that says so is damaged, or the clock was set back. */
const LONGEST_MS = 24 * 3_600_000;

/** Until when completions are snoozed, in one file of all windows: an editor's own storage reaches another window only when that is reloaded. */
export class SnoozeFile {
	readonly #path: string;
	/** Never receives text of the user. */
	readonly #log: (line: string) => void;
	#writing: Promise<void> = Promise.resolve();
	/** What could not be written; undefined where the file has it. */
	#unwritten: number | null | undefined;

	constructor(path: string, log: (line: string) => void) {
		this.#path = path;
		this.#log = log;
	}

	/** ms since epoch, null where nothing is snoozed. Never rejects. */
	async read(now: number): Promise<number | null> {
		await this.#writing;
		if (this.#unwritten !== undefined) return this.#unwritten !== null && this.#unwritten > now ? this.#unwritten : null;
		try {
			const { until } = JSON.parse(await readFile(this.#path, 'utf8')) as { until?: unknown };
			return typeof until === 'number' && until > now && until <= now + LONGEST_MS ? until : null;
		} catch {
			return null;
		}
	}

	/** Never rejects: without the file the snooze holds in this window until it is reloaded. */
	write(until: number | null): Promise<void> {
		this.#writing = this.#writing.then(async () => {
			try {
				await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
				await atomicWrite(this.#path, JSON.stringify({ until }));
				this.#unwritten = undefined;
			} catch (error) {
				this.#unwritten = until;
				this.#log(`the snooze cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
			}
		});
		return this.#writing;
	}
}
