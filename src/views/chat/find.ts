import type { Turn } from '../../protocol/chat.ts';
import { inFrames, notInFrames, timeLeft } from '../common/frames.ts';
import type { Query } from '../common/text-search.ts';
import { countIn } from './find-text.ts';

/** What a key press may take of the thread. */
const STEP_MS = 30;

/** A place that was found: the `nth` of its turn. */
export interface Found {
	readonly turn: number;
	readonly nth: number;
}

/** What is told of a search. */
export interface FindState {
	/** 1-based place of the current one; 0 where none is. */
	readonly at: number;
	readonly count: number;
	/** Turns are still being read. */
	readonly more: boolean;
}

/** A search over all turns, rendered or not, in slices that hold up no frame. */
export class Find {
	#query: Query = { text: '', matchCase: false };
	#turns: readonly Turn[] = [];
	#counts: number[] = [];
	#known: (Turn | undefined)[] = [];
	#next = 0;
	#current: Found | null = null;
	#wanted: 1 | -1 | null = null;
	readonly #changed: () => void;
	readonly #job = (): boolean => this.#countNext();

	/** `changed` is told whenever the counts are other ones. */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	get query(): Query {
		return this.#query;
	}

	get current(): Found | null {
		return this.#current;
	}

	/** A step that was asked for and is still to be made, when all turns are read. */
	get wanted(): 1 | -1 | null {
		return this.#wanted;
	}

	get state(): FindState {
		const count = this.#counts.reduce((sum, one) => sum + one, 0);
		const before = this.#current === null ? -1 : this.#counts.slice(0, this.#current.turn).reduce((sum, one) => sum + one, 0);
		return { at: this.#current === null ? 0 : before + this.#current.nth + 1, count, more: this.#next < this.#turns.length };
	}

	/** Looks for another text; the current place is kept where it still is one. */
	search(query: Query, turns: readonly Turn[]): void {
		this.#query = query;
		this.#counts = [];
		this.#known = [];
		this.#wanted = null;
		this.#read(turns);
	}

	/** Of the same turns nothing is read again: whoever is told of the counts may ask at once. Of others only those that changed. */
	update(turns: readonly Turn[]): void {
		if (turns !== this.#turns) this.#read(turns);
	}

	#read(turns: readonly Turn[]): void {
		this.#turns = turns;
		this.#next = 0;
		this.#counts.length = Math.min(this.#counts.length, turns.length);
		this.#known.length = Math.min(this.#known.length, turns.length);
		if (this.#query.text === '') this.stop();
		else if (turns.length > 0) inFrames(this.#job);
		this.#keepCurrent();
	}

	stop(): void {
		notInFrames(this.#job);
	}

	/** The next place in a direction, around the ends; null where there is none, or none yet: then `wanted` says so. */
	step(by: 1 | -1): Found | null {
		const { length } = this.#turns;
		const at = this.#current;
		const beside = at === null ? -1 : at.nth + by;
		if (at !== null && beside >= 0 && beside < this.#count(at.turn)) return this.#go({ turn: at.turn, nth: beside });
		return this.#walk(at === null ? (by === 1 ? 0 : length - 1) : at.turn + by, by);
	}

	/** Makes the first place at or behind a turn the current one, else the first of all. */
	from(turn: number): Found | null {
		return this.#walk(turn, 1);
	}

	#walk(start: number, by: 1 | -1): Found | null {
		const { length } = this.#turns;
		const began = performance.now();
		for (let step = 0; step < length; step += 1) {
			const turn = (((start + by * step) % length) + length) % length;
			// What is counted already takes no time, however busy the machine is.
			const known = this.#known[turn] === this.#turns[turn];
			const count = this.#count(turn);
			if (count > 0) return this.#go({ turn, nth: by === 1 ? 0 : count - 1 });
			if (!known && !timeLeft(began, STEP_MS)) {
				this.#wanted = by;
				return null;
			}
		}
		return this.#go(null);
	}

	#go(found: Found | null): Found | null {
		this.#wanted = null;
		this.#current = found;
		return found;
	}

	#count(index: number): number {
		const turn = this.#turns[index];
		if (turn === undefined || this.#query.text === '') return 0;
		if (this.#known[index] !== turn) {
			this.#known[index] = turn;
			this.#counts[index] = countIn(turn, this.#query);
		}
		return this.#counts[index]!;
	}

	#countNext(): boolean {
		while (this.#next < this.#turns.length && this.#known[this.#next] === this.#turns[this.#next]) this.#next += 1;
		this.#count(this.#next);
		const more = this.#next < this.#turns.length - 1;
		this.#next += 1;
		if (!more || this.#next % 50 === 0) this.#changed();
		return more;
	}

	#keepCurrent(): void {
		if (this.#current === null) return;
		const count = this.#counts[this.#current.turn];
		if (this.#current.turn >= this.#turns.length || (count !== undefined && this.#current.nth >= count)) this.#current = null;
	}
}
