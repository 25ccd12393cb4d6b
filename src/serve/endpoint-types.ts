import type { AgentPort } from '../app/agent/ports.ts';
import type { TextCompletionPort } from '../app/completion/text-port.ts';
import type { Clock, Timers } from '../core/base/time.ts';
import type { RoutingNote } from './wire.ts';

/** What the endpoint asks of the product and of who runs it. */
export interface EndpointDeps {
	readonly agent: AgentPort;
	/** For `POST /v1/completions`; absent where nobody fills in texts. */
	readonly texts?: TextCompletionPort;
	readonly clock: Clock;
	readonly timers: Timers;
	readonly newId: () => string;
	/** Of the product, for `GET /routoo`. */
	readonly version: string;
	/** The key that clients must show now; rotated ones count at once. */
	readonly key: () => Promise<string>;
	/** False: nobody sits before a question about private files. */
	readonly mayAsk: boolean;
	/** Before the first byte of each answer, again where another model takes over. */
	onDecided(served: Served & { readonly note: RoutingNote }): void;
	/** When an answer is over and booked, also one that failed or whose client left. Absent where nobody shows it. */
	onEnded?(served: Served & Ended): void;
	/** Never receives text of prompts or answers, nor a key. */
	log(line: string): void;
}

/** One request of a client. */
export interface Served {
	/** The same in all that is told of one request. */
	readonly id: string;
	/** From its User-Agent, in a word or two. */
	readonly client: string;
	readonly path: string;
}

/** What became of it. */
export interface Ended {
	/** With what it really cost; null where nothing was decided. */
	readonly note: RoutingNote | null;
	readonly state: 'done' | 'cancelled' | 'failed';
	/** Why it failed, or what stands in place of an answer, in words; null elsewhere. */
	readonly words: string | null;
}

export interface RunningEndpoint {
	/** `http://127.0.0.1:PORT`. */
	readonly origin: string;
	readonly port: number;
	/** Ends open streams, booked. Never rejects. */
	close(): Promise<void>;
}

/**
 * Listens on the loopback alone. Errors: RoutooError 'settings' where the port is taken, by another program or another Routoo: `heldBy` of
 * serve/join.ts tells which.
 */
export type StartEndpoint = (deps: EndpointDeps, port: number) => Promise<RunningEndpoint>;
