import { describe, expect, it } from 'vitest';
import { plainMessages } from '../../../../src/core/chat/answer.ts';
import {
	chatCost,
	historyTokens,
	isLong,
	isWorthShortening,
	LEAST_SAVED,
	middleOf,
	paidBackAfter,
} from '../../../../src/core/chat/meter.ts';
import type { Answer, Turn } from '../../../../src/core/chat/session.ts';
import { emptyAnswer } from '../../../../src/core/chat/session-ops.ts';

const count = (text: string): number => text.length;
const receipt = (cost: number) =>
	({ cost, costSource: 'tokens', durationMs: 1, firstTokenMs: 1, usage: null, savedAgainst: null }) as const;
const answer = (text: string, cost: number, more: Partial<Answer> = {}): Answer => ({
	...{ ...emptyAnswer('a', 1), state: 'done', messages: plainMessages(text, ''), receipt: receipt(cost) },
	...more,
});
const turn = (text: string, sentTokens: number, answers: readonly Answer[]): Turn => ({
	...{ id: text, at: 1, text, attachments: [], sentTokens, answers, shown: answers.length - 1 },
});

describe('what a chat costs', () => {
	it('counts every answer, shown or not, with what going on with it cost', () => {
		const more = { continued: [{ id: 'c', at: 1, receipt: receipt(5) }] };
		const turns = [turn('q', 1, [answer('x', 10), answer('y', 20, more)]), turn('r', 1, [answer('z', 100, { receipt: null })])];
		const branches = [{ fork: 'q', index: 0, turns: [turn('old', 1, [answer('w', 1000)])] }];
		expect([chatCost({ turns }), chatCost({ turns, branches })]).toEqual([35, 1035]);
	});

	it('knows how much of it goes along: not the turns that were never answered, and a summary instead of what it stands for', () => {
		const tokensOf = ({ receipt: of }: Answer): number => of?.cost ?? 0;
		expect(historyTokens([], tokensOf)).toBe(0);
		const turns = [turn('q', 40, [answer('x', 7)]), turn('failed', 99, [answer('', 0)])];
		expect(historyTokens(turns, tokensOf)).toBe(47);
		const summary = { ...turn('s', 60, [answer('all of it', 9)]), summary: { used: true, wish: '', tokens: 9 } };
		expect(historyTokens([...turns, summary], tokensOf)).toBe(9);
	});
});

describe('shortening', () => {
	it('is thought of where several messages in a row cost more for what went before than for themselves', () => {
		const long = (sent: number): Turn => turn('ten chars.', sent, [answer('x', 1)]);
		expect(isLong([long(21), long(21), long(21)], count)).toBe(true);
		expect(isLong([long(21), long(21)], count)).toBe(false);
		expect(isLong([long(21), long(20), long(21)], count)).toBe(false);
		expect(isLong([long(1), long(21), long(21), long(21)], count)).toBe(true);
		const image = { mediaType: 'image/png', data: '', thumb: '', width: 280, height: 280 } as const;
		const attachments = [{ kind: 'image', path: 'a.png', language: null, content: '', range: null, image }] as const;
		expect(
			isLong(
				[1, 2, 3].map(() => ({ ...long(150), attachments })),
				count,
			),
		).toBe(false);
	});

	it('is offered where it saves at least half, and money that anybody minds', () => {
		expect(isWorthShortening(12_000, 3_000)).toBe(true);
		expect(isWorthShortening(12_000, 7_000)).toBe(false);
		expect(isWorthShortening(LEAST_SAVED - 1, 0)).toBe(false);
		expect(isWorthShortening(0, 0)).toBe(false);
	});
});

describe('what is paid back', () => {
	it('counts the messages until a summary has saved what it cost', () => {
		expect([paidBackAfter(8_500, 1_000), paidBackAfter(1_000, 1_000), paidBackAfter(1, 0), paidBackAfter(5, -3)]).toEqual([
			9,
			1,
			null,
			null,
		]);
		expect([paidBackAfter(0, 0), paidBackAfter(0, 5)]).toEqual([0, 0]);
	});

	it('takes the middle of some figures, the lower of two', () => {
		expect([middleOf([]), middleOf([7]), middleOf([5_000, 400]), middleOf([400, 5_000, 600])]).toEqual([null, 7, 400, 600]);
	});
});
