import type { Timers } from '../../core/base/time.ts';
import type { ChatState } from '../../protocol/chat.ts';
import type { ApplyNews } from './editor-port.ts';

export type Notice = ChatState['notices'][number];

export interface NoticeOptions {
	/** What it is about: a later notice of the same subject takes its place, and it goes when its cause is gone. */
	readonly subject?: string;
	/** What helps, as a button. */
	readonly action?: Notice['action'];
}

/** More lines than this would push the conversation away; the oldest goes. */
const MOST = 3;
/** News are read at a glance and then in the way; what is wrong stays until it is not. */
const INFO_MS = 10_000;

/** One-line notices in place, one for each subject. The same text is never shown twice at once. */
export class Notices {
	#list: readonly (Notice & { readonly subject: string })[] = [];
	#counter = 0;
	readonly #changed: () => void;
	readonly #timers: Timers;

	constructor(changed: () => void, timers: Timers) {
		this.#changed = changed;
		this.#timers = timers;
	}

	current(): readonly Notice[] {
		return this.#list.map(({ id, level, text, action }) => ({ id, level, text, action }));
	}

	add(level: Notice['level'], text: string, { subject = text, action = null }: NoticeOptions = {}): void {
		if (this.#list.some((notice) => notice.text === text)) return;
		this.#counter++;
		const id = `notice-${this.#counter}`;
		const others = this.#list.filter((notice) => notice.subject !== subject);
		this.#list = [...others, { id, level, text, action, subject }].slice(-MOST);
		if (level === 'info') this.#timers.after(INFO_MS, () => this.dismiss(id));
		this.#changed();
	}

	/** The cause is gone. */
	withdraw(subject: string): void {
		this.#keep((notice) => notice.subject !== subject);
	}

	dismiss(id: string): void {
		this.#keep((notice) => notice.id !== id);
	}

	#keep(wanted: (notice: Notice & { readonly subject: string }) => boolean): void {
		const kept = this.#list.filter(wanted);
		if (kept.length === this.#list.length) return;
		this.#list = kept;
		this.#changed();
	}
}

const APPLIED = 'applied';

/** The last apply is what the line is about, and what Undo would take back. */
export function tellApplied(notices: Notices, news: ApplyNews | null): void {
	notices.withdraw(APPLIED);
	if (news === null) return;
	const action = news.undo ? { label: 'Undo', command: 'undoApply' as const } : null;
	notices.add(news.level, news.text, { subject: APPLIED, action });
}
