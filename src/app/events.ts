import { Emitter } from '../core/base/emitter.ts';
import { type RoutooError, shownError } from '../core/base/errors.ts';
import type { CompletionGate } from '../core/completion/engine-types.ts';
import type { Purpose } from '../core/money/ledger.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import type { ChatState } from '../protocol/chat-state.ts';
import type { BudgetSnapshot } from './budget/service.ts';
import { helpWith, type NoticeOptions } from './chat/notices.ts';

/** What happens in the product. Made before its parts: those that tell hold an emitter, those that listen are added when all are there. */
export interface AppEvents {
	/** The list of models, or what may be used of it. */
	readonly models: Emitter;
	readonly budget: Emitter<BudgetSnapshot>;
	/** A decision was made for a message, a step of a run, an edit or a commit message; null where none is shown any more. */
	readonly routed: Emitter<RoutingLine | null>;
	/** The decision of every request through the gateway, before its first token; again where another model takes over. */
	readonly decided: Emitter<Decided>;
	/** State of completions in the active file. */
	readonly completions: Emitter<CompletionGate>;
	/** Something was learned of models from what became of answers. */
	readonly learned: Emitter;
}

/** What a request was for, and what was decided. */
export interface Decided {
	readonly purpose: Purpose;
	readonly line: RoutingLine;
}

export function appEvents(): AppEvents {
	return {
		...{ models: new Emitter(), budget: new Emitter(), routed: new Emitter() },
		...{ decided: new Emitter(), completions: new Emitter(), learned: new Emitter() },
	};
}

/** One or two sentences for the user; where they are shown is the listener's affair. */
export interface Told {
	readonly level: ChatState['notices'][number]['level'];
	readonly text: string;
	readonly options: NoticeOptions;
}

/** What the user should know, from any part. What is told before anyone listens waits for the first listener. */
export class NoticeHub {
	readonly #log: (line: string) => void;
	readonly #told = new Emitter<Told>();
	readonly #withdrawn = new Emitter<string>();
	#waiting: Told[] | null = [];

	/** @param log warnings; never receives prompt or answer text */
	constructor(log: (line: string) => void) {
		this.#log = log;
	}

	tell(level: Told['level'], text: string, options: NoticeOptions = {}): void {
		const told = { level, text, options };
		if (this.#waiting === null) this.#told.emit(told);
		else this.#waiting.push(told);
	}

	/** The cause of what was told under this subject is gone. */
	withdraw(subject: string): void {
		if (this.#waiting !== null) this.#waiting = this.#waiting.filter(({ options }) => options.subject !== subject);
		this.#withdrawn.emit(subject);
	}

	onWithdrawn(listener: (subject: string) => void): () => void {
		return this.#withdrawn.on(listener);
	}

	/** Something is wrong, and goes on without it. */
	warn(error: RoutooError): void {
		this.#log(`${error.kind}: ${error.message}`);
		const { message, nextStep, action } = shownError(error);
		this.tell('warning', `${message} ${nextStep}`, { actions: helpWith(action) });
	}

	on(listener: (told: Told) => void): () => void {
		const off = this.#told.on(listener);
		const waiting = this.#waiting ?? [];
		this.#waiting = null;
		for (const told of waiting) listener(told);
		return off;
	}
}
