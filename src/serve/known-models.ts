import type { AgentPort } from '../app/agent/ports.ts';
import type { Timers } from '../core/base/time.ts';

/** How long the first requests wait for models that are still being asked for, ms. */
const WITHIN_MS = 5000;

/**
 * Right after a start nobody has told yet which models there are, or only some endpoints have: a list would be empty, and a model that is
 * named would become Auto.
 */
export class KnownModels {
	readonly #agent: Pick<AgentPort, 'ready'>;
	readonly #timers: Timers;
	#known = false;

	constructor({ agent, timers }: { readonly agent: Pick<AgentPort, 'ready'>; readonly timers: Timers }) {
		this.#agent = agent;
		this.#timers = timers;
	}

	/** Waits for them, but not for ever, nor for a client that left. Never rejects. */
	async wait(signal: AbortSignal | null): Promise<void> {
		if (this.#known || signal?.aborted) return;
		const done = Promise.withResolvers<void>();
		const cancel = this.#timers.after(WITHIN_MS, done.resolve);
		signal?.addEventListener('abort', () => done.resolve(), { once: true });
		void this.#agent.ready().then(() => {
			this.#known = true;
			done.resolve();
		});
		await done.promise;
		cancel();
	}
}
