import * as l10n from '@vscode/l10n';
import type { StateStore } from '../../core/base/state.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import type { Endpoint, RemoteModel } from '../../core/model/endpoint.ts';
import { mustBeAsked } from '../../core/model/passed-on.ts';
import { serverKey } from '../../providers/address.ts';
import type { UserInterface } from '../ports.ts';

export type ServerWord = 'here' | 'elsewhere';

export interface ServerWordsDeps {
	readonly state: StateStore;
	readonly user: Pick<UserInterface, 'choose'>;
	readonly catalog: Catalog;
	/** An answer changed what an endpoint is: its models must be listed anew. */
	readonly onAnswer: () => void;
	readonly log: (line: string) => void;
}

const KEY = 'routoo.serverWords';
/** More servers than anyone has; the oldest answer goes first, and that server is asked about again. */
const MAX_SERVERS = 200;

/** How long a list waits for the answers: where another window holds the state, models that need none must not wait for it. */
const READ_MS = 500;

/**
 * What the user says of servers near by that neither prove to run their models nor show that they pass them on. Each is asked about once;
 * the answer is kept for its address, by all windows, until `local` in routoo.endpoints says otherwise. One that is not answered is asked
 * about again after a restart, and until then counts as passing on.
 */
export class ServerWords {
	readonly #deps: ServerWordsDeps;
	readonly #asked = new Set<string>();
	#words: ReadonlyMap<string, ServerWord> = new Map();

	constructor(deps: ServerWordsDeps) {
		this.#deps = deps;
	}

	/** The endpoints as the answers so far make them. Answers that come later are told by `onAnswer`. Never rejects. */
	async applied(endpoints: readonly Endpoint[]): Promise<readonly Endpoint[]> {
		if (!endpoints.some((endpoint) => endpoint.mustProve)) return endpoints;
		await this.#readInTime();
		return endpoints.map((endpoint) => {
			if (!endpoint.mustProve) return endpoint;
			const word = this.#words.get(serverKey(endpoint.baseUrl));
			if (word === 'here') return { ...endpoint, vouched: true as const };
			return word === 'elsewhere' ? { ...endpoint, local: false } : endpoint;
		});
	}

	/** A list came: asks about its server where only the user can tell. Returns at once. */
	listed(endpoint: Endpoint, models: readonly RemoteModel[]): void {
		const key = serverKey(endpoint.baseUrl);
		if (!mustBeAsked(endpoint, models, this.#deps.catalog) || this.#asked.has(key)) return;
		this.#asked.add(key);
		void this.#ask(endpoint, key).catch((error: unknown) => this.#deps.log(`the question about ${endpoint.id} failed: ${String(error)}`));
	}

	async #readInTime(): Promise<void> {
		let late = false;
		const reading = this.#read().then((changed) => {
			if (late && changed) this.#deps.onAnswer();
		});
		const { promise, resolve } = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, READ_MS);
		await Promise.race([reading, promise]);
		clearTimeout(timer);
		late = true;
	}

	/** Whether another window had answered. Never rejects. */
	async #read(): Promise<boolean> {
		try {
			const words = wordsOf(await this.#deps.state.get('global', KEY));
			const changed = [...words].some(([key, word]) => this.#words.get(key) !== word);
			this.#words = new Map([...this.#words, ...words]);
			return changed;
		} catch (error) {
			this.#deps.log(`answers about servers cannot be read: ${String(error)}`);
			return false;
		}
	}

	async #ask({ displayName, baseUrl, onNetwork }: Endpoint, key: string): Promise<void> {
		await this.#read();
		if (this.#words.has(key)) return;
		const { host } = new URL(baseUrl);
		const server = displayName === host ? host : `${displayName} (${host})`;
		const answer = await this.#deps.user.choose({
			text: onNetwork
				? l10n.t(
						'Does {0} run its models itself on your own network, or pass your text on to a service elsewhere? Until you answer, they count as neither local nor free. "local" in routoo.endpoints changes it later.',
						server,
					)
				: l10n.t(
						'Does {0} run its models itself on this computer, or pass your text on to a service elsewhere? Until you answer, they count as neither local nor free. "local" in routoo.endpoints changes it later.',
						server,
					),
			modal: false,
			answers: [
				{ id: 'here', label: l10n.t('Runs Here') },
				{ id: 'elsewhere', label: l10n.t('Passes On') },
			],
		});
		if (answer !== 'here' && answer !== 'elsewhere') return;
		this.#words = new Map([...this.#words, [key, answer]]);
		this.#deps.onAnswer();
		await this.#deps.state.update('global', KEY, (value) => {
			const words = wordsOf(value);
			words.delete(key);
			words.set(key, answer);
			return Object.fromEntries([...words].slice(-MAX_SERVERS));
		});
	}
}

function wordsOf(value: unknown): Map<string, ServerWord> {
	const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
	return new Map(entries.filter((entry): entry is [string, ServerWord] => entry[1] === 'here' || entry[1] === 'elsewhere'));
}
