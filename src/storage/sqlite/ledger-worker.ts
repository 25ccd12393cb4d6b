/**
 * Entry of the ledger's worker thread: node:sqlite is synchronous and a lock can wait for seconds, which the extension host's own thread
 * must not. Bundled as dist/ledger-worker.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { RoutooError } from '../../core/base/errors.ts';
import { type Clock, systemClock } from '../../core/base/time.ts';
import type { Reservation, Settlement } from '../../core/money/ledger.ts';
import { LedgerEngine } from './ledger-engine.ts';
import {
	type FromLedgerWorker,
	type LedgerCall,
	type LedgerResults,
	type LedgerWorkerData,
	type ToLedgerWorker,
	toWire,
} from './ledger-protocol.ts';

const data = workerData as LedgerWorkerData;
const clock: Clock = { now: () => systemClock.now() + data.clockOffsetMs };
const engine = new LedgerEngine({ ...data, clock, notice: (error) => post({ type: 'notice', error: toWire(error) }) });
/** Reservations of this window whose end was not asked for yet: only these get heartbeats. */
const live = new Map<string, Reservation>(data.live.map((reservation) => [reservation.requestId, reservation]));
/** Settlements that could not be written (full disk), tried again with every heartbeat. */
const unwritten = new Map<string, { readonly settlement: Settlement; readonly known: Reservation | null }>();

const timer = setInterval(tick, data.beatMs);
parentPort?.on('message', ({ id, call }: ToLedgerWorker) => {
	try {
		post({ type: 'result', id, value: answer(call) });
	} catch (error) {
		post({ type: 'error', id, error: toWire(asRoutooError(error)) });
	}
	if (call.op === 'close') parentPort?.close();
});
tick();

function answer(call: LedgerCall): LedgerResults[keyof LedgerResults] {
	switch (call.op) {
		case 'reserve': {
			const { reservation, period } = call;
			const result = engine.run((book) => book.reserve(reservation, period, [...live.keys()], clock.now()));
			if (result.kind === 'reserved') live.set(reservation.requestId, reservation);
			return result;
		}
		case 'settle':
			settle(call.settlement);
			return null;
		case 'release':
			live.delete(call.requestId);
			engine.run((book) => book.release(call.requestId, call.why, clock.now()));
			return null;
		case 'progress':
			engine.run((book) => book.progress(call.requestId, call.cost));
			return null;
		case 'summary':
			return engine.run((book) => book.summary(call.period, clock.now()));
		case 'rows':
			return engine.run((book) => book.rows(call.limit, call.purpose));
		case 'arrivals':
			return engine.run((book) => book.arrivals(call.since, clock.now()));
		case 'close':
			clearInterval(timer);
			engine.close();
			return null;
	}
}

function settle(settlement: Settlement): void {
	const { requestId } = settlement;
	const known = live.get(requestId) ?? unwritten.get(requestId)?.known ?? null;
	live.delete(requestId);
	try {
		engine.run((book) => book.settle(settlement, known, clock.now()));
		unwritten.delete(requestId);
	} catch (error) {
		// Without heartbeats an orphan's estimate stands in; the true amount corrects it when it can be written.
		if (asRoutooError(error).kind === 'storage') unwritten.set(requestId, { settlement, known });
		throw error;
	}
}

/** Failures here are not told: the next call meets the same one and tells it where the user is looking. */
function tick(): void {
	try {
		for (const { settlement } of [...unwritten.values()]) settle(settlement);
		engine.run((book) => book.beatAndSweep([...live.keys()], clock.now()));
	} catch {}
}

function asRoutooError(error: unknown): RoutooError {
	if (error instanceof RoutooError) return error;
	return new RoutooError('storage', `The ledger failed: ${String(error)}`, 'Reload the window; the log has the details.', { cause: error });
}

function post(message: FromLedgerWorker): void {
	parentPort?.postMessage(message);
}
