import * as z from 'zod/mini';
import type { StateStore } from '../../core/base/state.ts';
import type { Clock } from '../../core/base/time.ts';

export const MARKS_KEY = 'models.marks';
/** So long a model counts as new at an endpoint, ms. */
const NEW_MS = 14 * 86_400_000;
/** More than anyone has; what was known longest goes first. */
const MOST = { pins: 500, endpoints: 200, models: 3000, recent: 5 };

const marksSchema = z.object({
	/** Model ids (`endpoint/model`). */
	pins: z.array(z.string()),
	/** Model ids that the user named, the last first; absent before the first. */
	recent: z.optional(z.array(z.string())),
	/** By endpoint and model: when it was first seen, ms since epoch; 0 = with the first look at its endpoint. */
	seen: z.record(z.string(), z.record(z.string(), z.number())),
});
type Marks = z.output<typeof marksSchema>;

export interface Listed {
	readonly endpointId: string;
	readonly wireModel: string;
}

/** Which models the user pinned, and which came since he looked at their endpoint first. Names and times only; of all windows. */
export class ModelMarks {
	readonly #state: StateStore;
	readonly #clock: Clock;
	#marks: Marks = { pins: [], seen: {} };

	constructor(state: StateStore, clock: Clock) {
		this.#state = state;
		this.#clock = clock;
	}

	pinned(): ReadonlySet<string> {
		return new Set(this.#marks.pins);
	}

	/** Model ids that the user named lately, the last first. */
	recent(): readonly string[] {
		return this.#marks.recent ?? [];
	}

	/** Null for a model that was there at the first look at its endpoint, or has been for two weeks. */
	newSince({ endpointId, wireModel }: Listed): number | null {
		const at = this.#marks.seen[endpointId]?.[wireModel] ?? 0;
		const age = this.#clock.now() - at;
		return at > 0 && age < NEW_MS ? at : null;
	}

	/** Takes in what is listed now. Errors: RoutooError 'storage'; what was known before holds on. */
	async look(listed: readonly Listed[]): Promise<void> {
		const now = this.#clock.now();
		const kept = await this.#state.update('global', MARKS_KEY, (value) => {
			const marks = marksOf(value);
			const seen = withListed(marks.seen, listed, now);
			return seen === marks.seen && value !== undefined ? value : { ...marks, seen };
		});
		this.#marks = marksOf(kept);
	}

	/** The user named a model. Errors: RoutooError 'storage'. */
	async named(modelId: string): Promise<void> {
		const kept = await this.#state.update('global', MARKS_KEY, (value) => {
			const marks = marksOf(value);
			const others = (marks.recent ?? []).filter((id) => id !== modelId);
			return { ...marks, recent: [modelId, ...others].slice(0, MOST.recent) };
		});
		this.#marks = marksOf(kept);
	}

	/** Errors: RoutooError 'storage'. */
	async pin(modelId: string, on: boolean): Promise<void> {
		const kept = await this.#state.update('global', MARKS_KEY, (value) => {
			const marks = marksOf(value);
			const others = marks.pins.filter((id) => id !== modelId);
			return { ...marks, pins: (on ? [...others, modelId] : others).slice(-MOST.pins) };
		});
		this.#marks = marksOf(kept);
	}
}

function marksOf(value: unknown): Marks {
	return marksSchema.safeParse(value).data ?? { pins: [], seen: {} };
}

/** The very same value where all are known. */
function withListed(seen: Marks['seen'], listed: readonly Listed[], now: number): Marks['seen'] {
	const next = new Map(Object.entries(seen));
	let changed = false;
	for (const [endpointId, models] of Map.groupBy(listed, (one) => one.endpointId)) {
		const known = next.get(endpointId);
		const fresh = models.filter(({ wireModel }) => known === undefined || !Object.hasOwn(known, wireModel));
		if (fresh.length === 0) continue;
		changed = true;
		const at = known === undefined ? 0 : now;
		const all = [...Object.entries(known ?? {}), ...fresh.map(({ wireModel }) => [wireModel, at] as const)];
		next.set(endpointId, Object.fromEntries(all.slice(-MOST.models)));
	}
	return changed ? Object.fromEntries([...next].slice(-MOST.endpoints)) : seen;
}
