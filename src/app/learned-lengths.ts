import * as z from 'zod/mini';
import { type AnswerSeen, type LearnedLengths, learnLength, lengthFactor, NO_LENGTHS } from '../core/learning/answer-lengths.ts';
import { offsetSchema } from '../core/learning/offsets.ts';
import type { Prediction } from '../core/routing/types.ts';
import { KeptLearning, type KeptLearningOptions } from './kept-learning.ts';

/** Where the state keeps how long this user's answers are. */
export const LENGTHS_KEY = 'answers.lengths';

const schema = z.record(z.string(), offsetSchema);

/** How long this user's answers are, beyond the window. */
export class KeptLengths {
	/** For its export. */
	readonly kept: KeptLearning<LearnedLengths>;

	/** @param log never receives text of a request */
	constructor(state: KeptLearningOptions<LearnedLengths>['state'], log: (line: string) => void) {
		const parse = (kept: unknown): LearnedLengths | null => schema.safeParse(kept).data ?? null;
		this.kept = new KeptLearning({ state, key: LENGTHS_KEY, of: 'answer lengths', nothing: NO_LENGTHS, parse, log });
	}

	adjusted(prediction: Prediction): Prediction {
		return withLearned(prediction, this.kept.current());
	}

	/** Never rejects: what cannot be read is learned anew. */
	load(): Promise<void> {
		return this.kept.load();
	}

	/** Nobody waits for it. */
	answered(seen: AnswerSeen): void {
		void this.kept.learn((before) => learnLength(before, seen));
	}

	/** Resolves when all is written. Never rejects. */
	close(): Promise<void> {
		return this.kept.saved();
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
