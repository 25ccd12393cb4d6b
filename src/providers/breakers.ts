import { type CircuitBreakerPolicy, ConsecutiveBreaker, circuitBreaker, DelegateBackoff, handleAll } from 'cockatiel';
import { ERROR_RULES, type ErrorKind, RoutooError } from '../core/base/errors.ts';
import type { Clock } from '../core/base/time.ts';

export interface BreakerOptions {
	/** Failures in a row that open a breaker. */
	readonly threshold: number;
	/** Milliseconds a breaker stays open the first time; doubles with each failed trial. */
	readonly openMs: number;
	readonly maxOpenMs: number;
}

const DEFAULT_OPTIONS: BreakerOptions = { threshold: 3, openMs: 30_000, maxOpenMs: 600_000 };

interface Entry {
	readonly policy: CircuitBreakerPolicy;
	/** Ms since epoch; the candidate is left out until then. 0 while closed. */
	openUntil: number;
	lastKind: ErrorKind | null;
}

/**
 * One circuit breaker a candidate. It opens after three retryable failures in a row, or at once on a rate limit for as long as the vendor says; after that
 * time one request may try again: success closes it, failure opens it for twice as long. A request that is too long, refused or cancelled says nothing about the
 * model's health and counts neither way.
 */
export class Breakers {
	readonly #clock: Clock;
	readonly #options: BreakerOptions;
	readonly #entries = new Map<string, Entry>();

	constructor(clock: Clock, options: Partial<BreakerOptions> = {}) {
		this.#clock = clock;
		this.#options = { ...DEFAULT_OPTIONS, ...options };
	}

	/** Candidates to leave out now, for RouteLimits.circuitOpen. Those whose time is over are not in it: their next request is the trial. */
	openSet(): ReadonlySet<string> {
		const now = this.#clock.now();
		return new Set([...this.#entries].filter(([, entry]) => entry.openUntil > now).map(([id]) => id));
	}

	/** When the breaker will let a request through again, ms since epoch; null where it is closed. */
	openUntil(candidateId: string): number | null {
		const until = this.#entries.get(candidateId)?.openUntil ?? 0;
		return until > this.#clock.now() ? until : null;
	}

	/** Forgets all failures of candidates of an endpoint (their ids begin with `endpointId/`), for example after a new key; without an id, of all. */
	reset(endpointId?: string): void {
		for (const id of [...this.#entries.keys()]) {
			if (endpointId === undefined || id.startsWith(`${endpointId}/`)) this.#entries.delete(id);
		}
	}

	/** Closes the breaker, also where the user chose the model by hand while it was open. */
	recordSuccess(candidateId: string): void {
		this.#entries.delete(candidateId);
	}

	/** Never rejects. The effect on openSet is there when the promise resolves. */
	async recordFailure(candidateId: string, failure: RoutooError): Promise<void> {
		if (!isHealthFailure(failure.kind)) return;
		const entry = this.#entry(candidateId);
		entry.lastKind = failure.kind;
		await entry.policy
			.execute(() => {
				throw failure;
			})
			// Thrown again by cockatiel, or its own BrokenCircuitError while the breaker is open.
			.catch(() => {});
	}

	#entry(candidateId: string): Entry {
		const known = this.#entries.get(candidateId);
		if (known !== undefined) return known;
		const policy = circuitBreaker(handleAll, {
			breaker: new RateLimitBreaker(this.#options.threshold, () => entry.lastKind),
			halfOpenAfter: new DelegateBackoff(({ attempt, result }) => {
				const wait = waitMs('error' in result ? result.error : null, attempt, this.#options);
				entry.openUntil = this.#clock.now() + wait;
				return wait;
			}),
		});
		const entry: Entry = { policy, openUntil: 0, lastKind: null };
		this.#entries.set(candidateId, entry);
		return entry;
	}
}

/** Counts failures in a row; a rate limit opens without waiting for more of them. */
class RateLimitBreaker extends ConsecutiveBreaker {
	readonly #kind: () => ErrorKind | null;

	constructor(threshold: number, kind: () => ErrorKind | null) {
		super(threshold);
		this.#kind = kind;
	}

	override failure(): boolean {
		return super.failure() || this.#kind() === 'rateLimit';
	}
}

function waitMs(failure: unknown, attempt: number, options: BreakerOptions): number {
	if (failure instanceof RoutooError && failure.kind === 'rateLimit' && failure.retryAfterMs !== null) return failure.retryAfterMs;
	return Math.min(options.maxOpenMs, options.openMs * 2 ** (attempt - 1));
}

function isHealthFailure(kind: ErrorKind): boolean {
	return ERROR_RULES[kind].countsAgainstHealth;
}
