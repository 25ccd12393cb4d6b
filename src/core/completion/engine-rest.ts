import type { RoutooError } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { Candidate } from '../model/candidate.ts';

/** First pause after a failure; each further failure in a row doubles it. A dead server costs a key stroke every few minutes, a hiccup is over by the next word. */
export const FIRST_REST_MS = 2000;
export const LONGEST_REST_MS = 300_000;

interface Entry {
	readonly failures: number;
	/** ms since epoch */
	readonly until: number;
	readonly error: RoutooError;
}

/** Of these another model of the same endpoint would fail as well. */
const WHOLE_ENDPOINT: readonly RoutooError['kind'][] = ['auth', 'quota', 'network', 'settings'];
/** These say nothing about the model's health. */
const NO_FAILURE: readonly RoutooError['kind'][] = ['cancelled', 'refused', 'contextTooLong'];

/**
 * Back-off of completions by model or endpoint. Apart from the circuit breakers of the chat: completions ask at every pause and often at another address, so their
 * failures must not keep a model from answering messages.
 */
export class Rest {
	readonly #clock: Clock;
	readonly #entries = new Map<string, Entry>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	failed(candidate: Candidate, error: RoutooError): void {
		if (NO_FAILURE.includes(error.kind)) return;
		const key = WHOLE_ENDPOINT.includes(error.kind) ? endpointKey(candidate.endpointId) : candidate.id;
		const failures = (this.#entries.get(key)?.failures ?? 0) + 1;
		const pause = Math.max(error.retryAfterMs ?? 0, Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1)));
		this.#entries.set(key, { failures, until: this.#clock.now() + pause, error });
	}

	/** True where that ended a row of failures. */
	worked(candidate: Candidate): boolean {
		const keys = [candidate.id, endpointKey(candidate.endpointId)];
		return keys.filter((key) => this.#entries.delete(key)).length > 0;
	}

	/** The rest that a candidate takes now, null where it takes none. */
	of(candidate: Candidate): { readonly until: number; readonly error: RoutooError } | null {
		const now = this.#clock.now();
		const found = [this.#entries.get(candidate.id), this.#entries.get(endpointKey(candidate.endpointId))];
		return found.reduce<Entry | null>((longest, e) => (e && e.until > now && e.until > (longest?.until ?? 0) ? e : longest), null);
	}

	/** After a new key, a refresh or changed settings everything may be tried at once. */
	reset(): void {
		this.#entries.clear();
	}
}

/** No candidate id ends with a slash. */
function endpointKey(endpointId: string): string {
	return `${endpointId}/`;
}
