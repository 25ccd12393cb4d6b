// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Turn } from '../../../src/protocol/chat.ts';
import type { TurnElement } from '../../../src/views/chat/turn-element.ts';
import { endsOf, firstTurnBelow, turnsOf } from '../../../src/views/chat/turns-on-page.ts';
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

/** Every turn is 100 px high, and the box as high as is said. */
function withHeights(box: number): void {
	vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(box);
	vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
		const at = this.localName === 'routoo-turn' ? [...this.parentElement!.querySelectorAll('routoo-turn')].indexOf(this) : 0;
		return new DOMRect(0, at * 100, 300, this.localName === 'routoo-turn' ? 100 : box);
	});
}

it('turns come a few at a time, and none is shown before the box is full', async () => {
	withHeights(450);
	const states: { readonly count: number; readonly filling: boolean }[] = [];
	const look = (): void => {
		states.push({ count: shown().length, filling: view.one('.log').classList.contains('filling') });
	};
	const observer = new MutationObserver(look);
	observer.observe(view.element, { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] });
	await view.tell({ type: 'snapshot', state: chatState(turns(100)) });
	await until(() => expect(shown()).toEqual(ids(80, 100)));
	observer.disconnect();
	vi.restoreAllMocks();
	expect(states.filter(({ count, filling }) => !filling && count > 0 && count < 5)).toEqual([]);
	expect(states.some(({ count, filling }) => filling && count > 0 && count < 5)).toBe(true);
	expect(view.one('.log').classList.contains('filling')).toBe(false);
});

it('a chat that does not fill the box is shown when all of it is there', async () => {
	withHeights(900);
	await view.show(chatState(turns(3)));
	await until(() => expect(view.one('.log').classList.contains('filling')).toBe(false));
	vi.restoreAllMocks();
	expect(shown()).toEqual(ids(0, 3));
	await view.show({ ...chatState([]), session: { ...chatState([]).session, id: 'none' } });
	expect(view.one('.log').classList.contains('filling')).toBe(false);
});

it('a text for the box that comes right behind another chat stays in it', async () => {
	await view.show(chatState(turns(2)));
	const other = { ...chatState(turns(2, 50)), session: { ...chatState(turns(2, 50)).session, id: 'other' } };
	window.dispatchEvent(new MessageEvent('message', { data: { type: 'snapshot', state: other } }));
	window.dispatchEvent(new MessageEvent('message', { data: { type: 'setDraft', text: 'explain this' } }));
	await until(() => expect(shown()).toEqual(['t50', 't51']));
	expect(view.box.value).toBe('explain this');
});

it('turns are found among what else stands in the log', async () => {
	await view.show(chatState(turns(60)));
	expect(view.button('show 20 earlier of 40')).toBeDefined();
	const all = turnsOf(view.element);
	expect([all.length, ...endsOf(view.element)]).toEqual([20, all[0], all.at(-1)]);
	vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
		return new DOMRect(0, [...this.parentElement!.children].indexOf(this) * 100, 300, 100);
	});
	// The button comes first.
	expect([50, 150, 250, 2_050].map((line) => firstTurnBelow(view.one('.log'), line))).toEqual([all[0], all[0], all[1], all[19]]);
	expect(firstTurnBelow(view.one('.log'), 9_000)).toBeNull();
	vi.restoreAllMocks();
	expect(endsOf(document.createElement('div'))).toEqual([]);
});

it('who waits at the very top, where nothing scrolls, gets all that lies before', async () => {
	await view.show(chatState(turns(150)));
	withHeights(450);
	const box = view.one<HTMLElement>('.scroller');
	box.dispatchEvent(new WheelEvent('wheel', { deltaY: -10 }));
	Object.defineProperty(box, 'scrollHeight', { get: () => 6_000 });
	box.dispatchEvent(new WheelEvent('wheel', { deltaY: -10 }));
	box.dispatchEvent(new Event('scroll'));
	await until(() => expect(shown()[0]).toBe('t0'));
	vi.restoreAllMocks();
});
