import { z } from 'zod';
import { ROUTERS } from './routers/router.ts';

const number = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).nullable();

/** Figures of a router that have an interval, in the order in which they are resampled. */
export const FIGURES = [
	'apgr',
	'cpt50',
	'cpt80',
	'maxPgr',
	'quality',
	'costUsd',
	'savingAtReference',
	'savingWithin03',
	'gainAtEqualCost',
] as const;
export type Figure = (typeof FIGURES)[number];

const figures = {
	/** Pairs only. */
	apgr: number,
	cpt50: number,
	cpt80: number,
	maxPgr: number,
	/** Mean quality and US dollars of a request at the operating point of `savingAtReference`. */
	quality: number,
	costUsd: number,
	/** 1 - cost / cost of the reference, where the quality on the other folds is the reference's. */
	savingAtReference: number,
	/** The same within 0.3 points. */
	savingWithin03: number,
	/** Quality less the reference's, where the cost on the other folds is at most the reference's. */
	gainAtEqualCost: number,
};

const reached = z.object({ quality: z.number(), costUsd: z.number() }).nullable();

const routerSchema = z.object({
	...figures,
	ci: z.object({
		apgr: interval,
		cpt50: interval,
		cpt80: interval,
		maxPgr: interval,
		quality: interval,
		costUsd: interval,
		savingAtReference: interval,
		savingWithin03: interval,
		gainAtEqualCost: interval,
	}),
	curve: z.array(z.object({ costUsd: z.number(), quality: z.number() })),
	/** What was really reached at the operating points of `savingWithin03` and `gainAtEqualCost`. */
	within03: reached,
	equalCost: reached,
	/** Share of requests of each model at the operating point of `savingAtReference`, and the mean estimate of the models chosen there. */
	shares: z.record(z.string(), z.number()).nullable(),
	meanEstimate: number,
});
export type RouterResult = z.infer<typeof routerSchema>;

const differenceSchema = z.object({ baseline: z.enum(ROUTERS), difference: z.number(), ci: interval });

const sensitivitySchema = z.object({
	/** Tokens of the answers, as a multiple of the pool's. */
	outputTokens: z.number(),
	routers: z.partialRecord(z.enum(ROUTERS), z.object({ savingAtReference: number, savingWithin03: number, gainAtEqualCost: number })),
});

const poolSchema = z.object({
	pool: z.string(),
	models: z.array(z.string()),
	reference: z.string(),
	n: z.number().int(),
	routers: z.record(z.enum(ROUTERS), routerSchema),
	note: z.string(),
	/** Every model alone: mean quality and US dollars of a request. */
	singles: z.array(z.object({ model: z.string(), quality: z.number(), costUsd: number })),
	/** Routoo's figure less that of the baseline with the best one. */
	overBaseline: z.partialRecord(z.enum(FIGURES), differenceSchema),
	sensitivity: z.array(sensitivitySchema),
});
export type PoolResult = z.infer<typeof poolSchema>;

const calibrationSchema = z.object({
	n: z.number().int(),
	mean: z.number(),
	meanPredicted: z.number(),
	auc: number,
	ece: z.number(),
	eceOfPerfect: z.number(),
	brierSkill: number,
	brierSkillOfDomain: number,
});

const setSchema = z.object({
	set: z.string(),
	n: z.number().int(),
	dropped: z.number().int(),
	models: z.record(z.string(), calibrationSchema),
	all: calibrationSchema.nullable(),
	pools: z.array(poolSchema),
});
export type SetResult = z.infer<typeof setSchema>;

/** The benchmark's JSON. Shares are fractions of 1; null where a figure does not apply. */
export const benchSchema = z.object({
	sets: z.array(setSchema),
	/** Mean milliseconds of a decision, where it was measured. */
	meanDecisionMs: number,
	resamples: z.number().int(),
});
export type BenchResult = z.infer<typeof benchSchema>;

/** The result as JSON, numbers with seven significant digits. Throws where its shape is not the promised one. */
export function benchJson(result: BenchResult): string {
	const checked = benchSchema.parse(result);
	return JSON.stringify(checked, (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value), '\t');
}
