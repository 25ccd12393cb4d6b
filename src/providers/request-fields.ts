import { RoutooError } from '../core/base/errors.ts';
import { EVERY_EFFORT, type Lessons, type Place } from '../core/model/lessons.ts';
import { type Body, capped, type Refusal, refusalOf, without, withoutSchema, withReasoning } from './refused-fields.ts';
import { parseJson, type ServerWords } from './server-words.ts';

/** Times that one request is asked in another way. */
const MOST_TRIES = 5;

/**
 * Events of a request, which is asked again in another way while the server refuses a part of it and nothing has come.
 * @param ask sends it, as `fields` says at that moment
 */
export async function* untilTaken<T>(fields: RequestFields, ask: () => AsyncIterable<T>): AsyncGenerator<T> {
	for (;;) {
		let begun = false;
		try {
			for await (const event of ask()) {
				begun = true;
				yield event;
			}
			return;
		} catch (thrown) {
			if (!begun && fields.learn()) continue;
			if (RoutooError.is(thrown)) fields.tooLong(thrown.contextTokens);
			throw thrown;
		}
	}
}

/**
 * The fields of one request: how it goes out after what the server has refused before, and what it refuses now. A refused field is left out
 * or renamed, and the caller asks again in the same request; the next one of any window goes out so from the beginning.
 */
export class RequestFields {
	readonly #lessons: Lessons;
	readonly #place: Place;
	readonly #effort: string | null;
	#sent: Body = {};
	#refusal: Refusal | null = null;
	#tries = 0;
	/** Of this conversation alone: another has all of it. */
	#wantsReasoning = false;
	/** Of this request alone: another schema may be taken. */
	#refusesSchema = false;

	/** @param effort wire value that is asked for, null for none */
	constructor(lessons: Lessons, place: Place, effort: string | null) {
		this.#lessons = lessons;
		this.#place = place;
		this.#effort = effort;
	}

	/** What may be asked for: null where the server takes this effort not. */
	get effort(): string | null {
		if (this.#effort === null) return null;
		const { efforts } = this.#lessons.of(this.#place);
		return efforts.has(this.#effort) || efforts.has(EVERY_EFFORT) ? null : this.#effort;
	}

	/** The body as the server takes it, as far as is known. */
	apply(body: Body): Body {
		const { fields, maxOutputTokens } = this.#lessons.of(this.#place);
		let taken = body;
		for (const [name, instead] of fields) taken = without(taken, name, instead);
		if (this.#wantsReasoning) taken = withReasoning(taken);
		if (this.#refusesSchema) taken = withoutSchema(taken);
		this.#sent = maxOutputTokens === null ? taken : capped(taken, maxOutputTokens);
		this.#refusal = null;
		return this.#sent;
	}

	/** The same of JSON; unchanged byte for byte where nothing is to be changed. */
	applyTo(json: string): string {
		const body = parseJson(json);
		if (typeof body !== 'object' || body === null || Array.isArray(body)) return json;
		const taken = this.apply(body as Body);
		return taken === body ? json : JSON.stringify(taken);
	}

	/** What the words of a failure refuse of the request that was sent last. */
	hear(words: ServerWords): Refusal | null {
		this.#refusal = refusalOf(words, this.#sent, this.effort);
		return this.#refusal;
	}

	/** After a failure: remembers what was refused. True where asking again is another request. */
	learn(): boolean {
		const refusal = this.#refusal;
		this.#refusal = null;
		this.#tries += 1;
		if (refusal === null || this.#tries >= MOST_TRIES) return false;
		switch (refusal.kind) {
			case 'effort':
				if (this.#effort === null) return false;
				this.#lessons.refuseEffort(this.#place, refusal.every ? EVERY_EFFORT : this.#effort);
				return true;
			case 'output':
				if (capped(this.#sent, refusal.most) === this.#sent) return false;
				this.#lessons.answersAtMost(this.#place, refusal.most);
				return true;
			case 'reasoning':
				if (withReasoning(this.#sent) === this.#sent) return false;
				this.#wantsReasoning = true;
				return true;
			case 'schema':
				if (withoutSchema(this.#sent) === this.#sent) return false;
				this.#refusesSchema = true;
				return true;
			case 'field': {
				// There and back again: the server takes neither name.
				const { fields } = this.#lessons.of(this.#place);
				if (refusal.instead !== null && fields.has(refusal.instead)) return false;
				if (without(this.#sent, refusal.name, refusal.instead) === this.#sent) return false;
				this.#lessons.refuseField(this.#place, refusal.name, refusal.instead);
				return true;
			}
		}
	}

	/** A request was too long: remembers the size that the server named. */
	tooLong(contextTokens: number | null): void {
		if (contextTokens !== null) this.#lessons.readsAtMost(this.#place, contextTokens);
	}
}
