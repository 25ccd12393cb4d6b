/**
 * One event and those who listen to it, in the order in which they came. Parts that need each other are joined by events after all of them
 * are made.
 */
export class Emitter<T = void> {
	readonly #listeners = new Set<(value: T) => void>();

	/** Returns the function that takes the listener away. */
	on(listener: (value: T) => void): () => void {
		// Its own function each time: one that listens twice is called twice.
		const own = (value: T): void => listener(value);
		this.#listeners.add(own);
		return () => void this.#listeners.delete(own);
	}

	emit(value: T): void {
		for (const listener of [...this.#listeners]) listener(value);
	}

	clear(): void {
		this.#listeners.clear();
	}
}
