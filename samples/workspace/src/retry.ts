export interface RetryOptions {
	/** Attempts in all, the first included. */
	attempts: number;
	/** Pause before the second attempt; doubles each time. */
	baseDelayMs: number;
	/** Upper limit of one pause. */
	maxDelayMs: number;
}

/** Calls `job` until it succeeds, with growing pauses and jitter. Throws the last error. */
export async function retry<T>(job: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
	let lastError: unknown;
	for (let attempt = 1; attempt <= options.attempts; attempt++) {
		try {
			return await job(attempt);
		} catch (error) {
			lastError = error;
			if (attempt === options.attempts) break;
			const pause = Math.min(options.baseDelayMs * 2 ** (attempt - 1), options.maxDelayMs);
			await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
		}
	}
	throw lastError;
}
