import { AnswerLearning } from '../../../../src/app/learning/answers.ts';
import type { Clock, Timers } from '../../../../src/core/base/time.ts';
import { type QualityBasis, qualitiesOf } from '../../../../src/core/routing/quality.ts';
import type { Prediction } from '../../../../src/core/routing/types.ts';
import type { StateHouse } from '../../../support/stores/states.ts';

export class SetTime implements Clock, Timers {
	at = 1_000_000;
	#waiting: { readonly at: number; readonly run: () => void }[] = [];

	now(): number {
		return this.at;
	}

	after(ms: number, run: () => void): () => void {
		const one = { at: this.at + ms, run };
		this.#waiting.push(one);
		return () => {
			this.#waiting = this.#waiting.filter((other) => other !== one);
		};
	}

	pass(ms: number): void {
		this.at += ms;
		const due = this.#waiting.filter(({ at }) => at <= this.at);
		this.#waiting = this.#waiting.filter(({ at }) => at > this.at);
		for (const { run } of due) run();
	}
}

export const SONNET = 'anthropic/claude-sonnet-5';
export const MINI = 'openai/gpt-5-mini';

export const BASIS: QualityBasis = {
	...{ floor: 0, span: 1, skills: [0.8, 0.4], shared: 0.3, level: 0.1 },
	logits: [
		{ mean: 1.1, variance: 0.2 },
		{ mean: 0.2, variance: 0.2 },
	],
};

export function predictionOf(taskKind = 'test', basis: QualityBasis = BASIS): Prediction {
	const { qualities, covariance } = qualitiesOf(basis);
	const candidates = [SONNET, MINI].map((candidateId, i) => ({
		...{ candidateId, quality: qualities[i]!, outputTokens: { mean: 100, p90: 300 }, latencyMs: 1000 },
	}));
	return { candidates, covariance, inputTokens: 100, source: 'encoder', degraded: null, taskKind, basis };
}

/** One window of a user. */
export function windowOn(house: StateHouse, time: SetTime, onChange = () => {}): AnswerLearning & { readonly logged: string[] } {
	const logged: string[] = [];
	const learning = new AnswerLearning({
		...{ signals: house.signals(), profiles: house.profiles(), clock: time, onChange, log: (line: string) => void logged.push(line) },
	});
	return Object.assign(learning, { logged });
}

/** A request goes out, as the gateway tells it: with what was learned so far. */
export function ask(
	learning: AnswerLearning,
	requestId: string,
	candidateId = SONNET,
	runId: string | null = null,
	taskKind = 'test',
): void {
	learning.asked({ requestId, candidateId, runId, prediction: learning.adjusted(predictionOf(taskKind)) });
}

export function qualityOf(learning: AnswerLearning, candidateId = SONNET, taskKind = 'test'): number {
	return learning.adjusted(predictionOf(taskKind)).candidates.find((one) => one.candidateId === candidateId)!.quality.mean;
}
