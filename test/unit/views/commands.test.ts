// @vitest-environment happy-dom
import './dom.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFromChat, type Turn } from '../../../src/protocol/chat.ts';
import type { ChatState } from '../../../src/protocol/chat-state.ts';
import { COMMANDS } from '../../../src/protocol/slash.ts';
import { View } from './chat-page.ts';
import { answer, chatState, routing, turn } from './fixtures.ts';

let view: View;
const PROMPTS = [{ name: 'ship', detail: 'Ships it · .github/prompts/ship.prompt.md' }];
const state = (turns: readonly Turn[] = [], change: Partial<ChatState['composer']> = {}): ChatState => {
	const plain = chatState([...turns]);
	return { ...plain, composer: { ...plain.composer, prompts: PROMPTS, ...change } };
};
const text = (selector: string): string => view.one(selector).textContent?.replace(/\s+/g, ' ').trim() ?? '';
const rows = (): string[] => [...view.element.querySelectorAll('.suggestion .name')].map((row) => row.textContent ?? '');

beforeEach(async () => {
	view = new View();
	await view.settle();
	await view.show(state());
});
afterEach(() => {
	for (const message of view.posted) expect(parseFromChat(message)).toEqual(message);
	view.element.remove();
});

describe('commands in the box', () => {
	it('are all offered, prompt files too, and none where one is typed out', async () => {
		await view.type('/');
		expect(rows()).toEqual([...COMMANDS.map(({ name }) => `/${name}`), '/ship']);
		await view.type('/sh');
		expect(rows()).toEqual(['/ship']);
		await view.type('/explain');
		expect(rows()).toEqual([]);
	});

	it('that cost something are completed by the first Enter and sent by the next', async () => {
		await view.type('/exp');
		await view.key('Enter');
		expect([view.box.value, view.of('send')]).toEqual(['/explain ', []]);
		await view.type('/explain the loop');
		await view.key('Enter');
		expect(view.of('send')).toEqual([{ type: 'send', text: '/explain the loop' }]);
		await view.tell({ type: 'setDraft', text: '' });
		await view.type('/com');
		await view.key('ArrowDown');
		await view.key('Enter');
		expect(view.box.value).toBe('/compact ');
		await view.key('Enter');
		expect(view.of('send')).toHaveLength(2);
	});

	it('without a request are done at once, also while an answer runs', async () => {
		const busy = turn({ answers: [answer({ state: 'streaming' })] });
		await view.show({ ...state([busy]), busy: { turnId: 't1', answerId: 'a1' } });
		await view.type('/clear');
		await view.key('Enter');
		expect([view.posted.filter(({ type }) => type !== 'draft'), view.box.value]).toEqual([[{ type: 'newSession' }], '']);
		await view.type('/explain');
		await view.key('Enter');
		expect([view.of('send'), view.of('queue'), view.box.value]).toEqual([[], [{ type: 'queue', text: '/explain' }], '']);
	});

	it('write a commit message, and fill the box with a prompt file', async () => {
		await view.type('/commit in German');
		await view.key('Enter');
		expect([view.of('commit'), view.box.value]).toEqual([[{ type: 'commit', wish: 'in German' }], '']);
		await view.type('/ship to the moon');
		await view.key('Enter');
		expect([view.of('usePrompt'), view.of('send')]).toEqual([[{ type: 'usePrompt', name: 'ship', wish: 'to the moon' }], []]);
		await view.tell({ type: 'setDraft', text: 'Ship it to the moon.' });
		expect(view.box.value).toBe('Ship it to the moon.');
	});
});

describe('an unknown command', () => {
	it('is named before anything is sent, and is sent as text where that is meant', async () => {
		await view.type('/fooo');
		expect(view.element.querySelector('.preview.blocked')).toBeNull();
		await view.key('Enter');
		expect([view.of('send'), text('.preview')]).toEqual([
			[],
			'/fooo is no command; nothing was sent. Send as text or type / for those that there are.',
		]);
		view.button('Send as text').click();
		expect(view.of('send')).toEqual([{ type: 'send', text: '/fooo', asText: true }]);
		await view.settle();
		expect(text('.preview')).toBe('sending…');
	});

	it('offers what it may mean, and keeps what stands behind it', async () => {
		await view.type('/exlpain the loop');
		expect(text('.preview')).toMatch(/^\/exlpain is no command/);
		view.button('/explain').click();
		await view.settle();
		expect(view.box.value).toBe('/explain the loop');
		expect(view.element.querySelector('.preview.blocked')).toBeNull();
	});

	it.each(['/usr/bin is full', '/^a+$/ matches what?', '// why?', '/tmp'])('is not %s', async (message) => {
		await view.type(message);
		await view.key('Enter');
		expect(view.of('send')).toEqual([{ type: 'send', text: message }]);
	});
});

it('/help lists what can be typed, asks nobody, and goes by Escape', async () => {
	await view.type('/help');
	await view.key('Enter');
	expect(view.posted.filter(({ type }) => type !== 'draft')).toEqual([]);
	for (const { name, detail } of [...COMMANDS, ...PROMPTS]) expect(text('.help')).toContain(`/${name}${detail}`);
	expect(text('.help')).toContain('Prefer a model for such requests');
	expect(document.activeElement?.getAttribute('aria-label')).toBe('Close help');
	document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
	await view.settle();
	expect(view.element.querySelector('.help')).toBeNull();
	expect(document.activeElement).toBe(view.box);
});

describe('a summary', () => {
	const summary = (change: Partial<Turn> = {}): Turn =>
		turn({
			...{ id: 's1', text: '/compact', sentTokens: 12_300, summary: { used: true, wish: 'the schema', tokens: 640 } },
			answers: [answer({ id: 'sa', text: 'NOTES', routing: routing() })],
			...change,
		});

	it('stands as a divider, says what it saves, and is undone by a button', async () => {
		await view.show(state([turn(), summary(), turn({ id: 't2' })]));
		expect(text('.summary-head')).toBe(
			'This summary is sent instead of the messages aboveUndo ~12k tokens before, ~640 from here on. Attached files above are not sent any more. You asked: the schema',
		);
		expect(view.element.querySelectorAll('.question')).toHaveLength(2);
		view.button('Undo').click();
		expect(view.of('useSummary')).toEqual([{ type: 'useSummary', turnId: 's1', used: false }]);
		await view.show(state([turn(), summary({ summary: { used: false, wish: '', tokens: 640 } })]));
		view.button('Use it').click();
		expect(view.of('useSummary')).toEqual([{ type: 'useSummary', turnId: 's1', used: true }]);
	});

	it('says when it is not there, and when a later one stands for it', async () => {
		const none = { used: true, wish: '', tokens: null };
		await view.show(state([turn(), summary({ summary: none, answers: [answer({ state: 'streaming', text: '' })] })]));
		expect(text('.summary-head')).toBe('A summary of the messages above is being written');
		await view.show(state([turn(), summary({ summary: none, answers: [answer({ state: 'failed', text: '' })] })]));
		expect(text('.summary-head')).toBe('No summary: the messages above are sent');
		await view.show(state([turn(), summary({ summary: { used: true, wish: '', tokens: 9 } }), summary({ id: 's2' })]));
		expect(text('.summary-head')).toBe('An earlier summary');
	});
});
