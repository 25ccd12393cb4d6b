import type { MicroDollars } from '../../core/base/micros.ts';
import type { RoutingPreset } from '../../core/routing/presets.ts';
import type { Settings } from '../settings/schema.ts';

/** Limits that another extension puts on its own request. */
export interface Narrowing {
	readonly preset?: RoutingPreset | undefined;
	readonly maxCost?: MicroDollars | undefined;
	/** 0..1 */
	readonly minQuality?: number | undefined;
	readonly localOnly?: boolean | undefined;
	/** Candidate ids. */
	readonly pool?: readonly string[] | undefined;
}

type Limits = Pick<Settings, 'localOnly' | 'maxCost' | 'minQuality' | 'pool' | 'preset'>;

const CHEAPEST_FIRST: readonly RoutingPreset[] = ['save', 'balanced', 'best'];

/**
 * The stricter of both, limit by limit. A pool of models that the user does not allow leaves none: unlike a workspace's it is for this
 * request alone.
 */
export function narrowed<S extends Limits>(own: S, asked: Narrowing): S {
	const { preset = own.preset, maxCost = own.maxCost, minQuality = own.minQuality, pool = own.pool } = asked;
	return {
		...own,
		preset: CHEAPEST_FIRST.find((one) => one === preset || one === own.preset) ?? own.preset,
		maxCost: own.maxCost === null || maxCost === null ? maxCost : Math.min(own.maxCost, maxCost),
		minQuality: own.minQuality === null || minQuality === null ? minQuality : Math.max(own.minQuality, minQuality),
		localOnly: own.localOnly || asked.localOnly === true,
		pool: own.pool === null || pool === null ? pool : own.pool.filter((id) => pool.includes(id)),
	};
}

/** Names of the limits that ask for more than the user allows, as the request calls them. */
export function wider(own: Limits, asked: Narrowing): readonly string[] {
	const held = narrowed(own, asked);
	return [
		...(asked.preset !== undefined && held.preset !== asked.preset ? ['preset'] : []),
		...(asked.maxCost !== undefined && held.maxCost !== asked.maxCost ? ['maxCostUsd'] : []),
		...(asked.minQuality !== undefined && held.minQuality !== asked.minQuality ? ['minQuality'] : []),
		...(asked.localOnly === false && held.localOnly ? ['localOnly'] : []),
		...(asked.pool?.some((id) => !held.pool?.includes(id)) ? ['pool'] : []),
	];
}
