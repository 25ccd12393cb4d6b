import { LRUCache } from 'lru-cache';
import { taskOf } from '../../core/agent/task.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import type { Prompt } from '../../core/message/message.ts';
import { estimateMessageTokens } from '../../core/message/tokens.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { nearestEffort } from '../../core/model/efforts.ts';
import { withoutSnapshots } from '../../core/model/snapshots.ts';
import { savingsReference } from '../../core/money/reference.ts';
import { presetWeights, type RoutingPreset } from '../../core/routing/presets.ts';
import { AUTO } from '../../core/routing/types.ts';
import type { AgentDeps } from './deps.ts';
import type { AgentRequest } from './ports.ts';

/** Entries that choose among all models, with the preset that they stand for; null: the user's setting. */
export const PRESET_ENTRIES: Readonly<Record<string, RoutingPreset | null>> = {
	auto: null,
	save: 'save',
	balanced: 'balanced',
	best: 'best',
	background: 'save',
};

/** Id of the entry that stands for the candidate's model, with all its efforts: `endpointId/wireModel`. */
export function entryOf({ endpointId, wireModel }: Pick<Candidate, 'endpointId' | 'wireModel'>): string {
	return `${endpointId}/${wireModel}`;
}

/**
 * Token estimates of long texts, remembered: every step of a run sends the whole conversation again, and counting it anew takes
 * milliseconds each time.
 */
export class CountedTexts {
	readonly #estimate: (text: string) => number;
	readonly #counted = new LRUCache<string, number>({ max: 2000, maxSize: 4_000_000, sizeCalculation: (_, text) => text.length });

	constructor(estimate: (text: string) => number) {
		this.#estimate = estimate;
	}

	count(text: string): number {
		if (text.length < 500 || text.length > 4_000_000) return this.#estimate(text);
		const known = this.#counted.get(text);
		if (known !== undefined) return known;
		const tokens = this.#estimate(text);
		this.#counted.set(text, tokens);
		return tokens;
	}
}

/** As it goes out: all that the caller sent comes back with the next step, where it did not mark an earlier end of what stays the same. */
export function promptOf(
	prompt: AgentRequest['prompt'],
	count: (text: string) => number,
	cacheMarks: AgentRequest['cacheMarks'] = [],
): Prompt {
	const { messages, tools, wishes } = prompt;
	const format = wishes?.format?.kind === 'schema' ? count(JSON.stringify(wishes.format.schema)) : 0;
	const tokens = estimateMessageTokens(messages, count) + (tools.length === 0 ? 0 : count(JSON.stringify(tools))) + format;
	return { ...prompt, stableMessages: Math.min(messages.length, (cacheMarks.at(-1) ?? messages.length) + 1), tokens };
}

export interface Of {
	readonly purpose: 'agent' | 'background';
	readonly runId: string | null;
	/** Of the conversation, for what it leaves in vendors' caches. */
	readonly sessionId: string | null;
	readonly localOnly: boolean;
}

/** The candidates of the model that the caller named: of those the nearest to the effort that it wants. */
function named(all: readonly Candidate[], { entry, effort }: AgentRequest): readonly Candidate[] {
	const ofModel = all.filter((candidate) => entryOf(candidate) === entry);
	// What is listed at several endpoints is one model at each.
	return effort === undefined ? ofModel : nearestEffort(ofModel, effort);
}

/** Settings, models and budget as they are now beside the request; it is chosen freely, and takeover is upward for steps of runs. */
export function baseRequest(
	deps: Pick<AgentDeps, 'models' | 'budget' | 'settings' | 'owner' | 'newId'>,
	request: AgentRequest,
	prompt: Prompt,
	{ purpose, runId, sessionId, localOnly }: Of,
): GatewayRequest {
	const settings = deps.settings();
	const all = deps.models.candidates();
	const preset = PRESET_ENTRIES[request.entry];
	// A model that the user chose is not bound by the pool of those that Routoo may choose from.
	const pool = preset === undefined ? named(all, request).map(({ id }) => id) : settings.pool;
	const { lambda = 0, projected = null } = deps.budget.current() ?? {};
	const period = deps.budget.period();
	return {
		requestId: deps.newId(),
		owner: deps.owner,
		...{ purpose, sessionId, runId },
		route: { ...taskOf(prompt), language: request.language ?? null },
		prompt,
		candidates: preset === undefined ? all.filter(({ id }) => pool?.includes(id)) : withoutSnapshots(all, pool),
		limits: {
			pool,
			localOnly: settings.localOnly || localOnly,
			maxCost: settings.maxCost,
			// A model that the user named is not compared with such limits.
			maxLatencyMs: preset === undefined ? null : settings.maxLatencyMs,
			minQuality: preset === undefined ? null : settings.minQuality,
		},
		weights: presetWeights(preset ?? settings.preset, lambda, settings.goodEnough),
		...(lambda > 0 && projected !== null && period.limit !== null ? { pressedBy: { projected, limit: period.limit } } : {}),
		reference: savingsReference(all, settings.pool, settings.savingsReference),
		period,
		// Nobody can be asked here: free models go on, as they do then, and without one the words say what helps.
		atLimit: settings.atLimit === 'ask' ? 'free' : settings.atLimit,
		overLimitApproved: false,
		choice: AUTO,
		signal: request.signal,
	};
}
