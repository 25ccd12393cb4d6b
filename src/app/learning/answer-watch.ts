import type { Clock, Timers } from '../../core/base/time.ts';
import { CheckBook } from '../../core/learning/checks.ts';
import type { EvidenceKind } from '../../core/learning/evidence.ts';
import { EDIT_KEPT_AFTER_MS, KEPT_SHARE, keptShare } from '../../core/learning/kept.ts';
import type { AnswerLearning } from './answers.ts';
import { checkName, colourOf } from './check-commands.ts';

/** Code of an answer that went into a file. */
export interface PlacedCode {
	/** Of the answer. */
	readonly requestId: string;
	readonly how: 'inserted' | 'applied';
	/** What came into the file; held until it has been looked for, and never kept. */
	readonly text: string;
}

export interface AnswerWatchOptions {
	readonly learning: Pick<AnswerLearning, 'noted' | 'takenBack'>;
	readonly clock: Clock;
	readonly timers: Timers;
	/** Lines around the placed text as they are now; null where that is not known. Asked once a text. */
	readonly lines: (requestId: string) => readonly string[] | null;
}

/** What a window sees of its answers: how they are used, whether their code stays, and what tests say of it. */
export class AnswerWatch {
	readonly #options: AnswerWatchOptions;
	readonly #checks = new CheckBook();
	readonly #placed = new Map<string, { readonly text: string; readonly stop: () => void }>();

	constructor(options: AnswerWatchOptions) {
		this.#options = options;
	}

	/** Null: the user takes the verdict back. */
	thumb(requestId: string, value: 'good' | 'bad' | null): void {
		if (value === null) this.#options.learning.takenBack(requestId, 'thumb');
		else this.#noted(requestId, value === 'good' ? 'thumbUp' : 'thumbDown');
	}

	copied(requestId: string): void {
		this.#noted(requestId, 'copied');
	}

	/** Another model is asked the same. */
	again(requestId: string, kind: 'againStronger' | 'againSame'): void {
		this.#noted(requestId, kind);
	}

	placed({ requestId, how, text }: PlacedCode): void {
		const { clock, timers } = this.#options;
		this.#noted(requestId, how);
		this.#checks.applied(requestId, clock.now());
		this.#placed.get(requestId)?.stop();
		this.#placed.delete(requestId);
		// Where lines only went, nothing can be looked for.
		if (text.trim() === '') return;
		this.#placed.set(requestId, { text, stop: timers.after(EDIT_KEPT_AFTER_MS, () => this.left(requestId)) });
	}

	/** Two minutes are over, or the file is being closed and so as its author left it. */
	left(requestId: string): void {
		const placed = this.#placed.get(requestId);
		if (placed === undefined) return;
		placed.stop();
		this.#placed.delete(requestId);
		const lines = this.#options.lines(requestId);
		if (lines !== null) this.#noted(requestId, keptShare(placed.text, lines) >= KEPT_SHARE ? 'editKept' : 'editUndone');
	}

	/** The user looked at a proposed change and does not want it. */
	discarded(requestId: string): void {
		this.#noted(requestId, 'editUndone');
	}

	/** A command of the terminal ended. */
	commandEnded(command: string, exitCode: number | undefined): void {
		this.#ended(checkName(command), exitCode);
	}

	/** A task of the editor ended that tests or builds. @param name tells it from others; not kept */
	taskEnded(name: string, exitCode: number | undefined): void {
		this.#ended(`task ${name}`, exitCode);
	}

	dispose(): void {
		for (const { stop } of this.#placed.values()) stop();
		this.#placed.clear();
	}

	#ended(check: string | null, exitCode: number | undefined): void {
		const colour = colourOf(exitCode);
		if (check === null || colour === null) return;
		const turned = this.#checks.ended(check, colour, this.#options.clock.now());
		for (const requestId of turned?.requestIds ?? []) this.#noted(requestId, turned!.kind, 1 / turned!.requestIds.length);
	}

	#noted(requestId: string, kind: EvidenceKind, weight?: number): void {
		void this.#options.learning.noted(requestId, kind, weight);
	}
}
