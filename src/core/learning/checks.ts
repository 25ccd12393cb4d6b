/** A test, compile or lint run that ended: did all pass? */
export type CheckColour = 'green' | 'red';

/** What a run that changed its colour says, and of which answers; they share one piece of evidence. */
export interface CheckTurned {
	readonly kind: 'checkGreen' | 'checkRed';
	readonly requestIds: readonly string[];
}

/** A run that ends later after an answer was applied says nothing of it, ms. */
export const CHECKED_WITHIN_MS = 15 * 60_000;
const MOST_CHECKS = 100;
const MOST_APPLIED = 20;

/**
 * Which applied answers turned a check green or red. Only a change counts: green where the same check was red or not known, red where it
 * was green; red after red may be what it was, and green after green shows nothing. It speaks of the answers that were applied since that
 * check ran last, and within 15 minutes: where none was, something else turned it. Pure: times come in, ms.
 */
export class CheckBook {
	readonly #checks = new Map<string, { readonly colour: CheckColour; readonly at: number }>();
	#applied: { readonly requestId: string; readonly at: number }[] = [];

	applied(requestId: string, at: number): void {
		this.#applied = [...this.#applied.filter((one) => one.requestId !== requestId), { requestId, at }].slice(-MOST_APPLIED);
	}

	/** @param check names one command or task; text of it must not be kept, so the caller hashes it */
	ended(check: string, colour: CheckColour, at: number): CheckTurned | null {
		const before = this.#checks.get(check);
		this.#checks.delete(check);
		this.#checks.set(check, { colour, at });
		const [oldest] = this.#checks.keys();
		if (this.#checks.size > MOST_CHECKS && oldest !== undefined) this.#checks.delete(oldest);
		const turned = colour === 'green' ? before?.colour !== 'green' : before?.colour === 'green';
		if (!turned) return null;
		const ranAt = before?.at ?? Number.NEGATIVE_INFINITY;
		const since = this.#applied.filter((one) => one.at > ranAt && one.at >= at - CHECKED_WITHIN_MS && one.at <= at);
		const requestIds = since.map(({ requestId }) => requestId);
		return requestIds.length === 0 ? null : { kind: colour === 'green' ? 'checkGreen' : 'checkRed', requestIds };
	}
}
