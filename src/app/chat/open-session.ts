import * as l10n from '@vscode/l10n';
import { inWords } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import type { ChatSession, SessionStore, SessionSummary } from '../../core/chat/session.ts';
import { emptySession, renamed, settleUnfinished } from '../../core/chat/session-ops.ts';
import type { KeyValueStore } from '../state/loaded.ts';

/** A session could not be written, or read; `branched`: another window went on with it. */
export type SessionTrouble = 'saving' | 'reading' | 'branched';

export interface OpenSessionDeps {
	readonly sessions: SessionStore;
	readonly store: KeyValueStore;
	readonly clock: Clock;
	readonly newId: () => string;
	readonly saveDelayMs: number;
	/** Name of the open workspace; null where none is open. */
	readonly folder?: () => string | null;
	/** Whether a chat was deleted, though its file is still there. */
	readonly isDeleted?: (id: string) => boolean;
	/** One sentence, with the next step where there is one. The session itself stays in memory. */
	readonly onTrouble: (text: string, what: SessionTrouble) => void;
	/** A session was written: what kept it from that is gone. */
	readonly onSaved: () => void;
}

const CURRENT_KEY = 'routoo.currentSession';

/**
 * The open session of this window and the list of all. Saving is debounced; `saveNow` is for the moments that must not be lost. Only what
 * changed is written, and never over what another window added to the same chat: then this window's version becomes a chat of its own.
 */
export class OpenSession {
	readonly #deps: OpenSessionDeps;
	/** The open session is about to be another: nothing is asked in it any more, for its answer would be nowhere. */
	isLeft = false;
	#session: ChatSession;
	/** The open session as it was last read or written; null while it is not on disk. */
	#stored: ChatSession | null = null;
	#summaries: readonly SessionSummary[] = [];
	#timer: ReturnType<typeof setTimeout> | null = null;
	#saving: Promise<void> = Promise.resolve();

	constructor(deps: OpenSessionDeps) {
		this.#deps = deps;
		this.#session = emptySession(deps.newId(), deps.clock.now());
	}

	current(): ChatSession {
		return this.#session;
	}

	list(): readonly SessionSummary[] {
		const { isDeleted } = this.#deps;
		return isDeleted === undefined ? this.#summaries : this.#summaries.filter(({ id }) => !isDeleted(id));
	}

	/** When each chat on the disk was gone on with last, in any window. */
	async times(): Promise<ReadonlyMap<string, number>> {
		await this.#refreshList();
		return new Map(this.#summaries.map(({ id, updatedAt }) => [id, updatedAt]));
	}

	/** Opens the session that was open when the window closed, unless the user has begun to type meanwhile. */
	async restore(): Promise<void> {
		const fresh = this.#session;
		const id = this.#deps.store.get<string | null>(CURRENT_KEY, null);
		await this.#refreshList();
		const loaded = id === null ? null : await this.#attempt(() => this.#deps.sessions.load(id));
		if (loaded && this.#session === fresh) this.#show(loaded);
	}

	change(session: ChatSession): void {
		this.#session = this.#placed(session);
		this.#timer ??= setTimeout(() => void this.saveNow(), this.#deps.saveDelayMs);
	}

	/** A chat belongs to the folder where its first message was sent. */
	#placed(session: ChatSession): ChatSession {
		const folder = session.turns.length > 0 && session.folder === undefined ? (this.#deps.folder?.() ?? null) : null;
		return folder === null ? session : { ...session, folder };
	}

	/** Gives a chat a name of the user's. False where it is gone. */
	async rename(id: string, name: string): Promise<boolean> {
		if (id === this.#session.id) {
			this.change(renamed(this.#session, name));
			await this.saveNow();
			return true;
		}
		await this.#saving;
		const loaded = await this.#attempt(() => this.#deps.sessions.load(id));
		if (loaded !== null) await this.#attempt(() => this.#deps.sessions.save(renamed(loaded, name)));
		await this.#refreshList();
		return loaded !== null;
	}

	/** Goes on in an empty chat where the open one is among these; nothing is removed. Says whether it was. */
	async leave(ids: readonly string[]): Promise<boolean> {
		if (!ids.includes(this.#session.id)) return false;
		await this.saveNow();
		await this.#abandon();
		return true;
	}

	/** Writes the open session, after any write under way. Never rejects: a failure is told by `onTrouble`. */
	saveNow(): Promise<void> {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		this.#saving = this.#saving.then(() => this.#save());
		return this.#saving;
	}

	/** A chat without messages is new already, and keeps what was typed. */
	async startNew(): Promise<void> {
		if (this.#session.turns.length === 0) return;
		await this.saveNow();
		this.#showEmpty();
		await this.#remember(null);
	}

	/** False where the session is gone or damaged (then told by `onTrouble`). */
	async open(id: string): Promise<boolean> {
		await this.saveNow();
		const loaded = await this.#attempt(() => this.#deps.sessions.load(id));
		if (!loaded) {
			await this.#refreshList();
			return false;
		}
		const left = this.#session;
		const leftIsStored = this.#stored !== null;
		this.#show(loaded);
		await this.#remember(id);
		if (left.turns.length === 0 && left.id !== id) await this.#takeAlong(left, leftIsStored);
		return true;
	}

	/** A chat without messages is in no list: what was typed there goes on in the chat that was opened. */
	async #takeAlong({ id, draft }: ChatSession, isStored: boolean): Promise<void> {
		if (draft !== '') {
			const own = this.#session.draft;
			this.change({ ...this.#session, draft: own === '' ? draft : `${own}\n\n${draft}` });
			await this.saveNow();
		}
		if (isStored) await this.delete(id);
	}

	async delete(...ids: readonly string[]): Promise<void> {
		if (ids.includes(this.#session.id)) await this.#abandon();
		await this.#saving;
		for (const id of ids) await this.#attempt(() => this.#deps.sessions.delete(id));
		await this.#refreshList();
	}

	async deleteAll(): Promise<void> {
		await this.#abandon();
		await this.#saving;
		await this.#attempt(() => this.#deps.sessions.deleteAll());
		await this.#refreshList();
	}

	async #abandon(): Promise<void> {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		this.#showEmpty();
		await this.#remember(null);
	}

	/** Opened again after a restart. */
	async #remember(id: string | null): Promise<void> {
		await this.#attempt(async () => this.#deps.store.update(CURRENT_KEY, id));
	}

	#show(loaded: ChatSession): void {
		this.#stored = settleUnfinished(loaded);
		this.#session = this.#stored;
	}

	#showEmpty(): void {
		this.#stored = null;
		this.#session = emptySession(this.#deps.newId(), this.#deps.clock.now());
	}

	async #save(): Promise<void> {
		if (this.#session === this.#stored) return;
		if (this.#session.turns.length === 0 && this.#session.draft === '' && this.#stored === null) return;
		await this.#refreshList();
		if (this.#changedElsewhere()) this.#branchOff();
		const session = this.#session;
		const done = await this.#attempt(async () => {
			await this.#deps.sessions.save(session);
			return true;
		}, 'saving');
		if (done) this.#deps.onSaved();
		if (done && session.id === this.#session.id) this.#stored = session;
		await this.#remember(this.#session.id);
		await this.#refreshList();
	}

	/** Turns and answers of another window move the time of the file; drafts and feedback do not, and the last one saved counts. */
	#changedElsewhere(): boolean {
		const stored = this.#stored;
		if (stored === null || stored.id !== this.#session.id) return false;
		const onDisk = this.#summaries.find((s) => s.id === stored.id);
		return onDisk !== undefined && (onDisk.updatedAt !== stored.updatedAt || onDisk.turns !== stored.turns.length);
	}

	#branchOff(): void {
		this.#session = { ...this.#session, id: this.#deps.newId() };
		this.#stored = null;
		this.#deps.onTrouble(
			l10n.t('This chat was continued in another window, so it goes on here as a chat of its own. Both are in the history.'),
			'branched',
		);
	}

	async #refreshList(): Promise<void> {
		const list = await this.#attempt(() => this.#deps.sessions.list());
		if (list) this.#summaries = list;
	}

	async #attempt<T>(action: () => Promise<T>, what: SessionTrouble = 'reading'): Promise<T | null> {
		try {
			return await action();
		} catch (error) {
			this.#deps.onTrouble(inWords(error), what);
			return null;
		}
	}
}
