// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { View } from './chat-page.ts';
import { chatState } from './fixtures.ts';

let view: View;
beforeEach(() => {
	document.body.replaceChildren();
	view = new View();
});

const notices = (count: number) =>
	Array.from({ length: count }, (_, n) => ({
		...{ id: `notice-${n}`, level: 'warning' as const, text: `What is wrong, ${n}` },
		actions: n === 0 ? ['Set key', 'Remove'] : [],
	}));

const lines = (): string[] => [...view.element.querySelectorAll('.notice:not(.more) > span')].map((span) => span.textContent!.slice(0, 16));

test('three lines at once; the others are one press away, and back', async () => {
	await view.show({ ...chatState([]), notices: notices(5) });
	expect(lines()).toEqual([0, 1, 2].map((n) => `What is wrong, ${n}`));
	view.button('2 more').click();
	await view.settle();
	expect(lines()).toHaveLength(5);
	view.button('show fewer').click();
	await view.settle();
	expect(lines()).toHaveLength(3);
	await view.show({ ...chatState([]), notices: notices(3) });
	expect(view.element.querySelector('.notice.more')).toBeNull();
});

test('each button is named by its place, never by a command; what is wrong can be put away', async () => {
	await view.show({ ...chatState([]), notices: notices(2) });
	view.button('Remove').click();
	view.one<HTMLElement>('.notice [aria-label="Dismiss"]').click();
	expect(view.posted).toEqual([
		{ type: 'noticeAction', noticeId: 'notice-0', index: 1 },
		{ type: 'dismissNotice', noticeId: 'notice-0' },
	]);
});

test('a pause stands first, a coarse prediction last, with the button that ends it', async () => {
	const state = chatState([]);
	await view.show({ ...state, paidPaused: true, predictor: { kind: 'degraded', reason: 'The encoder is damaged.' }, notices: notices(1) });
	expect(lines()).toEqual(['Paid requests ar', 'What is wrong, 0', 'Estimates are co']);
	view.button('Resume').click();
	view.button('Try again').click();
	expect(view.posted).toEqual([
		{ type: 'command', command: 'resumePaid' },
		{ type: 'command', command: 'retryEncoder' },
	]);
});

test('a line that goes leaves those below it alone, so that they are not read out again', async () => {
	await view.show({ ...chatState([]), notices: notices(3) });
	const third = [...view.element.querySelectorAll('.notice')][2];
	await view.show({ ...chatState([]), notices: notices(3).slice(1) });
	expect([...view.element.querySelectorAll('.notice')][1]).toBe(third);
});
