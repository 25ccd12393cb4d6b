import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Pool, PoolModel } from './types.ts';

export const POOLS_FILE = path.join(import.meta.dirname, 'pools.json');

const price = z.number().nonnegative().nullable();

const poolSchema = z
	.strictObject({
		name: z.string().min(1),
		set: z.string().min(1),
		groupBy: z.literal('repository').optional(),
		without: z.array(z.string().min(1)).optional(),
		inputTokens: z.number().positive(),
		outputTokens: z.number().nonnegative(),
		tokensSource: z.string().min(1),
		reference: z.string().min(1),
		brief: z.boolean().optional(),
		note: z.string(),
		models: z
			.array(
				z.strictObject({
					column: z.string().min(1),
					input: price,
					output: price,
					inputTokens: z.number().positive().optional(),
					outputTokens: z.number().nonnegative().optional(),
					requestUsd: z.number().positive().optional(),
					source: z.string().min(1),
				}),
			)
			.min(2),
	})
	.refine((pool) => pool.models.some((model) => model.column === pool.reference), 'the reference is none of the models')
	.refine((pool) => new Set(pool.models.map((model) => model.column)).size === pool.models.length, 'a column stands twice');

const fileSchema = z
	.array(poolSchema)
	.refine((pools) => new Set(pools.map((pool) => pool.name)).size === pools.length, 'a name stands twice');

/** Pools of a file in the form of pools.json, an array of `Pool`; throws with the place of the first fault. */
export function readPools(file: string = POOLS_FILE): Pool[] {
	const parsed = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
	if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
	return parsed.data;
}

/** US dollars of an average request to a model; `outputFactor` scales the tokens of the answer. Null where a price is missing. */
export function requestCost(pool: Pool, model: PoolModel, outputFactor = 1): number | null {
	if (model.requestUsd !== undefined) return model.requestUsd;
	if (model.input === null || model.output === null) return null;
	const output = (model.outputTokens ?? pool.outputTokens) * outputFactor;
	return ((model.inputTokens ?? pool.inputTokens) * model.input + output * model.output) / 1e6;
}

/** Costs of all models of the pool in their order; null where one is missing. */
export function requestCosts(pool: Pool, outputFactor = 1): Float64Array | null {
	const costs = pool.models.map((model) => requestCost(pool, model, outputFactor));
	return costs.every((cost) => cost !== null) ? Float64Array.from(costs) : null;
}
