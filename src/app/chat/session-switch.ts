import type { Answers } from './answers.ts';
import type { ChatStore } from './chat-store.ts';

/** Leaves one chat for another, one change after the other. */
export class SessionSwitch {
	readonly #store: ChatStore;
	readonly #answers: Answers;
	#last: Promise<unknown> = Promise.resolve();

	constructor(store: ChatStore, answers: Answers) {
		this.#store = store;
		this.#answers = answers;
	}

	/** Resolves when the open session is the one that the user last asked for. */
	async settled(): Promise<void> {
		await this.#last;
	}

	startNew(): Promise<void> {
		return this.#switchTo(() => this.#store.open.startNew());
	}

	/** The open chat is read anew, for another window may have gone on with it; not while it is being answered. */
	open(id: string): Promise<void> {
		return this.#switchTo(
			async () => {
				if (!this.#store.busy()) await this.#store.open.open(id);
			},
			(open) => open !== id,
		);
	}

	delete(ids: readonly string[] | 'all'): Promise<void> {
		return this.#switchTo(
			() => (ids === 'all' ? this.#store.open.deleteAll() : this.#store.open.delete(...ids)),
			(open) => ids === 'all' || ids.includes(open),
		);
	}

	/**
	 * Stops the running answer first where the open chat is left: it belongs to it. What is asked meanwhile waits, else it would be asked
	 * in neither chat.
	 */
	#switchTo(change: () => Promise<unknown>, isLeft: (open: string) => boolean = () => true): Promise<void> {
		const done = this.#last.then(async () => {
			if (isLeft(this.#store.session().id)) await this.#answers.stop();
			await change();
			this.#store.sessionChanged();
		});
		this.#last = done.catch(() => undefined);
		return done;
	}
}
