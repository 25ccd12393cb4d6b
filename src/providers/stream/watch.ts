import { cancelledError, type ErrorContext, timeoutError } from '../errors.ts';

/** Milliseconds. */
export interface StreamLimits {
	/** From sending the request to the first text or reasoning. */
	readonly firstToken: number;
	/** Without new text, reasoning or arguments after that. */
	readonly idle: number;
	/** The whole answer, without the time in which our own reader held it up; that may be as long again, all together. */
	readonly whole: number;
}

/** Milliseconds in which a server counts behind the end of an answer. */
const CLOSING = 5000;

/**
 * Time limits and cancellation of one stream. Its `signal` aborts the request; `failure` says why: the user's own cancel, or a limit that
 * passed. New text alone renews a limit: a server whose model died can send keep-alives, empty pieces and single bytes for ever.
 */
export class StreamWatch {
	readonly #context: ErrorContext;
	readonly #limits: StreamLimits;
	readonly #controller = new AbortController();
	readonly #user: AbortSignal;
	readonly #onUserAbort: () => void;
	#whole: ReturnType<typeof setTimeout> | undefined;
	readonly #began = performance.now();
	/** Since when the reader holds the stream up; null while it reads. */
	#heldSince: number | null = null;
	/** For how long it did before, ms. */
	#heldBefore = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** What `#timer` waits for, and when that is over by `performance.now()`. */
	#waits: { readonly phase: 'firstToken' | 'idle'; readonly ms: number; readonly until: number } | null = null;
	#left = 0;
	#begun = false;
	#closing = false;
	#failure: Error | null = null;

	constructor(context: ErrorContext, user: AbortSignal, limits: StreamLimits) {
		this.#context = context;
		this.#limits = limits;
		this.#user = user;
		this.#onUserAbort = () => this.#fail(cancelledError(context));
		this.#armWhole();
		if (user.aborted) this.#onUserAbort();
		else user.addEventListener('abort', this.#onUserAbort, { once: true });
		this.#arm('firstToken', limits.firstToken);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	get failure(): Error | null {
		return this.#failure;
	}

	/** New text, reasoning or arguments came. */
	token(): void {
		this.#begun = true;
		this.#arm('idle', this.#limits.idle);
	}

	/** The model began to think without showing it: it gets the time of a first token once more. */
	thinking(): void {
		this.#arm(this.#begun ? 'idle' : 'firstToken', Math.max(this.#limits.idle, this.#limits.firstToken));
	}

	/** The vendor said why the answer ended: a count may follow, and no more is waited for than that. */
	closing(): void {
		if (this.#closing) return;
		this.#closing = true;
		this.#arm('idle', Math.min(this.#limits.idle, CLOSING));
	}

	/** Our own reader holds the stream up: the server cannot go on, and its silence is none. */
	held(): void {
		clearTimeout(this.#timer);
		this.#left = Math.max(0, (this.#waits?.until ?? 0) - performance.now());
		this.#heldSince = performance.now();
	}

	/** It reads on: what was left of the limits counts again. */
	released(): void {
		const now = performance.now();
		this.#heldBefore = this.#heldFor(now);
		this.#heldSince = null;
		// The limit of the whole was passed meanwhile: it waits for the reader, and not for its own end.
		if (now - this.#began >= this.#limits.whole) this.#armWhole();
		if (this.#waits !== null) this.#arm(this.#waits.phase, this.#waits.ms, this.#left);
	}

	/** Ends the request if it still runs, and forgets the timers. */
	dispose(): void {
		clearTimeout(this.#timer);
		clearTimeout(this.#whole);
		this.#user.removeEventListener('abort', this.#onUserAbort);
		this.#controller.abort();
	}

	#arm(phase: 'firstToken' | 'idle', ms: number, left = ms): void {
		clearTimeout(this.#timer);
		if (this.#controller.signal.aborted) return;
		this.#waits = { phase, ms, until: performance.now() + left };
		this.#timer = setTimeout(() => this.#fail(timeoutError(this.#context, phase, ms)), left);
	}

	#heldFor(now: number): number {
		return this.#heldBefore + (this.#heldSince === null ? 0 : now - this.#heldSince);
	}

	/** The limit of the whole is looked at when it would pass, so that an event costs no timer. */
	#armWhole(): void {
		clearTimeout(this.#whole);
		if (this.#controller.signal.aborted) return;
		const { whole } = this.#limits;
		const now = performance.now();
		const held = this.#heldFor(now);
		const rests = this.#heldSince !== null && held < whole;
		const left = this.#began + whole + Math.min(held, whole) - now;
		if (left <= 0 && !rests) this.#fail(timeoutError(this.#context, 'whole', whole));
		else this.#whole = setTimeout(() => this.#armWhole(), Math.ceil(rests ? Math.max(left, whole - held) : left));
	}

	#fail(error: Error): void {
		clearTimeout(this.#timer);
		clearTimeout(this.#whole);
		this.#failure ??= error;
		this.#controller.abort(error);
	}
}

/** Events as they come; while the reader is busy with one, the limits rest. */
export async function* resting<T>(events: AsyncIterable<T>, watch: Pick<StreamWatch, 'held' | 'released'>): AsyncGenerator<T> {
	for await (const event of events) {
		watch.held();
		yield event;
		watch.released();
	}
}
