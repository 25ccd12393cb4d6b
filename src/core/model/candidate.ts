import type { MicroDollars } from '../base/micros.ts';
import type { TokenPrices } from './prices.ts';

/**
 * `about`: nobody lists a price, and `prices` is that of `like`, its next of kin in the catalog. `doubtful`: what the endpoint lists (input
 * and output, µ$ per million tokens) is more than ten times what `like` or any model costs, so `prices` is null until the user sets one.
 */
export type PriceNote =
	| { readonly kind: 'about'; readonly like: string }
	| { readonly kind: 'doubtful'; readonly listed: { readonly input: MicroDollars; readonly output: MicroDollars }; readonly like: string };

/** A model with its settings at one endpoint: each reasoning effort is a candidate of its own. */
export interface Candidate {
	/** Unique and stable: `endpointId/wireModel` or `endpointId/wireModel@effort`. */
	readonly id: string;
	readonly endpointId: string;
	/** Who receives the text, in words the user knows ("Anthropic", "OpenRouter", "this computer", "your own network"). */
	readonly recipient: string;
	/** Model id that goes over the wire. */
	readonly wireModel: string;
	/** Entry of the catalog, null for a model nobody listed. */
	readonly catalogId: string | null;
	readonly effort: string | null;
	/** Effort that the vendor applies where `effort` is null: length, price and ability are those of it. Absent where nobody says. */
	readonly defaultEffort?: string;
	readonly displayName: string;
	/** Runs on this machine or on the user's own network: nothing leaves, nothing is paid. */
	readonly local: boolean;
	/** Paid by a plan (VS Code's own models): 0 dollars, shown as "included". */
	readonly included: boolean;
	readonly contextTokens: number;
	/** What nobody tells of it, and is taken with caution; absent where all is known. */
	readonly assumed?: readonly ('context' | 'tools')[];
	readonly maxOutputTokens: number | null;
	readonly tools: boolean;
	readonly vision: boolean;
	readonly fim: boolean;
	/** Fills in code and has no chat form: for completions alone. Absent means that it can chat. */
	readonly fillOnly?: true;
	/** Wire model of the same endpoint that stands for it in lists and in Auto: this is a dated state of that one. Absent: none does. */
	readonly snapshotOf?: string;
	/** Null where no price is known: such a model is never picked by Auto unless it is local or included. */
	readonly prices: TokenPrices | null;
	/** What is to be known of the price beside the figures; absent where it is the listed one. */
	readonly priceNote?: PriceNote;
	/** Measured, or as slow as the slowest of its vendor's tier (hostedSpeed); `firstTokenSeconds` null where nobody measured it. */
	readonly speed: { readonly tokensPerSecond: number; readonly firstTokenSeconds: number | null } | null;
	/** Billions of parameters, for the prior of unknown models. */
	readonly parametersB: number | null;
	/** Thinks before it answers, at this effort. */
	readonly reasoning: boolean;
}
