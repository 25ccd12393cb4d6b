import type * as vscode from 'vscode';
import { newEndpointKey } from '../../app/headless/endpoint-key-file.ts';

const NAME = 'routoo.endpointKey';
/** Where changes of another window are not told (in a browser), its rotation counts after this time, ms. */
const FRESH_MS = 1000;

/** The key that clients of the endpoint must show: in VS Code's SecretStorage and nowhere else, the same for all windows of the editor. */
export class EndpointKey implements vscode.Disposable {
	readonly #secrets: vscode.SecretStorage;
	readonly #now: () => number;
	readonly #subscription: vscode.Disposable;
	#read: { readonly key: Promise<string>; readonly at: number } | null = null;

	/** @param now ms, as `performance.now` */
	constructor(secrets: vscode.SecretStorage, now: () => number) {
		this.#secrets = secrets;
		this.#now = now;
		this.#subscription = secrets.onDidChange((event) => {
			if (event.key === NAME) this.#read = null;
		});
	}

	/** Made the first time. Rejects where there is no secret storage. */
	get(): Promise<string> {
		if (this.#read !== null && this.#now() - this.#read.at < FRESH_MS) return this.#read.key;
		const key = this.#stored();
		const read = { key, at: this.#now() };
		this.#read = read;
		key.catch(() => {
			if (this.#read === read) this.#read = null;
		});
		return key;
	}

	/** Tools that show the old one are refused from now on, in every window. */
	async rotate(): Promise<string> {
		await this.#secrets.store(NAME, newEndpointKey());
		this.#read = null;
		return this.get();
	}

	dispose(): void {
		this.#subscription.dispose();
	}

	async #stored(): Promise<string> {
		const stored = await this.#secrets.get(NAME);
		if (stored !== undefined && stored !== '') return stored;
		const made = newEndpointKey();
		await this.#secrets.store(NAME, made);
		// Another window may have made one meanwhile: the last one written holds.
		return (await this.#secrets.get(NAME)) ?? made;
	}
}
