// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { StickyScroll } from '../../../src/views/chat/scroll.ts';

let box: HTMLElement;
let content: number;
let changes: boolean[];
let scroll: StickyScroll;
const VIEW = 500;

/** A box of 500 px whose content is `content` px high; the position is bounded as a browser bounds it. */
beforeEach(() => {
	box = document.createElement('div');
	content = 1000;
	let top = 0;
	Object.defineProperties(box, {
		clientHeight: { get: () => VIEW },
		scrollHeight: { get: () => Math.max(VIEW, content) },
		scrollTop: {
			get: () => Math.min(top, Math.max(0, content - VIEW)),
			set: (value: number) => {
				top = Math.max(0, Math.min(value, content - VIEW));
			},
		},
	});
	changes = [];
	scroll = new StickyScroll(box, document.createElement('div'), (sticking) => changes.push(sticking));
	scroll.follow();
	moved();
});
const moved = (): boolean => box.dispatchEvent(new Event('scroll'));
const distance = (): number => content - VIEW - box.scrollTop;
const grow = (by: number): void => {
	content += by;
	moved();
};

test('content that shrinks at the top, or grows in jumps, does not stop following', () => {
	for (let turn = 0; turn < 200; turn++) {
		grow(320);
		// The window of turns drops its first one: the browser moves the position up.
		box.scrollTop -= 150;
		content -= 150;
		moved();
		expect([turn, distance()]).toEqual([turn, 0]);
		expect(scroll.fromEnd).toBe(0);
	}
	expect(changes.filter((sticking) => !sticking)).toEqual([]);
});

test('the smallest move up by the wheel stops following, the way back to the end starts it again', () => {
	box.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
	box.scrollTop -= 1;
	moved();
	grow(300);
	expect(distance()).toBe(301);
	box.dispatchEvent(new WheelEvent('wheel', { deltaY: 400 }));
	box.scrollTop += 301;
	moved();
	grow(300);
	expect(distance()).toBe(0);
});

test.each(['keydown', 'touchmove', 'focusin'])("a move up after %s is the user's", (type) => {
	box.dispatchEvent(new Event(type));
	box.scrollTop -= 200;
	moved();
	grow(100);
	expect(distance()).toBe(300);
	expect(changes.at(-1)).toBe(false);
});

test('so is one while a pointer holds the scroll bar, however long', () => {
	box.dispatchEvent(new Event('pointerdown'));
	box.scrollTop -= 30;
	moved();
	box.scrollTop -= 30;
	moved();
	window.dispatchEvent(new Event('pointerup'));
	grow(100);
	expect(distance()).toBe(160);
});

test('a wheel over a conversation that fits changes nothing', () => {
	content = 300;
	box.dispatchEvent(new WheelEvent('wheel', { deltaY: -50 }));
	grow(600);
	expect(distance()).toBe(0);
});

test('sending goes to the end from anywhere', () => {
	box.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 }));
	box.scrollTop -= 400;
	moved();
	scroll.follow();
	moved();
	grow(500);
	expect(distance()).toBe(0);
});
