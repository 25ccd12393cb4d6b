import type { ModelTier } from '../../src/core/model/catalog.ts';
import file from './models.json' with { type: 'json' };

/**
 * Hand-maintained facts of one chat model: what no table of figures holds. Figures (scores, prices, speeds) never stand here;
 * build-catalog.ts reads them from their sources.
 */
export interface ModelFacts {
	readonly id: string;
	readonly vendor: string;
	readonly family: string;
	/** Which of its vendor's lines it renews; null where size and family tell enough (open weights of a named size). */
	readonly tier: ModelTier | null;
	/** Day of release where a source names it (OpenHands' columns, the vendor's dated id), else the month of the announcement. */
	readonly released: string | null;
	readonly displayName: string;
	/** Ids of the model in the published tables, without the `@effort` suffix. The first is the preferred one. */
	readonly published: readonly string[];
	/** Names under which endpoints list the model beside its id, lower case; decorations (dates, quantisation, vendor prefixes) are stripped by the matcher. */
	readonly aliases: readonly string[];
	/** Entries of the price package in order of preference, as `provider:model`. */
	readonly prices: readonly string[];
	/** Total parameters in billions as the maker names them. */
	readonly parametersB: number | null;
	readonly openWeights: boolean;
	/** Context of the family, used where the price package gives none. */
	readonly contextTokens: number;
	readonly maxOutputTokens: number | null;
	readonly tools: boolean;
	readonly vision: boolean;
	readonly fim: boolean;
	readonly reasoning: boolean;
	/** Names as they go over the wire. */
	readonly efforts: readonly string[];
	/** The effort that the vendor applies when none is asked for; null where the model has no efforts or the vendor does not say. */
	readonly defaultEffort: string | null;
	/** Tag under which Ollama serves the model; null where it does not. */
	readonly ollama: string | null;
}

/** The cautious value of everything that a row of models.json leaves out. */
const CAUTIOUS = {
	tier: null,
	released: null,
	aliases: [],
	prices: [],
	parametersB: null,
	openWeights: false,
	maxOutputTokens: null,
	tools: false,
	vision: false,
	fim: false,
	reasoning: false,
	efforts: [],
	defaultEffort: null,
	ollama: null,
};

/** Every model of the catalog, in the order in which it is written. */
export const modelFacts: readonly ModelFacts[] = file.models.map((row) => ({
	published: [row.id],
	...CAUTIOUS,
	...row,
	tier: (row.tier ?? null) as ModelTier | null,
}));
