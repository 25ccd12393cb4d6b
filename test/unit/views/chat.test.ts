// @vitest-environment happy-dom
import './dom.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseFromChat } from '../../../src/protocol/chat.ts';
import { LONGEST_TEXT } from '../../../src/protocol/common.ts';
import type { TurnElement } from '../../../src/views/chat/turn-element.ts';
import type { MenuButton } from '../../../src/views/common/menu.ts';
import { View } from './chat-page.ts';
import { answer, budget, chatState, keyError, routing, turn } from './fixtures.ts';

let view: View;
beforeEach(() => {
	view = new View();
});
afterEach(() => {
	for (const message of view.posted) expect(parseFromChat(message)).toEqual(message);
	view.element.remove();
});

const busy = { turnId: 't1', answerId: 'a1' };

describe('first', () => {
	it('asks for the state', () => expect(view.posted).toEqual([{ type: 'ready' }]));

	it('takes the focus that was asked for before there was a box', async () => {
		await view.tell({ type: 'focus' });
		await view.show(chatState([]));
		expect(document.activeElement).toBe(view.box);
	});

	it('does not say that nothing is set up while it still looks', async () => {
		const composer = { ...chatState([]).composer, models: [] };
		await view.show(chatState([], { composer: { ...composer, listing: true } }));
		expect(view.one('.empty').textContent?.trim()).toBe('Looking for models…');
		await view.show(chatState([], { composer: { ...composer, listing: false } }));
		expect(view.one('.empty h2').textContent).toBe('Connect a model');
	});
});

describe('sending', () => {
	it('keeps the text until a turn arrives', async () => {
		await view.show(chatState([]));
		await view.type('  explain this ');
		await view.key('Enter');
		expect(view.of('send')).toEqual([{ type: 'send', text: 'explain this' }]);
		expect(view.box.value).toBe('  explain this ');
		await view.tell({ type: 'turn', turn: turn({ text: 'explain this' }) });
		expect(view.box.value).toBe('');
	});

	it('puts a text back that could not be sent', async () => {
		await view.show(chatState([]));
		await view.type('x');
		await view.key('Enter');
		await view.tell({ type: 'setDraft', text: 'x' });
		await view.key('Enter');
		expect(view.of('send').length).toBe(2);
	});

	it.each([
		['shift', { shiftKey: true }],
		['an input method', { isComposing: true }],
		['an input method that says so late', { keyCode: 229 }],
	])('does not send Enter with %s', async (_, more) => {
		await view.show(chatState([]));
		await view.type('x');
		await view.key('Enter', more);
		expect(view.of('send')).toEqual([]);
	});

	it('does not send twice or nothing, and queues while an answer is written', async () => {
		await view.show(chatState([]));
		await view.key('Enter');
		await view.type('x');
		await view.key('Enter');
		await view.key('Enter');
		expect(view.of('send').length).toBe(1);
		await view.show(chatState([turn()], { busy }));
		await view.type('y');
		await view.key('Enter');
		expect(view.of('send')).toEqual([]);
		expect([view.of('queue'), view.box.value]).toEqual([[{ type: 'queue', text: 'y' }], '']);
		await view.key('Escape');
		expect(view.of('stop')).toEqual([{ type: 'stop' }]);
	});

	it('says that a message is too long for any model and keeps it', async () => {
		await view.show(chatState([]));
		const text = 'x'.repeat(LONGEST_TEXT + 1);
		await view.type(text);
		await view.key('Enter');
		expect(view.of('send')).toEqual([]);
		expect(view.one('.blocked').textContent?.replace(/\s+/g, ' ')).toContain('2 million characters at most. Shorten it');
		expect(view.box.value).toBe(text);
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(view.posted).toEqual([]);
		await view.type('short');
		await view.key('Enter');
		expect(view.of('send')).toEqual([{ type: 'send', text: 'short' }]);
	});

	it('does not save what was typed in one chat as the draft of another', async () => {
		await view.show(chatState([turn()]));
		await view.type('typed in the first');
		const other = chatState([]);
		await view.tell({ type: 'snapshot', state: { ...other, session: { ...other.session, id: 's2', draft: 'its own' } } });
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(view.box.value).toBe('its own');
		expect(view.of('draft')).toEqual([]);
	});

	it('saves the draft', async () => {
		await view.show(chatState([]));
		await view.type('dra');
		await view.type('draft');
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(view.of('draft').at(-1)).toEqual({ type: 'draft', text: 'draft' });
	});
});

describe('an answer', () => {
	it('shows its routing line before the first token', async () => {
		const waiting = answer({ state: 'routing', text: '', receipt: null });
		await view.show(chatState([turn({ answers: [waiting] })], { busy }));
		expect(view.one('.routing').textContent?.replace(/\s+/g, ' ')).toContain('haiku-4.5 91 % (86–95) ~$0.0061 to Anthropic');
		expect(view.element.querySelector('.receipt')).toBeNull();
		expect(view.one('.answer').getAttribute('aria-busy')).toBe('true');
	});

	it('streams, and asks for a snapshot when a piece is missing', async () => {
		await view.show(chatState([turn({ answers: [answer({ state: 'streaming', text: 'Hel', receipt: null })] })], { busy }));
		await view.tell({ type: 'append', turnId: 't1', answerId: 'a1', text: 'lo', length: 3 });
		expect(view.one('.answer-text').textContent?.trim()).toBe('Hello');
		await view.tell({ type: 'append', turnId: 't1', answerId: 'a1', text: '!', length: 99 });
		expect(view.posted).toEqual([{ type: 'ready' }]);
		expect(view.one('.answer-text').textContent?.trim()).toBe('Hello');
	});

	it('says which tools it asked for, behind what it said', async () => {
		const parts = [
			{ type: 'text', text: 'I look first.' },
			{ type: 'toolCall', id: 'c1', name: 'read_file', arguments: '{"path":"a.ts"}' },
		] as const;
		await view.show(chatState([turn({ answers: [answer({ messages: [{ role: 'assistant', parts }] })] })]));
		expect(view.one('.answer-text').textContent?.trim()).toBe('I look first.');
		expect(view.one('.answer .note').textContent).toBe('asked for tool read_file');
		expect(view.one('.answer').textContent).not.toContain('a.ts');
	});

	it('takes several pieces in one frame', async () => {
		await view.show(chatState([turn({ answers: [answer({ state: 'streaming', text: '', receipt: null })] })], { busy }));
		for (const [length, text] of [...'abcdef'].entries()) {
			window.dispatchEvent(new MessageEvent('message', { data: { type: 'append', turnId: 't1', answerId: 'a1', text, length } }));
		}
		await view.settle();
		expect(view.one('.answer-text').textContent?.trim()).toBe('abcdef');
		expect(view.posted).toEqual([]);
	});

	it('an estimate without the encoder is called that, and nothing else', async () => {
		const line = routing({ steeredBy: ['fallbackPrior'] });
		await view.show(chatState([turn({ answers: [answer({ routing: line })] })]));
		expect([...view.element.querySelectorAll('.note')].map((note) => note.textContent?.trim())).toEqual(['Estimated without the encoder']);
	});

	it('explains itself in place', async () => {
		await view.show(chatState([turn({ answers: [answer({ routing: routing({ steeredBy: ['cache'], fallbackNote: 'mini failed.' }) })] })]));
		expect([...view.element.querySelectorAll('.note')].map((note) => note.textContent?.trim())).toEqual([
			'Stays with its model: a change would read the conversation anew',
			'mini failed.',
		]);
		view.button('Why haiku-4.5').click();
		await view.settle();
		expect(view.element.querySelectorAll('.why-row:not(.why-head)').length).toBe(5);
		expect(view.one('.why > .why-table').querySelectorAll('.why-row:not(.why-head)').length).toBe(4);
		expect(view.one('.why-rest').textContent).toContain('1 more');
		expect(view.one('.why > details:last-of-type').textContent).toContain('2 not allowed');
	});

	it('takes feedback and takes it back', async () => {
		await view.show(chatState([turn()]));
		view.button('good').click();
		await view.show(chatState([turn({ answers: [answer({ feedback: 'good' })] })]));
		expect(view.button('good').getAttribute('aria-pressed')).toBe('true');
		view.button('good').click();
		expect(view.of('feedback')).toEqual([{ type: 'feedback', turnId: 't1', answerId: 'a1', value: null }]);
	});

	it('shows each of several answers', async () => {
		await view.show(chatState([turn({ answers: [answer(), answer({ id: 'a2', text: 'Second' })], shown: 1 })]));
		expect(view.one('.versions').textContent?.replace(/\s+/g, '')).toBe('‹2/2›');
		view.button('Previous answer').click();
		expect(view.posted).toEqual([{ type: 'showAnswer', turnId: 't1', index: 0 }]);
	});

	it('stands an error where the answer would be, with its button', async () => {
		await view.show(chatState([turn({ answers: [answer({ state: 'failed', text: '', receipt: null, error: keyError })] })]));
		expect(view.one('.error-box').textContent).toContain('Anthropic refused the API key.');
		view.button('Set API key').click();
		expect(view.posted).toEqual([{ type: 'command', command: 'setKey' }]);
	});

	it('keeps money and wait apart from the saving, which a narrow view shows in the tooltip', async () => {
		await view.show(chatState([turn({ answers: [answer()] })]));
		const line = view.one<HTMLElement>('.receipt-text');
		const saving = view.one<HTMLElement>('.receipt-saving');
		expect(saving.textContent).toBe(' · $0.042 less than opus-4.5');
		expect(line.textContent!.replace(saving.textContent!, '').replace(/\s+/g, ' ').trim()).toBe('$0.0057 · 2.1 s');
		expect(line.title.split('\n')[0]).toBe('$0.042 less than opus-4.5');
	});

	it('that is a summary says what it costs and when that is paid back, before its first word', async () => {
		const summary = { used: true, wish: '', tokens: null, saves: 1_000 };
		const waiting = answer({ state: 'routing', text: '', receipt: null });
		const expected = waiting.routing!.expectedCost!;
		await view.show(chatState([turn({ summary, answers: [waiting] })]));
		const messages = Math.ceil(expected / 1_000);
		expect(view.one('.summary-head').textContent).toMatch(
			new RegExp(`Costs ~\\$[\\d.]+ and saves ~\\$0\\.0010* a message: paid back after ${messages} messages\\.`),
		);
		await view.show(chatState([turn({ summary: { used: true, wish: '', tokens: null }, answers: [waiting] })]));
		expect(view.one('.summary-head').textContent).not.toContain('paid back');
	});

	it('that was stopped before its first word can be asked for again, and not be judged', async () => {
		await view.show(chatState([turn({ answers: [answer({ state: 'cancelled', text: '', receipt: null, routing: null })] })]));
		expect(view.element.querySelector('[aria-pressed]')).toBeNull();
		view.one<HTMLElement>('.receipt .menu-button').click();
		await view.settle();
		const items = [...view.element.querySelectorAll('.receipt .menu-item-label')].map((item) => item.textContent);
		expect(items.slice(0, 3)).toEqual(['Try again', 'Auto', 'haiku-4.5']);
		[...view.element.querySelectorAll<HTMLElement>('.receipt .menu-item')][0]!.click();
		expect(view.posted).toEqual([{ type: 'retry', turnId: 't1' }]);
	});

	it('says by whom it is answered again and at what price, before it is', async () => {
		await view.show(chatState([turn()]));
		view.one<HTMLElement>('.receipt .menu-button').click();
		await view.settle();
		const items = [...view.element.querySelectorAll('.receipt .menu-item-label')].slice(0, 4).map((item) => item.textContent);
		expect(items).toEqual(['Same model: haiku-4.5', 'Stronger: opus-4.5', 'Cheaper: qwen3:8b', 'Prefer haiku-4.5 for debugging']);
		view.element.querySelectorAll<HTMLElement>('.receipt .menu-item')[3]!.click();
		expect(view.of('prefer')).toEqual([{ type: 'prefer', kind: 'debug', model: 'Anthropic/haiku-4.5' }]);
	});

	it('hands code to the host with its answer', async () => {
		await view.show(chatState([turn({ answers: [answer({ text: '```ts\nconst a = 1;\n```' })] })]));
		for (const button of view.element.querySelectorAll<HTMLElement>('.code-bar button')) button.click();
		const code = { code: 'const a = 1;', turnId: 't1', answerId: 'a1' };
		expect(view.posted).toEqual([
			{ type: 'copy', text: 'const a = 1;', answerId: 'a1' },
			{ type: 'insertCode', ...code },
			{ type: 'applyCode', language: 'ts', above: '', ...code },
			{ type: 'applyCode', language: 'ts', above: '', ...code, review: true },
			{ type: 'newFile', language: 'ts', ...code },
		]);
	});
});

describe('editing', () => {
	it('opens on arrow up in the empty box and closes when the host has taken it over', async () => {
		await view.show(chatState([turn({ id: 't0' }), turn()]));
		await view.key('ArrowUp');
		const box = view.one<HTMLTextAreaElement>('.edit-box textarea');
		expect(box.value).toBe('Why does this test fail only on CI?');
		box.value = 'Why?';
		box.dispatchEvent(new Event('input', { bubbles: true }));
		await view.settle();
		box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
		expect(view.of('edit')).toEqual([{ type: 'edit', turnId: 't1', text: 'Why?' }]);
		expect(view.one<HTMLTextAreaElement>('.edit-box textarea').value).toBe('Why?');
		await view.tell({ type: 'turn', turn: turn({ text: 'Why?' }) });
		expect(view.element.querySelector('.edit-box')).toBeNull();
	});
});

describe('context and commands', () => {
	it('lists files after @ and attaches the chosen one', async () => {
		await view.show(chatState([]));
		await view.type('see @ret');
		expect(view.of('findContext')).toEqual([{ type: 'findContext', of: 'file', query: 'ret', requestId: 1 }]);
		await view.tell({ type: 'contextMatches', requestId: 7, rows: [{ label: 'stale.ts', detail: '', ref: 'stale.ts' }] });
		expect(view.element.querySelector('.suggestion')).toBeNull();
		const rows = ['src/retry.ts', 'test/retry.test.ts'].map((ref) => ({ label: ref.split('/')[1]!, detail: '', ref }));
		await view.tell({ type: 'contextMatches', requestId: 1, rows });
		await view.key('ArrowDown');
		await view.key('Enter');
		const attached = { type: 'attachFound', of: 'file', ref: 'test/retry.test.ts', word: 'retry.test.ts' };
		expect(view.of('attachFound')).toEqual([attached]);
		expect(view.of('send')).toEqual([]);
		expect(view.box.value).toBe('see retry.test.ts ');
	});

	it('runs a command instead of sending it', async () => {
		await view.show(chatState([]));
		await view.type('/loc');
		await view.key('Enter');
		expect(view.of('setLocalOnly')).toEqual([{ type: 'setLocalOnly', on: true }]);
		expect(view.box.value).toBe('');
		expect(view.of('send')).toEqual([]);
	});

	it('shows the preview of the decision and what blocks it', async () => {
		await view.show(chatState([], { composer: { ...chatState([]).composer, preview: routing() } }));
		await view.type('x');
		expect(view.one('.preview').textContent?.replace(/\s+/g, ' ').trim()).toBe('haiku-4.5 · 91 % · ~$0.0061');
		await view.show(chatState([], { composer: { ...chatState([]).composer, blocked: { ...keyError, action: 'openBudget' } } }));
		view.button('Change budget').click();
		expect(view.posted).toEqual([{ type: 'command', command: 'openBudgetSettings' }]);
	});

	it('chooses models, presets and local only by the menu', async () => {
		await view.show(
			chatState([], { composer: { ...chatState([]).composer, model: 'ollama/qwen3' }, budget: { ...budget, level: 'warn' } }),
		);
		const menu = view.one<MenuButton>('.composer-bar routoo-menu');
		for (const label of ['Auto · Save', 'opus-4.5', 'Local models only', 'All models…', 'Models for Auto…', 'gpt-5.4-mini']) {
			menu.querySelector('button')?.click();
			await view.settle();
			[...menu.querySelectorAll<HTMLElement>('.menu-item')].find((each) => each.textContent?.includes(label))?.click();
			await view.settle();
		}
		expect(view.posted).toEqual([
			{ type: 'setModel', model: 'auto' },
			{ type: 'setPreset', preset: 'save' },
			{ type: 'setModel', model: 'anthropic/opus' },
			{ type: 'setLocalOnly', on: true },
			{ type: 'pickModel' },
			{ type: 'command', command: 'manageModels' },
		]);
		expect(view.one('.budget').className).toContain('warn');
	});
});

it('sets the bar from which a model is good enough by the menu', async () => {
	const goodEnough = { presets: { save: 0.85, balanced: 0.92, best: 0.98 }, own: null };
	await view.show(chatState([], { composer: { ...chatState([]).composer, goodEnough } }));
	const menu = view.one<MenuButton>('.composer-bar routoo-menu');
	for (const label of ['90 %', 'as the preset says']) {
		menu.querySelector('button')?.click();
		await view.settle();
		[...menu.querySelectorAll<HTMLElement>('.menu-item')].find((each) => each.textContent?.includes(label))?.click();
		await view.settle();
	}
	expect(view.of('setGoodEnough')).toEqual([
		{ type: 'setGoodEnough', value: 0.9 },
		{ type: 'setGoodEnough', value: null },
	]);
});

it('long sessions render a window of turns and show earlier ones on demand', async () => {
	await view.show(chatState(Array.from({ length: 95 }, (_, index) => turn({ id: `t${index}` }))));
	const shown = (): string[] => [...view.element.querySelectorAll('routoo-turn')].map((one) => (one as TurnElement).turn.id);
	const last = (count: number): string[] => Array.from({ length: count }, (_, index) => `t${95 - count + index}`);
	// Meanwhile the button speaks of what is there in a moment.
	expect(shown()).toEqual(last(shown().length));
	const more = view.button('show 20 earlier of 75');
	await vi.waitFor(() => expect(shown()).toEqual(last(20)), 20_000);
	more.click();
	await view.settle();
	expect(view.button('show 20 earlier of 55')).toBe(more);
	await vi.waitFor(() => expect(shown()).toEqual(last(40)), 20_000);
});
