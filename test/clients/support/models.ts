import type { UpstreamModel } from './upstream.ts';

/** One model for each wire, and a second one that is dear and strong; prices in whole µ$ a token. */
export const ACME: UpstreamModel = { id: 'acme-large', form: 'compatible', price: { input: 2, cachedInput: 1, output: 8 } };
export const GPT: UpstreamModel = { id: 'gpt-5.4-mini', form: 'openai', price: { input: 3, cachedInput: 1, output: 9 } };
export const CLAUDE: UpstreamModel = {
	id: 'claude-sonnet-4-6',
	form: 'anthropic',
	price: { input: 4, cachedInput: 1, cacheWrite: 5, output: 20 },
};
export const MODELS: readonly UpstreamModel[] = [ACME, GPT, CLAUDE];

/** The id by which clients name the model, without any effort. */
export const poolId = ({ id, form }: UpstreamModel): string => `${ENDPOINT_IDS[form]}/${id}`;

/** Those of the vendors whose address a user may replace, and one of the user's own. */
export const ENDPOINT_IDS = { compatible: 'acme', openai: 'openai', anthropic: 'anthropic' } as const;
