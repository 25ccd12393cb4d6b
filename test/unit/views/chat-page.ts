import './dom.ts';
import type { FromChat, ToChat } from '../../../src/protocol/chat.ts';
import type { ChatState } from '../../../src/protocol/chat-state.ts';
import { AnnouncerElement } from '../../../src/views/chat/announcer.ts';
import { ChatElement } from '../../../src/views/chat/chat-element.ts';
import { ComposerElement } from '../../../src/views/chat/composer-element.ts';
import type { Kept } from '../../../src/views/chat/draft.ts';
import { FindBar } from '../../../src/views/chat/find-bar.ts';
import { NoticeListElement } from '../../../src/views/chat/notice-list.ts';
import { ThumbElement } from '../../../src/views/chat/thumb-element.ts';
import { TurnElement } from '../../../src/views/chat/turn-element.ts';
import { MenuButton } from '../../../src/views/common/menu.ts';
import { WholeMarkdown } from './whole.ts';

customElements.define('routoo-menu', MenuButton);
customElements.define('routoo-markdown', WholeMarkdown);
customElements.define('routoo-turn', TurnElement);
customElements.define('routoo-thumb', ThumbElement);
customElements.define('routoo-find', FindBar);
customElements.define('routoo-composer', ComposerElement);
customElements.define('routoo-notices', NoticeListElement);
customElements.define('routoo-announcer', AnnouncerElement);
customElements.define('routoo-chat', ChatElement);

/** The view with a host that records what it is told; every message must pass the host's own validation. */
export class View {
	readonly element = document.createElement('routoo-chat') as ChatElement;
	readonly posted: FromChat[] = [];

	/** @param kept what the panel kept of itself */
	constructor(kept?: Kept) {
		this.element.host = { post: (message) => this.posted.push(message), kept: () => kept, keep: () => undefined };
		document.body.append(this.element);
	}

	async tell(message: ToChat): Promise<void> {
		window.dispatchEvent(new MessageEvent('message', { data: message }));
		await this.settle();
	}

	async show(state: ChatState): Promise<void> {
		await this.tell({ type: 'snapshot', state });
		await this.#grown();
		this.posted.length = 0;
	}

	/** Turns come a few a frame: waits until no more do. */
	async #grown(): Promise<void> {
		const count = (): number => this.element.querySelectorAll('routoo-turn').length;
		for (let [before, same] = [count(), 0]; same < 5; ) {
			await new Promise((resolve) => requestAnimationFrame(resolve));
			await new Promise((resolve) => setTimeout(resolve, 1));
			const now = count();
			same = now === before ? same + 1 : 0;
			before = now;
		}
	}

	async settle(): Promise<void> {
		for (let round = 0; round < 2; round += 1) await new Promise((resolve) => setTimeout(resolve, 25));
	}

	get box(): HTMLTextAreaElement {
		return this.one('.composer textarea');
	}

	one<T extends Element>(selector: string): T {
		const found = this.element.querySelector<T>(selector);
		if (found === null) throw new Error(`${selector} is not there`);
		return found;
	}

	button(label: string): HTMLElement {
		const all = [...this.element.querySelectorAll<HTMLElement>('button, vscode-button')];
		const found = all.find((each) => each.textContent?.trim() === label || each.getAttribute('aria-label') === label);
		if (found === undefined) throw new Error(`no button ${label}`);
		return found;
	}

	async type(text: string): Promise<void> {
		this.box.value = text;
		this.box.setSelectionRange(text.length, text.length);
		this.box.dispatchEvent(new Event('input', { bubbles: true }));
		await this.settle();
	}

	async key(key: string, more: KeyboardEventInit = {}): Promise<void> {
		this.box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
		await this.settle();
	}

	of<T extends FromChat['type']>(type: T): FromChat[] {
		return this.posted.filter((message) => message.type === type);
	}
}
