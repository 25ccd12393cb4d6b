// @vitest-environment happy-dom

import { describe, expect, it } from 'vitest';
import { Announcements } from '../../../src/views/chat/announcer.ts';
import { View } from './chat-page.ts';
import { answer, chatState, keyError, routing, turn } from './fixtures.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('what is read out', () => {
	const state = (change: Parameters<typeof answer>[0], more: Parameters<typeof chatState>[1] = {}) =>
		chatState([turn({ answers: [answer(change)] })], more);

	it('is model, quality and price at the start, once until the end, then the receipt', () => {
		const told = new Announcements();
		const said = (change: Parameters<typeof answer>[0]): string => plain(told.next(state(change)));
		expect(said({ state: 'routing', routing: null })).toBe('');
		const start = said({ state: 'routing', text: '' });
		expect(start).toBe('haiku-4.5 answers: 91 %, ~$0.0061.');
		for (const text of ['', 'a', 'a b', 'a b c'.repeat(1000)]) expect(said({ state: 'streaming', text })).toBe(start);
		expect(said({ state: 'done' })).toBe('Answer complete. $0.0057 · 2.1 s · $0.042 less than opus-4.5.');
	});

	it('is an error with what to do next', () => {
		const told = new Announcements();
		told.next(state({ state: 'routing', routing: null }));
		expect(told.next(state({ state: 'failed', error: keyError }))).toBe(`No answer. ${keyError.message} ${keyError.nextStep}`);
	});

	it('says that a message waits, which empties the box', () => {
		const told = new Announcements();
		const waiting = (count: number) => ({ queue: Array.from({ length: count }, (_, i) => ({ id: `q${i}`, text: 'x', attachments: 0 })) });
		expect(told.next(state({ state: 'streaming' }, waiting(1)))).toMatch(/^haiku-4.5 answers: .* 1 message waits for this answer\.$/);
		expect(told.next(state({ state: 'streaming' }, waiting(2)))).toMatch(/2 messages wait for this answer\.$/);
		expect(told.next(state({ state: 'done' }, waiting(2)))).toMatch(/^Answer complete/);
	});

	it('says that a model costs nothing, and that a task is being read', () => {
		const free = routing({ expectedCost: 0, local: true, included: false });
		expect(new Announcements().next(state({ state: 'streaming', routing: free }))).toMatch(/, free\.$/);
		const reading = { reading: { fromCost: 1 } } as never;
		expect(new Announcements().next(state({ state: 'routing', routing: null }, reading))).toMatch(/^Reading the task/);
	});

	it('is nothing for a chat that is opened with answers in it, nor for an older answer that is looked at', () => {
		const told = new Announcements();
		expect(told.next(null)).toBe('');
		expect(told.next(chatState([]))).toBe('');
		expect(told.next(state({ state: 'done' }))).toBe('');
		const two = (shown: number, second: Parameters<typeof answer>[0]) =>
			chatState([turn({ answers: [answer({ state: 'done' }), answer(second)], shown })]);
		told.next(two(1, { state: 'streaming' }));
		expect(told.next(two(1, { state: 'done' }))).toMatch(/^Answer complete/);
		expect(told.next(two(0, { state: 'done' }))).toBe('');
		expect(told.next(two(1, { state: 'done' }))).toBe('');
	});
});

it('the chat has one region that speaks by itself beside its notices, and the conversation is none', async () => {
	const view = new View();
	await view.show(chatState([turn({ answers: [answer({ state: 'failed', error: keyError })] })]));
	expect(view.element.querySelector('[role="log"]')?.getAttribute('aria-live')).toBe('off');
	expect(view.element.querySelectorAll('[role="alert"], [aria-live="assertive"]').length).toBe(0);
	const live = [...view.element.querySelectorAll('[role="status"], [aria-live="polite"]')].filter((one) => one.closest('.notice') === null);
	expect(live.map((one) => one.parentElement?.localName)).toEqual(['routoo-announcer']);
	expect(live[0]?.textContent?.trim()).toBe('');
});
