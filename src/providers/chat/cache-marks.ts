import type { Message, Part } from '../../core/message/message.ts';

/**
 * Blocks that Anthropic looks back from a mark (platform.claude.com, "Prompt caching", read 2026-11-28: 20 positions, the mark's own the
 * first).
 */
const LOOK_BACK = 20;

/** Where a mark goes: a part of a message. */
export interface Mark {
	readonly message: number;
	readonly part: number;
}

/**
 * Marks in the messages, for vendors that cache up to marks alone: at the end of the stable messages, and, where the last step added more
 * than the vendor looks back, also where the request before ended, so that its entry is found however much was added. With tools and system
 * text that makes four, the most that Anthropic takes. `canMark`: parts that may carry a mark on this wire.
 */
export function messageMarks(
	messages: readonly Message[],
	stableMessages: number,
	canMark: (part: Part, message: Message) => boolean,
): readonly Mark[] {
	const last = lastMark(messages, stableMessages, canMark);
	if (last === null) return [];
	const step = messages.slice(0, last.message + 1).findLastIndex((message) => message.role === 'assistant');
	const added = messages.slice(step, stableMessages).reduce((blocks, { parts }) => blocks + parts.length, 0);
	const before = step > 0 && added >= LOOK_BACK ? lastMark(messages, step, canMark) : null;
	return before === null ? [last] : [before, last];
}

/** The last part before `end` that may carry a mark; system text has a mark of its own. */
function lastMark(messages: readonly Message[], end: number, canMark: (part: Part, message: Message) => boolean): Mark | null {
	for (let at = Math.min(end, messages.length) - 1; at >= 0; at--) {
		const message = messages[at] as Message;
		if (message.role === 'system') return null;
		const parts = message.parts as readonly Part[];
		// Calls go to the end of an assistant's message on the wire.
		const call = parts.findLastIndex((part) => part.type === 'toolCall' && canMark(part, message));
		const part = call >= 0 ? call : parts.findLastIndex((other) => other.type !== 'reasoning' && canMark(other, message));
		if (part >= 0) return { message: at, part };
	}
	return null;
}
