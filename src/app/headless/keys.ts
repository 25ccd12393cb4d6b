import { Emitter } from '../../core/base/emitter.ts';
import { inWords, RoutooError } from '../../core/base/errors.ts';
import type { Timers } from '../../core/base/time.ts';
import { keyInEnvironment, passedOverInWords } from '../models/environment-keys.ts';
import type { KeySource } from '../models/keys.ts';
import type { Keychain } from './keychain.ts';
import type { KeychainNames } from './keychain-names.ts';
import { watchFile } from './watch-file.ts';

export interface HeadlessKeysDeps {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly keychain: Keychain;
	readonly names: KeychainNames;
	readonly timers: Timers;
	/** Where the requests of an endpoint go; null for one that nobody knows. */
	baseUrl(endpointId: string): string | null;
	/** A line for the user; never holds a key. */
	tell(line: string): void;
}

/** A keychain that asks its user to unlock it must not keep the models waiting that need nothing of it, ms. */
const PATIENCE_MS = 1500;
/** One that could not be used is tried again after this time, ms. */
const AGAIN_MS = 60_000;

/** Keys from the environment, else from the keychain, which is read once, and again when a key is set or deleted there. */
export class HeadlessKeys implements KeySource {
	readonly #deps: HeadlessKeysDeps;
	readonly #changed = new Emitter<string>();
	readonly #told = new Set<string>();
	#reading: Promise<ReadonlyMap<string, string | null>> | null = null;
	#known: ReadonlyMap<string, string | null> = new Map();
	#stop: () => void = () => {};
	#stopAgain: () => void = () => {};

	constructor(deps: HeadlessKeysDeps) {
		this.#deps = deps;
	}

	/** Never rejects: what the keychain cannot say is told, and counts as no key meanwhile. */
	async get(endpointId: string): Promise<string | null> {
		const baseUrl = this.#deps.baseUrl(endpointId);
		if (baseUrl === null) return null;
		const found = keyInEnvironment(this.#deps.env, endpointId, baseUrl);
		if (found?.kind === 'key') return found.value;
		const kept = (await this.#fromKeychain()).get(endpointId) ?? null;
		if (found !== null && kept === null) this.#tellOnce(passedOverInWords(found, endpointId));
		return kept;
	}

	onChange(listener: (endpointId: string) => void): () => void {
		return this.#changed.on(listener);
	}

	/** Follows what is set and deleted in the keychain from now on. */
	watch(): void {
		this.#stop = watchFile(this.#deps.names.path, async () => {
			const before = this.#known;
			this.#reading = null;
			const now = await this.#fromKeychain();
			for (const id of new Set([...before.keys(), ...now.keys()])) if (before.get(id) !== now.get(id)) this.#changed.emit(id);
		});
	}

	dispose(): void {
		this.#stop();
		this.#stopAgain();
		this.#changed.clear();
	}

	/** As known within the patience; what comes later is told as a change. */
	async #fromKeychain(): Promise<ReadonlyMap<string, string | null>> {
		const late = Promise.withResolvers<null>();
		const stop = this.#deps.timers.after(PATIENCE_MS, () => late.resolve(null));
		this.#reading ??= this.#read();
		const reading = this.#reading;
		const values = await Promise.race([reading, late.promise]);
		stop();
		if (values !== null) return values;
		void reading.then((known) => {
			if (reading === this.#reading) for (const id of known.keys()) this.#changed.emit(id);
		});
		return this.#known;
	}

	async #read(): Promise<ReadonlyMap<string, string | null>> {
		try {
			const names = await this.#deps.names.list();
			this.#known = names.length === 0 ? new Map() : await this.#deps.keychain.get(names);
		} catch (error) {
			this.#tellOnce(error instanceof RoutooError ? inWords(error) : 'The keychain of this computer cannot be read.');
			this.#stopAgain();
			this.#stopAgain = this.#deps.timers.after(AGAIN_MS, () => {
				this.#reading = null;
				void this.#fromKeychain().then((known) => {
					for (const id of known.keys()) this.#changed.emit(id);
				});
			});
		}
		return this.#known;
	}

	#tellOnce(line: string): void {
		if (this.#told.has(line)) return;
		this.#told.add(line);
		this.#deps.tell(line);
	}
}
