import { describe, expect, it } from 'vitest';
import { type AnswerPart, type Message, type Part, textMessage } from '../../../src/core/message/message.ts';
import { messageMarks } from '../../../src/providers/chat/cache-marks.ts';

const user = textMessage('user', 'Go.');
const text: AnswerPart = { type: 'text', text: 'x' };
const thought: AnswerPart = { type: 'reasoning', text: '', model: 'm', signature: 's', encrypted: null, id: null };
const call: AnswerPart = { type: 'toolCall', id: 'a', name: 'read', arguments: '{}' };
const assistant = (...parts: readonly AnswerPart[]): Message => ({ role: 'assistant', parts });
const tool = (count: number): Message => {
	const part = { type: 'toolResult', callId: 'a', name: 'read', content: [], isError: false } as const;
	return { role: 'tool', parts: Array.from({ length: count }, () => part) };
};
const all = () => true;

describe('messageMarks', () => {
	it.each<[string, readonly Message[], number, [number, number][]]>([
		['nothing stable but the system text', [textMessage('system', 'S'), user], 1, []],
		['the last stable message', [textMessage('system', 'S'), user, assistant(text), user], 3, [[2, 0]]],
		['the last of its parts', [user, assistant(call, call), tool(2)], 3, [[2, 1]]],
		['a call, which goes to the end on the wire', [user, assistant(thought, call, text)], 2, [[1, 1]]],
		['no thought', [user, assistant(text, thought)], 2, [[1, 0]]],
		['the message before one of thoughts alone', [user, assistant(thought)], 2, [[0, 0]]],
		['a step that the look back covers', [user, assistant(call), tool(18)], 3, [[2, 17]]],
		[
			'where the request before ended, behind a larger step',
			[user, assistant(call), tool(19)],
			3,
			[
				[0, 0],
				[2, 18],
			],
		],
		['a first message of many parts', [{ role: 'user', parts: Array.from({ length: 30 }, () => text as never) }], 1, [[0, 29]]],
	])('%s', (_name, messages, stable, expected) => {
		expect(messageMarks(messages, stable, all).map(({ message, part }) => [message, part])).toEqual(expected);
	});

	it('only parts that may carry one', () => {
		const texts = ({ type }: Part) => type === 'text';
		expect(messageMarks([user, assistant(text, call), tool(2)], 3, texts)).toEqual([{ message: 1, part: 0 }]);
	});
});
