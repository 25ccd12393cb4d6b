import * as z from 'zod/mini';
import type { StateStore } from '../core/base/state.ts';
import { type AnswerSeen, type LearnedLengths, learnLength, lengthFactor, NO_LENGTHS } from '../core/learning/answer-lengths.ts';
import { offsetSchema } from '../core/learning/offsets.ts';
import type { Prediction } from '../core/routing/types.ts';

/** Where the state keeps how long this user's answers are. */
export const LENGTHS_KEY = 'answers.lengths';

const schema = z.record(z.string(), offsetSchema);

/** How long this user's answers are, kept beyond the window; what other windows learned comes in with each answer. */
export class KeptLengths {
	readonly #state: Pick<StateStore, 'get' | 'update'>;
	readonly #log: (line: string) => void;
	#learned: LearnedLengths = NO_LENGTHS;
	#saving: Promise<void> = Promise.resolve();

	/** @param log never receives text of a request */
	constructor(state: Pick<StateStore, 'get' | 'update'>, log: (line: string) => void) {
		this.#state = state;
		this.#log = log;
	}

	adjusted(prediction: Prediction): Prediction {
		return withLearned(prediction, this.#learned);
	}

	/** Never rejects: what cannot be read is learned anew. */
	load(): Promise<void> {
		return this.#attempt('read', async () => {
			this.#learned = this.#parsed(await this.#state.get('global', LENGTHS_KEY));
		});
	}

	/** Nobody waits for it. */
	answered(seen: AnswerSeen): void {
		// It counts in this window even where it cannot be written.
		this.#learned = learnLength(this.#learned, seen);
		this.#saving = this.#saving.then(() =>
			this.#attempt('kept', async () => {
				await this.#state.update('global', LENGTHS_KEY, (kept) => {
					const before = this.#parsed(kept);
					this.#learned = learnLength(before, seen);
					return this.#learned === before && kept !== undefined ? kept : this.#learned;
				});
			}),
		);
	}

	/** Resolves when all is written. Never rejects. */
	close(): Promise<void> {
		return this.#saving;
	}

	#parsed(kept: unknown): LearnedLengths {
		if (kept === undefined) return NO_LENGTHS;
		const parsed = schema.safeParse(kept);
		if (parsed.success) return parsed.data;
		this.#log('what was learned of answer lengths was damaged and has been begun anew');
		return NO_LENGTHS;
	}

	async #attempt(what: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.#log(`what was learned of answer lengths cannot be ${what}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}

/** A prediction with what was learned of lengths; the very same where nothing was. The wait follows the model's speed and stays. */
function withLearned(prediction: Prediction, learned: LearnedLengths): Prediction {
	if (Object.keys(learned).length === 0) return prediction;
	const candidates = prediction.candidates.map((one) => {
		const factor = lengthFactor(learned, prediction.taskKind, one.candidateId);
		const scaled = (tokens: number): number => Math.max(1, Math.round(factor * tokens));
		const { mean, p90 } = one.outputTokens;
		return factor === 1 ? one : { ...one, outputTokens: { mean: scaled(mean), p90: scaled(p90) } };
	});
	return { ...prediction, candidates };
}
