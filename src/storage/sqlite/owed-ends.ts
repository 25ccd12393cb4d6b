import type { LateEnds } from '../../core/money/held-ledger.ts';
import type { Reservation, Settlement } from '../../core/money/ledger.ts';

type Owed =
	| { readonly kind: 'settle'; readonly settlement: Settlement; readonly known: Reservation | null }
	| { readonly kind: 'release'; readonly why: string };

/** Ends of requests that are not known to be written. */
export class OwedEnds {
	readonly #ends = new Map<string, Owed>();

	/** The first settlement stands. */
	settle(settlement: Settlement, known: Reservation | null): void {
		if (this.#ends.get(settlement.requestId)?.kind === 'settle') return;
		this.#ends.set(settlement.requestId, { kind: 'settle', settlement, known });
	}

	/** What was settled is not released. */
	release(requestId: string, why: string): void {
		if (!this.#ends.has(requestId)) this.#ends.set(requestId, { kind: 'release', why });
	}

	delete(requestId: string): void {
		this.#ends.delete(requestId);
	}

	get size(): number {
		return this.#ends.size;
	}

	all(): LateEnds {
		const settlements: LateEnds['settlements'][number][] = [];
		const releases: LateEnds['releases'][number][] = [];
		for (const [requestId, owed] of this.#ends) {
			if (owed.kind === 'settle') settlements.push({ settlement: owed.settlement, known: owed.known });
			else releases.push([requestId, owed.why]);
		}
		return { settlements, releases };
	}
}
