import type * as vscode from 'vscode';
import type { KeySource } from '../app/models/keys.ts';

const PREFIX = 'routoo.key.';
const key = (endpointId: string): string => PREFIX + endpointId;

/** API keys by endpoint id: in VS Code's SecretStorage (the system's keychain) and nowhere else. */
export class KeyStore implements KeySource {
	readonly #secrets: vscode.SecretStorage;

	constructor(secrets: vscode.SecretStorage) {
		this.#secrets = secrets;
	}

	async get(endpointId: string): Promise<string | null> {
		return (await this.#secrets.get(key(endpointId))) ?? null;
	}

	async set(endpointId: string, value: string): Promise<void> {
		await this.#secrets.store(key(endpointId), value);
	}

	async remove(endpointId: string): Promise<void> {
		await this.#secrets.delete(key(endpointId));
	}

	/** Told the endpoint whose key was set or removed, also by another window. */
	onChange(listener: (endpointId: string) => void): () => void {
		const subscription = this.#secrets.onDidChange((event) => {
			if (event.key.startsWith(PREFIX)) listener(event.key.slice(PREFIX.length));
		});
		return () => subscription.dispose();
	}
}
