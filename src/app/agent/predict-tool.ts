import * as z from 'zod/mini';
import type { RunEstimate } from '../../core/agent/types.ts';
import { inWords } from '../../core/base/errors.ts';
import { dollarsFromMicros } from '../../core/base/micros.ts';
import { learnedOf, readingInWords } from '../../core/routing/learned-words.ts';
import type { RouteAlternative } from '../../core/routing/types.ts';
import type { AgentDeps } from './deps.ts';
import { type AskDeps, previewTask } from './estimate.ts';

export type PredictDeps = AskDeps & Pick<AgentDeps, 'estimates'>;

const MOST_TASK = 20_000;
const inputSchema = z.object({
	task: z.string().check(z.minLength(1), z.maxLength(MOST_TASK)),
	needsTools: z.optional(z.boolean()),
});
/** Models that are told of. */
const MOST_MODELS = 6;

/** What a model called the tool with, in words that it can act on; null where it is right. */
export function predictInput(raw: unknown): { readonly task: string; readonly needsTools: boolean } | string {
	const parsed = inputSchema.safeParse(raw);
	if (parsed.success && parsed.data.task.trim() !== '') return { task: parsed.data.task, needsTools: parsed.data.needsTools ?? true };
	const task = (raw as { readonly task?: unknown } | null)?.task;
	if (typeof task === 'string' && task.length > MOST_TASK)
		return `The task is ${task.length} characters long; describe it in at most ${MOST_TASK}.`;
	return 'The input must be {"task": "what is to be done, in words", "needsTools": true or false}; the task must not be empty.';
}

/**
 * `routoo_predict`: how well and how dear each of the best models would do a task, and which would be chosen. Nothing is sent to any model.
 * The answer is JSON; what goes wrong is said in words. Rejects only where the call is stopped.
 */
export async function predictAnswer(deps: PredictDeps, raw: unknown, signal: AbortSignal): Promise<string> {
	const input = predictInput(raw);
	if (typeof input === 'string') return error(input);
	try {
		const { decision, prediction, request, blocked } = await previewTask(deps, input.task, input.needsTools, signal);
		if (decision.alternatives.length === 0) return error(decision.reason);
		const order = decision.alternatives.filter(({ excluded }) => excluded === null);
		const left = decision.alternatives.filter(({ excluded }) => excluded !== null);
		const shown = (order.length > 0 ? order : left).slice(0, MOST_MODELS);
		const runs = deps.estimates(
			shown.map(({ candidate }) => candidate),
			{ taskKind: prediction.taskKind, inputTokens: request.prompt.tokens, runSteps: prediction.runSteps },
		);
		const names = new Map(decision.alternatives.map(({ candidate }) => [candidate.id, candidate.displayName]));
		const learned = learnedOf(prediction, decision.chosen?.candidate.id ?? null, (id) => names.get(id) ?? null);
		return JSON.stringify({
			taskKind: prediction.taskKind,
			chosen: decision.chosen === null ? null : decision.chosen.candidate.displayName,
			why: decision.reason,
			...(blocked === null ? {} : { blocked: `${blocked.message} ${blocked.nextStep}` }),
			models: shown.map((one, i) => modelOf(one, runs[i] ?? null, input.needsTools)),
			...(learned.length === 0 ? {} : { learned }),
			...(prediction.reading === undefined ? {} : { reading: readingInWords(prediction.reading) }),
			notListed: decision.alternatives.length - shown.length,
			note: 'quality is the predicted chance of an adequate answer with its 10-90 % range; prices are US dollars, estimated; nothing was sent to any model',
		});
	} catch (problem) {
		if (signal.aborted) throw problem;
		return error(inWords(problem));
	}
}

function modelOf({ candidate, quality, cost, whyNot, excluded }: RouteAlternative, run: RunEstimate | null, needsTools: boolean): object {
	const known = cost.basis !== 'unknown';
	return {
		model: candidate.displayName,
		at: candidate.recipient,
		local: candidate.local,
		...(candidate.effort === null ? {} : { effort: candidate.effort }),
		quality: { mean: share(quality.mean), low: share(quality.low), high: share(quality.high) },
		answerPrice: known ? dollars(cost.expected) : null,
		...(needsTools ? { run: run === null ? (known ? { price: 0 } : null) : runOf(run) } : {}),
		...(excluded === null ? {} : { notAllowed: true }),
		...(whyNot === '' ? {} : { whyNot }),
	};
}

function runOf({ expected, low, high, steps, from }: RunEstimate): object {
	return { price: dollars(expected), low: dollars(low), high: dollars(high), steps: Math.round(steps), from };
}

function share(value: number): number {
	return Math.round(1000 * value) / 1000;
}

/** Six decimals are whole micro-dollars. */
function dollars(micros: number): number {
	return Math.round(1e6 * dollarsFromMicros(micros)) / 1e6;
}

function error(words: string): string {
	return JSON.stringify({ error: words });
}
