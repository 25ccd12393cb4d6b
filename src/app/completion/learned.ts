import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../core/base/time.ts';
import { type AcceptanceEvent, AcceptanceModel } from '../../core/completion/routing/acceptance.ts';
import type { AcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import type { PositionFeatures } from '../../core/completion/routing/features.ts';
import { LatencyBook } from '../../core/completion/routing/latency.ts';
import { OutcomeBook } from '../../core/learning/outcomes.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import { atomicWrite } from '../../storage/files/atomic-write.ts';
import { setAside } from '../../storage/files/set-aside.ts';

export interface LearnedOptions {
	/** File of all windows; its folder is made when missing. */
	readonly path: string;
	readonly head: AcceptanceWeights;
	readonly catalog: Catalog;
	readonly clock: Clock;
	/** Never receives text. */
	readonly log: (line: string) => void;
	readonly saveDelayMs?: number;
}

const SAVE_DELAY_MS = 5000;

/**
 * What completions have learned: who is accepted and kept in which language, and how quick each model is. Holds figures only, no text. Windows share one file: before it writes, a
 * window takes over what another has written meanwhile and learns its own observations on top. Two that write in the same instant can lose the few observations of one of them,
 * which are not worth a lock on the editor's thread.
 */
export class Learned {
	readonly outcomes = new OutcomeBook<PositionFeatures>();
	readonly acceptance: AcceptanceModel;
	readonly latency: LatencyBook;
	private readonly options: LearnedOptions;
	/** Learned here and not yet written. */
	private unsaved: AcceptanceEvent[] = [];
	/** The file as this window read or wrote it last. */
	private known = '';
	private timer: ReturnType<typeof setTimeout> | undefined;
	private saving: Promise<void> = Promise.resolve();

	constructor(options: LearnedOptions) {
		this.options = options;
		this.acceptance = new AcceptanceModel(options.head, options.catalog);
		this.latency = new LatencyBook(options.clock);
	}

	/** Never rejects: what cannot be read is begun anew, a damaged file is kept beside. */
	async load(): Promise<void> {
		const text = await this.read();
		if (text !== null && !this.take(text, true)) this.damaged();
	}

	/** Learns what the outcomes have yielded since the last call; true where that was something. */
	learn(): boolean {
		const events = this.outcomes.take();
		for (const event of events) this.acceptance.learn(event);
		this.unsaved.push(...events);
		if (events.length > 0) this.saveLater();
		return events.length > 0;
	}

	/** Latencies change with every request; they are written with the rest. */
	saveLater(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.save(), this.options.saveDelayMs ?? SAVE_DELAY_MS);
	}

	async reset(): Promise<void> {
		// After a save that is under way, or that one would bring back what is forgotten.
		this.saving = this.saving.then(() => {
			this.acceptance.reset();
			this.latency.reset();
			this.outcomes.take();
			this.unsaved = [];
			return this.write();
		});
		await this.saving;
	}

	/** Never rejects. */
	save(): Promise<void> {
		clearTimeout(this.timer);
		this.saving = this.saving.then(async () => {
			const text = await this.read();
			if (text !== null && text !== this.known && this.take(text, false)) {
				for (const event of this.unsaved) this.acceptance.learn(event);
			}
			await this.write();
		});
		return this.saving;
	}

	private async write(): Promise<void> {
		// What is learned while the file is being written is not in it.
		const { unsaved } = this;
		const written = unsaved.length;
		const text = JSON.stringify({ format: 1, acceptance: this.acceptance.snapshot(), latency: this.latency.snapshot() });
		try {
			await mkdir(dirname(this.options.path), { recursive: true, mode: 0o700 });
			await atomicWrite(this.options.path, text);
			this.known = text;
			unsaved.splice(0, written);
		} catch (error) {
			this.options.log(`what completions learned cannot be written: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	private async read(): Promise<string | null> {
		try {
			return await readFile(this.options.path, 'utf8');
		} catch {
			return null;
		}
	}

	/** @param latency also that: a window's own measurements are newer than another's. */
	private take(text: string, latency: boolean): boolean {
		try {
			const state = JSON.parse(text) as { acceptance?: unknown; latency?: unknown };
			const ok = this.acceptance.restore(state.acceptance) && (!latency || this.latency.restore(state.latency));
			if (ok) this.known = text;
			return ok;
		} catch {
			return false;
		}
	}

	private damaged(): void {
		this.acceptance.reset();
		this.latency.reset();
		try {
			setAside(this.options.path, this.options.clock.now());
		} catch {
			// Another window was quicker, or the folder cannot be written: the next save tells.
		}
		this.options.log('what completions learned was damaged and has been begun anew; the old file is kept beside it');
	}
}
