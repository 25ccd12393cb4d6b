import { describe, expect, it } from 'vitest';
import {
	answerAsSent,
	answerReasoning,
	answerText,
	asThought,
	plainMessages,
	settledMessages,
	withReasoning,
	withText,
} from '../../../../src/core/chat/answer.ts';
import { buildMessages } from '../../../../src/core/chat/prompt.ts';
import type { AnswerMessage, Turn } from '../../../../src/core/chat/session.ts';
import { emptyAnswer } from '../../../../src/core/chat/session-ops.ts';
import type { AnswerPart, ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';

const call = (id: string): ToolCallPart => ({ type: 'toolCall', id, name: 'read_file', arguments: '{"path": "a.ts"}' });
const signed: ReasoningPart = { type: 'reasoning', text: 'Look first.', model: 'opus', signature: 'c2ln', encrypted: null, id: null };
const text = (said: string): AnswerPart => ({ type: 'text', text: said });
const result = (callId: string): AnswerMessage => ({
	role: 'tool',
	parts: [{ type: 'toolResult', callId, name: 'read_file', content: [{ type: 'text', text: 'let a' }], isError: false }],
});
const run: readonly AnswerMessage[] = [
	{ role: 'assistant', parts: [signed, text('I read the file.'), call('c1')] },
	result('c1'),
	{ role: 'assistant', parts: [text('It declares a.')] },
];
const turn = (messages: readonly AnswerMessage[]): Turn => ({
	id: 't',
	at: 0,
	text: 'What is in a.ts?',
	attachments: [],
	sentTokens: 0,
	answers: [{ ...emptyAnswer('a', 0), messages }],
	shown: 0,
});

describe('an answer that streams', () => {
	it('may turn out to be thinking so far: that is shown as such, and does not go back', () => {
		const half = asThought(withText(emptyAnswer('a', 0), 'Let me see.\n'));
		const whole = withText(half, 'It is 4.');
		expect([answerReasoning(whole), answerText(whole)]).toEqual(['Let me see.', 'It is 4.']);
		const settled = { messages: settledMessages(whole, [text('It is 4.')]) };
		expect([answerReasoning(settled), answerText(settled)]).toEqual(['Let me see.', 'It is 4.']);
		expect(answerAsSent(settled)).toEqual([{ role: 'assistant', parts: [text('It is 4.')] }]);
		expect(asThought(emptyAnswer('a', 0))).toEqual(emptyAnswer('a', 0));
	});

	it('grows by just what came, thought and text apart', () => {
		let answer = emptyAnswer('a', 0);
		for (const piece of ['hm', ', so']) answer = withReasoning(answer, piece);
		for (const piece of ['do', 'ne']) {
			const before = answerText(answer);
			answer = withText(answer, piece);
			expect(answerText(answer)).toBe(before + piece);
		}
		expect(answer.messages).toEqual(plainMessages('done', 'hm, so'));
	});

	it('goes on behind a tool’s result in a message of its own', () => {
		const answer = withText({ messages: run.slice(0, 2) }, 'It declares a.');
		expect(answer.messages).toEqual(run);
		expect(answerText(answer)).toBe('I read the file.\n\nIt declares a.');
	});

	it('ends with the parts of the gateway, and keeps what was shown and is not in them', () => {
		const streamed = { messages: plainMessages('I read the file.', 'Look first.') };
		const whole = [signed, text('I read the file.'), call('c1')];
		expect(settledMessages(streamed, whole)).toEqual([{ role: 'assistant', parts: whole }]);
		const unsigned = settledMessages(streamed, [text('I read the file.')]);
		expect([answerText({ messages: unsigned }), answerReasoning({ messages: unsigned })]).toEqual(['I read the file.', 'Look first.']);
		expect(settledMessages(streamed, [])).toEqual(streamed.messages);
		expect(settledMessages({ messages: [] }, [])).toEqual([]);
		expect(settledMessages({ messages: run.slice(0, 2) }, [text('It declares a.')])).toEqual(run);
	});
});

describe('an answer that goes to a model again', () => {
	it('is its text alone where it is plain', () => {
		expect(answerAsSent({ messages: plainMessages('yes', 'thought') })).toEqual([{ role: 'assistant', parts: [text('yes')] }]);
		expect(answerAsSent({ messages: plainMessages(' \n', 'thought') })).toEqual([]);
	});

	it('goes as it came where it is a run of steps, without the thoughts that nobody signed', () => {
		expect(answerAsSent({ messages: run })).toEqual(run);
		const unsigned = { ...signed, model: null, signature: null };
		const [first, ...rest] = run;
		const mixed = [{ role: 'assistant' as const, parts: [unsigned, ...(first!.parts as AnswerPart[])] }, ...rest];
		expect(answerAsSent({ messages: mixed })).toEqual(run);
		expect(buildMessages({ turns: [turn(run)], text: 'And?', attachments: [], language: null }).map(({ role }) => role)).toEqual([
			'system',
			'user',
			'assistant',
			'tool',
			'assistant',
			'user',
		]);
	});

	it('leaves out a call without a result, and an answer that is nothing else', () => {
		expect(answerAsSent({ messages: [...run.slice(0, 2), { role: 'assistant', parts: [call('c2')] }] })).toEqual(run.slice(0, 2));
		expect(answerAsSent({ messages: [{ role: 'assistant', parts: [signed, call('c1')] }] })).toEqual([]);
		expect(
			buildMessages({ turns: [turn([{ role: 'assistant', parts: [call('c1')] }])], text: 'And?', attachments: [], language: null }),
		).toHaveLength(2);
	});
});
