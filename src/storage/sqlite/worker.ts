/**
 * Entry of the worker thread that holds ledger, state and signals: node:sqlite is synchronous and a lock can wait for seconds, which the
 * extension host's own thread must not. Bundled as dist/storage-worker.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { RoutooError } from '../../core/base/errors.ts';
import { type Clock, systemClock, systemTimers } from '../../core/base/time.ts';
import { HeldLedger } from '../../core/money/held-ledger.ts';
import { LedgerEngine } from './ledger-engine.ts';
import { SignalEngine } from './signal-engine.ts';
import { StateEngine, StateFile } from './state-engine.ts';
import { type FromStorageWorker, type Served, type StorageWorkerData, type ToStorageWorker, toWire } from './worker-protocol.ts';

const { ledgerFolder, stateFolder, beatMs, clockOffsetMs, live } = workerData as StorageWorkerData;
const clock: Clock = { now: () => systemClock.now() + clockOffsetMs };
const notice = (error: RoutooError) => post({ type: 'notice', error: toWire(error) });
const stateFile = new StateFile({ folder: stateFolder, clock, notice });
let ledger: HeldLedger | null = null;
/**
 * Opened by its first call: checking or migrating a long one takes seconds, which the few values of a starting window need not wait for.
 */
const openLedger = (): HeldLedger => {
	ledger ??= new HeldLedger({
		store: new LedgerEngine({ folder: ledgerFolder, clock, notice }),
		clock,
		timers: systemTimers,
		beatMs,
		live,
	});
	return ledger;
};
const served: Served = {
	get ledger() {
		return openLedger();
	},
	state: new StateEngine(stateFile),
	signals: new SignalEngine(stateFile),
};

parentPort?.on('message', (call: ToStorageWorker) => void answer(call));
// The reservations of a window whose worker crashed need their heartbeats although nobody calls.
if (live.length > 0) openLedger();

async function answer(call: ToStorageWorker): Promise<void> {
	const { id, port, method } = call;
	const isEnd = port === 'ledger' && method === 'dispose';
	try {
		post({ type: 'result', id, value: await (isEnd ? ledger?.dispose() : resultOf(call)) });
	} catch (error) {
		post({ type: 'error', id, error: toWire(asRoutooError(error)) });
	}
	if (!isEnd) return;
	stateFile.close();
	parentPort?.close();
}

function resultOf({ port, method, args }: ToStorageWorker): Promise<unknown> {
	const methods = served[port] as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;
	return methods[method]!(...args);
}

function asRoutooError(error: unknown): RoutooError {
	if (error instanceof RoutooError) return error;
	return new RoutooError('storage', `The storage failed: ${String(error)}`, 'Reload the window; the log has the details.', {
		cause: error,
	});
}

function post(message: FromStorageWorker): void {
	parentPort?.postMessage(message);
}
