import type { Clock } from '../core/base/time.ts';
import type { Lessons } from '../core/model/lessons.ts';

/**
 * Where keys come from (SecretStorage in the host). Asked before every request, so that a changed key counts at once; the value is never
 * kept, logged or put into an error.
 */
interface Secrets {
	get(endpointId: string): Promise<string | undefined>;
}

export type Fetch = typeof globalThis.fetch;

/** Milliseconds. */
export interface Timeouts {
	/** From sending the request to the first text or reasoning. */
	readonly firstTokenRemote: number;
	/**
	 * The same for local servers, which may have to load the model first, and for models that may reason for minutes before they send
	 * anything.
	 */
	readonly firstTokenPatient: number;
	/** Without new text, reasoning or arguments, after the first. */
	readonly idle: number;
	/** The whole answer: long enough for the longest that models are known to give. */
	readonly whole: number;
	/** Lists and other short answers. */
	readonly list: number;
	/** Search for servers on this machine: none that is there answers late, but the editor that asks may be busy with its own start. */
	readonly discover: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = {
	firstTokenRemote: 60_000,
	firstTokenPatient: 300_000,
	idle: 60_000,
	whole: 3_600_000,
	list: 10_000,
	discover: 2000,
};

export interface ProviderDeps {
	/** The host's own fetch, so that VS Code's proxy and certificate settings hold. */
	readonly fetch: Fetch;
	readonly secrets: Secrets;
	readonly clock: Clock;
	readonly timeouts?: Partial<Timeouts>;
	/** What servers refused before; absent: each provider learns for itself. */
	readonly lessons?: Lessons;
	/** Hears what the user should know of a list that did come: one sentence. */
	readonly tell?: (words: string) => void;
}

/** The fields of what a server sent; none where it is no object. */
export function asFields(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A word of a server's list or of a setting for comparing: `not-loaded`, `Not_Loaded` and `notLoaded` are one. */
export function word(text: string): string {
	return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
