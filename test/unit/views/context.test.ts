// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatState, OpenFileView } from '../../../src/protocol/chat-state.ts';
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
		expect(chip().textContent?.replace(/\s+/g, ' ').trim()).toBe('cart.ts:12-30 1.2k tokens cut');
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
	const said = 'retry.ts, about 80 tokens: lines 1 to 9 of 99';
	expect(view.one('.chip').getAttribute('title')).toBe(said);
	expect(view.one('.chip').getAttribute('aria-label')).toBe(said);
	expect(view.one('.chip').textContent?.replace(/\s+/g, ' ').trim()).toBe('retry.ts 80 tokens cut');
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

it('an image stands on its chip with its tokens and what was done to it, and has a name for who does not see it', async () => {
	const attached = { id: 'a1', label: 'shot.png', tokens: 1792, cut: 'scaled to 1568 px', thumb: 'iVBORw0KGgo=' };
	await view.show(composing({ attachments: [attached] }));
	expect(view.one('.chip.image').getAttribute('aria-label')).toBe(
		'Image shot.png, about 1.8k tokens, scaled to 1568 px. Place, camera and all else but the picture were taken out',
	);
	expect(view.one('.chip.image').textContent?.replace(/\s+/g, ' ').trim()).toBe('shot.png 1.8k tokens, scaled to 1568 px');
	expect(view.one('.chip.image canvas').getAttribute('aria-label')).toBe('Picture of shot.png');
	expect(view.element.querySelector('img')).toBeNull();
	view.button('Remove shot.png').click();
	expect(view.of('detach')).toEqual([{ type: 'detach', attachmentId: 'a1' }]);
});

it('an image that was sent stands with its message', async () => {
	const image = { mediaType: 'image/png', data: '', thumb: 'iVBORw0KGgo=', width: 1568, height: 882 };
	const attachments = [{ kind: 'image' as const, path: 'shot.png', language: null, content: '', range: null, image }];
	await view.show(chatState([turn({ attachments })]));
	expect(view.one('.sent-with .chip').getAttribute('title')).toBe('shot.png, 1568 by 882 pixels');
	expect(view.one('.sent-with canvas').getAttribute('aria-label')).toBe('Picture of shot.png');
});

it('each file of instructions has a chip that says what goes, and is taken out and put back', async () => {
	const one = { path: 'app/AGENTS.md', state: 'sent' as const, tokens: 640, cut: 'lines 1 to 90 of 400' };
	const gone = { path: '.github/copilot-instructions.md', state: 'removed' as const, tokens: 9, cut: null };
	await view.show(composing({ instructions: [one, gone, { ...one, path: 'b/AGENTS.md', state: 'known' }] }));
	const chips = [...view.element.querySelectorAll('.chip')].map((each) => each.getAttribute('aria-label'));
	expect(chips).toEqual([
		'The instructions in app/AGENTS.md go along with your message: about 640 tokens, lines 1 to 90 of 400',
		'Add the instructions in .github/copilot-instructions.md to this chat',
		'The instructions in b/AGENTS.md are in this chat already and have not changed, so they are not sent again',
	]);
	expect(view.button('Do not send b/AGENTS.md again in this chat')).toBeDefined();
	view.button('Leave app/AGENTS.md out of this chat').click();
	view.button('Add the instructions in .github/copilot-instructions.md to this chat').click();
	expect(view.of('instructions')).toEqual([
		{ type: 'instructions', path: 'app/AGENTS.md', on: false },
		{ type: 'instructions', path: '.github/copilot-instructions.md', on: true },
	]);
});

it('@terminal attaches its last command, @terminal selection what is selected there', async () => {
	await view.show(composing({}));
	await view.type('why did @termi');
	await view.key('ArrowDown');
	await view.key('Enter');
	expect(view.of('attach')).toEqual([{ type: 'attach', what: 'terminalSelection', word: 'terminal selection' }]);
});

it('the list stays open over the blank of a name, and what is typed whole comes first', async () => {
	await view.show(composing({ offers: { selection: false, file: true } }));
	const labels = (): string[] => [...view.element.querySelectorAll('.suggestion .name')].map(({ textContent }) => textContent ?? '');
	await view.type('why @Terminal S');
	expect(labels()).toEqual(['terminal selection']);
	expect(view.of('findContext')).toEqual([]);
	await view.type('why @terminal ');
	expect(labels()).toEqual(['terminal', 'terminal selection']);
	await view.type('why @terminal is');
	expect(labels()).toEqual([]);
	await view.type('@problems ');
	expect(labels()).toEqual([]);
	await view.type('explain @current f');
	await view.key('Enter');
	expect(view.of('attach')).toEqual([{ type: 'attach', what: 'file' }]);
	await view.type('@terminal selection');
	await view.key('Enter');
	expect([view.of('attach').at(-1), view.of('send'), view.box.value]).toEqual([
		{ type: 'attach', what: 'terminalSelection', word: 'terminal selection' },
		[],
		'terminal selection ',
	]);
});

it('the word of what could not be attached goes, where it was put and nowhere else', async () => {
	await view.show(composing({}));
	await view.type('a diff of @di');
	await view.key('Enter');
	expect(view.box.value).toBe('a diff of diff ');
	await view.tell({ type: 'notAttached', word: 'problems' });
	expect(view.box.value).toBe('a diff of diff ');
	await view.tell({ type: 'notAttached', word: 'diff' });
	expect(view.box.value).toBe('a diff of ');
	// Another view's, or said twice.
	await view.tell({ type: 'notAttached', word: 'diff' });
	expect(view.box.value).toBe('a diff of ');
});
