import { createHash, randomUUID } from 'node:crypto';
import { Emitter } from '../../core/base/emitter.ts';
import type { Message, Part } from '../../core/message/message.ts';
import { saysRoutoo } from '../../core/model/names.ts';

/** Our vendor, and the version of all our models. */
export const ROUTOO = 'routoo';

/** What is known of a model before it is asked. */
interface Listed {
	readonly vendor: string;
	readonly id: string;
	readonly family: string;
	readonly version: string;
	readonly name: string;
}

/** Option of a request that says which of ours it is. VS Code itself hands such names with an underscore to every model. */
const MARK = '_routooRequest';
/** VS Code's own chat asks for a person, who may say the same twice. */
const CHAT = new Set(['core', 'github.copilot-chat']);
/** So many requests to one extension's models are open while it asks us: each of them was the answer to the one before. */
const NESTED = 6;
/** Shorter texts are compared whole. */
const MIN_CONTAINED = 24;

interface Flight {
	readonly wireModel: string;
	readonly asked: string;
}

/** A request as it reached our own model provider. */
export interface Arrived {
	readonly options: Readonly<Record<string, unknown>>;
	/** Id of the extension that asks; '' where unknown. */
	readonly initiator: string;
	readonly messages: readonly Message[];
}

/**
 * Keeps Routoo from asking itself. Its own models are told by their names, also where another extension lists them again; one that hides it
 * is found out when a request of ours comes back while it is still in flight, by its mark or by what it asks, and is left out from then on.
 * Texts are kept as long as the request is in flight.
 */
export class OwnModels {
	/** Vendors whose models an extension offers. */
	readonly #vendorsOf: (extension: string) => readonly string[];
	readonly #flights = new Map<string, Flight>();
	readonly #leadingBack = new Set<string>();
	/** One was found out: the list of models is another. */
	readonly found = new Emitter();

	constructor(vendorsOf: (extension: string) => readonly string[]) {
		this.#vendorsOf = vendorsOf;
	}

	/** @param wireModel vendor/id */
	leadsBack(wireModel: string): boolean {
		return this.#leadingBack.has(wireModel);
	}

	isOwn(model: Listed): boolean {
		const { vendor, id, family, version, name } = model;
		return (
			vendor === ROUTOO || family === ROUTOO || version === ROUTOO || saysRoutoo(id, family, name) || this.leadsBack(`${vendor}/${id}`)
		);
	}

	/** A request to a model of VS Code begins: the options that mark it, and what is called when it has ended. */
	begin(wireModel: string, messages: readonly Message[]): { readonly options: Record<string, string>; end(): void } {
		const mark = randomUUID();
		this.#flights.set(mark, { wireModel, asked: lastAsked(messages) });
		return { options: { [MARK]: mark }, end: () => void this.#flights.delete(mark) };
	}

	/** The model (vendor/id) whose request this is, come back to us; null for a request of somebody else's. */
	cameBack({ options, initiator, messages }: Arrived): string | null {
		const mark = options[MARK];
		const flight = (typeof mark === 'string' && this.#flights.get(mark)) || this.#sameQuestion(initiator, messages);
		if (!flight) return null;
		if (!this.#leadingBack.has(flight.wireModel)) {
			this.#leadingBack.add(flight.wireModel);
			this.found.emit();
		}
		return flight.wireModel;
	}

	/** Asked by the extension behind the model that is in flight: others may ask the same at the same time. */
	#sameQuestion(initiator: string, messages: readonly Message[]): Flight | null {
		if (CHAT.has(initiator.toLowerCase()) || this.#flights.size === 0) return null;
		const vendors = this.#vendorsOf(initiator);
		const flights = [...this.#flights.values()].filter(({ wireModel }) => vendors.includes(wireModel.slice(0, wireModel.indexOf('/'))));
		if (flights.length === 0) return null;
		if (flights.length >= NESTED) return flights.at(-1) ?? null;
		const asked = messages.filter(({ role }) => role === 'user' || role === 'tool').map((message) => textOf([message]));
		for (const flight of flights) {
			const same = asked.some((text) => text === flight.asked || (flight.asked.length >= MIN_CONTAINED && text.includes(flight.asked)));
			if (flight.asked !== '' && same) return flight;
		}
		return null;
	}
}

/** Of the message that is to be answered. */
function lastAsked(messages: readonly Message[]): string {
	return textOf(messages.filter(({ role }) => role === 'user' || role === 'tool').slice(-1));
}

/** Words and images of messages, white space evened. */
function textOf(messages: readonly Message[]): string {
	const parts = messages.flatMap((message): readonly Part[] => {
		return message.role === 'tool' ? message.parts.flatMap(({ content }) => content) : message.parts;
	});
	return parts
		.map((part) => (part.type === 'text' ? part.text : part.type === 'image' ? createHash('sha256').update(part.data).digest('hex') : ''))
		.join(' ')
		.replace(/\s+/g, ' ')
		.trim();
}
