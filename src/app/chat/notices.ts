import type { ChatState } from '../../protocol/chat.ts';

export type Notice = ChatState['notices'][number];

/** More lines than this would push the conversation away; the oldest goes. */
const MOST = 3;

/** One-line notices in place. The same text is never shown twice at once. */
export class Notices {
	#list: readonly Notice[] = [];
	#counter = 0;
	readonly #changed: () => void;

	constructor(changed: () => void) {
		this.#changed = changed;
	}

	current(): readonly Notice[] {
		return this.#list;
	}

	add(level: Notice['level'], text: string): void {
		if (this.#list.some((notice) => notice.text === text)) return;
		this.#counter++;
		this.#list = [...this.#list, { id: `notice-${this.#counter}`, level, text }].slice(-MOST);
		this.#changed();
	}

	dismiss(id: string): void {
		this.#list = this.#list.filter((notice) => notice.id !== id);
		this.#changed();
	}
}
