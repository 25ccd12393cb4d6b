const DELAY_MS = 120;

/** Tells the host what is typed, a moment after the last key: it saves the draft and previews the decision. */
export class DraftTimer {
	readonly #save: (text: string) => void;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(save: (text: string) => void) {
		this.#save = save;
	}

	/** `text` null: there is nothing that the host could take. */
	typed(text: string | null): void {
		this.cancel();
		if (text !== null) this.#timer = setTimeout(() => this.#save(text), DELAY_MS);
	}

	cancel(): void {
		clearTimeout(this.#timer);
	}
}
