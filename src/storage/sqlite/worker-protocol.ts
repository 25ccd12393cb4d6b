import { type ErrorKind, RoutooError } from '../../core/base/errors.ts';
import type { Texts } from '../../core/base/language.ts';
import type { StateTable } from '../../core/base/state.ts';
import type { ProfileStore } from '../../core/learning/profiles.ts';
import type { SignalStore } from '../../core/learning/signals.ts';
import type { LateEnds } from '../../core/money/held-ledger.ts';
import type { LedgerInsights } from '../../core/money/insights.ts';
import type { Ledger, Reservation } from '../../core/money/ledger.ts';
import type { AdoptionSource } from './adoption.ts';

/** Given to the worker at its start. */
export interface StorageWorkerData {
	readonly ledgerFolder: string;
	readonly stateFolder: string;
	readonly adopt: AdoptionSource | null;
	/** How often heartbeats are renewed and orphans looked for, ms. */
	readonly beatMs: number;
	/** Added to the system's time; 0 but in tests. */
	readonly clockOffsetMs: number;
	/** Reservations of this window that are still running: a worker that replaces a crashed one goes on beating for them. */
	readonly live: readonly Reservation[];
	/** Ends of requests that no worker has said to be written. */
	readonly late: LateEnds;
	/** What the window speaks; null: English. */
	readonly texts: Texts | null;
}

/** Given to a worker that only looks through a ledger; it posts whether it is damaged, and ends. */
export interface CheckWorkerData {
	readonly checkPath: string;
}

/** What the worker serves: the methods of the ports themselves, by name. */
export interface Served {
	readonly ledger: Ledger;
	readonly state: StateTable;
	readonly signals: SignalStore;
	readonly profiles: ProfileStore;
	readonly insights: LedgerInsights;
}

/** One method of a port, with its arguments and what it resolves to. */
export type MethodOf<P extends keyof Served> = Extract<keyof Served[P], string>;
type Signature<F> = F extends (...args: infer A) => Promise<infer R> ? { readonly args: A; readonly result: R } : never;
export type ArgumentsOf<P extends keyof Served, M extends MethodOf<P>> = Signature<Served[P][M]>['args'];
export type ResultOf<P extends keyof Served, M extends MethodOf<P>> = Signature<Served[P][M]>['result'];

export interface ToStorageWorker {
	readonly id: number;
	readonly port: keyof Served;
	readonly method: string;
	readonly args: readonly unknown[];
}

export type FromStorageWorker =
	| { readonly type: 'result'; readonly id: number; readonly value: unknown }
	| { readonly type: 'error'; readonly id: number; readonly error: WireError }
	| { readonly type: 'notice'; readonly error: WireError }
	/** An end that could not be written at first has been. */
	| { readonly type: 'written'; readonly requestId: string };

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
