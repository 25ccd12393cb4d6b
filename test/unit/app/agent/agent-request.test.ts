import { expect, test } from 'vitest';
import { promptOf } from '../../../../src/app/agent/agent-request.ts';
import { conversationKey } from '../../../../src/core/agent/conversation.ts';
import { textMessage } from '../../../../src/core/message/message.ts';

const messages = [textMessage('system', 'Be brief.'), textMessage('user', 'Go.'), textMessage('assistant', 'Gone.')];
const prompt = { messages, tools: [], toolChoice: 'auto' } as const;

test('all of a prompt stays the same, or as much as its caller marked', () => {
	const stable = (cacheMarks?: readonly number[]) => promptOf(prompt, (text) => text.length, cacheMarks).stableMessages;
	expect([stable(), stable([]), stable([0]), stable([0, 1]), stable([2]), stable([9])]).toEqual([3, 3, 1, 2, 3, 3]);
});

test('two callers without a name for their conversations share none', () => {
	const key = (caller?: string) => conversationKey({ messages, conversationId: null, caller });
	expect(new Set([key(), key('a.one'), key('b.two')]).size).toBe(3);
	expect(key('a.one')).toBe(key('a.one'));
});
