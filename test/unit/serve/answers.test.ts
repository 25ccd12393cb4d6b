import { describe, expect, it } from 'vitest';
import { AnswerMemory } from '../../../src/app/agent/answer-memory.ts';
import type { Message } from '../../../src/core/message/message.ts';
import { restored } from '../../../src/serve/answers.ts';
import type { WireRequest } from '../../../src/serve/wire.ts';

const user = (text: string): Message => ({ role: 'user', parts: [{ type: 'text', text }] });
const calling = (...ids: readonly string[]): Message => ({
	role: 'assistant',
	parts: ids.map((id) => ({ type: 'toolCall', id, name: `n${id}`, arguments: '{}' })),
});
const result = (...ids: readonly string[]): Message => ({
	role: 'tool',
	parts: ids.map((callId) => ({ type: 'toolResult', callId, name: '', content: [{ type: 'text', text: callId }], isError: false })),
});
const asked = (messages: readonly Message[], cacheMarks: readonly number[] = []): WireRequest => ({
	...{ model: 'auto', stream: false, cacheMarks, effort: null, conversationId: null, echo: null },
	prompt: { messages, tools: [], toolChoice: 'auto' },
});
const shape = (messages: readonly Message[]): string[] =>
	messages.map(
		({ role, parts }) =>
			`${role} ${parts.map((part) => (part.type === 'toolResult' ? part.callId : part.type === 'toolCall' ? part.id : part.type)).join('+')}`,
	);

describe('a conversation that comes back', () => {
	it('has results behind their calls, in one message, with their names', () => {
		const { messages } = restored(
			asked([user('a'), calling('1', '2'), result('2'), user('b'), result('1'), calling('3'), result('3')]),
			new AnswerMemory(),
		);
		expect(shape(messages)).toEqual(['user text', 'assistant 1+2', 'tool 2+1', 'user text', 'assistant 3', 'tool 3']);
		expect(messages[2]?.parts.map((part) => 'name' in part && part.name)).toEqual(['n2', 'n1']);
	});

	it('keeps results of calls that it does not hold, and a call with one id twice apart', () => {
		const { messages } = restored(
			asked([result('x', 'y'), user('a'), calling('1'), result('1'), user('b'), calling('1'), result('1')]),
			new AnswerMemory(),
		);
		expect(shape(messages)).toEqual(['tool x+y', 'user text', 'assistant 1', 'tool 1', 'user text', 'assistant 1', 'tool 1']);
	});

	it('moves marks with what they stand behind', () => {
		const all = [user('a'), calling('1', '2'), result('1'), user('b'), result('2'), user('c')];
		const { messages, cacheMarks } = restored(asked(all, [0, 1, 2, 3, 5]), new AnswerMemory());
		expect(shape(messages)).toEqual(['user text', 'assistant 1+2', 'tool 1+2', 'user text', 'user text']);
		expect(cacheMarks).toEqual([0, 1, 2, 3, 4]);
	});

	it('has its place told by what the client says, not by what was put back', () => {
		const memory = new AnswerMemory();
		const first = restored(asked([user('a')]), memory);
		memory.remember(
			[
				{ part: { type: 'reasoning', text: 'hm', model: 'a/b', signature: 's', encrypted: null, id: null } },
				{ part: { type: 'text', text: 'Hello ' } },
			],
			first.place,
		);
		const answer: Message = { role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] };
		const second = restored(asked([user('a'), answer, user('b')]), memory);
		expect(second.messages[1]?.parts.map(({ type }) => type)).toEqual(['reasoning', 'text']);
		expect(restored(asked([user('a'), answer, user('b')]), new AnswerMemory()).place).toBe(second.place);
	});

	it('of a hundred thousand results costs no more for each than of a few', () => {
		const many = Array.from({ length: 100_000 }, (_, n) => result(n % 2 === 0 ? 'none' : '1'));
		const { messages } = restored(asked([calling('1'), user('a'), ...many]), new AnswerMemory());
		expect(messages.map(({ parts }) => parts.length)).toEqual([1, 50_000, 1, 50_000]);
	}, 5000);
});
