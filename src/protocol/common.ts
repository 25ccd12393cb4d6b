import * as z from 'zod/mini';
import type { MicroDollars } from '../core/base/micros.ts';

/** Id of the element of a page in which the host puts the texts of the user's language, as JSON: English text to translation. */
export const PAGE_TEXTS = 'routoo-texts';

/** What both views show, and the bounds of what any view may send. */

export const id = z.string().check(z.minLength(1), z.maxLength(300));
/** Of a model or an endpoint: servers name their models as they like, some by a whole path. */
export const modelId = z.string().check(z.minLength(1), z.maxLength(1000));
/** Characters of a message or a block of code; some half a million tokens, which no model here reads as one message. */
export const LONGEST_TEXT = 2_000_000;
export const longText = z.string().check(z.maxLength(LONGEST_TEXT));

export interface BudgetView {
	/** Null = no limit. */
	readonly limit: MicroDollars | null;
	readonly spent: MicroDollars;
	readonly outstanding: MicroDollars;
	readonly level: 'ok' | 'warn' | 'high' | 'reached';
	/** ms since epoch */
	readonly resetsAt: number;
}

export interface PredictorView {
	readonly kind: 'resting' | 'loading' | 'ready' | 'degraded';
	/** Why it is degraded, else null. */
	readonly reason: string | null;
}
