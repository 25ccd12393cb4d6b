const NEAR_END_PX = 24;

/** Keeps a scrolling box at its end while content grows, until the user scrolls up. */
export class StickyScroll {
	readonly #box: HTMLElement;
	readonly #changed: (sticking: boolean) => void;
	#sticking = true;
	#lastTop = 0;

	/** `changed` is told whenever following starts or stops. */
	constructor(box: HTMLElement, content: HTMLElement, changed: (sticking: boolean) => void) {
		this.#box = box;
		this.#changed = changed;
		box.addEventListener('scroll', () => this.#onScroll(), { passive: true });
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

	/** Runs `change`, which adds content above, and keeps what is seen where it is. */
	async anchored(change: () => Promise<unknown>): Promise<void> {
		const distance = this.#distance();
		this.hold();
		await change();
		this.#box.scrollTop = this.#box.scrollHeight - this.#box.clientHeight - distance;
	}

	#distance(): number {
		return this.#box.scrollHeight - this.#box.clientHeight - this.#box.scrollTop;
	}

	#onScroll(): void {
		const top = this.#box.scrollTop;
		// Growing content also raises the distance: only a move upwards is the user's.
		if (this.#distance() <= NEAR_END_PX) this.#set(true);
		else if (top < this.#lastTop - 1) this.#set(false);
		this.#lastTop = top;
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
