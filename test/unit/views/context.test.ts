// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatState, OpenFileView } from '../../../src/protocol/chat.ts';
import { openFileWords } from '../../../src/views/chat/context-chips.ts';
import { View } from './chat-page.ts';
import { chatState, routing, turn } from './fixtures.ts';

let view: View;
beforeEach(() => {
	view = new View();
});
afterEach(() => view.element.remove());

const open: OpenFileView = { name: 'cart.ts', lines: null, state: 'sent', tokens: 1200, cut: null, why: null };
const composing = (change: Partial<ChatState['composer']>): ChatState =>
	chatState([], { composer: { ...chatState([]).composer, ...change } });
const chip = () => view.one<HTMLElement>('.open-file');

describe('the chip of the open file', () => {
	it('says by its name what is sent, and is taken out by its button', async () => {
		await view.show(composing({ openFile: { ...open, lines: { startLine: 12, endLine: 30 }, cut: 'lines 1 to 400 of 2,310' } }));
		expect(chip().getAttribute('aria-label')).toBe(
			'The open file cart.ts with lines 12 to 30 selected goes along with your message: about 1.2k tokens, lines 1 to 400 of 2,310',
		);
		expect(chip().textContent?.replace(/\s+/g, ' ').trim()).toBe('cart.ts:12-301.2k tokenscut');
		view.button('Leave cart.ts out of this chat').click();
		expect(view.posted).toEqual([{ type: 'openFile', on: false }]);
	});

	it('is added again by one click, and a private one through the question', async () => {
		await view.show(composing({ openFile: { ...open, state: 'removed' } }));
		view.button('Add the open file cart.ts to this chat').click();
		await view.tell({
			type: 'snapshot',
			state: composing({ openFile: { ...open, name: '.env', state: 'withheld', why: 'It may hold keys.' } }),
		});
		view.button('.env is open and is not sent by itself. It may hold keys. Add it to this message').click();
		expect(view.posted).toEqual([
			{ type: 'openFile', on: true },
			{ type: 'attach', what: 'file' },
		]);
	});

	it('that the chat holds already says so, and follows the host', async () => {
		await view.show(composing({ openFile: { ...open, state: 'known', tokens: 0 } }));
		expect(chip().getAttribute('aria-label')).toBe(openFileWords({ ...open, state: 'known' }));
		expect(chip().querySelector('.chip-tokens')).toBeNull();
		await view.tell({ type: 'snapshot', state: composing({ openFile: null }) });
		expect(view.element.querySelector('.open-file')).toBeNull();
	});
});

it('a chip that is removed takes its word out of the text; what was cut is said', async () => {
	const attached = { id: 'a1', label: 'retry.ts', tokens: 80, cut: 'lines 1 to 9 of 99', word: 'retry.ts' };
	await view.show(composing({ attachments: [attached, { id: 'a2', label: 'b.ts', tokens: 1 }] }));
	await view.type('why does retry.ts fail');
	expect(view.one('.chip').getAttribute('title')).toBe('retry.ts, about 80 tokens: lines 1 to 9 of 99');
	view.button('Remove retry.ts').click();
	view.button('Remove b.ts').click();
	await view.settle();
	expect(view.box.value).toBe('why does fail');
	expect(view.of('detach')).toEqual([
		{ type: 'detach', attachmentId: 'a1' },
		{ type: 'detach', attachmentId: 'a2' },
	]);
});

it('@folder: asks for folders, lists them before a letter, and attaches one by its path', async () => {
	await view.show(composing({ offers: { selection: false, file: true } }));
	await view.type('review @fo');
	await view.key('Enter');
	expect(view.box.value).toBe('review @folder:');
	expect(view.of('findContext').at(-1)).toEqual({ type: 'findContext', of: 'folder', query: '', requestId: 2 });
	await view.tell({ type: 'contextMatches', requestId: 2, rows: [{ label: 'src/app', detail: '9 files', ref: 'src/app' }] });
	await view.key('Enter');
	expect(view.of('attachFound')).toEqual([{ type: 'attachFound', of: 'folder', ref: 'src/app', word: 'src/app' }]);
	expect(view.box.value).toBe('review src/app ');
	await view.type('where is @search:two words');
	await view.key('Enter');
	expect(view.of('attachFound').at(-1)).toEqual({ type: 'attachFound', of: 'search', ref: 'two words', word: '"two words"' });
	await view.type('@search:');
	await view.key('Enter');
	expect(view.of('send')).toEqual([]);
});

it('what a message points at and nobody attached is said before it is sent, and above its answer', async () => {
	await view.show(composing({ preview: routing({ missing: 'this file' }) }));
	await view.type('Explain this file');
	expect(view.one('.preview').textContent?.replace(/\s+/g, ' ').trim()).toContain('not attached: “this file”');
	const missing = turn();
	const [first] = missing.answers;
	await view.show(chatState([{ ...missing, answers: [{ ...first!, routing: routing({ missing: 'this file' }) }] }]));
	expect(view.one('.note').textContent).toContain('“this file” was not attached');
});
