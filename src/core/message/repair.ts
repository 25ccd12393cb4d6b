import type { AnswerPart, Message, Part, ToolCallPart, ToolResultPart } from './message.ts';

/** What a wire can take. */
export interface WireRules {
	/** `model` of the reasoning that is sent back; all other reasoning is left out. */
	readonly origin: string;
	/** Ids of calls that the vendor takes; others are replaced by short ones. Null: any. */
	readonly callId: RegExp | null;
	/** Mistral's models refuse a message of the user right behind results: a word of the assistant goes between. */
	readonly answersResults: boolean;
	/** Anthropic refuses text without a visible character, and a conversation that the assistant begins. */
	readonly wordsOnly: boolean;
}

export interface Repaired {
	readonly messages: readonly Message[];
	readonly stableMessages: number;
}

/** What the model reads of a call that was not run. */
export const NOT_RUN = 'Not run: stopped.';
const STOPPED: Message = { role: 'assistant', parts: [{ type: 'text', text: 'Stopped.' }] };
/** Stands for a blank message of the user, and for one that is missing, where there must be one. */
const NO_TEXT: Message = { role: 'user', parts: [{ type: 'text', text: '(no text)' }] };

/**
 * Messages that every vendor takes. Each call is answered once, in one message right behind the calls and in their order; a call without a
 * result (the user stopped) gets a short error as its result, a result without a call goes. Ids of calls are unique. Reasoning of another
 * model, empty text beside other parts and messages without any part are left out. The same messages always give the same, and one more
 * message at the end changes nothing before it: vendors' prompt caches hit.
 */
export function repairMessages(messages: readonly Message[], stableMessages: number, rules: WireRules): Repaired {
	const ids = new CallIds(rules.callId);
	const out: Message[] = [];
	let stable = 0;
	for (let at = 0; at < messages.length; ) {
		const message = messages[at] as Message;
		at++;
		// A result that no call before it asked for.
		if (message.role !== 'tool') {
			const parts = sendableParts(message, rules);
			const calls = parts.filter((part) => part.type === 'toolCall');
			if (rules.wordsOnly && message.role === 'assistant' && parts.length > 0 && out.every(({ role }) => role === 'system'))
				out.push(NO_TEXT);
			if (rules.answersResults && message.role === 'user' && out.at(-1)?.role === 'tool') out.push(STOPPED);
			if (parts.length > 0 && calls.length === 0) out.push({ role: message.role, parts } as Message);
			if (calls.length > 0) {
				const results: ToolResultPart[] = [];
				for (let next = messages[at]; next?.role === 'tool'; next = messages[++at]) results.push(...next.parts);
				out.push(...answered(parts as readonly AnswerPart[], results, ids));
			}
		}
		if (at <= stableMessages) stable = out.length;
	}
	return { messages: out, stableMessages: stable };
}

function sendableParts(message: Message, { origin, wordsOnly }: WireRules): readonly Part[] {
	const parts = (message.parts as readonly Part[]).filter((part) => part.type !== 'reasoning' || part.model === origin);
	// A request of text alone goes out as it is.
	if (!wordsOnly && parts.every((part) => part.type === 'text')) return parts;
	const filled = parts.filter((part) => part.type !== 'text' || part.text.trim() !== '');
	// The user's message stays, so that a conversation that ends with it does not end with the assistant.
	return message.role === 'user' && filled.length === 0 && parts.length > 0 ? NO_TEXT.parts : filled;
}

/** The assistant's message and the message with a result for each of its calls. */
function answered(parts: readonly AnswerPart[], results: readonly ToolResultPart[], ids: CallIds): readonly [Message, Message] {
	const replies: ToolResultPart[] = [];
	const left = [...results];
	const renamed = new Map<string, string>();
	const sent = parts.map((part): AnswerPart => {
		if (part.type !== 'toolCall') return part;
		const at = left.findIndex((result) => result.callId === part.id);
		const result = at < 0 ? notRun(part) : (left.splice(at, 1)[0] as ToolResultPart);
		const id = ids.next(part.id);
		replies.push({ ...result, callId: id });
		if (id === part.id) return part;
		renamed.set(part.id, id);
		return { ...part, id };
	});
	// Gemini's signature of a call has the call's id.
	const signed = sent.map((part) => {
		const id = part.type === 'reasoning' && part.id !== null ? renamed.get(part.id) : undefined;
		return id === undefined ? part : ({ ...part, id } as AnswerPart);
	});
	return [
		{ role: 'assistant', parts: signed },
		{ role: 'tool', parts: replies },
	];
}

function notRun({ id, name }: ToolCallPart): ToolResultPart {
	return { type: 'toolResult', callId: id, name, content: [{ type: 'text', text: NOT_RUN }], isError: true };
}

/** Some servers number the calls of each answer from 0, and some vendors refuse an id that comes twice or in another vendor's form. */
class CallIds {
	readonly #used = new Set<string>();
	readonly #rule: RegExp | null;

	constructor(rule: RegExp | null) {
		this.#rule = rule;
	}

	next(id: string): string {
		let free = id;
		for (let n = 0; free === '' || this.#used.has(free) || this.#rule?.test(free) === false; n++) free = shortId(`${id}#${n}`);
		this.#used.add(free);
		return free;
	}
}

/** Nine letters and digits, the strictest form that a vendor asks for (Mistral), from two FNV-1a hashes of the text. */
export function shortId(text: string): string {
	const hash = (seed: number): string => {
		let value = seed;
		for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
		return value.toString(36).padStart(7, '0');
	};
	return `${hash(0x811c9dc5)}${hash(0x01000193)}`.slice(0, 14).slice(-9);
}
