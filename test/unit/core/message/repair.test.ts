import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type AnswerPart,
	type Message,
	type ReasoningPart,
	type ToolResultPart,
	textMessage,
} from '../../../../src/core/message/message.ts';
import { NOT_RUN, repairMessages } from '../../../../src/core/message/repair.ts';

const RULES = { origin: 'e/m', callId: null, answersResults: false, wordsOnly: false };
const call = (id: string): AnswerPart => ({ type: 'toolCall', id, name: 'read', arguments: '{}' });
const result = (callId: string, text = `of ${callId}`): ToolResultPart => {
	return { type: 'toolResult', callId, name: 'read', content: [{ type: 'text', text }], isError: false };
};
const assistant = (...parts: readonly AnswerPart[]): Message => ({ role: 'assistant', parts });
const tool = (...parts: readonly ToolResultPart[]): Message => ({ role: 'tool', parts });
const stopped = (id: string): ToolResultPart => ({ ...result(id, NOT_RUN), isError: true });
const user = textMessage('user', 'Go.');
const repair = (messages: readonly Message[], stable = messages.length, rules: Parameters<typeof repairMessages>[2] = RULES) =>
	repairMessages(messages, stable, rules);

describe('repairMessages', () => {
	it('leaves text as it is, blank or not', () => {
		const messages = [textMessage('system', 'S'), user, textMessage('assistant', ''), textMessage('user', ' \n')];
		expect(repair(messages, 3)).toEqual({ messages, stableMessages: 3 });
	});

	it('leaves answered calls as they are', () => {
		const messages = [user, assistant(call('a'), call('b')), tool(result('a'), result('b')), user];
		expect(repair(messages)).toEqual({ messages, stableMessages: 4 });
	});

	it('brings results into the order of the calls, in one message', () => {
		const { messages, stableMessages } = repair([user, assistant(call('a'), call('b')), tool(result('b')), tool(result('a')), user], 4);
		expect(messages).toEqual([user, assistant(call('a'), call('b')), tool(result('a'), result('b')), user]);
		expect(stableMessages).toBe(3);
	});

	it('answers a call that has no result', () => {
		expect(repair([user, assistant(call('a'), call('b')), tool(result('b')), user]).messages[2]).toEqual(tool(stopped('a'), result('b')));
		expect(repair([user, assistant(call('a')), user]).messages).toEqual([user, assistant(call('a')), tool(stopped('a')), user]);
		expect(repair([user, assistant(call('a'))]).messages).toEqual([user, assistant(call('a')), tool(stopped('a'))]);
	});

	it('drops results that nobody asked for, or asked for once', () => {
		const messages = [
			tool(result('x')),
			user,
			assistant(call('a')),
			tool(result('a'), result('a', 'again'), result('y')),
			user,
			tool(result('a')),
		];
		expect(repair(messages).messages).toEqual([user, assistant(call('a')), tool(result('a')), user]);
	});

	it('makes ids unique and fit for the vendor, in call and result alike', () => {
		const messages = [
			user,
			assistant(call('0'), call('0')),
			tool(result('0', 'first'), result('0', 'second')),
			assistant(call('0')),
			tool(result('0', 'third')),
		];
		const ids = (rule: RegExp | null) => {
			const sent = repair(messages, 5, { ...RULES, callId: rule }).messages;
			const calls = sent
				.flatMap(({ role, parts }) => (role === 'assistant' ? parts : []))
				.map((part) => (part.type === 'toolCall' ? part.id : ''));
			const given = sent.flatMap((message) => (message.role === 'tool' ? message.parts : []));
			expect(given.map(({ callId }) => callId)).toEqual(calls);
			expect(given.map(({ content }) => (content[0]?.type === 'text' ? content[0].text : ''))).toEqual(['first', 'second', 'third']);
			return calls;
		};
		expect(ids(null)[0]).toBe('0');
		expect(new Set(ids(null)).size).toBe(3);
		for (const id of ids(/^[a-zA-Z0-9]{9}$/)) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
	});

	it('keeps reasoning of this model alone, drops blank text beside other parts, and messages without a part', () => {
		const thought = (model: string | null): ReasoningPart => ({
			type: 'reasoning',
			text: 't',
			model,
			signature: 's',
			encrypted: null,
			id: null,
		});
		const text: AnswerPart = { type: 'text', text: 'Hello.' };
		const messages = [
			user,
			assistant(thought('e/m'), { type: 'text', text: '\n' }, thought('e/other'), thought(null), text),
			assistant(thought('x')),
		];
		expect(repair(messages).messages).toEqual([user, assistant(thought('e/m'), text)]);
	});

	it('puts a word between results and a message of the user, for models that want one', () => {
		const messages = [user, assistant(call('a')), tool(result('a')), user, assistant(call('b')), user];
		const roles = (answersResults: boolean) => repair(messages, 3, { ...RULES, answersResults }).messages.map(({ role }) => role);
		expect(roles(false)).toEqual(['user', 'assistant', 'tool', 'user', 'assistant', 'tool', 'user']);
		expect(roles(true)).toEqual(['user', 'assistant', 'tool', 'assistant', 'user', 'assistant', 'tool', 'assistant', 'user']);
	});

	it('is stable: done twice it changes nothing, and a message more changes nothing before it', () => {
		const part = fc.oneof(
			fc.constantFrom('a', 'b', '').map(call),
			fc.constantFrom('', 'x').map((text): AnswerPart => ({ type: 'text', text })),
			fc
				.constantFrom('e/m', 'o')
				.map((model): AnswerPart => ({ type: 'reasoning', text: '', model, signature: 's', encrypted: null, id: null })),
		);
		const message = fc.oneof(
			fc.constant(user),
			fc.array(part, { maxLength: 4 }).map((parts) => assistant(...parts)),
			fc
				.array(
					fc.constantFrom('a', 'b', 'c', '').map((id) => result(id)),
					{ maxLength: 3 },
				)
				.map((parts) => tool(...parts)),
		);
		fc.assert(
			fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
				const once = repair(messages);
				expect(repair(once.messages)).toEqual(once);
				const more = repair([...messages, user], messages.length);
				expect(more.messages.slice(0, more.stableMessages)).toEqual(once.messages);
				const calls = once.messages.flatMap(({ parts }) =>
					(parts as readonly { type: string; id?: string }[]).filter(({ type }) => type === 'toolCall'),
				);
				expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
				for (const [at, { role, parts }] of once.messages.entries()) {
					if (role === 'tool') expect(once.messages[at - 1]?.role).toBe('assistant');
					if (role !== 'assistant') continue;
					const next = once.messages[at + 1];
					const asked = parts.flatMap((each) => (each.type === 'toolCall' ? [each.id] : []));
					expect(next?.role === 'tool' ? next.parts.map(({ callId }) => callId) : []).toEqual(asked);
				}
			}),
		);
	});
});
