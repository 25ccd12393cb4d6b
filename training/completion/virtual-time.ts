import type { Clock, Timers } from '../../src/core/base/time.ts';

/** Time in whole milliseconds that moves only when it is told to; what waits for it runs in the order of its time. */
export class VirtualTime implements Clock, Timers {
	#now: number;
	#waiting: { readonly at: number; readonly run: () => void }[] = [];

	constructor(start: number) {
		this.#now = start;
	}

	now(): number {
		return this.#now;
	}

	after(ms: number, run: () => void): () => void {
		const entry = { at: this.#now + Math.round(ms), run };
		this.#waiting.push(entry);
		return () => {
			this.#waiting = this.#waiting.filter((other) => other !== entry);
		};
	}

	/** Resolves after `ms`, or at once when the signal is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return Promise.resolve();
		const { promise, resolve } = Promise.withResolvers<void>();
		const takeBack = this.after(ms, resolve);
		signal?.addEventListener('abort', () => resolve(), { once: true });
		return promise.finally(takeBack);
	}

	async advance(ms: number): Promise<void> {
		const end = this.#now + ms;
		for (;;) {
			await settled();
			const next = this.#waiting.reduce<{ at: number; run: () => void } | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
			if (next === null || next.at > end) break;
			this.#waiting = this.#waiting.filter((entry) => entry !== next);
			this.#now = Math.max(this.#now, next.at);
			next.run();
		}
		this.#now = end;
		await settled();
	}
}

/** All that can go on without time passing has gone on. */
async function settled(): Promise<void> {
	for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
