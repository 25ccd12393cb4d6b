import { describe, expect, it } from 'vitest';
import { Received } from '../../../../src/core/gateway/received.ts';
import type { ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import { text, usage } from './support.ts';

const think = (value: string): StreamEvent => ({ type: 'reasoning', text: value });
const thought = (value: string, over: Partial<ReasoningPart> = {}): Extract<StreamEvent, { type: 'reasoningPart' }> => ({
	type: 'reasoningPart',
	part: { type: 'reasoning', text: value, model: 'm', signature: 'sig', encrypted: null, id: null, ...over },
});
const delta = (id: string, value: string): StreamEvent => ({ type: 'toolCallDelta', id, name: 'read', text: value });
const call = (id: string, value: string): Extract<StreamEvent, { type: 'toolCall' }> => ({
	type: 'toolCall',
	call: { type: 'toolCall', id, name: 'read', arguments: value },
});

function received(...events: readonly StreamEvent[]): Received {
	const all = new Received((s) => Math.ceil(s.length / 4));
	for (const [i, event] of events.entries()) all.add(event, 1000 + i);
	return all;
}

const unsigned = (value: string): ReasoningPart => ({
	type: 'reasoning',
	text: value,
	model: null,
	signature: null,
	encrypted: null,
	id: null,
});

describe('parts', () => {
	it('come in the order of the stream; the whole thought stands in the place of its pieces', () => {
		const first = thought('Look first.');
		const second = thought('Then say.', { signature: 'sig2' });
		const read = call('c1', '{"path":"a.ts"}');
		const all = received(
			think('Look '),
			think('first.'),
			first,
			text('I will '),
			text('look.'),
			delta('c1', '{"path":'),
			delta('c1', '"a.ts"}'),
			read,
			think('Then say.'),
			second,
			text('Done.'),
		);
		expect(all.parts).toEqual([
			first.part,
			{ type: 'text', text: 'I will look.' },
			read.call satisfies ToolCallPart,
			second.part,
			{ type: 'text', text: 'Done.' },
		]);
	});

	it('thinking that need not be sent back is kept without a signature', () => {
		expect(received(think('Hm. '), think('Yes.'), text('Yes.')).parts).toEqual([unsigned('Hm. Yes.'), { type: 'text', text: 'Yes.' }]);
	});

	it('a hidden thought after one that was shown takes no other’s place', () => {
		const shown = thought('A.');
		const hidden = thought('', { signature: null, encrypted: 'x'.repeat(100) });
		expect(received(think('A.'), shown, hidden, text('B')).parts).toEqual([shown.part, hidden.part, { type: 'text', text: 'B' }]);
		expect(received(think('open'), text('B'), hidden).parts).toEqual([unsigned('open'), { type: 'text', text: 'B' }, hidden.part]);
	});

	it('a whole thought that comes late finds its pieces by its text, and keeps what was shown where it says none', () => {
		const late = thought('A.');
		expect(received(think('A.'), text('B'), late).parts).toEqual([late.part, { type: 'text', text: 'B' }]);
		const sealed = thought('', { signature: null, encrypted: 'x', id: 'rs_1' });
		expect(received(think('A.'), sealed).parts).toEqual([{ ...sealed.part, text: 'A.' }]);
	});

	it('a call that never became whole is no part, and empty pieces are none', () => {
		const all = received(text(''), think(''), delta('c1', '{"pa'));
		expect(all.parts).toEqual([]);
		expect(all.answered).toBe(false);
		expect(received(text('a')).answered).toBe(true);
		expect(received(call('c1', '')).answered).toBe(true);
		expect(received(think('a'), thought('a')).answered).toBe(false);
	});

	it('two calls in one another’s pieces stay apart', () => {
		const one = call('c1', '{"a":1}');
		const two = call('c2', '{"b":2}');
		const all = received(delta('c1', '{"a"'), delta('c2', '{"b"'), delta('c1', ':1}'), one, delta('c2', ':2}'), two);
		expect(all.parts).toEqual([one.call, two.call]);
	});
});

describe('what no count holds', () => {
	it('is all of it without a count, and nothing just after one', () => {
		expect(received(text('x'.repeat(40))).uncounted()).toBe(10);
		expect(received(text('x'.repeat(40)), usage(1, 10)).uncounted()).toBe(0);
		expect(received(text('x'.repeat(40)), usage(1, 10), text('x'.repeat(8))).uncounted()).toBe(2);
		expect(received(usage(1, 1), text('x'.repeat(40)), think('x'.repeat(20))).uncounted()).toBe(15);
	});

	it('is a token for each piece at least', () => {
		expect(received(...Array.from('abcdefgh', text)).uncounted()).toBe(8);
	});

	it('counts the arguments of a call once, in pieces or whole, with its name', () => {
		const args = 'x'.repeat(36);
		expect(received(call('c1', args)).uncounted()).toBe(10);
		expect(received(delta('c1', args), call('c1', args)).uncounted()).toBe(10);
		expect(received(delta('c1', args.slice(0, 16)), call('c1', args)).uncounted()).toBe(10);
		expect(received(delta('c1', args)).uncounted()).toBe(10);
		expect(received(delta('c1', args), usage(1, 12), call('c1', args)).uncounted()).toBe(0);
		expect(received(delta('c1', args), call('c1', args)).chars).toBe(40);
	});

	it('holds a thought that the vendor hides, but not twice what it shows', () => {
		expect(received(thought('', { encrypted: 'x'.repeat(500) })).uncounted()).toBe(100);
		expect(received(think('x'.repeat(40)), thought('x'.repeat(40), { encrypted: 'x'.repeat(500) })).uncounted()).toBe(100);
		expect(received(think('x'.repeat(40)), thought('x'.repeat(40))).uncounted()).toBe(10);
	});

	it('stays counted where text turns out to be thinking, and the rest is the answer', () => {
		const all = received(text('x'.repeat(40)), { type: 'thought' }, text('b'));
		expect(all.uncounted()).toBe(11);
		expect(all.parts).toEqual([unsigned('x'.repeat(40)), { type: 'text', text: 'b' }]);
		expect(received(text('a'), { type: 'thought' }).answered).toBe(false);
	});
});
