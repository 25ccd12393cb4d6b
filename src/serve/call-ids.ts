import { randomBytes } from 'node:crypto';

/** What vendors and clients take as an id of a call. */
const USUAL = /^[\w.:-]{1,64}$/;

/**
 * Ids of calls as the client gets them: one means one call in the whole conversation, as clients pair results by them, and some servers
 * number the calls of each answer alike.
 */
export class CallIds {
	readonly #taken: Set<string>;
	/** Calls whose pieces come now, by their model's id. */
	readonly #open = new Map<string, string>();
	/** Whole calls by their model's id, in order. */
	readonly #given = new Map<string, string[]>();

	/** @param taken by calls of the conversation */
	constructor(taken: ReadonlySet<string>) {
		this.#taken = new Set(taken);
	}

	/** Of a call whose pieces come. */
	piece(id: string): string {
		const open = this.#open.get(id) ?? this.#free(id);
		this.#open.set(id, open);
		return open;
	}

	/** Of a call that is whole. */
	whole(id: string): string {
		const given = this.piece(id);
		this.#open.delete(id);
		this.#given.set(id, [...(this.#given.get(id) ?? []), given]);
		return given;
	}

	/** What the whole call with this id was given, the first one first; one that never came gets its id now. */
	taken(id: string): string {
		return this.#given.get(id)?.shift() ?? this.#open.get(id) ?? this.#free(id);
	}

	#free(id: string): string {
		const free = USUAL.test(id) && !this.#taken.has(id) ? id : `call_${randomBytes(12).toString('hex')}`;
		this.#taken.add(free);
		return free;
	}
}
