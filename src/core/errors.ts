import type { AnswerError } from './chat/session.ts';

/**
 * Every expected failure is a RoutooError with a `kind`; the message is one sentence for the user and `nextStep` says what to do.
 */
export type ErrorKind =
	| 'auth'
	| 'rateLimit'
	| 'quota'
	| 'modelNotFound'
	| 'contextTooLong'
	| 'network'
	| 'timeout'
	| 'server'
	| 'badResponse'
	| 'brokenStream'
	| 'refused'
	| 'cancelled'
	| 'noModel'
	| 'budget'
	| 'storage'
	| 'damagedFile'
	| 'settings'
	| 'invalidInput';

interface RoutooErrorOptions {
	readonly retryAfterMs?: number | null;
	readonly action?: AnswerError['action'];
	readonly cause?: unknown;
}

export class RoutooError extends Error {
	readonly kind: ErrorKind;
	readonly nextStep: string;
	/** Milliseconds after which a retry can help (retry-after), null where unknown. */
	readonly retryAfterMs: number | null;
	/** Button of the view where the kind's usual one would lead astray. */
	readonly action: AnswerError['action'];

	constructor(kind: ErrorKind, message: string, nextStep: string, options: RoutooErrorOptions = {}) {
		super(message, { cause: options.cause });
		this.name = 'RoutooError';
		this.kind = kind;
		this.nextStep = nextStep;
		this.retryAfterMs = options.retryAfterMs ?? null;
		this.action = options.action ?? null;
	}
}

/** Whether another model can help: not after a cancel, a full disk or the user's own settings. */
export function isRetryable(kind: ErrorKind): boolean {
	return [
		'auth',
		'rateLimit',
		'quota',
		'modelNotFound',
		'contextTooLong',
		'network',
		'timeout',
		'server',
		'badResponse',
		'brokenStream',
	].includes(kind);
}
