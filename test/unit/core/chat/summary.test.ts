import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainMessages } from '../../../../src/core/chat/answer.ts';
import { buildMessages } from '../../../../src/core/chat/prompt.ts';
import type { Answer, Turn } from '../../../../src/core/chat/session.ts';
import { conversationOf } from '../../../../src/core/chat/session-ops.ts';
import { sentTurns, summaryCounted, summaryInForce } from '../../../../src/core/chat/summary.ts';
import { textOf } from '../../../../src/core/message/message.ts';

const answer = (text: string, state: Answer['state'] = 'done'): Answer => ({
	...{ id: `a-${text}`, at: 0, state, messages: plainMessages(text, ''), routing: null, receipt: null, error: null, feedback: null },
});
const turn = (text: string, said: Answer, more: Partial<Turn> = {}): Turn => ({
	...{ id: text, at: 0, text, attachments: [], sentTokens: 0, answers: [said], shown: 0 },
	...more,
});
const summary = (text: string, { used = true, state = 'done' as Answer['state'] } = {}): Turn =>
	turn('/compact', answer(text, state), { id: `s-${text}`, summary: { used, wish: '', tokens: null } });
const [one, two, three] = ['one', 'two', 'three'].map((name) => turn(name, answer(`said ${name}`))) as [Turn, Turn, Turn];

const sent = (turns: readonly Turn[]): string[] =>
	buildMessages({ turns, text: 'next', attachments: [], language: null })
		.slice(1)
		.map((message) => `${message.role}: ${textOf(message.parts)}`);

describe('a summary', () => {
	it('goes out instead of the turns before it, in front of the first message behind it', () => {
		const texts = sent([one, two, summary('NOTES'), three]);
		expect(texts).toHaveLength(3);
		expect(texts[0]).toMatch(/^user: Summary of our conversation so far:\n\nNOTES\n\n[^\n]+\n\nthree$/);
		expect(texts.slice(1)).toEqual(['assistant: said three', 'user: next']);
		expect(sent([one, two, summary('NOTES')])[0]).toMatch(/NOTES[\s\S]*next$/);
		expect(texts.join('\n')).not.toMatch(/\/compact|said one/);
	});

	it('that is not used, empty, stopped or failed changes nothing', () => {
		const plain = sent([one, two, three]);
		for (const off of [
			summary('NOTES', { used: false }),
			summary(''),
			summary('  '),
			summary('half', { state: 'cancelled' }),
			summary('half', { state: 'failed' }),
			summary('half', { state: 'streaming' }),
		]) {
			expect(sent([one, two, off, three])).toEqual(plain);
			expect(summaryInForce([one, two, off, three])).toBeNull();
		}
	});

	it('is replaced by a later one, and comes back when that is undone', () => {
		const first = summary('FIRST');
		expect(sent([one, first, two, summary('SECOND'), three])[0]).toContain('SECOND');
		expect(sent([one, first, two, summary('SECOND'), three]).join()).not.toContain('FIRST');
		const texts = sent([one, first, two, summary('SECOND', { used: false }), three]);
		expect([texts[0], texts.length]).toEqual([expect.stringContaining('FIRST'), 5]);
		expect(summaryInForce([one, first, two])).toBe(first);
	});

	it('stays in front where the first turn behind it got no answer', () => {
		expect(sent([one, summary('NOTES'), turn('lost', answer('', 'failed')), three])[0]).toMatch(/NOTES[\s\S]*three$/);
	});

	it('keeps the beginning of every later request, byte for byte', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 6 }), (texts) => {
				const later = texts.map((text, i) => turn(`${i}${text}`, answer(`a${i}`)));
				const before = buildMessages({
					turns: [one, summary('NOTES'), ...later.slice(0, -1)],
					text: later.at(-1)!.text,
					attachments: [],
					language: null,
				});
				const after = buildMessages({ turns: [one, summary('NOTES'), ...later], text: 'next', attachments: [], language: null });
				expect(after.slice(0, before.length)).toEqual(before);
			}),
		);
	});

	it('is no turn of the conversation: what it stands for is what a follow-up is judged by', () => {
		expect(conversationOf([one, summary('NOTES'), two]).map(({ content }) => content)).toEqual(['one', 'said one', 'two', 'said two']);
		expect(sentTurns([one, summary('NOTES'), two]).turns).toEqual([two]);
	});

	it('knows what it takes once it is there', () => {
		const count = (text: string): number => text.length;
		expect(summaryCounted(summary('NOTES'), count).summary?.tokens).toBe(5);
		expect(summaryCounted(summary('half', { state: 'failed' }), count).summary?.tokens).toBeNull();
		expect(summaryCounted(one, count)).toBe(one);
	});
});
