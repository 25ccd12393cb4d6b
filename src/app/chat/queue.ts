import * as l10n from '@vscode/l10n';
import { answerText } from '../../core/chat/answer.ts';
import { dequeue, enqueue, MOST_QUEUED } from '../../core/chat/queue.ts';
import type { QueuedMessage } from '../../core/chat/session.ts';
import { findAnswer } from '../../core/chat/session-ops.ts';
import { MAX_ATTACHMENTS } from '../../core/workspace/attachments.ts';
import type { Answers } from './answers.ts';
import type { ChatStore } from './chat-store.ts';
import type { MessageClaims } from './claims.ts';
import type { EditorPort } from './editor-port.ts';
import { aimedNow } from './outgoing.ts';
import { meantBy, type SendHow, tellUnattached } from './send-mentions.ts';
import { COMMAND_NOTICE } from './summaries.ts';
import type { Meant } from './typed-mentions.ts';

export interface QueueDeps {
	readonly store: ChatStore;
	readonly answers: Pick<Answers, 'stop'>;
	readonly editor: EditorPort;
	readonly newId: () => string;
	/** Absent: no other window can send what waits here. */
	readonly claims?: MessageClaims;
	/** Sends a message that waits, with whatever is in the box left there. */
	readonly send: (message: QueuedMessage, way: WayOut) => Promise<void>;
}

/** How a message leaves the queue. Until then it waits in its chat, whatever becomes of that meanwhile. */
export interface WayOut {
	/** Says whether it still waits in the open chat, and takes it out. */
	take(): boolean;
	/** Back into the box instead. */
	back(): void;
}

/**
 * Messages that were sent while an answer was being written. They go one after the other, each when the answer before it has come; where
 * that one broke off or was stopped they come back into the box, for the user may want to say something else now. Where it never began its
 * own message is there, and where the chat was left or the window reloaded nobody stopped it: they wait to be sent.
 */
export class Queue {
	readonly #deps: QueueDeps;
	/** Goes next, although the answer before it was stopped. */
	#urgent: string | null = null;

	constructor(deps: QueueDeps) {
		this.#deps = deps;
		deps.store.listen((event) => {
			if (event.type === 'ended' && !event.leaving) this.#ended(event.turnId, event.answerId);
			else if (event.type === 'ended') this.#urgent = null;
		});
	}

	/**
	 * Takes what is in the box, with what its text mentions and what a code gesture there is about, as they are now. Where no more fits,
	 * that is said, and it stays there, as it does where a mention brings nothing. Errors: of what the gesture is about; it stands in the box
	 * again then.
	 */
	async add(text: string, how: SendHow): Promise<void> {
		const { store, newId, editor } = this.#deps;
		const { id } = store.session();
		const asText = how.asText === true;
		const box = { text, attachments: store.composer.attachments(), asText };
		const read = async (): Promise<Meant | { readonly why: string }> => {
			const meant = await meantBy(editor, box, how, false);
			if ('why' in meant) return meant;
			return { ...meant, attachments: [...meant.attachments, ...(await aimedNow(editor, { ...box, ...meant }))] };
		};
		const meant = await read().catch((error: unknown) => {
			this.#boxAgain(text);
			throw error;
		});
		// A question about a file may have stood open meanwhile.
		if (store.session().id !== id) return this.#boxAgain(text);
		if ('why' in meant) {
			this.#boxAgain(text);
			return tellUnattached(store, meant.why, text, how);
		}
		store.notices.withdraw(COMMAND_NOTICE);
		const message = { id: newId(), text: meant.text, attachments: meant.attachments, ...(asText ? { asText } : {}) };
		const session = enqueue(store.session(), message);
		if (session === null) {
			store.notices.add('info', l10n.t('{0} messages wait already. Send this one when some of them have gone.', MOST_QUEUED), {
				subject: 'queue',
			});
			this.#boxAgain(text);
			return;
		}
		store.composer.removeSame(box.attachments);
		store.open.change({ ...session, draft: session.draft.trim() === text.trim() ? '' : session.draft });
		store.inputsChanged();
		// The answer may have come meanwhile.
		if (store.busy() === null) await this.#send(message.id);
	}

	/** The view may not have told yet that its box is empty. */
	#boxAgain(text: string): void {
		const { store } = this.#deps;
		if (store.session().draft.trim() === text.trim()) store.typed('');
		store.inFront(text);
	}

	remove(id: string): void {
		void this.#deps.claims?.take(id);
		this.#take(id);
	}

	/** Back into the box, before what stands there. */
	edit(id: string): void {
		void this.#deps.claims?.take(id);
		this.#back(id);
	}

	#back(id: string): void {
		const message = this.#take(id);
		if (message !== null) this.#inBox(message);
	}

	/** At once: what is being written is stopped for it. */
	async sendNow(id: string): Promise<void> {
		const { store, answers } = this.#deps;
		if (store.busy() === null) return this.#send(id);
		if (!store.session().queue?.some((message) => message.id === id)) return;
		this.#urgent = id;
		await answers.stop();
	}

	#ended(turnId: string, answerId: string): void {
		const { store } = this.#deps;
		const urgent = this.#urgent;
		this.#urgent = null;
		const { queue = [] } = store.session();
		const answer = findAnswer(store.session(), turnId, answerId);
		const [first] = queue;
		if (first === undefined || answer === null) return;
		const next = queue.find(({ id }) => id === urgent) ?? first;
		// Once the one who asked for the answer has done what is left to do with it.
		if (urgent !== null || (answer.state === 'done' && answerText(answer) !== '')) queueMicrotask(() => void this.#send(next.id));
		else if (answer.state !== 'failed' || answerText(answer) !== '') this.#allBack(queue);
	}

	async #send(id: string): Promise<void> {
		const { store, send, claims } = this.#deps;
		const message = store.session().queue?.find((one) => one.id === id);
		if (store.busy() !== null || message === undefined) return;
		if (claims !== undefined && !(await claims.take(id))) return this.#takenElsewhere(id);
		let gone = false;
		const way: WayOut = {
			take: () => {
				gone = this.#take(id) !== null;
				return gone;
			},
			back: () => {
				gone = true;
				this.#back(id);
			},
		};
		try {
			await send(message, way);
		} finally {
			// It waits where it was: whichever window sends it next may have it.
			if (!gone) void claims?.release(id);
		}
	}

	/** Sent there, or that window ended with it in hand: who asked for it decides. */
	#takenElsewhere(id: string): void {
		const { store } = this.#deps;
		if (!store.session().queue?.some((one) => one.id === id)) return;
		this.#back(id);
		const text = l10n.t('Another window has taken this message. It stands in the box here and is not sent by itself.');
		store.notices.add('info', text, { subject: 'queue' });
	}

	/** As many as the box can hold the attachments of; the others go on waiting, and none is lost. */
	#allBack(queue: readonly QueuedMessage[]): void {
		const { store } = this.#deps;
		let room = MAX_ATTACHMENTS - store.composer.attachments().length;
		const fit = queue.filter(({ attachments }, index) => {
			room -= attachments.length;
			return room >= 0 || (index === 0 && attachments.length === 0);
		});
		for (const message of [...fit].reverse()) {
			if (this.#take(message.id) !== null) this.#inBox(message);
		}
	}

	#take(id: string): QueuedMessage | null {
		const { store } = this.#deps;
		const taken = dequeue(store.session(), id);
		if (taken === null) return null;
		store.open.change(taken.session);
		store.inputsChanged();
		return taken.message;
	}

	#inBox({ text, attachments }: QueuedMessage): void {
		const { store } = this.#deps;
		store.composer.addFitting(attachments);
		store.inFront(text);
	}
}
