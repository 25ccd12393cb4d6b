import * as z from 'zod/mini';
import type { ConversationCaches } from '../../core/gateway/conversation-cache.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import { explorationOf, NO_TRIALS, type TrialCounts, trialCounted } from '../../core/learning/exploration.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { KeptLearning, type KeptLearningOptions } from '../kept-learning.ts';

/** Where the state keeps how many models were tried. */
export const TRIALS_KEY = 'answers.trials';

const schema = z.object({ requests: z.number().check(z.gte(0), z.lte(1e6)), tried: z.number().check(z.gte(0), z.lte(1e6)) });

export interface TrialsOptions {
	/** Of all windows. */
	readonly state: KeptLearningOptions<TrialCounts>['state'];
	/** Of requests, 0..0.1; 0: off. */
	readonly share: () => number;
	readonly caches: Pick<ConversationCaches, 'of'>;
	/** Never receives text. */
	log(line: string): void;
}

/** Which conversations may begin with a model that is tried, and how many did, in all windows. No method throws or rejects. */
export class Trials {
	/** For its export. */
	readonly kept: KeptLearning<TrialCounts>;
	readonly #options: TrialsOptions;

	constructor(options: TrialsOptions) {
		const { state, log } = options;
		const parse = (kept: unknown): TrialCounts | null => schema.safeParse(kept).data ?? null;
		this.#options = options;
		this.kept = new KeptLearning({ state, key: TRIALS_KEY, of: 'tried models', nothing: NO_TRIALS, parse, log });
	}

	/**
	 * The request with whether it may try a model: only where it opens its conversation and its model is chosen freely. Drawn by the
	 * conversation, so that a preview says what sending does.
	 */
	offeredTo(request: GatewayRequest): GatewayRequest {
		const { sessionId, route, choice } = request;
		const { share, caches } = this.#options;
		// What a model has answered is no opening any more, also where it is edited or asked once more.
		if (sessionId === null || choice.kind !== 'auto' || route.history.length > 0 || caches.of(sessionId) !== null) return request;
		const exploration = explorationOf(share(), sessionId, this.kept.current());
		return exploration === undefined ? request : { ...request, exploration };
	}

	/** A request goes out with what was decided; to be told once a request. One that was offered nothing is not counted. */
	sent({ exploration }: Pick<GatewayRequest, 'exploration'>, { steeredBy }: Pick<RoutingLine, 'steeredBy'>): void {
		if (exploration === undefined) return;
		const share = this.#options.share();
		void this.kept.learn((before) => trialCounted(before, share, steeredBy.includes('exploration')));
	}
}
