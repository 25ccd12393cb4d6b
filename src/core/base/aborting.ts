/** Rejects with the signal's reason as soon as it aborts, whatever becomes of the promise. */
export async function orAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
	if (signal.aborted) {
		// Nobody waits for it any more, so its failure is no one's.
		void Promise.resolve(promise).catch(() => undefined);
		throw signal.reason;
	}
	const { promise: aborted, reject } = Promise.withResolvers<never>();
	const onAbort = (): void => reject(signal.reason);
	signal.addEventListener('abort', onAbort, { once: true });
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

/** Settles with the promise or at the abort, whichever comes first; the abort is no error here. */
export async function unlessAborted(promise: PromiseLike<unknown>, signal: AbortSignal): Promise<void> {
	try {
		await orAborted(promise, signal);
	} catch (error) {
		if (!signal.aborted) throw error;
	}
}

/** The items of a stream that may ignore its own cancellation: rejects with the signal's reason as soon as it aborts. */
export async function* abortable<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
	const iterator = items[Symbol.asyncIterator]();
	try {
		for (;;) {
			const next = await orAborted(iterator.next(), signal);
			if (next.done) return;
			yield next.value;
		}
	} finally {
		// Not waited for: a stream that hangs would hang here too.
		void (async () => iterator.return?.())().catch(() => undefined);
	}
}
