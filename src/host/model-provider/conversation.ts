import type { AnswerMemory } from '../../app/agent/answer-memory.ts';
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
}

export interface Remembered {
	readonly lines: Pick<DecisionLines, 'strip'>;
	readonly answers: Pick<AnswerMemory, 'restore'>;
}

/** By the caller's id: the model's own, which wires and runs know the call by. */
type Calls = Map<string, { readonly name: string; readonly id: string }>;
type Result = Extract<ReceivedPart, { kind: 'result' }>;

/** Tools that give back the answer of another agent, which may have begun with a line of ours. Any other result is data: not touched. */
const AGENT_TOOL = /agent|task/i;

/**
 * The conversation as it was before VS Code showed it: answers as their models wrote them (`answers`), our own lines out of them, results
 * in one message behind the calls. What the user wrote stays as it is. Names of users are left out: no vendor of ours needs them.
 */
export function conversationOf(received: readonly ReceivedMessage[], { lines, answers }: Remembered): Conversation {
	const messages: Message[] = [];
	const cacheMarks: number[] = [];
	/** Calls by the id that the caller gave them, or got. */
	const calls: Calls = new Map();
	for (const { role, parts } of received) {
		if (role === 'assistant') {
			const answer = answers.restore(answerParts(parts, lines));
			for (const part of parts) if (part.kind === 'call') calls.set(part.id, { name: part.name, id: answer.ids.get(part.id) ?? part.id });
			if (answer.parts.length > 0) messages.push({ role, parts: answer.parts });
		} else if (role === 'system') {
			const text = parts.flatMap(readable).filter((part) => part.type === 'text');
			if (text.length > 0) messages.push({ role, parts: text });
		} else {
			const results = parts.filter((part) => part.kind === 'result').map((part) => toolResult(part, calls, lines));
			if (results.length > 0) addResults(messages, results);
			const content = parts.flatMap(readable);
			if (content.length > 0) messages.push({ role, parts: content });
		}
		if (marked(parts) && messages.length > 0 && cacheMarks.at(-1) !== messages.length - 1) cacheMarks.push(messages.length - 1);
	}
	return { messages, cacheMarks, callIds: new Set(calls.keys()) };
}

/** VS Code sends one message for each result of parallel calls. */
function addResults(messages: Message[], results: readonly ToolResultPart[]): void {
	const last = messages.at(-1);
	if (last?.role === 'tool') messages[messages.length - 1] = { role: 'tool', parts: [...last.parts, ...results] };
	else messages.push({ role: 'tool', parts: results });
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
