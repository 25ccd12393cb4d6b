import { BudgetService } from '../../src/app/budget/service.ts';
import type { Settings } from '../../src/app/settings/schema.ts';
import { MemoryStateTable } from '../../src/core/base/memory-state.ts';
import type { MicroDollars } from '../../src/core/base/micros.ts';
import { VersionedState } from '../../src/core/base/state.ts';
import { ConversationCaches } from '../../src/core/gateway/conversation-cache.ts';
import { Health } from '../../src/core/gateway/health.ts';
import { answerRequest } from '../../src/core/gateway/request.ts';
import type { GatewayDeps, GatewayRequest } from '../../src/core/gateway/types.ts';
import type { ChatProvider, StreamEvent } from '../../src/core/message/stream.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { TokenUsage } from '../../src/core/model/prices.ts';
import { cacheRules } from '../../src/core/money/cache-rules.ts';
import type { BudgetPeriod } from '../../src/core/money/ledger.ts';
import type { ConversationCache } from '../../src/core/money/request-cost.ts';
import type { Predictor } from '../../src/core/routing/predictor.ts';
import type { Prediction, RouteWeights } from '../../src/core/routing/types.ts';
import { ReplayLedger, type Store } from './ledger.ts';
import type { ReplayOption, ReplayRequest, Traffic } from './types.ts';

/** How requests are answered: by the decoder with these weights, or by a named model. `lambda` is the budget's pressure. */
export interface Policy {
	weights(lambda: number): RouteWeights;
	forced(request: ReplayRequest, index: number): Candidate | null;
	/** Whether the budget's pressure is learned from what requests cost. */
	readonly paced: boolean;
}

export interface ReplayOptions {
	/** Null = no limit. */
	readonly limit: MicroDollars | null;
	readonly store: Store;
	/** Whether the requests of the weeks before the month are known; a new user has none. */
	readonly knowsHabits: boolean;
	/** Standard deviation of the predicted difference between two models, 0..1. */
	readonly sd: number;
	/** Factor between what the vendor counts and what was estimated of a prompt, by conversation; 1 = exact. */
	readonly countError: (request: ReplayRequest) => number;
}

export interface ReplayResult {
	readonly spent: MicroDollars;
	/** Sum of predicted quality, 0..1 each; a blocked or cut-off answer counts as 0. */
	readonly predicted: number;
	/** Sum of recorded outcomes, likewise. */
	readonly realised: number;
	readonly blocked: number;
	/** Answers that were cut off at a lowered cap. */
	readonly cutOff: number;
	/** Candidate id of each request, null where blocked. */
	readonly choices: readonly (string | null)[];
	/** Pressure under which each request was decided, points per dollar. */
	readonly lambdas: readonly number[];
}

const NEVER = new AbortController().signal;
const NO_NEEDS = { tools: false, vision: false };
const TEXT: StreamEvent = { type: 'text', text: 'x' };

/** One month through the product's own gateway: predict, decide, reserve, stream, settle, and the pacing between requests. */
export async function replay(traffic: Traffic, policy: Policy, options: ReplayOptions): Promise<ReplayResult> {
	const run = new Run(traffic, policy, options);
	return run.all();
}

class Run {
	readonly #traffic: Traffic;
	readonly #policy: Policy;
	readonly #options: ReplayOptions;
	readonly #ledger: ReplayLedger;
	readonly #budget: BudgetService;
	readonly #period: BudgetPeriod;
	readonly #caches = new Map<number, ConversationCache | null>();
	readonly #health = new Health({ now: () => this.#now });
	readonly #result = { predicted: 0, realised: 0, blocked: 0, cutOff: 0, choices: [] as (string | null)[], lambdas: [] as number[] };
	#now: number;

	constructor(traffic: Traffic, policy: Policy, options: ReplayOptions) {
		this.#traffic = traffic;
		this.#policy = policy;
		this.#options = options;
		this.#now = traffic.start;
		this.#period = { start: traffic.start, end: traffic.end, limit: options.limit };
		this.#ledger = new ReplayLedger(options.store, () => this.#now, options.knowsHabits ? traffic.earlier : []);
		this.#budget = new BudgetService({
			ledger: this.#ledger,
			settings: () =>
				({ resetDay: 1, monthlyBudget: options.limit, completion: { budgetShare: 1 }, agent: { budgetShare: 1 } }) as Settings,
			state: new VersionedState(new MemoryStateTable(), 'replay'),
			clock: { now: () => this.#now },
			onNotice: () => {},
			onChange: () => {},
		});
	}

	async all(): Promise<ReplayResult> {
		if (this.#policy.paced) await this.#budget.refresh();
		for (const [i, request] of this.#traffic.requests.entries()) await this.#one(request, i);
		this.#ledger.check(this.#period);
		return { ...this.#result, spent: this.#ledger.settled };
	}

	async #one(request: ReplayRequest, index: number): Promise<void> {
		this.#now = request.at;
		const { paced } = this.#policy;
		const lambda = paced ? (this.#budget.current()?.lambda ?? 0) : 0;
		const remainingBefore = paced ? (this.#budget.current()?.remaining ?? null) : null;
		const { input, deps } = this.#gatewayCall(request, index, lambda);
		const result = await answerRequest(deps, input, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
		if (paced && result.receipt !== null) await this.#budget.afterSettled(result.receipt.cost, remainingBefore);
		const id = result.state === 'done' ? result.routing!.candidateId : null;
		if (id === null && result.error?.kind !== 'budget') throw new Error(`replay: ${result.error?.kind}: ${result.error?.message}`);
		this.#caches.set(
			request.conversation,
			id === null ? null : { candidateId: id, prefixTokens: request.prefixTokens, lastUsedAt: request.at },
		);
		this.#score(request, id, result.warnings.length > 0, lambda);
	}

	#score(request: ReplayRequest, id: string | null, cutOff: boolean, lambda: number): void {
		const result = this.#result;
		const option = request.options.find((o) => o.candidate.id === id);
		result.choices.push(id);
		result.lambdas.push(lambda);
		if (option === undefined) result.blocked++;
		else if (cutOff) result.cutOff++;
		else {
			result.predicted += option.p;
			result.realised += option.y;
		}
	}

	#gatewayCall(request: ReplayRequest, index: number, lambda: number): { input: GatewayRequest; deps: GatewayDeps } {
		const cache = this.#caches.get(request.conversation) ?? null;
		// Of this request alone: what a vendor's cache really holds is recorded.
		const caches = new ConversationCaches();
		if (cache !== null) caches.set(`c${request.conversation}`, cache);
		const candidates = request.options.map((o) => o.candidate);
		const forced = this.#policy.forced(request, index)?.id;
		const input: GatewayRequest = {
			requestId: `r${index}`,
			owner: { user: 'local', device: 'replay', window: 'replay' },
			purpose: 'chat',
			sessionId: `c${request.conversation}`,
			runId: null,
			route: { kind: 'chat', text: '', history: [], attachments: [], language: null, needs: NO_NEEDS },
			prompt: { messages: [], tools: [], toolChoice: 'auto', stableMessages: 0, tokens: request.inputTokens },
			candidates,
			limits: { pool: null, localOnly: false, maxCost: null, maxLatencyMs: null, minQuality: null },
			weights: this.#policy.weights(lambda),
			period: this.#period,
			atLimit: 'block',
			overLimitApproved: false,
			choice: forced === undefined ? { kind: 'auto' } : { kind: 'user', candidateId: forced },
			signal: NEVER,
		};
		const deps: GatewayDeps = {
			predictor: predictorOf(request, this.#options.sd),
			ledger: this.#ledger,
			clock: { now: () => this.#now },
			health: this.#health,
			caches,
			provider: (candidate) => vendor(candidate, request, cache, this.#options.countError(request)),
			estimateTokens: Number,
			log: () => {},
		};
		return { input, deps };
	}
}

function predictorOf(request: ReplayRequest, sd: number): Predictor {
	const prediction: Prediction = {
		candidates: request.options.map(({ candidate, p, outputTokens, latencyMs }) => ({
			candidateId: candidate.id,
			quality: { mean: p, low: p, high: p },
			outputTokens,
			latencyMs,
		})),
		// Independent errors of sd/√2 each: the difference of two has sd.
		covariance: request.options.map((_, i) => request.options.map((_, j) => (i === j ? sd ** 2 / 2 : 0))),
		inputTokens: request.inputTokens,
		source: 'encoder',
		degraded: null,
		taskKind: request.row.kind,
	};
	return {
		predict: async () => prediction,
		status: () => ({ kind: 'ready', runtime: 'native' }),
		onStatus: () => () => {},
		dispose: async () => {},
	};
}

/** The vendor's side: writes as many tokens as were drawn or allowed, and counts what its cache still held of the turn before. */
function vendor(candidate: Candidate, request: ReplayRequest, cache: ConversationCache | null, countError: number): ChatProvider {
	const option = request.options.find((o) => o.candidate.id === candidate.id)!;
	return {
		endpointId: candidate.endpointId,
		listModels: async () => [],
		async *stream({ maxOutputTokens }) {
			yield TEXT;
			const output = Math.min(option.drawnTokens, maxOutputTokens);
			const warm = cache?.candidateId === candidate.id ? warmTokens(request, candidate, cache) : 0;
			yield { type: 'usage', usage: usageOf(option, request.inputTokens, warm, output, countError), reportedCost: null };
			yield { type: 'end', reason: output < option.drawnTokens ? 'length' : 'stop' };
		},
	};
}

/** Tokens of a request that its model still has from the turn before, when the same model answered that. */
export function warmTokens(
	request: Pick<ReplayRequest, 'at' | 'inputTokens'>,
	candidate: Candidate,
	before: { prefixTokens: number; lastUsedAt: number },
): number {
	const rules = cacheRules(candidate.endpointId);
	const cold = candidate.prices?.cachedInput == null || request.at - before.lastUsedAt > rules.lifetimeMs;
	return cold || before.prefixTokens < rules.minimumPrefixTokens ? 0 : Math.min(before.prefixTokens, request.inputTokens);
}

export function usageOf({ candidate }: ReplayOption, inputTokens: number, warm: number, output: number, countError = 1): TokenUsage {
	const fresh = Math.round((inputTokens - warm) * countError);
	const writes = candidate.prices?.cacheWrite != null;
	return {
		input: writes ? 0 : fresh,
		cachedInput: Math.round(warm * countError),
		cacheWrite: writes ? fresh : 0,
		output,
		reasoning: 0,
	};
}
