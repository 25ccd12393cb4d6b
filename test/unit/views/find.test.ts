// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import { Find } from '../../../src/views/chat/find.ts';
import { countIn, rangesIn, textsOf } from '../../../src/views/chat/find-text.ts';
import { finishFrames, inFrames } from '../../../src/views/common/frames.ts';
import { placesOf } from '../../../src/views/common/text-search.ts';
import { View } from './chat-page.ts';
import { answer, chatState, turn } from './fixtures.ts';

test('a text is found in any case or in its own, and never over itself', () => {
	expect(placesOf({ text: 'aA', matchCase: false }, 'aaaAA a')).toEqual([0, 2]);
	expect(placesOf({ text: 'aA', matchCase: true }, 'aaaAA a')).toEqual([2]);
	expect(placesOf({ text: '', matchCase: false }, 'abc')).toEqual([]);
	// The small form of this sign is two: places must stay those of the text.
	expect(placesOf({ text: 'x', matchCase: false }, 'İİX')).toEqual([2]);
	expect(placesOf({ text: '.*', matchCase: false }, 'a.*b')).toEqual([1]);
});

test('what can be found of an answer is what is read, not its markup', () => {
	const said = turn({
		text: 'Why?',
		answers: [answer({ text: 'It **is** `a < b` &amp; [c](https://x.example)\n\n```ts\nconst is = 1;\n```' })],
	});
	expect(textsOf(said).map((text) => text.trim())).toEqual(['Why?', 'It is a < b & c', 'const is = 1;']);
	expect(countIn(said, { text: 'is', matchCase: false })).toBe(2);
	expect(countIn(said, { text: 'x.example', matchCase: false })).toBe(0);
});

test('a summary has no question to be found', () => {
	const summary = turn({ text: 'needle', summary: { used: true, tokens: 10, wish: '' }, answers: [answer({ text: 'Hay.' })] });
	expect(countIn(summary, { text: 'needle', matchCase: false })).toBe(0);
});

test('work that fails does not hold up other work', () => {
	const { requestAnimationFrame } = globalThis;
	const frames: FrameRequestCallback[] = [];
	globalThis.requestAnimationFrame = (frame) => frames.push(frame);
	try {
		let done = false;
		inFrames(() => {
			throw new Error('bad');
		});
		inFrames(() => {
			done = true;
			return false;
		});
		let thrown = 0;
		// A busy machine may take more frames.
		for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) {
			try {
				frame(0);
			} catch {
				thrown += 1;
			}
		}
		expect({ done, thrown }).toEqual({ done: true, thrown: 1 });
	} finally {
		globalThis.requestAnimationFrame = requestAnimationFrame;
	}
});

describe('a search', () => {
	const turns = Array.from({ length: 300 }, (_, i) => turn({ id: `t${i}`, text: i % 100 === 7 ? 'needle needle' : 'hay', answers: [] }));
	let find: Find;
	beforeEach(() => {
		find = new Find(() => undefined);
		find.search({ text: 'needle', matchCase: false }, turns);
	});

	it('goes through all places and around the ends', () => {
		finishFrames();
		expect(find.state).toEqual({ at: 0, count: 6, more: false });
		const seen = Array.from({ length: 7 }, () => find.step(1));
		expect(seen.map((found) => [found?.turn, found?.nth])).toEqual([
			[7, 0],
			[7, 1],
			[107, 0],
			[107, 1],
			[207, 0],
			[207, 1],
			[7, 0],
		]);
		expect(find.state.at).toBe(1);
		expect(find.step(-1)).toEqual({ turn: 207, nth: 1 });
		expect(find.from(100)).toEqual({ turn: 107, nth: 0 });
	});

	it('follows what changes, and reads nothing else again', () => {
		finishFrames();
		find.step(1);
		find.update(turns.with(7, turn({ id: 't7', text: 'hay', answers: [] })));
		finishFrames();
		expect(find.state.count).toBe(4);
		find.update(turns.slice(0, 5));
		finishFrames();
		expect(find.state).toEqual({ at: 0, count: 0, more: false });
		expect(find.step(1)).toBeNull();
	});
});

test('a place that a key press has no time for is found first, before all turns are read', () => {
	const hay = Array.from({ length: 12 }, (_, i) => `Hay *${i}*.\n\n\`\`\`ts\nhay(${i});\n\`\`\``).join('\n\n');
	const turns = Array.from({ length: 400 }, (_, i) =>
		turn({ id: `t${i}`, text: i === 360 || i === 20 ? 'needle' : 'hay', answers: [answer({ id: `a${i}`, text: hay })] }),
	);
	const now = vi.spyOn(performance, 'now');
	try {
		// Every look at the clock takes a millisecond.
		let time = 0;
		now.mockImplementation(() => (time += 1));
		const told: unknown[] = [];
		const find: Find = new Find(() => told.push([find.goOn(), find.state.more]));
		find.search({ text: 'needle', matchCase: false }, turns);
		expect(find.from(200)).toBeNull();
		finishFrames();
		expect(told[0]).toEqual([{ turn: 360, nth: 0 }, true]);
		expect(find.state).toEqual({ at: 2, count: 2, more: false });
		expect(told.at(-1)).toEqual([undefined, false]);
		// In the other direction, and around the end.
		const others = turns.map((one) => ({ ...one }));
		find.search({ text: 'needle', matchCase: false }, others);
		told.length = 0;
		expect(find.step(-1)).toBeNull();
		finishFrames();
		expect(told.map((one) => (one as unknown[])[0]).filter((one) => one !== undefined)).toEqual([{ turn: 20, nth: 0 }]);
		// One that is nowhere is told as that.
		find.search(
			{ text: 'nail', matchCase: false },
			turns.map((one) => ({ ...one })),
		);
		told.length = 0;
		expect(find.from(200)).toBeNull();
		finishFrames();
		expect(told.filter((one) => (one as unknown[])[0] === null)).toHaveLength(1);
	} finally {
		now.mockRestore();
	}
});

test('whoever asks again when told of the counts sets off no work without end', async () => {
	let turns = [turn({ text: 'needle' })];
	let told = 0;
	const find: Find = new Find(() => {
		told += 1;
		find.update(turns);
	});
	find.search({ text: 'needle', matchCase: false }, turns);
	await new Promise((resolve) => setTimeout(resolve, 200));
	expect(find.state).toEqual({ at: 0, count: 1, more: false });
	expect(told).toBe(1);
	turns = [...turns, turn({ id: 't2', text: 'needle' })];
	find.update(turns);
	finishFrames();
	expect(find.state.count).toBe(2);
});

it.each([
	['MacIntel', { ctrlKey: true }, false],
	['MacIntel', { metaKey: true }, true],
	['MacIntel', { metaKey: true, ctrlKey: true }, false],
	['Linux x86_64', { ctrlKey: true }, true],
	['Win32', { metaKey: true }, false],
	['Win32', { ctrlKey: true, altKey: true }, false],
])('on %s the keys %o open it: %s', async (platform, keys, opens) => {
	vi.spyOn(navigator, 'platform', 'get').mockReturnValue(platform);
	const view = new View();
	await view.show(chatState([turn()]));
	const event = new KeyboardEvent('keydown', { key: 'f', ...keys, bubbles: true, cancelable: true });
	document.dispatchEvent(event);
	await view.settle();
	expect([view.element.querySelector('.find') !== null, event.defaultPrevented]).toEqual([opens, opens]);
	view.element.remove();
	vi.restoreAllMocks();
});

describe('in the view', () => {
	const many = Array.from({ length: 90 }, (_, i) =>
		turn({ id: `t${i}`, text: `Question ${i}`, answers: [answer({ id: `a${i}`, text: i === 3 ? 'The *needle* is `here`.' : 'Hay.' })] }),
	);

	it('Ctrl+F finds what is not rendered, shows it, and Escape gives the box back', async () => {
		const view = new View();
		await view.show(chatState(many));
		document.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', ctrlKey: true, bubbles: true, cancelable: true }));
		await view.settle();
		const box = view.one<HTMLInputElement>('.find input');
		expect(document.activeElement).toBe(box);
		expect(view.element.textContent).not.toContain('needle');
		box.value = 'NEEDLE is';
		box.dispatchEvent(new Event('input', { bubbles: true }));
		finishFrames();
		await view.settle();
		expect(view.one('.find-count').textContent).toBe('1 of 1');
		expect(view.one('.find [role="status"]').textContent).toBe('1 of 1 found');
		const shown = [...view.element.querySelectorAll('.answer-text')].find((each) => each.textContent?.includes('needle'))!;
		expect(rangesIn(shown.closest('routoo-turn')!, { text: 'needle is', matchCase: false }).map(String)).toEqual(['needle is']);
		view.button('Match case').click();
		finishFrames();
		await view.settle();
		expect(view.one('.find-count').textContent).toBe('none');
		box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
		await view.settle();
		expect(view.element.querySelector('.find')).toBeNull();
		expect(document.activeElement).toBe(view.box);
		// Back to the newest.
		view.button('latest').click();
		await view.settle();
		expect(view.element.textContent).toContain('Question 89');
		view.element.remove();
	});
});
