import { randomUUID } from 'node:crypto';
import { argumentsObject } from '../../core/message/message.ts';
import { asFields } from '../types.ts';
import { type AnswerEvent, asArguments, asId, asText, thoughtPart } from './answer-reader.ts';
import type { ToolNames } from './tool-names.ts';

interface Call {
	readonly index: number | null;
	id: string;
	/** Whether the server gave the id. */
	readonly named: boolean;
	name: string;
	text: string;
	/** The last piece of the arguments, and whether each began with all before it. */
	last: string;
	grows: boolean;
	/** Characters of the arguments that were given out. */
	shown: number;
	signature: string | null;
}

/**
 * Calls of chat completions, which come in pieces and in whatever numbering: by `index`, by id, by both, or by neither. The wire does not
 * say where one ends, so that they are whole with the end of the answer alone.
 */
export class WireCalls {
	readonly #names: ToolNames;
	readonly #origin: string;
	readonly #calls: Call[] = [];

	constructor(names: ToolNames, origin: string) {
		this.#names = names;
		this.#origin = origin;
	}

	get any(): boolean {
		return this.#calls.length > 0;
	}

	/** `tool_calls` of a delta: a list, or one call. */
	add(pieces: unknown): readonly AnswerEvent[] {
		const list = Array.isArray(pieces) ? pieces : [pieces];
		return list.flatMap((piece) => (typeof piece === 'object' && piece !== null ? this.#piece(asFields(piece)) : []));
	}

	/** All of them, each behind its signature: Gemini wants that of a call back with it, and it travels as reasoning with the call's id. */
	whole(): readonly AnswerEvent[] {
		return this.#calls.flatMap((called): AnswerEvent[] => {
			const { id, name, signature } = called;
			if (name === '') return [];
			const text = argumentsOf(called);
			const call: AnswerEvent = { type: 'toolCall', call: { type: 'toolCall', id, name: this.#names.fromWire(name), arguments: text } };
			return signature === null ? [call] : [thoughtPart(this.#origin, { signature, id }), call];
		});
	}

	#piece(piece: ReturnType<typeof asFields>): readonly AnswerEvent[] {
		const outer = asFields(piece.function);
		const name = (asText(outer.name) || asText(piece.name)).trim();
		const text = asArguments(outer.arguments ?? piece.arguments);
		const call = this.#find(index(piece.index), asId(piece.id), name, text);
		if (call === null) return [];
		if (call.name === '') call.name = name;
		call.text += text;
		if (text !== '') {
			call.grows &&= text.startsWith(call.last);
			call.last = text;
		}
		const signature = asFields(asFields(piece.extra_content).google).thought_signature;
		if (typeof signature === 'string') call.signature = signature;
		// The name may come behind the first arguments.
		const fresh = call.name === '' ? '' : call.text.slice(call.shown);
		call.shown += fresh.length;
		return fresh === '' ? [] : [{ type: 'toolCallDelta', id: call.id, name: this.#names.fromWire(call.name), text: fresh }];
	}

	/** Whether a name that came in part goes on, or is repeated as far as it is known: no tool has the first part as its name. */
	#namesOn(call: Call, name: string): boolean {
		if (call.text !== '' || this.#names.offers(call.name)) return false;
		const whole = [name.startsWith(call.name) ? name : '', call.name + name].find((one) => this.#names.offers(one));
		if (whole !== undefined) call.name = whole;
		return whole !== undefined;
	}

	/** The call that a piece belongs to; a new one where it begins one. */
	#find(at: number | null, id: string, name: string, text: string): Call | null {
		const same = this.#calls.filter((call) => (at === null ? id === '' || call.id === id : call.index === at));
		const last = same.findLast((call) => id === '' || !call.named || call.id === id) ?? null;
		if (last !== null && (!begins(last, id, name, text) || this.#namesOn(last, name))) return last;
		const before = this.#calls.at(-1);
		if (at !== null && name === '' && id === '' && same.length === 0 && before?.index === null) return before;
		// Pieces behind one number, each with an id of its own, go on with the newest call where nothing begins.
		if (last === null && name === '' && same.length > 0) return same.at(-1) ?? null;
		if (name === '' && id === '' && text === '') return null;
		const call: Call = { index: at, id, named: id !== '', name: '', text: '', last: '', grows: true, shown: 0, signature: null };
		if (id === '') call.id = `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
		this.#calls.push(call);
		return call;
	}
}

/**
 * Two servers' oddities, where the text is no JSON as it came: each piece repeats all before it, or an empty object stands before the true
 * one.
 */
function argumentsOf({ text, last, grows }: Call): string {
	if (argumentsObject(text).exact) return text;
	const behind = text.startsWith('{}') ? text.slice(2) : '';
	return [grows ? last : '', behind].find((other) => argumentsObject(other).exact) ?? text;
}

/** Whether a piece with the number and id of a call begins another one all the same: some servers give all calls the same. */
function begins(call: Call, id: string, name: string, text: string): boolean {
	if (name === '') return false;
	if (call.name !== '' && name !== call.name) return true;
	return text.trimStart().startsWith('{') && argumentsObject(call.text).exact && (id === '' || id === call.id);
}

function index(value: unknown): number | null {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isInteger(number) ? number : null;
}
