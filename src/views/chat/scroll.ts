const NEAR_END_PX = 24;
/** A smooth scroll goes on for a moment after the key or the wheel. */
const MEANT_MS = 600;

/** Keeps a scrolling box at its end while content grows, until the user scrolls up. */
export class StickyScroll {
	readonly #box: HTMLElement;
	readonly #content: HTMLElement;
	readonly #changed: (sticking: boolean) => void;
	#sticking = true;
	#lastTop = 0;
	#meantUntil = 0;
	/** A pointer is down in the box. */
	#held = false;

	/** `changed` is told whenever following starts or stops. */
	constructor(box: HTMLElement, content: HTMLElement, changed: (sticking: boolean) => void) {
		this.#box = box;
		this.#content = content;
		this.#changed = changed;
		box.addEventListener('scroll', () => this.#onScroll(), { passive: true });
		box.addEventListener('wheel', (event) => this.#onWheel(event), { passive: true });
		for (const type of ['touchmove', 'keydown', 'focusin'] as const) {
			box.addEventListener(type, () => this.#meant(), { passive: true });
		}
		// The scroll bar belongs to the box; a selection that is drawn beyond the edge scrolls it too.
		box.addEventListener('pointerdown', () => {
			this.#held = true;
		});
		for (const type of ['pointerup', 'pointercancel'] as const) {
			window.addEventListener(type, () => {
				if (this.#held) this.#meant();
				this.#held = false;
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

	/** Restores a position measured from the end. */
	restore(fromEnd: number): void {
		if (fromEnd <= NEAR_END_PX) return;
		this.#set(false);
		this.#box.scrollTop = this.#box.scrollHeight - this.#box.clientHeight - fromEnd;
	}

	/** Runs `change`, which adds or drops content above or below, and keeps the turn that is seen where it is. */
	async anchored(change: () => Promise<unknown>): Promise<void> {
		this.hold();
		const top = this.#box.getBoundingClientRect().top;
		const anchor = [...this.#content.querySelectorAll('routoo-turn')].find((turn) => turn.getBoundingClientRect().bottom > top);
		const before = anchor?.getBoundingClientRect().top ?? 0;
		await change();
		if (anchor?.isConnected) this.#box.scrollTop += anchor.getBoundingClientRect().top - before;
	}

	#distance(): number {
		return this.#box.scrollHeight - this.#box.clientHeight - this.#box.scrollTop;
	}

	/** The smallest move up stops following at once. */
	#onWheel(event: WheelEvent): void {
		this.#meant();
		if (event.deltaY < 0 && this.#box.scrollHeight > this.#box.clientHeight) this.#set(false);
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
		if (meant && moved < -1) this.#set(false);
		else if (meant && moved > 0 && this.#distance() <= NEAR_END_PX) this.#set(true);
		else if (this.#sticking && this.#distance() > 1) this.#keep();
	}

	#keep(): void {
		if (this.#sticking) this.#box.scrollTop = this.#box.scrollHeight;
		else this.#changed(false);
	}

	#set(sticking: boolean): void {
		if (this.#sticking === sticking) return;
		this.#sticking = sticking;
		this.#changed(sticking);
	}
}
