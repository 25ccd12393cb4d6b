// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { Growth } from '../../../src/views/chat/growth.ts';
import { View } from './chat-page.ts';
import { answer, chatState, turn } from './fixtures.ts';

const first = turn({ id: 't1', text: 'one' });
const asked = turn({ id: 't2', text: 'two' });
const waiting = { id: 'q1', text: 'two', attachments: 0 };

test('a new message is gone to, from wherever one reads', () => {
	for (const away of [true, false]) expect(new Growth().isToBeSeen(chatState([first]), chatState([first, asked]), away)).toBe(true);
	expect(new Growth().isToBeSeen(chatState([first]), chatState([first]), false)).toBe(false);
});

test('one that waited takes nobody away, whether the queue or the turn is told first', () => {
	const queued = { ...chatState([first]), queue: [waiting] };
	const both = { ...chatState([first, asked]), queue: [waiting] };
	expect(new Growth().isToBeSeen(queued, both, true)).toBe(false);
	expect(new Growth().isToBeSeen(queued, both, false)).toBe(true);
	const growth = new Growth();
	expect(growth.isToBeSeen(queued, chatState([first]), true)).toBe(false);
	expect(growth.isToBeSeen(chatState([first]), chatState([first, asked]), true)).toBe(false);
});

test('another way of the chat is looked at from its fork, and another chat at its end', () => {
	const way = [turn({ id: 't9', text: 'other' }), asked];
	expect(new Growth().isToBeSeen(chatState([first]), chatState(way), false)).toBe(false);
	const other = chatState(way);
	expect(new Growth().isToBeSeen(chatState([first]), { ...other, session: { ...other.session, id: 'another' } }, false)).toBe(true);
});

test('another answer of the last message is gone to when it begins, of an earlier one not, and one that waited takes nobody away', () => {
	const [idle, busy] = [
		chatState([first, asked]),
		(turnId: string, answerId = 'a9') => chatState([first, asked], { busy: { turnId, answerId } }),
	];
	for (const away of [true, false]) expect(new Growth().isToBeSeen(idle, busy('t2'), away)).toBe(true);
	expect(new Growth().isToBeSeen(idle, busy('t1'), true)).toBe(false);
	expect(new Growth().isToBeSeen(busy('t2'), busy('t2'), true)).toBe(false);
	expect(new Growth().isToBeSeen(busy('t2'), idle, true)).toBe(false);
	const growth = new Growth();
	expect(growth.isToBeSeen({ ...chatState([first]), queue: [waiting] }, idle, true)).toBe(false);
	expect(growth.isToBeSeen(idle, busy('t2'), true)).toBe(false);
	// Asked again at an earlier message: what stood below it is another way now.
	const way = chatState([turn({ id: 't9', text: 'one' })], { busy: { turnId: 't9', answerId: 'a9' } });
	expect(new Growth().isToBeSeen(idle, way, true)).toBe(true);
	const other = { ...busy('t2'), session: { ...idle.session, id: 'another' } };
	expect(new Growth().isToBeSeen(idle, other, true)).toBe(false);
});

test('a way that is much shorter is shown, not an empty page', async () => {
	const view = new View();
	const many = Array.from({ length: 90 }, (_, i) => turn({ id: `t${i}`, text: `Question ${i}`, answers: [answer({ id: `a${i}` })] }));
	await view.show(chatState(many));
	await view.show(chatState(many.slice(0, 5)));
	expect(view.element.querySelectorAll('routoo-turn')).toHaveLength(5);
	view.element.remove();
});
