/** Answers that are being written, so that all of them can be ended. */
export class OpenAnswers {
	readonly #open = new Map<AbortController, Promise<void>>();
	#closing = false;

	/** Whether the endpoint stops: what ends now was not its client's will. */
	get closing(): boolean {
		return this.#closing;
	}

	/** @param write ends soon after its signal aborts, booked */
	async run(write: (abort: AbortController) => Promise<void>): Promise<void> {
		const abort = new AbortController();
		if (this.#closing) abort.abort();
		const written = write(abort);
		this.#open.set(abort, written);
		try {
			await written;
		} finally {
			this.#open.delete(abort);
		}
	}

	/** Ends all that is open. Never rejects. */
	async close(): Promise<void> {
		this.#closing = true;
		const open = [...this.#open];
		for (const [abort] of open) abort.abort();
		await Promise.allSettled(open.map(([, written]) => written));
	}
}
