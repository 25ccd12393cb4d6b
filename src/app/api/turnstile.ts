import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';

/** Calls that wait at most. */
const MOST_WAITING = 64;

/**
 * One call at a time. The predictor takes requests in the order in which they come, so the user's own never waits for more than one of
 * these, however many other extensions make.
 */
export class Turnstile {
	readonly #waiting = new Set<() => void>();
	#taken = false;

	/**
	 * The job's outcome; a call that is stopped while it waits leaves at once. One that is stopped while it runs keeps its place until
	 * the job itself ends, so that calling and stopping in a loop gains nothing. Errors: RoutooError 'rateLimit'; the signal's reason;
	 * the job's own.
	 */
	async run<T>(job: () => Promise<T>, signal: AbortSignal): Promise<T> {
		signal.throwIfAborted();
		if (this.#taken) await this.#turn(signal);
		this.#taken = true;
		const running = (async () => job())();
		void running.then(
			() => this.#next(),
			() => this.#next(),
		);
		return running;
	}

	#turn(signal: AbortSignal): Promise<void> {
		if (this.#waiting.size >= MOST_WAITING) {
			const many = l10n.t('{0} calls of other extensions wait already.', MOST_WAITING);
			return Promise.reject(new RoutooError('rateLimit', many, l10n.t('Ask again when some are answered.')));
		}
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const leave = (): void => {
			this.#waiting.delete(enter);
			reject(signal.reason);
		};
		const enter = (): void => {
			signal.removeEventListener('abort', leave);
			resolve();
		};
		this.#waiting.add(enter);
		signal.addEventListener('abort', leave, { once: true });
		return promise;
	}

	/** In a turn of its own, so that what else waits for the thread comes first; the place stays taken until then. */
	#next(): void {
		setImmediate(() => {
			const [first] = this.#waiting;
			if (first === undefined) this.#taken = false;
			else {
				this.#waiting.delete(first);
				first();
			}
		});
	}
}
