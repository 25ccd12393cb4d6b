import { type AnswerPart, argumentsObject, type ReasoningPart, type ToolCallPart } from '../../../core/message/message.ts';
import { readReasoningToken } from '../../reasoning-token.ts';
import { type Fields, field, isObject, pathOf, someString, string, wrong } from '../completions/fields.ts';
import { ownId } from './ids.ts';
import { textPart } from './read-blocks.ts';
import { MALFORMED } from './tool-arguments.ts';

export interface ReadAnswer {
	readonly parts: readonly AnswerPart[];
	/** It holds thinking, of whomever. */
	readonly thought: boolean;
}

/**
 * An earlier answer. Thinking that another server signed means nothing to a vendor of the pool, and what ran on another vendor's machines
 * (its searches, its code) can be read by that vendor alone: both go, and the conversation lives on by the words beside them.
 */
export function assistantParts(blocks: readonly Fields[]): ReadAnswer {
	const parts: AnswerPart[] = [];
	let thought = false;
	/** Thinking without a token of ours, which a token behind it may be of. */
	let loose = '';
	for (const block of blocks) {
		switch (field(block, 'type')) {
			case 'text':
				parts.push(...textPart(string(block, 'text')));
				break;
			case 'compaction':
				parts.push(...textPart(string(block, 'content')));
				break;
			case 'tool_use':
				parts.push(call(block));
				break;
			case 'thinking': {
				thought = true;
				const text = string(block, 'thinking') ?? '';
				const own = reasoning(string(block, 'signature'), text === '' ? loose : text);
				loose = own === null ? loose + text : '';
				if (own !== null) parts.push(own);
				break;
			}
			case 'redacted_thinking': {
				thought = true;
				const own = reasoning(string(block, 'data'), '');
				if (own !== null) parts.push(own);
				break;
			}
			case 'image':
				throw wrong(pathOf(block, 'type'), 'must not be "image" in a message of the assistant; images belong into messages of the user');
			default:
		}
	}
	return { parts, thought };
}

function reasoning(token: string | null, text: string): ReasoningPart | null {
	const kept = token === null ? null : readReasoningToken(token);
	return kept === null ? null : { type: 'reasoning', text, ...kept };
}

function call(block: Fields): ToolCallPart {
	const id = ownId(someString(block, 'id'));
	return { type: 'toolCall', id, name: someString(block, 'name'), arguments: argumentsOf(block) };
}

/**
 * As JSON. Arguments that were none come back as their model wrote them, from our own wrapping or from Claude Code's
 * (`{__unparsedToolInput: {raw, len}}`, seen of 2.1.332, 2026-11-29; `raw` may be cut, and then stays what it is).
 */
function argumentsOf(block: Fields): string {
	const input = field(block, 'input');
	if (input === null) return '{}';
	if (typeof input === 'string') return input;
	if (!isObject(input)) throw wrong(pathOf(block, 'input'), 'must be an object');
	const raw = rawOf(input);
	if (raw !== null && !argumentsObject(raw).exact) return raw;
	try {
		return JSON.stringify(input);
	} catch {
		// Nested beyond all measure.
		throw wrong(pathOf(block, 'input'), 'must be an object that is not nested without end');
	}
}

function rawOf(input: Readonly<Record<string, unknown>>): string | null {
	const names = Object.keys(input);
	if (names.length !== 1) return null;
	const { [MALFORMED]: ours, __unparsedToolInput: theirs } = input;
	if (typeof ours === 'string') return ours;
	if (!isObject(theirs) || typeof theirs.raw !== 'string' || theirs.raw === '') return null;
	return theirs.len === Buffer.byteLength(theirs.raw) ? theirs.raw : null;
}
