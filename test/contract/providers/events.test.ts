import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../src/core/message/stream.ts';
import type { Answer, AnswerPart } from '../../support/vendors/script.ts';
import { READ, talkTo, user, WIRES, type Wire } from './support.ts';

const TEXT: AnswerPart = { type: 'text', text: 'Grüße, 世界 👋 — all good.' };
const call = (id: string, path: string): AnswerPart => ({
	type: 'toolCall',
	id,
	name: READ.name,
	arguments: `{ "path":"${path}","n": 1.50 }`,
});

/** Events with pieces joined: how a text is cut into deltas is the vendor's affair. */
function joined(events: readonly StreamEvent[]): StreamEvent[] {
	const out: StreamEvent[] = [];
	for (const event of events) {
		const last = out.at(-1);
		if (event.type === 'toolCallDelta' && last?.type === 'toolCallDelta' && last.id === event.id) {
			out[out.length - 1] = { ...last, text: last.text + event.text };
		} else if ((event.type === 'text' || event.type === 'reasoning') && last?.type === event.type) {
			out[out.length - 1] = { ...last, text: last.text + event.text } as StreamEvent;
		} else out.push(event);
	}
	return out;
}

const withoutUsage = (events: readonly StreamEvent[]) => joined(events).filter((event) => event.type !== 'usage');

async function answer(wire: Wire, script: Answer, effort: string | null = null) {
	const talk = await talkTo(wire);
	talk.vendor.answer(script);
	const outcome = await talk.ask({ messages: [user('Hello')], tools: [READ], effort });
	return { ...outcome, talk };
}

const callEvents = (id: string, path: string): StreamEvent[] => [
	{ type: 'toolCallDelta', id, name: READ.name, text: `{ "path":"${path}","n": 1.50 }` },
	{ type: 'toolCall', call: { type: 'toolCall', id, name: READ.name, arguments: `{ "path":"${path}","n": 1.50 }` } },
];

describe.each(WIRES.map((wire) => [wire.name, wire] as const))('%s', (name, wire) => {
	it('text, counted, and its end', async () => {
		const { events, error } = await answer(wire, { parts: [TEXT], end: 'stop', outputTokens: 9, reasoningTokens: 0 });
		expect(error).toBeNull();
		expect(withoutUsage(events)).toEqual([
			{ type: 'text', text: 'Grüße, 世界 👋 — all good.' },
			{ type: 'end', reason: 'stop' },
		]);
		expect(events.at(-2)).toMatchObject({ type: 'usage', usage: { output: 9, reasoning: 0 } });
	});

	it('a call, its pieces and its arguments to the byte', async () => {
		const { events, error } = await answer(wire, { parts: [TEXT, call('call_1', 'src/ä.ts')], end: 'toolCalls' });
		expect(error).toBeNull();
		expect(withoutUsage(events)).toEqual([
			{ type: 'text', text: 'Grüße, 世界 👋 — all good.' },
			...callEvents('call_1', 'src/ä.ts'),
			{ type: 'end', reason: 'toolCalls' },
		]);
	});

	it('calls side by side, in order', async () => {
		const { events, error } = await answer(wire, {
			parts: [call('call_1', 'a'), call('call_2', 'b'), call('call_3', 'c')],
			end: 'toolCalls',
		});
		expect(error).toBeNull();
		expect(events.filter((event) => event.type === 'toolCall').map(({ call: { id, arguments: text } }) => [id, text])).toEqual([
			['call_1', '{ "path":"a","n": 1.50 }'],
			['call_2', '{ "path":"b","n": 1.50 }'],
			['call_3', '{ "path":"c","n": 1.50 }'],
		]);
		const pieces = (id: string) => events.map((event) => (event.type === 'toolCallDelta' && event.id === id ? event.text : '')).join('');
		expect(['call_1', 'call_2', 'call_3'].map(pieces)).toEqual(['a', 'b', 'c'].map((path) => `{ "path":"${path}","n": 1.50 }`));
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'toolCalls' });
	});

	it.each(['{"path":"src/a', '{"path":}', 'read src/a.ts', '[1,', '"'])(
		'arguments that are no JSON (%s) come as they are',
		async (text) => {
			const { events, error } = await answer(wire, {
				parts: [{ type: 'toolCall', id: 'call_1', name: READ.name, arguments: text }],
				end: 'length',
			});
			expect(error).toBeNull();
			expect(events.filter((event) => event.type === 'toolCall')).toEqual([
				{ type: 'toolCall', call: { type: 'toolCall', id: 'call_1', name: READ.name, arguments: text } },
			]);
			expect(events.at(-1)).toEqual({ type: 'end', reason: 'length' });
		},
	);

	it.each(['stop', 'length', 'filter'] as const)('the end %s', async (end) => {
		const { events, error } = await answer(wire, { parts: [TEXT], end });
		expect(error).toBeNull();
		expect(events.at(-1)).toEqual({ type: 'end', reason: end });
	});

	it('every border of chunks gives the same', async () => {
		const script: Answer = { parts: [TEXT, call('call_1', 'src/ä.ts')], end: 'toolCalls', cut: { characters: 3 } };
		const whole = await answer(wire, script);
		for (const bytes of [1, 2, 3, 5, 7, 16, 100, 1000]) {
			const { events, error } = await answer(wire, { ...script, cut: { characters: 3, bytes } });
			expect(error).toBeNull();
			expect(events).toEqual(whole.events);
		}
	});

	it('a connection that breaks at any place keeps what came, and calls nothing whole that is not', async () => {
		const script: Answer = { parts: [TEXT, call('call_1', 'a'), call('call_2', 'b')], end: 'toolCalls' };
		const whole = await answer(wire, script);
		const calls = whole.events.filter((event) => event.type === 'toolCall');
		const seen = new Set<number>();
		for (let breakAfter = 1; breakAfter < 6000; breakAfter += 97) {
			const { events, error, text } = await answer(wire, { ...script, cut: { breakAfter } });
			if (events.at(-1)?.type === 'end') break;
			expect(error).toMatchObject({ kind: 'brokenStream' });
			expect('Grüße, 世界 👋 — all good.'.startsWith(text)).toBe(true);
			const got = events.filter((event) => event.type === 'toolCall');
			expect(got).toEqual(calls.slice(0, got.length));
			seen.add(events.length);
		}
		expect(seen.size).toBeGreaterThan(5);
	});

	it('offers tools, and says which are to be called', async () => {
		const talk = await talkTo(wire);
		const chosen: unknown[] = [];
		for (const toolChoice of ['auto', 'none', 'required', { name: READ.name }] as const) {
			talk.vendor.answer({ parts: [TEXT], end: 'stop' });
			expect((await talk.ask({ messages: [user('Hello')], tools: [READ], toolChoice })).error).toBeNull();
			chosen.push(talk.body().tool_choice);
		}
		const named = { type: 'function', function: { name: READ.name } };
		const expected: Record<typeof name, unknown[]> = {
			anthropic: [undefined, { type: 'none' }, { type: 'any' }, { type: 'tool', name: READ.name }],
			'openai-responses': [undefined, 'none', 'required', { type: 'function', name: READ.name }],
			'openai-chat': [undefined, 'none', 'required', named],
			'openai-compatible': [undefined, 'none', 'required', named],
		};
		expect(chosen).toEqual(expected[name]);
		expect(talk.raw()).toContain(JSON.stringify(READ.parameters));
	});
});

describe('what was counted', () => {
	it('by Anthropic at the beginning is known when the connection breaks', async () => {
		const talk = await talkTo(WIRES[0] as Wire);
		talk.vendor.answer({ parts: [{ type: 'text', text: 'x'.repeat(4000) }], end: 'stop', cut: { breakAfter: 1500 } });
		const { events, error } = await talk.ask({ messages: [user('Hello '.repeat(400))] });
		expect(error).toMatchObject({ kind: 'brokenStream' });
		expect(events[0]).toMatchObject({ type: 'usage', usage: { input: talk.vendor.requests[0]?.input?.fresh, output: 1 } });
		expect(talk.vendor.requests[0]?.input?.fresh).toBeGreaterThan(500);
	});

	it.each(WIRES.map((wire) => [wire.name, wire] as const))('%s: cached, written and new tokens', async (_name, wire) => {
		const talk = await talkTo(wire, { minPrefixTokens: 128 });
		const messages = [{ role: 'system', parts: [{ type: 'text', text: 'Rules. '.repeat(400) }] } as const, user('Hello '.repeat(100))];
		for (let turn = 0; turn < 2; turn++) {
			talk.vendor.answer({ parts: [TEXT], end: 'stop' });
			const { events } = await talk.ask({ messages });
			const counted = talk.vendor.requests[turn]?.input;
			const usage = events.findLast((event) => event.type === 'usage')?.usage;
			expect(usage).toMatchObject({ input: counted?.fresh, cachedInput: counted?.read, cacheWrite: counted?.written });
			if (turn === 1) expect(usage?.cachedInput).toBeGreaterThan(300);
		}
	});
});
