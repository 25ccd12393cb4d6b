import type { ToolCallPart } from '../../../core/message/message.ts';
import { ObjectEnd } from './object-end.ts';
import { WholeText } from './whole-text.ts';
import { NO_ARGUMENTS } from './write.ts';

/** What is written of a call: `opens` in its first piece alone. */
export interface CallPiece {
	readonly index: number;
	readonly opens: { readonly id: string; readonly name: string } | null;
	readonly text: string;
}

interface Open {
	readonly id: string;
	readonly name: string;
	readonly index: number;
	readonly halves: WholeText;
	/** Arguments are an object: it is whole when that is closed. */
	readonly object: ObjectEnd;
	/** Arguments as they came. */
	text: string;
	/** What of them is not written. */
	pending: string;
	/** Nothing but blanks came. */
	blank: boolean;
	/** Its beginning is written. */
	opened: boolean;
	whole: boolean;
}

/**
 * Calls one behind the other, as OpenAI writes them: its own client takes a call for finished when the next one begins, and parses it. So
 * pieces of a later call wait while the arguments of the one before are no whole JSON yet; vendors that write one call after the other,
 * which is all but a few, lose no time.
 */
export class CallOrder {
	readonly #calls: Open[] = [];
	/** Those that are not whole, by id. */
	readonly #growing = new Map<string, Open>();
	/** The first that is not done. */
	#at = 0;

	delta(id: string, name: string, text: string): readonly CallPiece[] {
		const call = this.#open(id, name);
		add(call, call.halves.push(text));
		return this.#write(call);
	}

	whole(given: ToolCallPart): readonly CallPiece[] {
		const call = this.#open(given.id, given.name);
		// What was mended at its end cannot be taken back from a client that has the beginning.
		if (given.arguments.startsWith(call.text)) add(call, given.arguments.slice(call.text.length));
		else add(call, call.halves.flush());
		call.whole = true;
		this.#growing.delete(given.id);
		return this.#write(call);
	}

	/** Those of an answer that were never told of. */
	missing(calls: readonly ToolCallPart[]): readonly ToolCallPart[] {
		const told = this.#calls.filter(({ whole }) => whole).map(({ id }) => id);
		return calls.filter(({ id }) => {
			const at = told.indexOf(id);
			if (at >= 0) told.splice(at, 1);
			return at < 0;
		});
	}

	/** All that waits, at the end. */
	rest(): readonly CallPiece[] {
		for (const call of this.#calls.slice(this.#at)) {
			add(call, call.halves.flush());
			call.whole = true;
		}
		return this.#write(null);
	}

	#open(id: string, name: string): Open {
		const known = this.#growing.get(id);
		if (known !== undefined) return known;
		const empty = { text: '', pending: '', blank: true, opened: false, whole: false };
		const call: Open = { id, name, index: this.#calls.length, halves: new WholeText(), object: new ObjectEnd(), ...empty };
		this.#calls.push(call);
		this.#growing.set(id, call);
		return call;
	}

	/** @param touched the call that grew, which the next one may have been begun behind already */
	#write(touched: Open | null): readonly CallPiece[] {
		const pieces: CallPiece[] = [];
		if (touched !== null && touched.index < this.#at && touched.pending !== '') {
			// Blanks behind whole JSON mean nothing, and are not worth a step back.
			if (touched.pending.trim() !== '') pieces.push({ index: touched.index, opens: null, text: touched.pending });
			touched.pending = '';
		}
		for (let call = this.#calls[this.#at]; call !== undefined; call = this.#calls[this.#at]) {
			const done = call.whole || (this.#at + 1 < this.#calls.length && call.object.done);
			// Blank arguments are written when nothing can follow them any more.
			const text = !call.blank ? call.pending : done ? NO_ARGUMENTS : '';
			if (!call.opened || text !== '') {
				pieces.push({ index: call.index, opens: call.opened ? null : { id: call.id, name: call.name }, text });
			}
			call.opened = true;
			if (text !== '') call.pending = '';
			if (!done) break;
			this.#at++;
		}
		return pieces;
	}
}

function add(call: Open, text: string): void {
	call.text += text;
	call.pending += text;
	call.object.push(text);
	if (call.blank && text.trim() !== '') call.blank = false;
}
