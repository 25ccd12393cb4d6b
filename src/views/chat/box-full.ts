/** Holds back what is rendered until there is a box full of it: turns that come one by one would be pushed about before one's eyes. */
export class BoxFull {
	readonly #changed: () => void;
	/** Heights of the box; 0: nothing is held back. */
	#wanted = 0;
	#waiting: (() => void)[] = [];

	/** `changed` is told when what was held back is to be shown. */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	get isFilling(): boolean {
		return this.#wanted > 0;
	}

	/** @param heights how much is wanted, in heights of the box */
	begin(heights: number): void {
		this.end();
		this.#wanted = heights;
	}

	/** Shows what there is. */
	end(): void {
		if (!this.isFilling) return;
		this.#wanted = 0;
		this.#changed();
		for (const tell of this.#waiting.splice(0)) tell();
	}

	/** When it is shown. */
	shown(): Promise<void> {
		return this.isFilling ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
	}

	/** Whether what lies between the first and the last element is enough. @param ends none: there is nothing yet */
	isReached(ends: readonly Element[], box: Element): boolean {
		const [first, last] = ends.map((element) => element.getBoundingClientRect());
		const height = first === undefined || last === undefined ? 0 : last.bottom - first.top;
		return height >= this.#wanted * box.clientHeight;
	}
}
