// @vitest-environment happy-dom
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { type Colour, colourOf, contrast, legibleOn, makeLegible } from '../../../src/views/chat/diagram-contrast.ts';

const byte = fc.integer({ min: 0, max: 255 });
const colour = fc.tuple(byte, byte, byte).map(([r, g, b]): Colour => [r, g, b, 1]);

afterEach(() => vi.restoreAllMocks());

test('text can be read on every fill, and keeps its colour where it could be already', () => {
	fc.assert(
		fc.property(colour, colour, (behind, text) => {
			const shown = legibleOn(behind, text);
			expect(contrast(behind, shown)).toBeGreaterThanOrEqual(4.5);
			if (contrast(behind, text) >= 4.5) expect(shown).toBe(text);
		}),
	);
	expect(contrast([0, 0, 0, 1], [255, 255, 255, 1])).toBeCloseTo(21, 5);
	expect(contrast([119, 119, 119, 1], [255, 255, 255, 1])).toBeCloseTo(4.48, 2);
});

test.each([
	['rgb(255, 153, 102)', [255, 153, 102, 1]],
	['rgba(0, 0, 0, 0.5)', [0, 0, 0, 0.5]],
	['none', null],
	['url(#gradient)', null],
	['', null],
])('%s', (computed, read) => expect(colourOf(computed)).toEqual(read));

/** Boxes stand where `data-box` says: x, y, width, height. */
function picture(inner: string): Element {
	vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
		const [x = 0, y = 0, width = 0, height = 0] = (this.getAttribute('data-box') ?? '').split(' ').map(Number);
		return { left: x, top: y, width, height, right: x + width, bottom: y + height } as DOMRect;
	});
	vi.spyOn(window, 'getComputedStyle').mockImplementation(
		(element) => ({ fill: element.getAttribute('fill') ?? 'none' }) as unknown as CSSStyleDeclaration,
	);
	const holder = document.createElement('div');
	holder.innerHTML = `<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`;
	return holder;
}

const fills = (root: Element) => [...root.querySelectorAll<SVGElement>('text, tspan')].map(({ style }) => style.getPropertyValue('fill'));

test('the last shape behind a text decides, not one beside it, behind glass or in front', () => {
	const light = 'rgb(255, 243, 205)';
	const dark = 'rgb(20, 20, 20)';
	const grey = 'rgb(204, 204, 204)';
	const root = picture(`
		<rect data-box="0 0 100 100" fill="${dark}"/>
		<rect data-box="10 10 30 20" fill="${light}"/>
		<rect data-box="10 10 30 20" fill="rgba(255, 255, 255, 0.5)"/>
		<text data-box="12 12 20 10" fill="${grey}"><tspan fill="${grey}">light fill</tspan></text>
		<text data-box="60 60 20 10" fill="${grey}">dark fill</text>
		<text data-box="200 0 20 10" fill="${grey}">none</text>
		<circle data-box="60 60 20 10" fill="${light}"/>`);
	makeLegible(root);
	expect(fills(root)).toEqual(['rgba(0, 0, 0, 1)', 'rgba(0, 0, 0, 1)', 'rgba(204, 204, 204, 1)', '']);
});
