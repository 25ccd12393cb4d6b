import * as l10n from '@vscode/l10n';
import type { Answers } from './answers.ts';
import type { ChatStore } from './chat-store.ts';

const DELETED = 'deleted';

/** Leaves one chat for another, one change after the other. */
export class SessionSwitch {
	readonly #store: ChatStore;
	readonly #answers: Answers;
	#last: Promise<unknown> = Promise.resolve();
	/** The chat that was deleted last was the open one. */
	#leftByDelete = false;

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
			() => true,
		);
	}

	/** All of them at once and for good; of others the files go after a moment in which they can be brought back. */
	delete(ids: readonly string[] | 'all'): Promise<void> {
		return this.#switchTo(
			() => (ids === 'all' ? this.#store.open.deleteAll() : this.#toBin(ids)),
			(open) => ids === 'all' || ids.includes(open),
		);
	}

	/** Brings back what was deleted last, and opens it where it was the open chat and no other has begun: that may be being answered. */
	undoDelete(): Promise<void> {
		const { bin, open, notices } = this.#store;
		return this.#switchTo(
			async () => {
				const [first, ...others] = await bin.undo();
				notices.withdraw(DELETED);
				if (first === undefined) notices.add('info', l10n.t('There is no deleted chat that could be brought back.'), { subject: DELETED });
				else if (this.#leftByDelete && others.length === 0) {
					if (open.current().turns.length === 0) await open.open(first);
					else notices.add('info', l10n.t('The chat is in the list of chats again.'), { subject: DELETED });
				}
			},
			() => false,
			() => true,
		);
	}

	async rename(id: string, name: string): Promise<void> {
		await this.#last;
		if (await this.#store.open.rename(id, name)) this.#store.sessionChanged();
	}

	async #toBin(ids: readonly string[]): Promise<void> {
		const { bin, open, notices } = this.#store;
		const title = open.list().find(({ id }) => id === ids[0])?.title;
		this.#leftByDelete = await open.leave(ids);
		await bin.add(ids);
		const one = title === undefined ? l10n.t('Deleted the chat.') : l10n.t('Deleted “{0}”.', title);
		const text = ids.length === 1 ? one : l10n.t('Deleted {0} chats.', ids.length);
		const actions = [{ label: l10n.t('Undo'), command: 'undoDeleteSession' as const }];
		notices.add('info', text, { subject: DELETED, actions, asked: true });
	}

	/**
	 * Stops the running answer first where the open chat is left: it belongs to it. What is asked meanwhile waits, else it would be asked
	 * in neither chat.
	 * @param isReplaced whether another session, or the same as it was saved, may take the place of the open one
	 */
	#switchTo(change: () => Promise<unknown>, isLeft: (open: string) => boolean = () => true, isReplaced = isLeft): Promise<void> {
		const done = this.#last.then(async () => {
			const { open } = this.#store;
			const { id } = open.current();
			open.isLeft = isReplaced(id);
			try {
				if (isLeft(id)) await this.#answers.stop('left');
				await change();
			} finally {
				open.isLeft = false;
			}
			this.#store.sessionChanged();
		});
		this.#last = done.catch(() => undefined);
		return done;
	}
}
