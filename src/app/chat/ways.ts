import * as l10n from '@vscode/l10n';
import { forkAt, MOST_BRANCHES, showVersion } from '../../core/chat/branches.ts';
import type { Turn } from '../../core/chat/session.ts';
import { addTurn } from '../../core/chat/session-ops.ts';
import type { ChatStore } from './chat-store.ts';
import type { ChatDeps } from './ports.ts';

/** The ways of the open chat: each goes on from one message otherwise, and what was paid for stays. */
export class Ways {
	readonly #deps: Pick<ChatDeps, 'newId' | 'gateway'>;
	readonly #store: ChatStore;

	constructor(deps: Pick<ChatDeps, 'newId' | 'gateway'>, store: ChatStore) {
		this.#deps = deps;
		this.#store = store;
	}

	isLast({ id }: Turn): boolean {
		return this.#store.session().turns.at(-1)?.id === id;
	}

	/**
	 * The chat ends before a turn, and what stood there is kept.
	 * @returns what the turn that takes its place has beside its words; null, and said, where there are too many ways
	 */
	fork({ id }: Turn): Pick<Turn, 'version'> | null {
		const forked = forkAt(this.#store.session(), id);
		if (forked === null) {
			const text = l10n.t('This chat goes {0} other ways already. Start a new chat to go another one.', MOST_BRANCHES);
			this.#store.notices.add('info', text, { subject: 'ways' });
			return null;
		}
		this.#store.open.change(forked.session);
		this.#otherBeginning();
		return forked.version === undefined ? {} : { version: forked.version };
	}

	/** The same question as a way of its own, to be answered anew; null where there are too many. */
	turnAnew(asked: Turn): Turn | null {
		const version = this.fork(asked);
		if (version === null) return null;
		const { newId, gateway } = this.#deps;
		const { version: _, ...same } = asked;
		const turn: Turn = { ...same, id: newId(), at: gateway.clock.now(), answers: [], shown: 0, ...version };
		this.#store.changeSession(addTurn(this.#store.session(), turn));
		return turn;
	}

	show(turnId: string, index: number): void {
		const session = showVersion(this.#store.session(), turnId, index);
		if (session === this.#store.session()) return;
		this.#store.changeSession(session);
		this.#otherBeginning();
		this.#store.inputsChanged();
	}

	/** What a vendor has in its cache is another conversation's. */
	#otherBeginning(): void {
		this.#deps.gateway.caches.forget(this.#store.session().id);
	}
}
