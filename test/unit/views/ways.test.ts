// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFromChat } from '../../../src/protocol/chat.ts';
import { View } from './chat-page.ts';
import { answer, chatState, receipt, turn } from './fixtures.ts';

let view: View;

beforeEach(() => {
	view = new View();
});

afterEach(() => {
	for (const message of view.posted) expect(parseFromChat(message), JSON.stringify(message)).not.toBeNull();
	view.element.remove();
});

const busy = { turnId: 't1', answerId: 'a1' };
const version = { fork: 't1', index: 1, count: 3 };

describe('a message from which the chat went on in several ways', () => {
	it('switches by button and by arrow key, says which is shown, and keeps the focus', async () => {
		await view.show(chatState([turn({ version })]));
		expect(view.one('.question .versions').textContent?.replace(/\s+/g, ' ')).toContain('Version 2 of 3');
		const later = view.button('Later version of this message and what followed');
		let held = 0;
		view.element.addEventListener('hold-scroll', () => {
			held += 1;
		});
		later.focus();
		later.click();
		expect(held).toBe(1);
		later.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, cancelable: true }));
		expect(view.posted).toEqual([
			{ type: 'showVersion', turnId: 't1', index: 2 },
			{ type: 'showVersion', turnId: 't1', index: 0 },
		]);
		await view.tell({ type: 'snapshot', state: chatState([turn({ id: 't9', text: 'other', version: { ...version, index: 2 } })]) });
		expect(view.one('.question .versions').textContent).toContain('3/3');
		expect(view.button('Later version of this message and what followed')).toBe(later);
		later.click();
		expect(view.posted).toHaveLength(2);
	});

	it('stays where it is while an answer is written', async () => {
		await view.show(chatState([turn({ version })], { busy }));
		view.button('Earlier version of this message and what followed').click();
		expect(view.posted).toEqual([]);
	});

	it('an editor with later messages says that they are kept', async () => {
		await view.show(chatState([turn(), turn({ id: 't2' })]));
		view.button('edit').click();
		await view.settle();
		expect(view.one('.edit-box').textContent).toContain('stay as another version');
	});
});

describe('messages that wait', () => {
	const queue = [
		{ id: 'q1', text: 'first\nof all', attachments: 2 },
		{ id: 'q2', text: 'second', attachments: 0 },
	];

	it('stand above the box in their order, and are sent, changed and removed by name', async () => {
		await view.show(chatState([turn()], { busy, queue }));
		const rows = [...view.element.querySelectorAll('.queued')].map((row) => row.textContent?.replace(/\s+/g, ' ').trim());
		expect(rows).toEqual(['first of all +2 attached', 'second']);
		view.button('Stop the answer and send this now: first of all').click();
		view.button('Back into the box: second').click();
		view.button('Remove: second').click();
		expect(view.posted).toEqual([
			{ type: 'queued', id: 'q1', act: 'send' },
			{ type: 'queued', id: 'q2', act: 'edit' },
			{ type: 'queued', id: 'q2', act: 'remove' },
		]);
	});

	it('come back before what is being typed', async () => {
		await view.show(chatState([turn()]));
		await view.type('typing');
		await view.tell({ type: 'setDraft', text: 'first', front: true });
		expect(view.box.value).toBe('first\n\ntyping');
	});
});

describe('an answer that ended early', () => {
	it('is gone on with where it is the last, and says what ended it', async () => {
		const ended = answer({ state: 'cancelled', interrupted: 'reload', text: 'half' });
		await view.show(chatState([turn({ answers: [ended] })]));
		const words = view.one('.receipt').textContent?.replace(/\s+/g, ' ') ?? '';
		expect(words).toContain('The window was reloaded while this was being written.');
		expect(words).not.toContain('stopped');
		view.button('Continue').click();
		expect(view.posted).toEqual([{ type: 'goOn', turnId: 't1' }]);
		await view.show(chatState([turn({ answers: [ended] }), turn({ id: 't2' })]));
		expect(() => view.button('Continue')).toThrow();
	});

	it('has a receipt for each part', async () => {
		const continued = [{ id: 'c', at: 1, receipt: receipt({ cost: 2_000 }) }];
		await view.show(chatState([turn({ answers: [answer({ continued })] })]));
		expect(view.one('.receipt').textContent).toContain('continued · $0.002');
		expect(() => view.button('Continue')).toThrow();
	});
});

describe('what the chat costs', () => {
	const meter = { tokens: 12_400, cost: 840_000, perTurn: 12_000, shorten: null };

	it('stands there in one line', async () => {
		await view.show(chatState([turn()], { meter }));
		expect(view.one('.chat-meter').textContent).toBe('12k tokens, $0.84 this chat, ~$0.012 a turn');
		await view.show(chatState([turn()], { meter: { ...meter, cost: 0, perTurn: 0 } }));
		expect(view.one('.chat-meter').textContent).toBe('12k tokens, free so far');
	});

	it('offers to shorten it in figures', async () => {
		await view.show(chatState([turn()], { meter: { ...meter, shorten: 3_000 } }));
		expect(view.one('.shorten').textContent).toContain('This chat costs ~$0.012 a turn; shorten it to ~$0.003.');
		view.button('Shorten').click();
		view.button('Not now').click();
		expect(view.posted).toEqual([
			{ type: 'shorten', now: true },
			{ type: 'shorten', now: false },
		]);
	});
});
