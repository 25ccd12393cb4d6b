/**
 * Entry of the worker thread that holds ledger, state and signals: node:sqlite is synchronous and a lock can wait for seconds, which the
 * extension host's own thread must not. Bundled as dist/storage-worker. A second thread of the same entry looks through a ledger whose
 * last window ended without closing it.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { speak } from '../../core/base/language.ts';
import { type Clock, systemClock, systemTimers } from '../../core/base/time.ts';
import { HeldLedger } from '../../core/money/held-ledger.ts';
import { isDamage } from '../storage-error.ts';
import { LEDGER_NOTE } from './adopt-state.ts';
import { damageOf } from './connection.ts';
import { InsightsEngine } from './insights-engine.ts';
import { LedgerEngine } from './ledger-engine.ts';
import { ProfileEngine } from './profile-engine.ts';
import { SignalEngine } from './signal-engine.ts';
import { StateEngine, StateFile } from './state-engine.ts';
import { totalsAreWrong } from './totals-check.ts';
import {
	type CheckWorkerData,
	type FromStorageWorker,
	type Served,
	type StorageWorkerData,
	type ToStorageWorker,
	toWire,
} from './worker-protocol.ts';

const data = workerData as StorageWorkerData | CheckWorkerData;
if ('checkPath' in data) parentPort?.postMessage(isDamaged(data.checkPath));
else serve(data);

function serve({ ledgerFolder, stateFolder, adopt, beatMs, clockOffsetMs, live, late, texts }: StorageWorkerData): void {
	speak(texts);
	const clock: Clock = { now: () => systemClock.now() + clockOffsetMs };
	const notice = (error: RoutooError) => post({ type: 'notice', error: toWire(error) });
	const stateFile = new StateFile({ folder: stateFolder, clock, notice, adopt: adopt ?? undefined });
	const state = new StateEngine(stateFile);
	let ledger: HeldLedger | null = null;
	const store = new LedgerEngine({
		...{ folder: ledgerFolder, clock, notice, check, remembered: stateFile.note(LEDGER_NOTE) },
		adoptFrom: adopt?.ledgerFolder,
	});
	const insights = new InsightsEngine(store, clock);
	/** Opened by its first call: migrating a long one takes seconds, which the few values of a starting window need not wait for. */
	const openLedger = (): HeldLedger => {
		ledger ??= new HeldLedger({
			...{ store, clock, timers: systemTimers, beatMs, live, late },
			written: (requestId) => post({ type: 'written', requestId }),
		});
		return ledger;
	};
	const served: Served = {
		get ledger() {
			return openLedger();
		},
		state,
		signals: new SignalEngine(stateFile),
		profiles: new ProfileEngine(stateFile),
		get insights() {
			openLedger();
			return insights;
		},
	};
	const resultOf = ({ port, method, args }: ToStorageWorker): Promise<unknown> => {
		const methods = served[port] as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;
		return methods[method]!(...args);
	};
	const answer = async (call: ToStorageWorker): Promise<void> => {
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
	};
	parentPort?.on('message', (call: ToStorageWorker) => void answer(call));
	// What a window whose worker crashed has running needs its heartbeats, and what it owes is written, although nobody calls.
	if (live.length > 0 || late.settlements.length > 0 || late.releases.length > 0) openLedger();
}

/** In a thread of its own: a large file takes seconds. */
function check(checkPath: string): Promise<boolean> {
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const worker = new Worker(new URL(import.meta.url), { workerData: { checkPath } satisfies CheckWorkerData });
	worker.on('message', resolve);
	worker.on('error', () => resolve(false));
	worker.on('exit', () => resolve(false));
	worker.unref();
	return promise;
}

function isDamaged(path: string): boolean {
	try {
		return damageOf(path) !== null || totalsAreWrong(path);
	} catch (error) {
		return isDamage(error);
	}
}

function asRoutooError(error: unknown): RoutooError {
	if (error instanceof RoutooError) return error;
	return new RoutooError(
		'storage',
		l10n.t('The storage failed: {0}', String(error)),
		l10n.t('Reload the window; the log has the details.'),
		{
			cause: error,
		},
	);
}

function post(message: FromStorageWorker): void {
	parentPort?.postMessage(message);
}
