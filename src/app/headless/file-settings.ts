import { readFile, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { Emitter } from '../../core/base/emitter.ts';
import { RoutooError } from '../../core/base/errors.ts';
import { readSettings, type SettingKey, type Settings } from '../settings/schema.ts';
import type { SettingsSource } from '../settings/source.ts';
import { readSettingsText, type SettingsText } from './settings-text.ts';
import { watchFile } from './watch-file.ts';

/** A settings file is some kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** How long a file may be empty while it is written. */
const EMPTY_MS = 500;
const EMPTY_LOOKS = 4;

type Values = SettingsText['values'];

/**
 * Settings from a file of the user's, read anew at every change. A name or value that cannot be used is told in one line with file and
 * line; what held before goes on. A file that is not there is one without settings.
 */
export class FileSettings implements Pick<SettingsSource, 'current' | 'onChange'> {
	readonly #path: string;
	readonly #tell: (line: string) => void;
	readonly #changed = new Emitter<Settings>();
	#values: Values = new Map();
	#settings: Settings = readSettings(() => undefined).settings;
	#there = false;
	/** What is wrong with it now: told once. */
	#told: ReadonlySet<string> = new Set();
	#disposed = false;
	#stop: () => void = () => {};

	/** @param tell one line: file, line, what is wrong, what to do */
	constructor(path: string, tell: (line: string) => void) {
		this.#path = path;
		this.#tell = tell;
	}

	/** Whether the file is there. */
	get there(): boolean {
		return this.#there;
	}

	current(): Settings {
		return this.#settings;
	}

	onChange(listener: (settings: Settings) => void): () => void {
		return this.#changed.on(listener);
	}

	/**
	 * The first reading. Errors: RoutooError 'settings' for a file that is not JSON or cannot be read: limits that it sets must not be
	 * passed over in silence.
	 */
	async load(): Promise<void> {
		const text = await this.#text();
		this.#there = text !== null;
		const read = readSettingsText(text ?? '');
		if (read.values === null) {
			const [problem] = read.problems;
			throw new RoutooError('settings', `${this.#path}:${problem?.line ?? 1}: ${problem?.message ?? ''}`, problem?.nextStep ?? '');
		}
		this.#take(read);
	}

	/** Follows the file from now on. */
	watch(): void {
		this.#stop = watchFile(this.#path, () => this.#reload());
		// What changed since it was loaded.
		void this.#reload();
	}

	dispose(): void {
		this.#disposed = true;
		this.#stop();
		this.#changed.clear();
	}

	async #reload(): Promise<void> {
		try {
			let text = await this.#text();
			for (let looks = 0; looks < EMPTY_LOOKS && text?.trim() === '' && this.#values.size > 0; looks++) {
				// An editor that empties the file before it writes may be between the two, on a busy computer for longer.
				await setTimeout(EMPTY_MS);
				text = await this.#text();
			}
			if (this.#disposed) return;
			if (text === null || (text.trim() === '' && this.#values.size > 0)) {
				const what = text === null ? 'is gone' : 'is empty';
				this.#problems(this.#there ? [`${this.#path} ${what}; the settings read last hold. Write it again, or restart.`] : []);
				return;
			}
			this.#there = true;
			const read = readSettingsText(text);
			if (read.values === null) {
				this.#problems(read.problems.map((problem) => `${this.#line(problem)} The settings read last hold.`));
				return;
			}
			const before = JSON.stringify(this.#settings);
			this.#take(read);
			if (JSON.stringify(this.#settings) !== before) this.#changed.emit(this.#settings);
		} catch (error) {
			if (!(error instanceof RoutooError)) throw error;
			if (!this.#disposed) this.#problems([`${error.message} The settings read last hold. ${error.nextStep}`]);
		}
	}

	#take({ values, problems }: SettingsText): void {
		const before = this.#values;
		const read = readSettings(
			(key) => values.get(key)?.value,
			(key) => before.get(key)?.value,
		);
		const lines = read.problems.map(({ key, message, nextStep }) =>
			this.#line({ line: values.get(key as SettingKey)?.line ?? 1, message, nextStep }),
		);
		this.#values = kept(values, before, new Set(read.problems.map(({ key }) => key)));
		this.#settings = read.settings;
		this.#problems([...problems.map((problem) => this.#line(problem)), ...lines]);
	}

	#line({ line, message, nextStep }: { readonly line: number; readonly message: string; readonly nextStep: string }): string {
		return `${this.#path}:${line}: ${message} ${nextStep}`;
	}

	#problems(lines: readonly string[]): void {
		for (const line of lines) if (!this.#told.has(line)) this.#tell(line);
		this.#told = new Set(lines);
	}

	/** Null where it is not there. Errors: RoutooError 'settings'. */
	async #text(): Promise<string | null> {
		try {
			const found = await stat(this.#path);
			if (found.isDirectory()) throw new RoutooError('settings', `${this.#path} is a folder.`, 'Give the path of a file.');
			// A pipe is waited for without end, a device has none.
			if (!found.isFile()) throw new RoutooError('settings', `${this.#path} is a pipe or a device.`, 'Give the path of a file.');
			if (found.size > MOST_BYTES)
				throw new RoutooError('settings', `${this.#path} is too large to be a settings file.`, 'Check the path.');
			return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(this.#path));
		} catch (cause) {
			if (cause instanceof RoutooError) throw cause;
			const { code } = cause as NodeJS.ErrnoException;
			if (code === 'ENOENT') return null;
			if (cause instanceof TypeError) throw new RoutooError('settings', `${this.#path} is not in UTF-8.`, 'Save it as UTF-8.', { cause });
			throw new RoutooError('settings', `${this.#path} cannot be read (${code ?? 'unknown'}).`, 'Check the path and who may read it.', {
				cause,
			});
		}
	}
}

/** The values to fall back on: of a setting that is wrong now, what it was. */
function kept(now: Values, before: Values, wrong: ReadonlySet<string>): Values {
	return new Map(
		[...now].flatMap(([key, raw]) => {
			const value = wrong.has(key) ? before.get(key) : raw;
			return value === undefined ? [] : [[key, value] as const];
		}),
	);
}
