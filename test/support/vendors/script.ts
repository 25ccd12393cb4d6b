/** What a stand-in is told to answer, in words that no vendor owns. Each stand-in says it in its vendor's own. */
export interface Answer {
	readonly parts: readonly AnswerPart[];
	readonly end: AnswerEnd;
	/** Output tokens that the vendor counts, reasoning among them. Default: one for four characters of all parts. */
	readonly outputTokens?: number;
	/** Reasoning tokens among `outputTokens`. Default: one for four characters of the reasoning. */
	readonly reasoningTokens?: number;
	readonly cut?: Cuts;
}

export type AnswerPart = TextPart | ReasoningPart | RedactedPart | ToolCallPart;

export interface TextPart {
	readonly type: 'text';
	readonly text: string;
}

/**
 * Reasoning that the vendor gives. `proof` is what must come back unchanged with it: Anthropic's `signature`, OpenAI's `encrypted_content`.
 * OpenAI's chat completions give no reasoning; compatible servers give the text as `reasoning_content`, without proof.
 */
export interface ReasoningPart {
	readonly type: 'reasoning';
	readonly text: string;
	readonly proof?: string;
	/** OpenAI Responses alone: the item's id, `rs_…`. Default: one that the stand-in makes. */
	readonly id?: string;
}

/** Anthropic alone: reasoning that is withheld, `redacted_thinking`. */
export interface RedactedPart {
	readonly type: 'redacted';
	readonly data: string;
}

export interface ToolCallPart {
	readonly type: 'toolCall';
	readonly id: string;
	readonly name: string;
	/** JSON text of an object, sent to the byte as it stands. */
	readonly arguments: string;
}

/**
 * Why the answer ends. OpenAI chat: stop, length, tool_calls, content_filter. OpenAI Responses: completed, or incomplete because of
 * max_output_tokens or content_filter. Anthropic: end_turn, max_tokens, tool_use, refusal.
 */
export type AnswerEnd = 'stop' | 'length' | 'toolCalls' | 'filter';

/** Where a stream is cut. */
export interface Cuts {
	/** Characters (code points) in one delta of text, reasoning or arguments. Default 8. */
	readonly characters?: number;
	/** Bytes in one HTTP chunk, in the middle of events and of UTF-8 characters too. Default: one event a chunk. */
	readonly bytes?: number;
	/** The connection breaks after so many bytes of the body. Default: it does not. */
	readonly breakAfter?: number;
	/** Ms between two HTTP chunks. Default: none. */
	readonly everyMs?: number;
}

const DELTA_CHARACTERS = 8;

/** The deltas of a text: at least one, also of an empty text. */
export function deltas(text: string, cut: Cuts | undefined): string[] {
	const size = Math.max(1, cut?.characters ?? DELTA_CHARACTERS);
	const characters = [...text];
	const pieces: string[] = [];
	for (let start = 0; start < characters.length; start += size) pieces.push(characters.slice(start, start + size).join(''));
	return pieces.length === 0 ? [''] : pieces;
}

/** A script that the vendor could not answer is a mistake of the test: it throws where the script is given, not later in a stream. */
export function checkAnswer(answer: Answer, says: ReadonlySet<AnswerPart['type']>): void {
	const foreign = answer.parts.find((part) => !says.has(part.type));
	if (foreign) throw new Error(`this vendor gives no ${foreign.type}`);
	const calls = answer.parts.filter((part) => part.type === 'toolCall');
	if (answer.end === 'toolCalls' && calls.length === 0) throw new Error('an answer that ends with tool calls has one');
	if (answer.end === 'stop' && calls.length > 0) throw new Error('an answer with tool calls ends with them, or is cut short');
	for (const call of calls) {
		if (answer.end === 'length') continue; // a call that the limit cuts is not whole JSON
		const parsed: unknown = JSON.parse(call.arguments);
		if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('the arguments of a call are an object');
	}
}

/** The output side of what a vendor counts. */
export function outputUsage(answer: Answer): { readonly output: number; readonly reasoning: number } {
	const length = (part: AnswerPart): number => {
		if (part.type === 'toolCall') return part.name.length + part.arguments.length;
		return part.type === 'redacted' ? part.data.length : part.text.length;
	};
	const sum = (parts: readonly AnswerPart[]) => parts.reduce((total, part) => total + Math.ceil(length(part) / 4), 0);
	const thought = answer.parts.filter((part) => part.type === 'reasoning' || part.type === 'redacted');
	return { output: answer.outputTokens ?? Math.max(1, sum(answer.parts)), reasoning: answer.reasoningTokens ?? sum(thought) };
}
