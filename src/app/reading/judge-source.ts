import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { ConversationCaches } from '../../core/gateway/conversation-cache.ts';
import type { GatewayDeps, GatewayRequest, GatewayResult } from '../../core/gateway/types.ts';
import { type Prompt, textOf } from '../../core/message/message.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import { chooseJudge, JUDGEMENT_LENGTH, type Judge, mayJudge } from '../../core/reading/judge-choice.ts';
import { judgePrompt, judgeRules } from '../../core/reading/judge-prompt.ts';
import { parseJudgement } from '../../core/reading/judgement.ts';
import { fromJudgement } from '../../core/reading/reading.ts';
import type { ReaderWeights } from '../../core/reading/weights.ts';
import { READING_PURPOSE } from '../../core/reading/when.ts';
import type { Prediction, RouteRequest } from '../../core/routing/types.ts';
import { type AskOnceDeps, askOnce } from '../agent/ask-once.ts';
import { MOST_WAIT_MS, type Read, type ReadingPlan, type ReadingSource } from './ports.ts';

export interface JudgeDeps extends AskOnceDeps {
	gateway(): GatewayDeps;
	readonly newId: () => string;
	/** A small model of today that a judge must be as good as; null where the catalog has none: then nobody judges. */
	readonly bar: Candidate | null;
	/** What a reading cost a run, in the moment it is booked. */
	spentOn(runId: string, cost: MicroDollars, usage: TokenUsage | null): void;
}

/** What the predictor reads to tell who can answer the questions; the task itself is not in it. */
const JUDGING: RouteRequest = {
	kind: 'chat',
	text: judgeRules(''),
	history: [],
	attachments: [],
	language: null,
	needs: { tools: false, vision: false },
};

/** So often a judge may take longer than anybody waits, as while it is loaded; then the next one is asked in this window. */
const MOST_LATE = 2;

/** A model of the user's own pool, asked like for any other request: reserved, settled, booked, under a purpose of its own. */
export class JudgeSource implements ReadingSource {
	readonly by = 'judge';
	readonly free = false;
	/** What is not waited for need not be paid. */
	readonly graceMs = 0;
	readonly #deps: JudgeDeps;
	readonly #weights: ReaderWeights;
	/** How often each took too long, by candidate id. */
	readonly #late = new Map<string, number>();

	constructor(deps: JudgeDeps, weights: ReaderWeights) {
		this.#deps = deps;
		this.#weights = weights;
	}

	async plan(request: GatewayRequest, part: string, most: MicroDollars): Promise<ReadingPlan | null> {
		const { bar } = this.#deps;
		const gateway = this.#deps.gateway();
		const able = mayJudge(request).filter(({ id }) => (this.#late.get(id) ?? 0) < MOST_LATE);
		if (bar === null || able.length === 0 || (await gateway.paused?.()) === true) return null;
		const prediction = await gateway.predictor.predict(JUDGING, [...able, bar]);
		const prompt = judgePrompt(part, (text) => gateway.estimateTokens(text), this.#deps.newId());
		const judge = chooseJudge({
			...{ candidates: able, most, promptTokens: prompt.tokens },
			leftOut: gateway.health.leftOut(able, 'chat'),
			ability: new Map(able.map(({ id }, i) => [id, prediction.candidates[i]!.quality.mean])),
			bar: prediction.candidates.at(-1)!.quality.mean,
			now: gateway.clock.now(),
		});
		if (judge === null) return null;
		const own = predictionOf(prediction, able.indexOf(judge.candidate), prompt);
		const { candidate, expected } = judge;
		const asked = (signal: AbortSignal): GatewayRequest => this.#request(request, candidate, prompt, signal);
		return { modelName: candidate.displayName, expected, read: (signal) => this.#ask(judge, own, asked(signal)) };
	}

	/** Bound by all that binds the request that is read; nobody takes over where the judge fails. */
	#request(of: GatewayRequest, candidate: Candidate, prompt: Prompt, signal: AbortSignal): GatewayRequest {
		return {
			...{ requestId: this.#deps.newId(), owner: of.owner, purpose: READING_PURPOSE, sessionId: null, runId: of.runId },
			...{ route: JUDGING, prompt, candidates: [candidate], weights: of.weights, period: of.period, signal },
			limits: { ...of.limits, maxLatencyMs: null, minQuality: null },
			...(of.runRemaining === undefined ? {} : { runRemaining: of.runRemaining }),
			...{ atLimit: 'block', overLimitApproved: false },
			choice: {
				kind: 'pinned',
				candidateId: candidate.id,
				why: l10n.t('The cheapest of your models that can tell how much work a task is.'),
			},
		};
	}

	async #ask({ candidate }: Judge, prediction: Prediction, request: GatewayRequest): Promise<Read> {
		const { reading, lengths, abilities, decided, ...plain } = this.#deps.gateway();
		const { predictor } = plain;
		// It is not read itself, nothing is learned of it, and its conversation is none.
		const gateway: GatewayDeps = {
			...plain,
			caches: new ConversationCaches(),
			predictor: {
				predict: async () => prediction,
				status: () => predictor.status(),
				onStatus: (listener) => predictor.onStatus(listener),
				dispose: async () => {},
			},
		};
		const { runId } = request;
		const begun = plain.clock.now();
		const nobody = { onRouting: () => {}, onText: () => {}, onReasoning: () => {} };
		const { result } = await askOnce(this.#deps, gateway, request, nobody, {
			// For the pace of the month it is part of the request that it is for.
			arrived: false,
			booked: (cost, usage) => {
				if (runId !== null) this.#deps.spentOn(runId, cost, usage);
			},
		});
		if (plain.clock.now() - begun > MOST_WAIT_MS) this.#late.set(candidate.id, (this.#late.get(candidate.id) ?? 0) + 1);
		request.signal.throwIfAborted();
		const judgement = result.state === 'done' ? parseJudgement(textOf(result.parts)) : null;
		if (judgement === null) throw failureOf(candidate, result);
		return { reading: fromJudgement(this.#weights, judgement), cost: result.receipt?.cost ?? 0 };
	}
}

/** As predicted, but for the length: that of fifteen numbers is known. */
function predictionOf(all: Prediction, at: number, { tokens }: Prompt): Prediction {
	const own = all.candidates[at]!;
	const { source, degraded, taskKind } = all;
	return {
		...{ source, degraded, taskKind, inputTokens: tokens },
		candidates: [{ ...own, outputTokens: JUDGEMENT_LENGTH }],
		covariance: [[all.covariance[at]?.[at] ?? 0]],
	};
}

function failureOf({ displayName }: Candidate, { error }: GatewayResult): RoutooError {
	const nextStep = l10n.t('Set routoo.reading.by to "file" or "off", or leave an abler model in the pool.');
	if (error === null)
		return new RoutooError('badResponse', l10n.t('{0} did not answer with the numbers it was asked for.', displayName), nextStep);
	const kind = error.kind === 'internal' ? 'server' : (error.kind as RoutooError['kind']);
	return new RoutooError(kind, error.message, error.nextStep);
}
