import type { ReactiveController } from 'lit';
import type { Turn } from '../../protocol/chat.ts';
import type { StickyScroll } from './scroll.ts';
import type { TurnElement } from './turn-element.ts';
import { earlier, FEW, later, STEP, shownOf, type TurnWindow, windowAround, windowAtEnd } from './turn-window.ts';

/** So near to an edge of what is rendered more of it comes. */
const EDGE_PX = 300;

/** The chat view, as far as its window of turns needs it. */
export interface TurnsHost extends HTMLElement {
	requestUpdate(): void;
	readonly updateComplete: Promise<boolean>;
	/** Turns of the open session. */
	readonly turns: readonly Turn[];
}

/** Moves the window of rendered turns, and keeps what is seen where it is. */
export class TurnsInView implements ReactiveController {
	readonly #view: TurnsHost;
	#window: TurnWindow = windowAtEnd(0);
	#scroll: StickyScroll | null = null;
	#moving = false;

	constructor(view: TurnsHost) {
		this.#view = view;
	}

	/** Rendered turns: [from, to). */
	get shown(): { readonly from: number; readonly to: number } {
		return shownOf(this.#window, this.#view.turns.length);
	}

	hostDisconnected(): void {
		this.#scroll = null;
	}

	/** Whoever scrolls to an edge of what is rendered sees more; the buttons there are for keys and readers. */
	watch(box: HTMLElement, scroll: StickyScroll): void {
		this.#scroll = scroll;
		box.addEventListener('scroll', () => this.#atEdge(box), { passive: true });
	}

	/** Shows the newest turns and follows them. */
	toEnd(): void {
		this.#set(windowAtEnd(this.#view.turns.length));
		this.#scroll?.follow();
		// What is rendered now may be other turns than before.
		void this.#view.updateComplete.then(() => this.#scroll?.stay());
	}

	move(step: typeof earlier, by = STEP): void {
		if (this.#moving || this.#scroll === null) return;
		this.#moving = true;
		const done = this.#scroll.anchored(async () => {
			this.#set(step(this.#window, this.#view.turns.length, by));
			await this.#view.updateComplete;
			await Promise.all(this.#elements().map((turn) => turn.updateComplete));
		});
		void done.finally(() => {
			this.#moving = false;
		});
	}

	/** Renders a turn, and stops following the end. */
	reveal(index: number): void {
		this.#scroll?.hold();
		this.#set(windowAround(index, this.#window, this.#view.turns.length));
	}

	/** Index of the first turn that is seen. */
	firstSeen(): number {
		const top = this.#view.querySelector('.scroller')?.getBoundingClientRect().top ?? 0;
		const seen = this.#elements().findIndex((turn) => turn.getBoundingClientRect().bottom > top);
		return this.shown.from + Math.max(0, seen);
	}

	#atEdge(box: HTMLElement): void {
		if (this.#scroll === null || this.#scroll.fromEnd === 0) return;
		const { from, to } = this.shown;
		if (from > 0 && box.scrollTop < EDGE_PX) this.move(earlier, FEW);
		else if (to < this.#view.turns.length && this.#scroll.fromEnd < EDGE_PX) this.move(later, FEW);
	}

	#elements(): TurnElement[] {
		return [...this.#view.querySelectorAll<TurnElement>('routoo-turn')];
	}

	#set(window: TurnWindow): void {
		this.#window = window;
		this.#view.requestUpdate();
	}
}
