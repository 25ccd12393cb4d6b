// @vitest-environment happy-dom
import './dom.ts';
import fc from 'fast-check';
import { html, render } from 'lit';
import { expect, test } from 'vitest';
import { partlySeen, richText } from '../../../src/views/common/rich-text.ts';

function shown(parts: readonly unknown[]): HTMLElement {
	const holder = document.createElement('p');
	render(html`${parts}`, holder);
	return holder;
}

test('marked words are bold, and values stand at their places, in whatever order', () => {
	const button = html`<button>why</button>`;
	const holder = shown(richText('**Paid requests** of {1} are paused, {0}.', button, 3));
	expect(holder.textContent).toBe('Paid requests of 3 are paused, why.');
	expect(holder.querySelector('b')?.textContent).toBe('Paid requests');
	expect(holder.querySelector('button')?.textContent).toBe('why');
	expect(shown(richText('{0} **{1}**', 'a', 'b')).querySelector('b')?.textContent).toBe('b');
});

test('a place without a value stays as it is written', () => {
	expect(shown(richText('{0} and {1} and {x}', 'a')).textContent).toBe('a and {1} and {x}');
});

test('only marked words are seen, all of them are heard', () => {
	const holder = shown(partlySeen('nur **lokale** Modelle: {0}', 'nichts geht hinaus'));
	expect(holder.textContent).toBe('nur lokale Modelle: nichts geht hinaus');
	for (const heard of holder.querySelectorAll('.visually-hidden')) heard.remove();
	expect(holder.textContent).toBe('lokale');
});

test('values are text, whatever is in them', () => {
	fc.assert(
		fc.property(fc.string(), fc.constantFrom('**', '{0}', '{1}', '<b>', '<img src=x>', ''), (before, sign) => {
			const value = `${before}${sign}`;
			for (const parts of [richText('a {0} **b**', value), partlySeen('a {0} **b**', value)]) {
				const holder = shown(parts);
				expect(holder.textContent).toBe(`a ${value} b`);
				expect(holder.querySelectorAll('img')).toHaveLength(0);
			}
		}),
	);
});
