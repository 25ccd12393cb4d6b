import fc from 'fast-check';
import { Lexer } from 'marked';
import { describe, expect, it } from 'vitest';
import { plainMessages } from '../../../../src/core/chat/answer.ts';
import { chatAsMarkdown } from '../../../../src/core/chat/export.ts';
import type { Answer, ChatSession, Turn } from '../../../../src/core/chat/session.ts';
import { addTurn, emptyAnswer, emptySession } from '../../../../src/core/chat/session-ops.ts';

const words = { money: (micros: number) => `$${micros / 1e6}`, percent: (mean: number) => `${Math.round(mean * 100)} %` };
const line = { candidateId: 'c', modelName: 'model-*1*', quality: { mean: 0.91, low: 0.8, high: 1 }, alternatives: [] };
const answer = (text: string, more: Partial<Answer> = {}): Answer => ({
	...{ ...emptyAnswer('a', 1), state: 'done', messages: plainMessages(text, 'thought') },
	...{ routing: line as unknown as Answer['routing'] },
	receipt: { cost: 5_700, costSource: 'tokens', durationMs: 1, firstTokenMs: 1, usage: null, savedAgainst: null },
	...more,
});
const turn = (text: string, said: string, more: Partial<Turn> = {}): Turn => ({
	...{ id: text, at: 1, text, attachments: [], sentTokens: 1, answers: [answer(said)], shown: 0 },
	...more,
});
const chat = (...turns: readonly Turn[]): ChatSession => turns.reduce(addTurn, emptySession('s', 0));

const headings = (markdown: string): readonly string[] =>
	new Lexer().lex(markdown).flatMap((token) => (token.type === 'heading' ? [token.text as string] : []));

describe('a chat as Markdown', () => {
	it('holds question, attachments by name, model, predicted quality, price and answer, and no content of a file', () => {
		const file = { kind: 'file', path: 'src/`a`.ts', language: 'ts', content: 'SECRET', range: null } as const;
		const text = chatAsMarkdown(chat(turn('Why?', 'Because.', { attachments: [file] })), words);
		expect(text).toBe(
			'# Why?\n\n## You\n\n> Why?\n\nAttached:\n\n- ``` `a`.ts ```\n\n## model-\\*1\\*\n\n*predicted 91 % · $0.0057*\n\nBecause.\n',
		);
	});

	it('says what an answer was, and what going on with it cost', () => {
		const more = { state: 'cancelled' as const, continued: [{ id: 'c', at: 1, receipt: answer('').receipt! }] };
		const text = chatAsMarkdown(chat(turn('q', '', { answers: [answer('x'), answer('half', more)], shown: 1 })), words);
		expect(text).toContain('*predicted 91 % · $0.0114 · stopped · one of 2 answers*\n\nhalf');
	});

	it('says of one that is being written just that, and prices one whose first part has no receipt', () => {
		const running = answer('so far', { state: 'streaming', receipt: null });
		expect(chatAsMarkdown(chat(turn('q', '', { answers: [running] })), words)).toContain('*predicted 91 % · not whole yet*');
		const rest = answer('whole', { receipt: null, continued: [{ id: 'c', at: 1, receipt: answer('').receipt! }] });
		expect(chatAsMarkdown(chat(turn('q', '', { answers: [rest] })), words)).toContain('*predicted 91 % · $0.0057*');
	});

	it.each([
		['a fence that is left open', '```ts\nlet a', '```ts\nlet a\n```'],
		['a longer one', '````\n```\nx', '````\n```\nx\n````'],
		['tildes', '~~~\n```\nx', '~~~\n```\nx\n~~~'],
		['one that is closed', '```\nx\n```', '```\nx\n```'],
		['code within a line', '```not a fence``` here', '```not a fence``` here'],
		['a comment that is left open', '<!-- hidden', '<!-- hidden\n-->'],
	])('keeps %s from what follows', (_, said, kept) => {
		const text = chatAsMarkdown(chat(turn('q', said), turn('next', 'y')), words);
		expect(text).toContain(`${kept}\n\n## You\n\n> next`);
	});

	it('has the same headings whatever was asked, attached and named', () => {
		const odd = fc.string({ unit: fc.constantFrom('#', ' ', '\n', '\r', '`', '~', '>', '-', '=', '<', '!', 'a', '*', '|', '[', ']') });
		fc.assert(
			fc.property(odd, odd, (asked, path) => {
				const file = { kind: 'file', path, language: null, content: '', range: null } as const;
				const text = chatAsMarkdown({ ...chat(turn(asked, 'A.', { attachments: [file] }), turn('two', 'B.')), title: 'T' }, words);
				expect(headings(text)).toEqual(['T', 'You', 'model-\\*1\\*', 'You', 'model-\\*1\\*']);
			}),
		);
	});
});
