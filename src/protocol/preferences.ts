import * as z from 'zod/mini';
import { modelId } from './common.ts';

/** One line of "prefer this model for this kind of request"; on the models page and in the chat. */
export interface PreferenceView {
	/** Kind of task, and how a sentence names it ("tests"). */
	readonly kind: string;
	readonly words: string;
	/** `endpoint/model` */
	readonly model: string;
	readonly name: string;
	/** Some endpoint offers it now. */
	readonly listed: boolean;
}

/** Prefers a model for a kind of task; null: none any more. From the chat and the models page alike. */
export const preferSchema = z.object({
	type: z.literal('prefer'),
	kind: z.string().check(z.minLength(1), z.maxLength(64)),
	model: z.nullable(modelId),
});
