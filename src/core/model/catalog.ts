import type { TokenPrices } from './prices.ts';

/** A published figure. `source` names a page or a repository with commit and file; `date` is ISO (YYYY-MM-DD). */
export interface Provenance {
	readonly source: string;
	readonly date: string;
}

/**
 * A score as published. Fractions are 0..1, Elo ratings as they are. `effort` is the reasoning setting of the run, null where the source
 * does not say.
 */
export interface PublishedScore extends Provenance {
	readonly benchmark: string;
	readonly value: number;
	readonly unit: 'fraction' | 'elo';
	readonly effort: string | null;
}

export interface SourcedPrices extends TokenPrices, Provenance {
	/** Where the tiers come from another page than the prices. */
	readonly tierSource?: Provenance;
}

export interface SourcedSpeed extends Provenance {
	readonly tokensPerSecond: number;
	/** Seconds to the first token; null where nobody measured it. */
	readonly firstTokenSeconds: number | null;
}

/** A reasoning effort that the vendor offers, with the value that goes over the wire. */
export interface ReasoningEffort {
	readonly name: string;
	readonly wire: string;
}

/** A vendor's models of one time from the dearest to the cheapest: each of its lines stands at one of them and is renewed there. */
export const MODEL_TIERS = ['flagship', 'frontier', 'middle', 'small', 'tiny'] as const;
export type ModelTier = (typeof MODEL_TIERS)[number];

/** One chat model of `models/catalog.json`. */
export interface CatalogModel {
	readonly id: string;
	readonly vendor: string;
	readonly family: string;
	readonly displayName: string;
	/** Other names under which endpoints list the model (OpenRouter slugs, Ollama tags, dated ids). Lower case. */
	readonly aliases: readonly string[];
	/** Day (YYYY-MM-DD) or, where no source names it, month (YYYY-MM) of the announcement; null where neither is known. */
	readonly released: string | null;
	/** Standing among its vendor's models of the same time; null or absent where its size tells enough. */
	readonly tier?: ModelTier | null;
	/** Total parameters in billions; null where not published. */
	readonly parametersB: number | null;
	readonly openWeights: boolean;
	readonly contextTokens: number;
	/** Where `contextTokens` comes from; a source that begins with `family default` is a cautious value, not a published one. */
	readonly contextSource?: Provenance;
	readonly maxOutputTokens: number | null;
	readonly tools: boolean;
	readonly vision: boolean;
	/** Whether the model can fill in the middle. */
	readonly fim: boolean;
	/** True where the model thinks before it answers when no effort is asked for. */
	readonly reasoning: boolean;
	readonly efforts: readonly ReasoningEffort[];
	/** Name of the effort that the vendor applies when none is asked for; null or absent where there is none or the vendor does not say. */
	readonly defaultEffort?: string | null;
	/** Tag under which Ollama serves the model, null or absent where it does not. */
	readonly ollama?: string | null;
	readonly prices: SourcedPrices | null;
	readonly speed: SourcedSpeed | null;
	readonly scores: readonly PublishedScore[];
}

export interface Catalog {
	readonly version: number;
	/** ISO date of the newest figure; after 90 days the UI shows the catalog's age. */
	readonly date: string;
	readonly models: readonly CatalogModel[];
}
