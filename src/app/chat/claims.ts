import * as z from 'zod/mini';
import type { StateStore } from '../../core/base/state.ts';

const KEY = 'chat.claimed';
/** Far more than wait in all windows together. */
const MOST_KEPT = 200;

const schema = z.array(z.object({ message: z.string(), window: z.string() }));
type Claims = z.infer<typeof schema>;

export interface MessageClaims {
	/** False where another window has it: only one may send a message. */
	take(message: string): Promise<boolean>;
	/** It was not sent after all. */
	release(message: string): Promise<void>;
}

/**
 * Whose a message is that waits in a chat. Two windows that show the same chat hold its queue each, and what one sends the other does not
 * see; here the first one wins, by one write to the state that they share. Ids alone are kept. No method rejects: without the state there
 * is no other window to ask, and the message goes.
 */
export class QueueClaims implements MessageClaims {
	readonly #state: StateStore;
	readonly #window: string;
	readonly #log: (line: string) => void;

	constructor(state: StateStore, window: string, log: (line: string) => void) {
		this.#state = state;
		this.#window = window;
		this.#log = log;
	}

	async take(message: string): Promise<boolean> {
		const mine = { message, window: this.#window };
		const claims = await this.#change((before) =>
			before.some((one) => one.message === message) ? before : [...before, mine].slice(-MOST_KEPT),
		);
		return claims?.every((one) => one.message !== message || one.window === this.#window) ?? true;
	}

	async release(message: string): Promise<void> {
		await this.#change((before) => before.filter((one) => one.message !== message || one.window !== this.#window));
	}

	async #change(change: (before: Claims) => Claims): Promise<Claims | null> {
		try {
			return await this.#state.update('global', KEY, (value) => change(schema.safeParse(value).data ?? []));
		} catch (error) {
			this.#log(`Claims of queued messages: ${String(error)}`);
			return null;
		}
	}
}
