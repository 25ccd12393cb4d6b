import { canonicalName, splitModelName } from '../../catalog/names.ts';
import type { Catalog, CatalogModel } from '../../catalog/types.ts';
import type { Candidate } from '../../routing/types.ts';
import type { CompletionCandidate } from '../types.ts';
import type { CompletionHead } from './head-format.ts';
import { publishedAbility } from './published.ts';

/** How well a model completes code, in logits against the reference of published.ts (0), with its standard deviation. */
export interface Ability {
	readonly mean: number;
	readonly deviation: number;
	readonly basis: 'measured' | 'published' | 'coding' | 'size' | 'unknown';
}

/** The name under which heads and published tables know a model: lower case, without vendor path, quantisation and `instruct`. */
export function completionModelName(wireModel: string): string {
	return canonicalName(splitModelName(wireModel).name)
		.replace(/-(?:instruct|it|base|hf|chat)(?=-|$)/g, '')
		.replace(/^codellama(?=-)/, 'code-llama');
}
