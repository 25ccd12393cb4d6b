// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepFocus } from '../../../src/views/common/keep-focus.ts';

let end = (): void => undefined;
let root: HTMLElement;

beforeEach(() => {
	vi.spyOn(document, 'hasFocus').mockReturnValue(true);
	root = document.createElement('div');
	root.innerHTML = `<div><textarea></textarea><button id="stop">Stop</button></div>
		<ul><li id="a"><button aria-label="Why a">why</button><button>copy</button></li><li id="b"><button>open</button></li></ul>`;
	document.body.append(root);
	end = keepFocus(root, () => root.querySelector('textarea'));
});

afterEach(() => {
	end();
	root.remove();
	vi.restoreAllMocks();
});

const one = (selector: string): HTMLElement => root.querySelector<HTMLElement>(selector)!;
/** Where the focus is after the observer has looked. A browser takes it from what is removed or disabled; happy-dom is told to. */
async function after(change: () => void): Promise<Element | null> {
	const before = document.activeElement as HTMLElement;
	change();
	if (!before.isConnected || before.matches(':disabled')) before.blur();
	await new Promise((resolve) => setTimeout(resolve, 5));
	return document.activeElement;
}

test('what is rendered anew under the same name keeps the focus', async () => {
	one('#a button').focus();
	const now = await after(() => {
		one('#a').innerHTML = '<button>new</button><button aria-label="Why a">why</button>';
	});
	expect(now?.getAttribute('aria-label')).toBe('Why a');
});

test('without it the focus goes to what stands beside, else to where one types', async () => {
	one('#b button').focus();
	expect(await after(() => one('#b button').remove())).toBe(one('#a button'));
	one('#a button').focus();
	expect(await after(() => one('ul').remove())).toBe(one('textarea'));
});

test('where one types goes before a button beside it', async () => {
	one('#stop').focus();
	const now = await after(() => {
		one('#stop').outerHTML = '<button disabled>Send</button><button>Model</button>';
	});
	expect(now).toBe(one('textarea'));
});

test('a button that is disabled under the finger passes the focus on', async () => {
	const copy = one('#a button:nth-child(2)');
	copy.focus();
	expect(await after(() => copy.setAttribute('disabled', ''))).toBe(one('#a button'));
});

test('a focus that somebody has moved, or that another part of the window has, is left alone', async () => {
	one('#b button').focus();
	const moved = await after(() => {
		one('textarea').focus();
		one('#b button').remove();
	});
	expect(moved).toBe(one('textarea'));
	vi.spyOn(document, 'hasFocus').mockReturnValue(false);
	one('#a button').focus();
	expect(await after(() => one('#a').remove())).toBe(document.body);
});
