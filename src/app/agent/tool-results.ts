import type { Message, ToolResultPart } from '../../core/message/message.ts';

/**
 * Callers send results of parallel calls one by one, and some behind later words. One still belongs to its call: every wire wants all of
 * them in the message behind it.
 * @param marks indexes of messages, moved with them
 */
export function addResults(messages: Message[], results: readonly ToolResultPart[], marks: number[]): void {
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
