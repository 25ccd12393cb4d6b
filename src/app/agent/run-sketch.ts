import { endedAs } from '../../core/agent/run.ts';
import type { Run } from '../../core/agent/types.ts';
import type { ToolResultPart } from '../../core/message/message.ts';
import { beganSub, copyOf, type LiveRun, newLive, newThread, takenBack } from './live-run.ts';
import type { RunBook } from './run-book.ts';

/** What the decision about a step asks and changes of the runs. */
export type StepBook = Pick<RunBook, 'known' | 'find' | 'before' | 'begin' | 'beginSub' | 'thread' | 'update' | 'goesOn' | 'returned'>;

/** The runs for a decision alone: what it would change is changed in copies, and the book stays as it is. */
export class RunSketch implements StepBook {
	readonly #book: Pick<RunBook, 'seen' | 'peek' | 'before' | 'thread'>;
	readonly #now: () => number;

	constructor(book: Pick<RunBook, 'seen' | 'peek' | 'before' | 'thread'>, now: () => number) {
		this.#book = book;
		this.#now = now;
	}

	known(): ReturnType<RunBook['known']> {
		return this.#book.seen();
	}

	find(runId: string): LiveRun | null {
		const found = this.#book.peek(runId);
		if (found === null) return null;
		// One that has waited too long has ended, and with it what it waited for.
		const ended = this.#book.seen().threads.some((thread) => thread.runId === runId && thread.state === 'cancelled');
		return { ...copyOf(found), ...(ended ? { state: 'cancelled', outstanding: [] } : {}) };
	}

	before(runId: string, key: string): Run | null {
		return this.#book.before(runId, key);
	}

	begin(id: string, key: string, task: string): ReturnType<RunBook['begin']> {
		const thread = newThread(null, key, task);
		return { live: newLive(id, [thread], null), thread };
	}

	beginSub(live: LiveRun, call: string, key: string, task: string): ReturnType<RunBook['beginSub']> {
		return beganSub(live, call, key, task);
	}

	thread(live: LiveRun, subAgent: string | null): ReturnType<RunBook['thread']> {
		return this.#book.thread(live, subAgent);
	}

	update(live: LiveRun, run: Run): void {
		live.run = run;
		live.state = run.state;
	}

	goesOn(live: LiveRun): void {
		if (live.run !== null) this.update(live, endedAs(live.run, 'running', this.#now()));
	}

	returned(live: LiveRun, results: readonly ToolResultPart[]): void {
		takenBack(live, results);
	}
}
