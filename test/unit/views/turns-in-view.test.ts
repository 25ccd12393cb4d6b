// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Turn } from '../../../src/protocol/chat.ts';
import type { TurnElement } from '../../../src/views/chat/turn-element.ts';
import { View } from './chat-page.ts';
import { chatState, turn } from './fixtures.ts';

const turns = (count: number, from = 0): Turn[] => Array.from({ length: count }, (_, index) => turn({ id: `t${from + index}` }));
const shown = (): string[] => [...view.element.querySelectorAll('routoo-turn')].map((one) => (one as TurnElement).turn.id);
const ids = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => `t${from + index}`);
const until = (check: () => void): Promise<void> => vi.waitFor(check, 20_000);
let view: View;

beforeEach(() => {
	view = new View();
});
afterEach(() => view.element.remove());

it('a chat that was left further up is found there again, with what stands around it', async () => {
	view.element.remove();
	view = new View({ sessionId: chatState([]).session.id, draft: 'half a', seen: { turnId: 't40', top: -12 } });
	await view.show(chatState(turns(200)));
	await until(() => expect(shown()).toEqual(ids(34, 46)));
	expect(view.box.value).toBe('half a');
	expect(view.button('show 20 earlier of 34')).toBeDefined();
	// Another chat begins at its end.
	await view.show({ ...chatState(turns(100, 500)), session: { ...chatState(turns(100, 500)).session, id: 'other' } });
	await until(() => expect(shown()).toEqual(ids(580, 600)));
	expect(view.element.querySelector('.jump')).toBeNull();
});

it('a place of a chat that has no such turn any more is its end', async () => {
	view.element.remove();
	view = new View({ sessionId: chatState([]).session.id, draft: '', seen: { turnId: 'gone', top: 0 } });
	await view.show(chatState(turns(30)));
	await until(() => expect(shown()).toEqual(ids(10, 30)));
});

it('of another way of the chat the first turns come at once, the others in the next frames', async () => {
	await view.show(chatState(turns(60)));
	await until(() => expect(shown()).toEqual(ids(40, 60)));
	const seen: number[] = [];
	const observer = new MutationObserver(() => seen.push(shown().length));
	observer.observe(view.element, { childList: true, subtree: true });
	const other = [...turns(45), ...turns(15, 900)];
	await view.tell({ type: 'snapshot', state: chatState(other) });
	await until(() => expect(shown()).toEqual(other.slice(40).map(({ id }) => id)));
	observer.disconnect();
	expect(Math.min(...seen)).toBeLessThan(20);
	expect(shown().slice(0, 5)).toEqual(ids(40, 45));
});

it('a new message while earlier ones still come is shown, and they come none the less', async () => {
	await view.tell({ type: 'snapshot', state: chatState(turns(100)) });
	await view.tell({ type: 'turn', turn: turn({ id: 't100' }) });
	expect(shown().at(-1)).toBe('t100');
	await until(() => expect(shown()).toEqual(ids(81, 101)));
});
