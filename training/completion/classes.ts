import type { CompletionCandidate } from '../../src/core/completion/types.ts';
import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { ABILITY, type Speed } from './recorded-provider.ts';

/** A recorded model with the hosted model whose price it is given. */
export interface ReplayClass {
	/** Name of the recorded model begins so. */
	readonly model: string;
	/** Under which the head knows it. */
	readonly wireModel: string;
	/** Catalog id whose prices count. */
	readonly priced: string;
	readonly speed: Speed;
}

/**
 * Quality and length of the answers are the recorded models' own. Small models that run anywhere have no list price, so each is priced as a hosted model of the catalog that
 * fills in code: the best one as codestral-2508, the one vendor model made for just this, the others as the cheaper of the two Qwen3-Coder models and as the cheapest 32B one, dearer for the
 * better. Speeds are assumptions, since nobody publishes any for this use: an answer of 12 tokens has its first line after 370 ms from the dear one and 230 ms from the others, both
 * within the default limit of 600 ms. The prompt is what the engine sends (at most 1,500 tokens); the recorded models read less (see record.ts).
 */
export const CLASSES: readonly ReplayClass[] = [
	{
		model: 'Qwen2.5-Coder-0.5B',
		wireModel: 'qwen2.5-coder:0.5b',
		priced: 'codestral-2508',
		speed: { firstTokenMs: 250, spread: 0.2, msPerToken: 10 },
	},
	{
		model: 'Gemma-3-270M',
		wireModel: 'gemma3:270m',
		priced: 'qwen3-coder-30b-a3b-instruct',
		speed: { firstTokenMs: 150, spread: 0.2, msPerToken: 7 },
	},
	{
		model: 'SmolLM2-135M',
		wireModel: 'smollm2:135m',
		priced: 'qwen2.5-coder-32b-instruct',
		speed: { firstTokenMs: 150, spread: 0.2, msPerToken: 7 },
	},
];

/** A candidate as the extension would have it of a vendor's model, under the recorded model's name. */
export function replayCandidate(catalog: Catalog, { wireModel, priced }: ReplayClass): CompletionCandidate {
	const listed = catalog.models.find(({ id }) => id === priced)?.prices;
	const base = catalogCandidates(catalog).find((c) => c.catalogId === priced && c.effort === null);
	if (!listed || !base) throw new Error(`The catalog has no priced ${priced}.`);
	const { input, output, cachedInput, cacheWrite } = listed;
	const candidate = {
		...base,
		id: wireModel,
		endpointId: wireModel,
		recipient: 'a vendor',
		wireModel,
		catalogId: null,
		displayName: wireModel,
		local: false,
		prices: { input, output, cachedInput, cacheWrite },
		speed: null,
	};
	return { model: candidate, ability: ABILITY };
}
