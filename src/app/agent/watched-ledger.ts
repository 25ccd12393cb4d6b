import type { Ledger, Reservation, Settlement } from '../../core/money/ledger.ts';

export interface LedgerWatch {
	/** What is asked for, also again after another model took over. */
	reserved(reservation: Reservation): void;
	/** What is booked, before the ledger has answered. */
	settled(settlement: Settlement, done: Promise<void>): void;
}

/** The same ledger, with one who hears at once what a request books. */
export function watchedLedger(ledger: Ledger, watch: LedgerWatch): Ledger {
	const own: Pick<Ledger, 'reserve' | 'settle'> = {
		reserve: (reservation, period) => {
			watch.reserved(reservation);
			return ledger.reserve(reservation, period);
		},
		settle: (settlement) => {
			const done = ledger.settle(settlement);
			watch.settled(settlement, done);
			return done;
		},
	};
	// All else goes to the ledger itself, whatever it learns to do.
	return new Proxy(ledger, {
		get: (target, name) => {
			if (name === 'reserve' || name === 'settle') return own[name];
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
