import type { AgentPort } from '../../app/agent/ports.ts';
import { Emitter } from '../../core/base/emitter.ts';
import type { Timers } from '../../core/base/time.ts';
import { informationOf, type ModelInformation, offerOf } from './information.ts';

/** Changes that come together are told together, ms. */
const TOGETHER_MS = 200;
/** What is told beside the names (last choice, money left) changes with every request; VS Code asks every provider for all models anew. */
const TOLD_MS = 30_000;

/**
 * The list as it was last told to VS Code, which only ever changes together with the event: whoever lists all models meanwhile finds no
 * difference, so that no event follows from a listing.
 */
export class OfferedModels {
	readonly changed = new Emitter();
	readonly #agent: Pick<AgentPort, 'entries' | 'entriesChanged'>;
	readonly #timers: Timers;
	readonly #off: () => void;
	#list: readonly ModelInformation[];
	#pending: { readonly offer: boolean; readonly cancel: () => void } | null = null;

	constructor(agent: Pick<AgentPort, 'entries' | 'entriesChanged'>, timers: Timers) {
		this.#agent = agent;
		this.#timers = timers;
		this.#list = this.#current();
		this.#off = agent.entriesChanged.on(() => this.#plan());
	}

	list(): readonly ModelInformation[] {
		return this.#list;
	}

	dispose(): void {
		this.#off();
		this.#pending?.cancel();
	}

	#current(): readonly ModelInformation[] {
		return this.#agent.entries().map(informationOf);
	}

	#plan(): void {
		const offer = offerOf(this.#current()) !== offerOf(this.#list);
		if (this.#pending !== null && (this.#pending.offer || !offer)) return;
		this.#pending?.cancel();
		this.#pending = { offer, cancel: this.#timers.after(offer ? TOGETHER_MS : TOLD_MS, () => this.#tell()) };
	}

	#tell(): void {
		this.#pending = null;
		const list = this.#current();
		if (JSON.stringify(list) === JSON.stringify(this.#list)) return;
		this.#list = list;
		this.changed.emit();
	}
}
