// @vitest-environment happy-dom
import * as fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { StickyScroll } from '../../../src/views/chat/scroll.ts';
import { keepFocus } from '../../../src/views/common/keep-focus.ts';

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

const key = (name: string): KeyboardEvent => new KeyboardEvent('keydown', { key: name, bubbles: true });

test.each([
	['a key that scrolls', () => key('PageUp')],
	['Tab', () => key('Tab')],
	['a finger', () => new Event('touchmove')],
	['the focus', () => new Event('focusin')],
])("a move up after %s is the user's", (_, event) => {
	box.dispatchEvent(event());
	box.scrollTop -= 200;
	moved();
	grow(100);
	expect(distance()).toBe(300);
	expect(changes.at(-1)).toBe(false);
});

test('a long answer that makes room for its next one is no move of the user, though he has just clicked there', () => {
	box.dispatchEvent(new Event('focusin'));
	content -= 300;
	moved();
	expect(changes.filter((sticking) => !sticking)).toEqual([]);
	grow(200);
	expect(distance()).toBe(0);
});

/** An answer is replaced by its next one within one frame: it is shorter for a moment, and the browser moves the position up. */
function replaced(): void {
	box.scrollTop -= 300;
	moved();
	content += 40;
	moved();
}

test.each(['button', 'input', 'li role="option"', 'summary'])('a click or Enter on a %s of the chat scrolls nothing', (what) => {
	box.innerHTML = `<${what}>x</${what.split(' ')[0]}>`;
	const on = box.firstElementChild!;
	for (const name of ['Enter', ' ', 'ArrowDown', 'End', 'a']) {
		on.dispatchEvent(key(name));
		replaced();
		expect([name, distance()]).toEqual([name, 0]);
	}
	on.dispatchEvent(new Event('pointerdown', { bubbles: true }));
	on.dispatchEvent(new Event('focusin', { bubbles: true }));
	replaced();
	window.dispatchEvent(new Event('pointerup'));
	replaced();
	expect(distance()).toBe(0);
	expect(changes.filter((sticking) => !sticking)).toEqual([]);
});

test('a menu that gives the focus back to its button scrolls nothing', () => {
	box.innerHTML = '<routoo-menu><button>again</button></routoo-menu>';
	box.querySelector('button')!.dispatchEvent(new Event('focusin', { bubbles: true }));
	replaced();
	expect(distance()).toBe(0);
});

test('what takes the focus because what had it is gone does not stop following', async () => {
	document.body.append(box);
	box.innerHTML = '<div><button>copy</button><button>again</button></div>';
	const [copy, again] = box.querySelectorAll('button');
	const end = keepFocus(box, () => null);
	again!.focus();
	vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_000);
	again!.remove();
	await vi.waitFor(() => expect(document.activeElement).toBe(copy));
	replaced();
	expect(distance()).toBe(0);
	vi.restoreAllMocks();
	end();
	box.remove();
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

/** A page of turns, each with a top of its own below that of the content. */
class Page {
	readonly box = document.createElement('div');
	readonly content = document.createElement('div');
	readonly scroll: StickyScroll;
	heights: number[];
	#top = 0;
	readonly resized: () => void;

	constructor(heights: number[]) {
		this.heights = heights;
		this.box.append(this.content);
		document.body.replaceChildren(this.box);
		Object.defineProperties(this.box, {
			clientHeight: { get: () => VIEW },
			scrollHeight: { get: () => Math.max(VIEW, this.#all()) },
			scrollTop: {
				get: () => Math.max(0, Math.min(this.#top, this.#all() - VIEW)),
				set: (value: number) => {
					this.#top = Math.max(0, Math.min(value, this.#all() - VIEW));
				},
			},
		});
		this.box.getBoundingClientRect = () => new DOMRect(0, 50, 300, VIEW);
		for (const _ of heights) this.content.append(this.#turn());
		let told = (): void => {};
		vi.stubGlobal(
			'ResizeObserver',
			class {
				constructor(callback: () => void) {
					told = callback;
				}
				observe(): void {}
			},
		);
		this.scroll = new StickyScroll(this.box, this.content, () => undefined);
		vi.unstubAllGlobals();
		this.resized = told;
		this.scroll.follow();
	}

	to(top: number): void {
		this.scroll.hold();
		this.box.scrollTop = top;
		this.box.dispatchEvent(new Event('scroll'));
	}

	add(above: number[], below: number[] = []): void {
		this.heights = [...above, ...this.heights, ...below];
		this.content.prepend(...above.map(() => this.#turn()));
		this.content.append(...below.map(() => this.#turn()));
	}

	drop(count: number): void {
		this.heights = this.heights.slice(count);
		for (const turn of [...this.content.children].slice(0, count)) turn.remove();
	}

	topOf(turn: Element): number {
		const index = [...this.content.children].indexOf(turn);
		return this.heights.slice(0, index).reduce((sum, one) => sum + one, 0) - this.box.scrollTop;
	}

	#all(): number {
		return this.heights.reduce((sum, one) => sum + one, 0);
	}

	#turn(): Element {
		const turn = document.createElement('routoo-turn');
		turn.getBoundingClientRect = () => {
			const index = [...this.content.children].indexOf(turn);
			return new DOMRect(0, 50 + this.topOf(turn), 300, this.heights[index]);
		};
		return turn;
	}
}

test('what is read stays where it is, whatever comes, goes or grows above it, also from the very top', async () => {
	const one = fc.integer({ min: 1, max: 900 });
	const act = fc.oneof(
		fc.record({ above: fc.array(one, { maxLength: 6 }), below: fc.array(one, { maxLength: 6 }) }),
		fc.record({ turn: fc.nat(), height: one }),
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(one, { minLength: 4, maxLength: 12 }),
			fc.nat(4_000),
			fc.array(act, { maxLength: 8 }),
			async (heights, top, acts) => {
				const page = new Page([...heights, 900]);
				page.to(
					Math.min(
						top,
						heights.reduce((sum, height) => sum + height, 0),
					),
				);
				const seen = [...page.content.children].find((turn) => turn.getBoundingClientRect().bottom > 50)!;
				const at = page.topOf(seen);
				for (const change of acts) {
					if ('above' in change) await page.scroll.anchored(async () => page.add(change.above, change.below));
					else {
						// One that is seen itself grows below its top.
						const index = change.turn % [...page.content.children].indexOf(seen) || 0;
						if (page.content.children[index] !== seen && index < [...page.content.children].indexOf(seen))
							page.heights[index] = change.height;
						page.resized();
					}
					expect(page.topOf(seen)).toBeCloseTo(at, 3);
				}
				expect(page.scroll.isFollowing).toBe(false);
			},
		),
	);
});

test('while the end is followed, turns that come above or go leave it the end', async () => {
	const page = new Page([300, 300, 300]);
	await page.scroll.anchored(async () => page.add([400, 500]));
	expect([page.box.scrollTop, page.scroll.isFollowing]).toEqual([1_300, true]);
	await page.scroll.anchored(async () => page.drop(2));
	expect([page.box.scrollTop, page.scroll.fromEnd]).toEqual([400, 0]);
});

test('a scroll of somebody else is not taken back', () => {
	const page = new Page([400, 400, 400, 400, 400]);
	page.to(900);
	// Find goes to a place, and before its scroll is told something above has grown.
	page.heights[0] = 500;
	page.box.scrollTop = 300;
	page.resized();
	expect(page.box.scrollTop).toBe(300);
	page.heights[0] = 550;
	page.resized();
	expect(page.box.scrollTop).toBe(300);
});

test('a turn is brought to the place where it was, and its top may lie above the box', () => {
	const page = new Page([400, 400, 400, 400]);
	const turn = page.content.children[1]!;
	expect(page.scroll.place(turn, -120)).toBe(true);
	expect([page.topOf(turn), page.scroll.isFollowing]).toEqual([-120, false]);
	// Not all of it is there yet.
	expect(page.scroll.place(page.content.children[3]!, 0)).toBe(false);
});

test('what is read stays where it is also where everything that was there before is gone', async () => {
	const page = new Page([400, 400, 400, 400]);
	page.to(500);
	// Find goes to another part of the chat.
	page.add([], [700, 700]);
	page.drop(4);
	page.box.scrollTop = 100;
	const seen = page.content.children[0]!;
	await page.scroll.anchored(async () => page.add([300]));
	expect(page.topOf(seen)).toBe(-100);
});
