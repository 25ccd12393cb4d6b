import type { Turn } from '../../protocol/chat.ts';
import { inFrames, notInFrames, timeLeft } from '../common/frames.ts';
import type { Query } from '../common/text-search.ts';
import { countIn, readSome } from './find-text.ts';

/** What a key press may take of the thread. */
const STEP_MS = 10;

/** A place that was found: the `nth` of its turn. */
export interface Found {
	readonly turn: number;
	readonly nth: number;
}

/** A step that takes longer than a key press may: the turn that is looked at next, and how many are left. */
interface Walk {
	readonly by: 1 | -1;
	readonly at: number;
	readonly left: number;
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
	#walk: Walk | null = null;
	readonly #changed: () => void;
	readonly #job = (): boolean => this.#countNext();

	/** `changed` is told whenever the counts are other ones, and when a step that was on its way may be made. */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	get query(): Query {
		return this.#query;
	}

	get current(): Found | null {
		return this.#current;
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
		this.#walk = null;
		this.#read(turns);
	}

	/** Of the same turns nothing is read again: whoever is told of the counts may ask at once. Of others only those that changed. */
	update(turns: readonly Turn[]): void {
		if (turns !== this.#turns) this.#read(turns);
	}

	#read(turns: readonly Turn[]): void {
		this.#turns = turns;
		this.#next = 0;
		if (this.#walk !== null) this.#walk = { ...this.#walk, left: turns.length };
		this.#counts.length = Math.min(this.#counts.length, turns.length);
		this.#known.length = Math.min(this.#known.length, turns.length);
		if (this.#query.text === '') this.stop();
		else if (turns.length > 0) inFrames(this.#job);
		this.#keepCurrent();
	}

	stop(): void {
		notInFrames(this.#job);
	}

	/** The next place in a direction, around the ends; null where there is none, or none yet: then `goOn` gives it. */
	step(by: 1 | -1): Found | null {
		const { length } = this.#turns;
		const at = this.#current;
		const beside = at === null ? -1 : at.nth + by;
		if (at !== null && beside >= 0 && beside < this.#count(at.turn)) return this.#go({ turn: at.turn, nth: beside });
		return this.#seek({ by, at: at === null ? (by === 1 ? 0 : length - 1) : at.turn + by, left: length }) ?? null;
	}

	/** Makes the first place at or behind a turn the current one, else the first of all. */
	from(turn: number): Found | null {
		return this.#seek({ by: 1, at: turn, left: this.#turns.length }) ?? null;
	}

	/** The place that a step was looking for; undefined where none is, or as long as it is not found. */
	goOn(): Found | null | undefined {
		return this.#walk === null ? undefined : this.#seek(this.#walk);
	}

	#seek({ by, at, left }: Walk): Found | null | undefined {
		const began = performance.now();
		for (let step = 0; step < left; step += 1) {
			const turn = this.#around(at + by * step);
			// What is read already takes no time, however busy the machine is.
			const known = this.#isKnown(turn);
			while (!this.#isKnown(turn) && this.#readSome(turn)) {
				if (!timeLeft(began, STEP_MS)) return this.#wait({ by, at: turn, left: left - step });
			}
			const count = this.#count(turn);
			if (count > 0) return this.#go({ turn, nth: by === 1 ? 0 : count - 1 });
			if (!known && !timeLeft(began, STEP_MS)) return this.#wait({ by, at: turn + by, left: left - step - 1 });
		}
		return this.#go(null);
	}

	#wait(walk: Walk): undefined {
		this.#walk = walk;
	}

	#around(index: number): number {
		const { length } = this.#turns;
		return ((index % length) + length) % length;
	}

	#isKnown(index: number): boolean {
		return this.#known[index] === this.#turns[index];
	}

	/** False when the turn is read, and counted. */
	#readSome(index: number): boolean {
		if (readSome(this.#turns[index]!)) return true;
		this.#count(index);
		return false;
	}

	#go(found: Found | null): Found | null {
		this.#walk = null;
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

	/** First where a step looks for its place, then from the beginning on; a block at a time. */
	#countNext(): boolean {
		if (this.#walk !== null && this.#walkOn(this.#walk)) return true;
		while (this.#next < this.#turns.length && this.#isKnown(this.#next)) this.#next += 1;
		if (this.#next < this.#turns.length) {
			if (this.#readSome(this.#next)) return true;
			this.#next += 1;
		}
		const more = this.#next < this.#turns.length;
		if (!more || this.#next % 50 === 0) this.#changed();
		return more;
	}

	/** Whether there was something to be read. */
	#walkOn({ by, at, left }: Walk): boolean {
		let turn = this.#around(at);
		let done = 0;
		while (done < left && this.#isKnown(turn) && this.#count(turn) === 0) {
			done += 1;
			turn = this.#around(at + by * done);
		}
		this.#walk = { by, at: turn, left: left - done };
		if (done < left && !this.#isKnown(turn)) {
			this.#readSome(turn);
			return true;
		}
		// It is found, or nowhere.
		this.#changed();
		return false;
	}

	#keepCurrent(): void {
		if (this.#current === null) return;
		const count = this.#counts[this.#current.turn];
		if (this.#current.turn >= this.#turns.length || (count !== undefined && this.#current.nth >= count)) this.#current = null;
	}
}
