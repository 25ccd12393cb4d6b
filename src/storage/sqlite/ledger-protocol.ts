import { type ErrorKind, RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { BudgetPeriod, LedgerRow, Purpose, Reservation, ReserveResult, Settlement, SpendSummary } from '../../core/money/ledger.ts';
import type { ArrivalHistory } from '../../core/money/pacing.ts';
import type { LedgerFormat } from './ledger-engine.ts';

/** Given to the worker at its start. */
export interface LedgerWorkerData {
	readonly folder: string;
	readonly windowName: string;
	readonly format: LedgerFormat;
	/** How often heartbeats are renewed and orphans looked for, ms. */
	readonly beatMs: number;
	/** Added to the system's time; 0 but in tests. */
	readonly clockOffsetMs: number;
	/** Reservations of this window that are still running: a worker that replaces a crashed one goes on beating for them. */
	readonly live: readonly Reservation[];
}

export type LedgerCall =
	| { readonly op: 'reserve'; readonly reservation: Reservation; readonly period: BudgetPeriod }
	| { readonly op: 'settle'; readonly settlement: Settlement }
	| { readonly op: 'release'; readonly requestId: string; readonly why: string }
	| { readonly op: 'progress'; readonly requestId: string; readonly cost: MicroDollars }
	| { readonly op: 'summary'; readonly period: BudgetPeriod }
	| { readonly op: 'rows'; readonly limit: number; readonly purpose: Purpose | undefined }
	| { readonly op: 'arrivals'; readonly since: number }
	| { readonly op: 'close' };

export interface LedgerResults {
	readonly reserve: ReserveResult;
	readonly settle: null;
	readonly release: null;
	readonly progress: null;
	readonly summary: SpendSummary;
	readonly rows: readonly LedgerRow[];
	readonly arrivals: ArrivalHistory;
	readonly close: null;
}

export interface ToLedgerWorker {
	readonly id: number;
	readonly call: LedgerCall;
}

export type FromLedgerWorker =
	| { readonly type: 'result'; readonly id: number; readonly value: LedgerResults[keyof LedgerResults] }
	| { readonly type: 'error'; readonly id: number; readonly error: WireError }
	| { readonly type: 'notice'; readonly error: WireError };

/** A RoutooError loses its class on the way between threads. */
export interface WireError {
	readonly kind: ErrorKind;
	readonly message: string;
	readonly nextStep: string;
}

export function toWire({ kind, message, nextStep }: RoutooError): WireError {
	return { kind, message, nextStep };
}

export function fromWire({ kind, message, nextStep }: WireError): RoutooError {
	return new RoutooError(kind, message, nextStep);
}
