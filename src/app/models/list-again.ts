import type { Timers } from '../../core/base/time.ts';
import type { EndpointState, ModelRegistry } from './registry.ts';

/** Failures that pass by themselves: a busy start, a line that is down for a while. A refused key does not. */
const PASSING: ReadonlySet<string> = new Set(['timeout', 'network', 'server', 'rateLimit']);
/** After each failure a longer one, and then no more: by then somebody has to do something, and every message tries anyway. */
const WAITS_MS = [20_000, 40_000, 80_000, 160_000, 320_000] as const;
const LONGEST_MS = 900_000;

/** Lists the models again by itself where an endpoint could not be listed and soon may be. */
export class ListAgain {
	readonly #registry: Pick<ModelRegistry, 'endpoints' | 'refresh'>;
	readonly #timers: Timers;
	#tries = 0;
	#stop: (() => void) | null = null;
	#listing = false;
	#ended = false;

	constructor(registry: Pick<ModelRegistry, 'endpoints' | 'refresh'>, timers: Timers) {
		this.#registry = registry;
		this.#timers = timers;
	}

	/** To be called when something was listed, or was not. */
	look(): void {
		// While it lists, what failed before still stands there.
		if (this.#listing || this.#ended) return;
		const failing = this.#registry.endpoints().filter(isPassing);
		if (failing.length === 0) {
			this.#stop?.();
			this.#stop = null;
			this.#tries = 0;
			return;
		}
		const wait = WAITS_MS[this.#tries];
		if (this.#stop !== null || wait === undefined) return;
		this.#tries += 1;
		const asked = Math.max(0, ...failing.map(({ error }) => error?.retryAfterMs ?? 0));
		this.#stop = this.#timers.after(Math.min(LONGEST_MS, Math.max(wait, asked)), () => void this.#list());
	}

	dispose(): void {
		this.#ended = true;
		this.#stop?.();
	}

	async #list(): Promise<void> {
		this.#stop = null;
		this.#listing = true;
		await this.#registry.refresh();
		this.#listing = false;
		this.look();
	}
}

function isPassing({ error }: EndpointState): boolean {
	return error !== null && PASSING.has(error.kind);
}
