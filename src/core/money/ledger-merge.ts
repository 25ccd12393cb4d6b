import { eventOf, lostReservation } from './ledger-detail.ts';
import {
	applyEvent,
	correctEvent,
	foldRequest,
	type LedgerEvent,
	type OrphanDetail,
	orphanEvent,
	type ReleaseDetail,
	type RequestState,
	type ReserveDetail,
	releaseEvent,
	reserveEvent,
	type SettleDetail,
	settleEvent,
} from './ledger-events.ts';

/**
 * What a ledger that has the events `here` of a request adds to know also what another ledger has of it: `there`, oldest first, or those of
 * its events that are new. The two may have gone apart, since each was written without the other (here booked as an orphan, there settled):
 * so an event counts by what it says, and not by its amounts, and the first settlement stands as everywhere. What is here already adds
 * nothing, however often it comes.
 */
export function mergeEvents(here: readonly LedgerEvent[], there: readonly LedgerEvent[]): LedgerEvent[] {
	const known = new Map<string, number>();
	for (const event of here) known.set(nameOf(event), (known.get(nameOf(event)) ?? 0) + 1);
	const added: LedgerEvent[] = [];
	let state = foldRequest(here);
	const newest = { reserve: newestOf(here, 'reserve'), release: newestOf(here, 'release') };
	for (const event of there) {
		const times = known.get(nameOf(event)) ?? 0;
		known.set(nameOf(event), times - 1);
		if (times > 0) continue;
		// Given up before it was reserved anew, or asked for before it was let go: that says nothing of what stands now.
		if (event.kind === 'orphan' && event.at < Math.max(newest.reserve, newest.release)) continue;
		if (event.kind === 'reserve' && event.at < newest.release) continue;
		for (const next of saidHere(state, event)) {
			state = applyEvent(state, next);
			if (next.kind === 'reserve' || next.kind === 'release') newest[next.kind] = Math.max(newest[next.kind], next.at);
			added.push(next);
		}
	}
	return added;
}

function newestOf(events: readonly LedgerEvent[], kind: 'reserve' | 'release'): number {
	return events.reduce((newest, event) => (event.kind === kind ? Math.max(newest, event.at) : newest), 0);
}

function nameOf({ kind, at, detail }: LedgerEvent): string {
	return `${kind} ${at} ${JSON.stringify(detail)}`;
}

function saidHere(state: RequestState | null, event: LedgerEvent): LedgerEvent[] {
	if (state === null) return event.kind === 'reserve' ? [event] : [eventOf(lostReservation(event), '{}'), event];
	const next = nextEvent(state, event);
	return next === null ? [] : [event.damaged ? { ...next, damaged: true } : next];
}

function nextEvent(state: RequestState, { kind, requestId, at, detail }: LedgerEvent): LedgerEvent | null {
	const isBooked = state.state === 'settled' || state.state === 'orphaned';
	switch (kind) {
		case 'reserve': {
			// Booked meanwhile: what it comes to is said by the end that follows.
			const reservation = { ...(detail as ReserveDetail), purpose: state.reservation.purpose };
			return isBooked ? null : reserveEvent(state, { requestId, ...reservation }, at);
		}
		case 'settle': {
			const settlement = detail as SettleDetail;
			if (settlement.corrected && isBooked) return correctEvent(state, settlement.cost, at);
			return settleEvent(state, { requestId, ...settlement }, at);
		}
		case 'release':
			return releaseEvent(state, (detail as ReleaseDetail).why, at);
		case 'orphan': {
			const { cost, from } = detail as OrphanDetail;
			return orphanEvent(state, from === 'progress' ? cost : null, at);
		}
	}
}
