import type { ErrorKind, ShownError } from '../core/base/errors.ts';
import type { WireFailure } from './wire.ts';

/** What a client's library does with a failure. */
interface StatusRule {
	readonly status: number;
	/** Whether asking again soon, unchanged, can help: libraries ask again by themselves, some for minutes. */
	readonly again: boolean;
}

const rule = (status: number, again = false): StatusRule => ({ status, again });

/** Seconds before a new try where nobody named them. */
const USUAL_WAIT = 10;

/**
 * The one table of statuses. What only the user can change must not look like something that passes: clients ask again at 408, 409, 429 and
 * from 500 on. A wrong key of Routoo's at a vendor is no 401: clients would ask their user for a new key of this endpoint.
 */
const STATUS: Readonly<Record<ErrorKind | EndpointKind, StatusRule>> = {
	auth: rule(424),
	rateLimit: rule(429, true),
	quota: rule(402),
	modelNotFound: rule(404),
	contextTooLong: rule(400),
	network: rule(502, true),
	timeout: rule(504, true),
	server: rule(502, true),
	badResponse: rule(502, true),
	brokenStream: rule(502, true),
	refused: rule(400),
	/** Only where the endpoint stops: a client that left reads nothing. */
	cancelled: rule(503, true),
	noModel: rule(424),
	budget: rule(402),
	storage: rule(500),
	damagedFile: rule(500),
	settings: rule(424),
	invalidInput: rule(400),
	internal: rule(500),
	tooManyStreams: rule(429, true),
	/** All models that could be asked failed just now, and are asked again in a moment. */
	resting: rule(503, true),
	tooLarge: rule(413),
	wrongKey: rule(401),
	notFound: rule(404),
	wrongMethod: rule(405),
	/** Codex goes on over HTTP at once where it is told this, and tries five times more at any other status (codex-rs/core, client.rs). */
	noWebSocket: rule(426),
	wrongType: rule(415),
	forbidden: rule(403),
	slow: rule(408),
};

/** Failures of the endpoint itself. */
type EndpointKind =
	| 'internal'
	| 'tooManyStreams'
	| 'resting'
	| 'tooLarge'
	| 'wrongKey'
	| 'notFound'
	| 'wrongMethod'
	| 'noWebSocket'
	| 'wrongType'
	| 'forbidden'
	| 'slow';

export function failure(kind: ErrorKind | EndpointKind, words: string, retryAfter: number | null = null): WireFailure {
	const { status } = STATUS[kind];
	return { status, kind, words, retryAfter: retryAfter ?? (status === 429 ? USUAL_WAIT : null) };
}

/** An answer that failed, as its client is told. */
export function failureOf({ kind, message, nextStep, retryAfterMs }: Omit<ShownError, 'action'>): WireFailure {
	const known = Object.hasOwn(STATUS, kind) ? (kind as ErrorKind) : 'internal';
	// What passes by itself is none of the user's.
	const passes = known === 'noModel' && retryAfterMs !== undefined;
	return failure(
		passes ? 'resting' : known,
		`${message.replace(/[^.!?]$/, '$&.')} ${nextStep}`.trim(),
		retryAfterMs === undefined ? null : retryAfterMs / 1000,
	);
}

/** Whether a library should ask again by itself. */
export function mayRetry({ kind }: WireFailure): boolean {
	return Object.hasOwn(STATUS, kind) && STATUS[kind as ErrorKind].again;
}

/** A request that is not answered; thrown inside serve alone. */
export class Refused extends Error {
	readonly failure: WireFailure;

	constructor(failure: WireFailure) {
		super(failure.words);
		this.failure = failure;
	}
}
