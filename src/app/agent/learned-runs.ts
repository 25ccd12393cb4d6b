import * as z from 'zod/mini';
import { type LearnedRuns, learnRun, NOTHING_LEARNED } from '../../core/agent/run-shapes.ts';
import type { Run } from '../../core/agent/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { KeptLearning, type KeptLearningOptions } from '../kept-learning.ts';

/** Where the state keeps how this user's runs go. */
export const RUN_SHAPES_KEY = 'agent.shapes';
/** Runs that are remembered as learned, so that one which is told of twice counts once. */
const REMEMBERED = 200;

const logarithm = z.number().check(z.gte(-25), z.lte(25));
const shown = z.strictObject({ runs: z.number().check(z.gt(0), z.lte(1000)), steps: logarithm, output: logarithm, prompt: logarithm });
const table = z.record(z.string(), shown);
const schema = z.strictObject({ kinds: table, models: table });

export interface LearnedRunShapesOptions extends Pick<KeptLearningOptions<LearnedRuns>, 'state' | 'log'> {
	readonly candidates: () => readonly Candidate[];
}

/** How this user's runs go, beyond the window: numbers by kind of task and model. */
export class LearnedRunShapes {
	readonly #candidates: () => readonly Candidate[];
	/** For its export. */
	readonly kept: KeptLearning<LearnedRuns>;
	readonly #seen = new Set<string>();

	constructor({ state, candidates, log }: LearnedRunShapesOptions) {
		this.#candidates = candidates;
		const parse = (kept: unknown): LearnedRuns | null => schema.safeParse(kept).data ?? null;
		this.kept = new KeptLearning({ state, key: RUN_SHAPES_KEY, of: 'runs', nothing: NOTHING_LEARNED, parse, log });
	}

	current(): LearnedRuns {
		return this.kept.current();
	}

	/** Never rejects: what cannot be read is learned anew. */
	load(): Promise<void> {
		return this.kept.load();
	}

	/** Only a run that came to its end teaches anything, and once. Never rejects. */
	async ended(run: Run): Promise<void> {
		if (run.state !== 'done' || this.#seen.has(run.id)) return this.kept.saved();
		this.#remember(run.id);
		const candidate = this.#candidates().find(({ id }) => id === run.model.candidateId) ?? null;
		await this.kept.learn((before) => learnRun(before, run, candidate));
	}

	#remember(id: string): void {
		this.#seen.add(id);
		if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value!);
	}
}
