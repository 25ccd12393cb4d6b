import { type AnswerMemory, placeBehind } from '../../app/agent/answer-memory.ts';
import type { DecisionLines } from '../../app/agent/decision-line.ts';
import {
	type AnswerPart,
	describedImage,
	type ImagePart,
	type Message,
	type TextPart,
	type ToolResultPart,
} from '../../core/message/message.ts';
import { isCacheMark, readable } from './part-text.ts';
import type { ReceivedMessage, ReceivedPart } from './received.ts';

export interface Conversation {
	readonly messages: readonly Message[];
	/** Indexes of `messages` behind which the caller marked the end of what stays the same. */
	readonly cacheMarks: readonly number[];
	/** Of the calls, as the caller knows them. */
	readonly callIds: ReadonlySet<string>;
	/** Of the answer that is asked for, to remember it by. */
	readonly place: string;
}

export interface Remembered {
	readonly lines: Pick<DecisionLines, 'strip'>;
	readonly answers: Pick<AnswerMemory, 'restore'>;
}

/** By the caller's id: the model's own, which wires and runs know the call by. */
type Calls = Map<string, { readonly name: string; readonly id: string }>;
type Result = Extract<ReceivedPart, { kind: 'result' }>;

/** Tools that give back the answer of another agent, which may have begun with a line of ours. Any other result is data: not touched. */
const AGENT_TOOL = /agent|^(?:new_?)?task$/i;
/** What an agent puts in the place of a long history; its words may be an answer of ours. */
const SUMMARY = /^\s*<conversation-summary>[\s\S]*?<\/conversation-summary>/;

/**
 * The conversation as it was before VS Code showed it: answers as their models wrote them (`answers`), our own lines out of them, results
 * in one message behind the calls. What the user wrote stays as it is. Names of users are left out: no vendor of ours needs them.
 */
export function conversationOf(received: readonly ReceivedMessage[], { lines, answers }: Remembered): Conversation {
	const messages: Message[] = [];
	const cacheMarks: number[] = [];
	/** Calls by the id that the caller gave them, or got. */
	const calls: Calls = new Map();
	let place = '';
	for (const { role, parts } of received) {
		if (role === 'assistant') {
			const returned = answerParts(parts, lines);
			const answer = answers.restore(returned, place);
			place = placeBehind(place, returned);
			for (const part of parts) if (part.kind === 'call') calls.set(part.id, { name: part.name, id: answer.ids.get(part.id) ?? part.id });
			if (answer.parts.length > 0) messages.push({ role, parts: answer.parts });
			addResults(messages, resultsOf(parts, calls, lines), cacheMarks);
		} else if (role === 'system') {
			const text = parts.flatMap(readable).filter((part) => part.type === 'text');
			if (text.length > 0) messages.push({ role, parts: text });
			place = placeBehind(place, saidIn(text));
		} else {
			const results = resultsOf(parts, calls, lines);
			addResults(messages, results, cacheMarks);
			const content = parts.flatMap(readable).map((part) => (part.type === 'text' ? summaryWithoutLines(part, lines) : part));
			if (content.length > 0) messages.push({ role, parts: content });
			const said = [...results.flatMap((result) => result.content), ...content];
			// A message of marks alone says nothing.
			if (said.length > 0) place = placeBehind(place, saidIn(said));
		}
		if (marked(parts) && messages.length > 0 && cacheMarks.at(-1) !== messages.length - 1) cacheMarks.push(messages.length - 1);
	}
	return { messages, cacheMarks, callIds: new Set(calls.keys()), place };
}

/** Of images, as much as tells them apart. */
function saidIn(parts: readonly (TextPart | ImagePart)[]): string {
	return parts
		.map((part) => (part.type === 'text' ? part.text : `${part.mediaType} ${part.data.length} ${part.data.slice(-200)}`))
		.join('\0');
}

function resultsOf(parts: readonly ReceivedPart[], calls: Calls, lines: Remembered['lines']): readonly ToolResultPart[] {
	return parts.filter((part) => part.kind === 'result').map((part) => toolResult(part, calls, lines));
}

/**
 * VS Code sends one message for each result of parallel calls. One that comes behind later words still belongs to its call: every wire
 * wants it there.
 * @param marks indexes of messages, moved with them
 */
function addResults(messages: Message[], results: readonly ToolResultPart[], marks: number[]): void {
	for (const result of results) {
		const calling = messages.findLastIndex(({ role, parts }) => {
			return role === 'assistant' && parts.some((part) => part.type === 'toolCall' && part.id === result.callId);
		});
		const at = calling < 0 ? messages.length - 1 : calling + 1;
		const behind = messages[at];
		if (behind?.role === 'tool') messages[at] = { role: 'tool', parts: [...behind.parts, result] };
		else {
			const place = calling < 0 ? messages.length : at;
			messages.splice(place, 0, { role: 'tool', parts: [result] });
			for (const [n, mark] of marks.entries()) if (mark >= place) marks[n] = mark + 1;
		}
	}
}

function summaryWithoutLines(part: TextPart, lines: Remembered['lines']): TextPart {
	const summary = SUMMARY.exec(part.text)?.[0];
	if (summary === undefined) return part;
	const begins = summary.indexOf('>') + 1;
	const inner = summary.slice(begins);
	const blank = /^\s*/.exec(inner)?.[0] ?? '';
	return { ...part, text: summary.slice(0, begins) + blank + lines.strip(inner.slice(blank.length)) + part.text.slice(summary.length) };
}

/** Adjacent texts are one: the line may have been cut between them. */
function answerParts(parts: readonly ReceivedPart[], lines: Remembered['lines']): readonly AnswerPart[] {
	const out: AnswerPart[] = [];
	let text = '';
	const flush = (): void => {
		const own = lines.strip(text);
		if (own !== '') out.push({ type: 'text', text: own });
		text = '';
	};
	for (const part of parts) {
		if (part.kind === 'call') {
			flush();
			out.push({ type: 'toolCall', id: part.id, name: part.name, arguments: argumentsOf(part.input) });
		} else text += words(readable(part)).join('');
	}
	flush();
	return out;
}

function toolResult({ id, isError, parts }: Result, calls: Calls, lines: Remembered['lines']): ToolResultPart {
	const { name, id: callId } = calls.get(id) ?? { name: '', id };
	const content = parts.flatMap(readable).map((part) => {
		return part.type === 'text' && AGENT_TOOL.test(name) ? { ...part, text: lines.strip(part.text) } : part;
	});
	return { type: 'toolResult', callId, name, content, isError };
}

function words(parts: readonly (TextPart | ImagePart)[]): string[] {
	return parts.map((part) => (part.type === 'text' ? part.text : describedImage(part)));
}

function marked(parts: readonly ReceivedPart[]): boolean {
	return parts.some((part) => isCacheMark(part) || (part.kind === 'result' && marked(part.parts)));
}

/** Written always alike; the memory of answers puts back what the model wrote. */
function argumentsOf(input: unknown): string {
	return typeof input === 'string' ? input : (JSON.stringify(input ?? {}) ?? '{}');
}
