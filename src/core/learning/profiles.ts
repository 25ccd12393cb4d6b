import * as z from 'zod/mini';

/**
 * What a request asked for, as numbers, kept beside its id until a signal comes: a thumb may come days later. Never text.
 */
export interface NeedProfile {
	/** Of the request in the ledger; of a run its id, with what its first request asked for. */
	readonly id: string;
	/** Of the request itself. */
	readonly requestId: string;
	/** ms since epoch */
	readonly at: number;
	/** Who answered. */
	readonly candidateId: string;
	/** Kind of task. */
	readonly task: string;
	/** In the order that `needFeatures` writes them. */
	readonly features: readonly number[];
}

/** So many profiles stay, the newest. */
export const KEPT_PROFILES = 5000;

/** Need profiles of all windows. Errors: RoutooError 'storage'. */
export interface ProfileStore {
	/**
	 * Under an id stays what its first request had, so that a run is judged by its beginning; the same request again, where another model
	 * took over, takes its own place.
	 */
	keep(profile: NeedProfile): Promise<void>;
	/** Null where none is kept, or where what is kept is damaged. */
	read(id: string): Promise<NeedProfile | null>;
	/** Forgets those of these ids. */
	drop(ids: readonly string[]): Promise<void>;
	/** Forgets all, for good: nothing of them stays in a file. */
	clear(): Promise<void>;
}

const MOST_FEATURES = 200;
const name = z.string().check(z.minLength(1), z.maxLength(300));
const profileSchema = z.object({
	id: name,
	requestId: name,
	at: z.number(),
	candidateId: name,
	task: z.string().check(z.maxLength(100)),
	features: z.array(z.number()).check(z.minLength(1), z.maxLength(MOST_FEATURES)),
});

/** A profile as it was kept; null where it is damaged. */
export function parseProfile(kept: unknown): NeedProfile | null {
	return profileSchema.safeParse(kept).data ?? null;
}
