import * as z from 'zod/mini';
import { type LearnedRuns, learnRun, NOTHING_LEARNED } from '../../core/agent/run-shapes.ts';
import type { Run } from '../../core/agent/types.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Candidate } from '../../core/model/candidate.ts';

/** Where the state keeps how this user's runs go. */
export const RUN_SHAPES_KEY = 'agent.shapes';
/** Runs that are remembered as learned, so that one which is told of twice counts once. */
const REMEMBERED = 200;

const logarithm = z.number().check(z.gte(-25), z.lte(25));
const shown = z.strictObject({ runs: z.number().check(z.gt(0), z.lte(1000)), steps: logarithm, output: logarithm, prompt: logarithm });
const table = z.record(z.string(), shown);
const schema = z.strictObject({ kinds: table, models: table });

export interface LearnedRunShapesOptions {
	/** Of all windows. */
	readonly state: Pick<StateStore, 'get' | 'update'>;
	readonly candidates: () => readonly Candidate[];
	/** Never receives text. */
	log(line: string): void;
}

/**
 * How this user's runs go, kept beyond the window: numbers by kind of task and model. What other windows learned comes in with each run.
 */
export class LearnedRunShapes {
	readonly #options: LearnedRunShapesOptions;
	readonly #seen = new Set<string>();
	#learned: LearnedRuns = NOTHING_LEARNED;
	#saving: Promise<void> = Promise.resolve();

	constructor(options: LearnedRunShapesOptions) {
		this.#options = options;
	}

	current(): LearnedRuns {
		return this.#learned;
	}

	/** Never rejects: what cannot be read is learned anew. */
	load(): Promise<void> {
		return this.#attempt('read', async () => {
			this.#learned = this.#parsed(await this.#options.state.get('global', RUN_SHAPES_KEY));
		});
	}

	/** Only a run that came to its end teaches anything, and once. Never rejects. */
	ended(run: Run): Promise<void> {
		if (run.state !== 'done' || this.#seen.has(run.id)) return this.#saving;
		this.#remember(run.id);
		const candidate = this.#options.candidates().find(({ id }) => id === run.model.candidateId) ?? null;
		this.#saving = this.#saving.then(() =>
			this.#attempt('kept', async () => {
				// It counts in this window even where it cannot be written.
				this.#learned = learnRun(this.#learned, run, candidate);
				await this.#options.state.update('global', RUN_SHAPES_KEY, (kept) => {
					const before = this.#parsed(kept);
					const after = learnRun(before, run, candidate);
					this.#learned = after;
					return after === before && kept !== undefined ? kept : after;
				});
			}),
		);
		return this.#saving;
	}

	#remember(id: string): void {
		this.#seen.add(id);
		if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value!);
	}

	#parsed(kept: unknown): LearnedRuns {
		if (kept === undefined) return NOTHING_LEARNED;
		const parsed = schema.safeParse(kept);
		if (parsed.success) return parsed.data;
		this.#options.log('what was learned of runs was damaged and has been begun anew');
		return NOTHING_LEARNED;
	}

	async #attempt(what: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.#options.log(`what was learned of runs cannot be ${what}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}
