import * as z from 'zod/mini';
import type { Quantiles } from '../core/money/ledger.ts';
import type { QualityEstimate } from '../core/routing/quality.ts';
import { id, longText, modelId } from './common.ts';
import { type PreferenceView, preferSchema } from './preferences.ts';

/** What the models page and its host say to each other; a part of the dashboard's messages. */

export type QualityFigure = Pick<QualityEstimate, 'mean' | 'low' | 'high'>;

/** What the ledger's newest requests showed. */
export interface MeasuredView {
	/** Answered and failed. */
	readonly requests: number;
	readonly failed: number;
	readonly firstTokenMs: Quantiles | null;
	readonly durationMs: Quantiles | null;
}

/** One candidate: a model at one reasoning effort. */
export interface EffortView {
	/** Candidate's id. */
	readonly id: string;
	readonly label: string;
	/** Auto may use it. */
	readonly use: boolean;
	/** By `ModelsState.kinds`; null while they are estimated. */
	readonly qualities: readonly QualityFigure[] | null;
	readonly measured: MeasuredView | null;
}

/** What an estimate rests on. */
export interface EvidenceView {
	/** Published scores on record, and ISO date of the newest one; 0 and null: guessed from the model's name and size. */
	readonly scores: number;
	readonly newest: string | null;
	/** The user's own signals of it, and by `ModelsState.kinds`. */
	readonly signals: number;
	readonly byKind: readonly number[];
}

/** A model file of the user's and the process that runs it. */
export interface FileView {
	readonly state: 'stopped' | 'starting' | 'running' | 'failed';
	/** The state in a sentence; of a failure why, and what to do. */
	readonly words: string;
	readonly path: string;
}

/** One model at one endpoint. */
export interface ModelView {
	/** `endpoint/model` */
	readonly id: string;
	readonly name: string;
	/** As it goes over the wire. */
	readonly wire: string;
	/** Who made it; empty where nobody knows. */
	readonly vendor: string;
	readonly use: 'on' | 'part' | 'off';
	/** Why it cannot be used now, in words; null where it can. */
	readonly blocked: string | null;
	/** Why it is left alone for a while, in words; null where it is not. */
	readonly resting: string | null;
	readonly pinned: boolean;
	/** When it appeared at an endpoint that was known before, ms since epoch; null for one that is not new. */
	readonly newSince: number | null;
	/** When it was last asked, ms since epoch; null where nobody remembers. */
	readonly lastAt: number | null;
	readonly evidence: EvidenceView;
	/** `source` says in words where the figures come from, and of which day. */
	readonly price: { readonly text: string; readonly source: string; readonly canSet: boolean };
	readonly contextTokens: number;
	readonly contextAssumed: boolean;
	/** Of all efforts together; null before the first request. */
	readonly measured: MeasuredView | null;
	/** Of a model file that Routoo runs; absent for every other model. */
	readonly file?: FileView;
	/** As it runs by default first; at least one. */
	readonly efforts: readonly EffortView[];
}

/** One endpoint with its models, pinned ones first, then those used last. */
export interface EndpointView {
	readonly id: string;
	readonly name: string;
	/** Host of its address, or `this editor`. */
	readonly where: string;
	/** `own`: stands in routoo.endpoints, so that it can be renamed and removed. `files`: the user's model files. */
	readonly origin: 'own' | 'builtIn' | 'found' | 'editor' | 'files';
	readonly needsKey: boolean;
	/** Why its models cannot be listed, and what to do; null where they can. */
	readonly error: string | null;
	readonly models: readonly ModelView[];
}

export interface ModelsState {
	/** Kinds of task, in words, in the order of every list of qualities. */
	readonly kinds: readonly { readonly id: string; readonly label: string }[];
	readonly endpoints: readonly EndpointView[];
	/** Which model the user prefers for which kind of task. */
	readonly preferences: readonly PreferenceView[];
	/** The first listing is not done yet. */
	readonly listing: boolean;
	/** Auto may use the ticked ones alone, so that a model that comes later is off. */
	readonly limited: boolean;
	/** Only local models are allowed here. */
	readonly localOnly: boolean;
	/** Why qualities are coarser than usual; null where they are not. */
	readonly degraded: string | null;
	/** Why waits and failures cannot be read; null where they can. */
	readonly ledgerTrouble: string | null;
	readonly now: number;
}

/** Pages of the dashboard. */
export const DASHBOARD_PAGES = ['overview', 'models'] as const;
export type DashboardPage = (typeof DASHBOARD_PAGES)[number];

/** What the page asks for. */
export const fromModelsSchemas = [
	/** Asks for the models: answered by `models`, twice where qualities are still to be estimated. */
	z.object({ type: z.literal('models') }),
	/** Whether Auto may use all models of an endpoint, all efforts of a model, or one effort. */
	z.object({ type: z.literal('useModels'), of: z.enum(['endpoint', 'model', 'effort']), id: modelId, on: z.boolean() }),
	z.object({ type: z.literal('pinModel'), id: modelId, on: z.boolean() }),
	preferSchema,
	/** Runs a command on what the id names: a model, or an endpoint. */
	z.object({
		type: z.literal('modelsCommand'),
		command: z.enum([
			'setPrice',
			'renameEndpoint',
			'changeAddress',
			'removeEndpoint',
			'testConnection',
			'setKey',
			'useModelFile',
			'startModelFile',
			'stopModelFile',
			'removeModelFile',
		]),
		id: modelId,
	}),
] as const;

export type ToModels =
	| { readonly type: 'models'; readonly state: ModelsState }
	/** The user asked for this page of the dashboard. */
	| { readonly type: 'page'; readonly page: DashboardPage }
	/**
	 * What was asked for cannot be done: what to do instead. What was shown stays. The words stand until the user does something else, or,
	 * where it is `passing`, until the next models come.
	 */
	| { readonly type: 'modelsTrouble'; readonly text: string; readonly passing?: true };

/** More models than any endpoint lists, and endpoints than anyone has. */
const MOST = { endpoints: 500, models: 20_000, kinds: 50, efforts: 50 };
const figure = z.looseObject({ mean: z.number(), low: z.number(), high: z.number() });
const effort = z.looseObject({
	id: modelId,
	label: z.string(),
	use: z.boolean(),
	qualities: z.nullable(z.array(figure).check(z.maxLength(MOST.kinds))),
});
const model = z.looseObject({
	id: modelId,
	name: z.string(),
	efforts: z.array(effort).check(z.minLength(1), z.maxLength(MOST.efforts)),
});
const endpoint = z.looseObject({ id: modelId, name: z.string(), models: z.array(model).check(z.maxLength(MOST.models)) });

export const toModelsSchemas = [
	z.looseObject({
		type: z.literal('models'),
		state: z.looseObject({
			kinds: z.array(z.looseObject({ id, label: z.string() })).check(z.maxLength(MOST.kinds)),
			endpoints: z.array(endpoint).check(z.maxLength(MOST.endpoints)),
			preferences: z.optional(
				z.array(z.looseObject({ kind: id, words: z.string(), model: modelId, name: z.string() })).check(z.maxLength(MOST.kinds)),
			),
		}),
	}),
	z.looseObject({ type: z.literal('page'), page: z.enum(DASHBOARD_PAGES) }),
	z.looseObject({ type: z.literal('modelsTrouble'), text: longText }),
] as const;
