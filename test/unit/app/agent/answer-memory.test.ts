import { describe, expect, test } from 'vitest';
import { AnswerMemory, placeBehind } from '../../../../src/app/agent/answer-memory.ts';
import type { AnswerPart, ReasoningPart } from '../../../../src/core/message/message.ts';

const reasoning: ReasoningPart = { type: 'reasoning', text: 'Hm.', model: 'anthropic/claude', signature: 'sig', encrypted: null, id: null };
const text = (value: string): AnswerPart => ({ type: 'text', text: value });
const call = (id: string, args: string, name = 'read'): AnswerPart => ({ type: 'toolCall', id, name, arguments: args });
const memoryOf = (...answers: AnswerPart[][]) => {
	const memory = new AnswerMemory();
	for (const parts of answers) memory.remember(parts.map((part) => ({ part })));
	return { restore: (parts: AnswerPart[]) => memory.restore(parts).parts };
};

describe('comes back as it was written', () => {
	const written = [reasoning, text('I look. \n'), call('a', '{ "path" : "x", "n":1.0 }'), call('b', '')];

	test('with its reasoning, white space and arguments', () => {
		expect(memoryOf(written).restore([text('I look.'), call('a', '{"n":1,"path":"x"}'), call('b', '{}')])).toEqual(written);
	});

	test('an answer without calls, by its text', () => {
		const answer = [reasoning, text('Yes.\n')];
		expect(memoryOf(answer).restore([text('Yes.')])).toEqual(answer);
		expect(memoryOf(answer).restore([text('Yes')])).toEqual([text('Yes')]);
	});

	test('what the caller left out stays out, what it put in stays', () => {
		const memory = memoryOf(written);
		expect(memory.restore([call('b', '{}')])).toEqual([reasoning, call('b', '')]);
		expect(memory.restore([text('Other.'), call('a', '{"path":"x","n":1}'), call('c', '{"own":1}')])).toEqual([
			reasoning,
			text('Other.'),
			call('a', '{ "path" : "x", "n":1.0 }'),
			call('c', '{"own":1}'),
		]);
	});

	test('the same parts each time: the prompt stays byte for byte', () => {
		const memory = memoryOf(written);
		const once = [...memory.restore([text('I look.'), call('a', '{"path":"x","n":1}'), call('b', '{}')])];
		expect(memory.restore(once)).toEqual(once);
	});
});

test('a call that the caller knows under another id gets its own back', () => {
	const memory = new AnswerMemory();
	const given = { type: 'toolCall', id: 'call_9', name: 'read', arguments: '{}' } as const;
	memory.remember([{ part: reasoning }, { part: call('0', ''), given }]);
	expect(memory.restore([given])).toEqual({ parts: [reasoning, call('0', '')], ids: new Map([['call_9', '0']]) });
});

describe('the same words twice', () => {
	const [one, two] = ['one', 'two'].map((thought) => [{ ...reasoning, text: thought }, text('Done.')]) as [AnswerPart[], AnswerPart[]];
	const memory = new AnswerMemory();
	memory.remember(
		one.map((part) => ({ part })),
		placeBehind('', 'First.'),
	);
	const second = placeBehind(placeBehind(placeBehind('', 'First.'), [text('Done.')]), 'Second.');

	test('are one answer wherever it stands, as long as no other has them', () => {
		expect(memory.restore([text('Done.')], 'elsewhere').parts).toEqual(one);
	});

	test('are two answers, each in its place; elsewhere nobody knows which', () => {
		memory.remember(
			two.map((part) => ({ part })),
			second,
		);
		expect(memory.restore([text('Done.')], placeBehind('', 'First.')).parts).toEqual(one);
		expect(memory.restore([text('Done.')], second).parts).toEqual(two);
		expect(memory.restore([text('Done.')], 'elsewhere').parts).toEqual([text('Done.')]);
	});
});

describe('another answer stays another', () => {
	test.each([
		['with the id of one', call('a', '{"path":"y"}')],
		['of another tool', call('a', '{"path":"x"}', 'write')],
		['with another id', call('z', '{"path":"x"}')],
	])('%s', (_what, other) => {
		expect(memoryOf([reasoning, call('a', '{"path":"x"}')]).restore([other])).toEqual([other]);
	});

	test('without text and calls nothing is found', () => {
		expect(memoryOf([reasoning]).restore([])).toEqual([]);
	});
});

test('holds no more than it may, the oldest go', () => {
	const memory = new AnswerMemory(10_000);
	for (let n = 0; n < 100; n++) memory.remember([{ part: reasoning }, { part: text(`${n} ${'x'.repeat(1000)}`) }]);
	expect(memory.restore([text(`0 ${'x'.repeat(1000)}`)]).parts).toHaveLength(1);
	expect(memory.restore([text(`99 ${'x'.repeat(1000)}`)]).parts).toHaveLength(2);
	memory.remember([{ part: reasoning }, { part: text('y'.repeat(20_000)) }]);
	expect(memory.restore([text('y'.repeat(20_000))]).parts).toHaveLength(1);
});
