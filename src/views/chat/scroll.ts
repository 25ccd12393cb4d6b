import { isKeepingFocus } from '../common/keep-focus.ts';
import { firstBelow, firstTurnBelow } from './turns-on-page.ts';

const NEAR_END_PX = 24;
/** A smooth scroll goes on for a moment after the key or the wheel. */
const MEANT_MS = 600;

/** What holds others one below the other: the place that is kept may lie in the middle of it. */
const HOLDS = 'routoo-turn, .turn, .answer, routoo-markdown, .blocks';

/** Keys that scroll; Tab does too, to what has the focus then. */
const SCROLLING: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);
/** What a key or a click works on instead of scrolling. */
const WORKS = 'button, input, textarea, select, summary, a[href], [role="option"], [popover]';

/** Where something stands that is seen, px below the top of the box, as of a position of the box. */
interface Anchor {
	readonly element: Element;
	readonly top: number;
	readonly scrollTop: number;
}

/**
 * Keeps a scrolling box at its end while content grows, until the user scrolls up; from then on what is seen stays where it is, whatever
 * grows, shrinks or goes above it.
 */
export class StickyScroll {
	readonly #box: HTMLElement;
	readonly #content: HTMLElement;
	readonly #changed: (sticking: boolean) => void;
	#sticking = true;
	#lastTop = 0;
	#meantUntil = 0;
	/** A pointer is down in the box. */
	#held = false;
	/** A pointer is down on something that works. */
	#pressed = false;
	/** While the end is not followed. */
	#anchor: Anchor | null = null;

	/** `changed` is told whenever following starts or stops. */
	constructor(box: HTMLElement, content: HTMLElement, changed: (sticking: boolean) => void) {
		this.#box = box;
		this.#content = content;
		this.#changed = changed;
		box.addEventListener('scroll', () => this.#onScroll(), { passive: true });
		box.addEventListener('wheel', (event) => this.#onWheel(event), { passive: true });
		box.addEventListener('touchmove', () => this.#meant(), { passive: true });
		box.addEventListener('focusin', ({ target }) => this.#onFocus(target), { passive: true });
		box.addEventListener('keydown', (event) => this.#onKey(event), { passive: true });
		// The scroll bar belongs to the box; a selection that is drawn beyond the edge scrolls it too.
		box.addEventListener('pointerdown', ({ target }) => {
			this.#pressed = isIn(target, WORKS);
			this.#held = !this.#pressed;
		});
		for (const type of ['pointerup', 'pointercancel'] as const) {
			window.addEventListener(type, () => {
				if (this.#held) this.#meant();
				this.#held = this.#pressed = false;
			});
		}
		const observer = new ResizeObserver(() => this.#keep());
		observer.observe(content);
		observer.observe(box);
	}

	/** Pixels between what is seen and the end; 0 while following. */
	get fromEnd(): number {
		return this.#sticking ? 0 : this.#distance();
	}

	get isFollowing(): boolean {
		return this.#sticking;
	}

	/** Goes to the end and follows it from now on. */
	follow(): void {
		this.#set(true);
		this.#keep();
	}

	/** Goes to the end where it is followed: what is there may be other content. */
	stay(): void {
		this.#keep();
	}

	/** Stops following: something opens in place under the pointer. */
	hold(): void {
		this.#set(false);
	}

	/** Another number whenever the user has done something that may scroll. */
	get touched(): number {
		return this.#meantUntil;
	}

	/** Brings an element to a place of the box, px below its top, and stops following the end. False where there is too little content. */
	place(element: Element, top: number): boolean {
		this.#set(false);
		this.#box.scrollTop += this.#topOf(element) - top;
		this.#anchor = this.#seen();
		return Math.abs(this.#topOf(element) - top) < 1;
	}

	/**
	 * Runs `change`, which adds or drops content above or below, and keeps what is seen where it is: the end where that is followed. By
	 * hand, because a browser anchors nothing at the very top, where one who scrolls up waits.
	 */
	async anchored(change: () => Promise<unknown>): Promise<void> {
		// In a frame it is known since the last scroll: to look again would lay out the page once more.
		const known = this.#anchor?.element.isConnected ? this.#anchor : null;
		const anchor = this.#sticking ? null : (known ?? this.#seen());
		await change();
		if (anchor?.element.isConnected && !this.#sticking) {
			this.#box.scrollTop += this.#topOf(anchor.element) - anchor.top;
			this.#anchor = this.#seen();
		} else this.#keep();
	}

	/** Px below the top of the box. */
	#topOf(element: Element): number {
		return element.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
	}

	/** What is seen first: the turn, and of it the block. */
	#seen(): Anchor | null {
		const { top } = this.#box.getBoundingClientRect();
		let found: Element | null = firstTurnBelow(this.#content, top);
		while (found?.matches(HOLDS) && found.getBoundingClientRect().top < top) {
			const next = firstBelow(found.children, top);
			if (next === null) break;
			found = next;
		}
		return found === null ? null : { element: found, top: this.#topOf(found), scrollTop: this.#box.scrollTop };
	}

	#distance(): number {
		return this.#box.scrollHeight - this.#box.clientHeight - this.#box.scrollTop;
	}

	/** The smallest move up stops following at once. */
	#onWheel(event: WheelEvent): void {
		this.#meant();
		if (event.deltaY < 0 && this.#box.scrollHeight > this.#box.clientHeight) this.#set(false);
	}

	/** By Tab, or by a screen reader. What is clicked, what a menu gives back and what a rendering gives on is not scrolled to. */
	#onFocus(target: EventTarget | null): void {
		if (!isKeepingFocus() && !this.#pressed && !isIn(target, 'routoo-menu')) this.#meant();
	}

	/** Another model picked by Enter, or a box typed into, scrolls nothing; Tab does from anywhere. */
	#onKey({ key, target }: KeyboardEvent): void {
		if (key === 'Tab' || (SCROLLING.has(key) && !isIn(target, WORKS))) this.#meant();
	}

	/** What scrolls within the next moment is the user's doing. */
	#meant(): void {
		this.#meantUntil = performance.now() + MEANT_MS;
	}

	/**
	 * Content that grows, shrinks or is dropped at the top moves the position as well, and then the end is kept: only a move that the user
	 * made by wheel, key, finger or pointer starts or stops following.
	 */
	#onScroll(): void {
		const top = this.#box.scrollTop;
		const moved = top - this.#lastTop;
		this.#lastTop = top;
		const meant = this.#held || performance.now() <= this.#meantUntil;
		// Where the content became shorter the browser moves up, too, and stays at the end.
		if (meant && moved < -1 && this.#distance() > 1) this.#set(false);
		else if (meant && moved > 0 && this.#distance() <= NEAR_END_PX) this.#set(true);
		else if (this.#sticking && this.#distance() > 1) this.#keep();
		if (!this.#sticking) this.#anchor = this.#seen();
	}

	#keep(): void {
		if (this.#sticking) this.#box.scrollTop = this.#box.scrollHeight;
		else {
			this.#keepSeen();
			this.#changed(false);
		}
	}

	/** Where somebody has scrolled since, that counts; a browser itself does so where the content ends sooner than before. */
	#keepSeen(): void {
		const anchor = this.#anchor;
		const top = this.#box.scrollTop;
		const isOurs = top === anchor?.scrollTop || (anchor !== null && top < anchor.scrollTop && this.#distance() < 1);
		if (anchor?.element.isConnected && isOurs) {
			const moved = this.#topOf(anchor.element) - anchor.top;
			if (Math.abs(moved) >= 1) this.#box.scrollTop += moved;
		}
		this.#anchor = this.#seen();
	}

	#set(sticking: boolean): void {
		if (this.#sticking === sticking) return;
		this.#sticking = sticking;
		this.#anchor = sticking ? null : this.#seen();
		this.#changed(sticking);
	}
}

function isIn(target: EventTarget | null, selector: string): boolean {
	return target instanceof Element && target.closest(selector) !== null;
}
