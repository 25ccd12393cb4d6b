/** Red, green and blue, 0..255, and how much of what is behind is covered, 0..1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** What WCAG asks of text of this size. */
const LEAST_CONTRAST = 4.5;
const BLACK: Colour = [0, 0, 0, 1];
const WHITE: Colour = [255, 255, 255, 1];

/**
 * A diagram's text has the colour of the theme, and a model may give its shapes fills of its own: light text on a light fill cannot be
 * read. The words of such a shape are black or white, whichever is seen. Asks for the layout: to be called once the picture is on the page.
 */
export function makeLegible(root: ParentNode): void {
	const shapes: Element[] = [];
	for (const element of root.querySelectorAll<SVGElement>('rect, circle, ellipse, polygon, .node path, text')) {
		if (element.localName !== 'text') shapes.push(element);
		else fitText(element, shapes);
	}
}

/** @param shapes those drawn before it, of which the last one around it is behind it */
function fitText(text: SVGElement, shapes: readonly Element[]): void {
	const { left, top, width, height } = text.getBoundingClientRect();
	const [x, y] = [left + width / 2, top + height / 2];
	for (const shape of shapes.toReversed()) {
		const box = shape.getBoundingClientRect();
		if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
		const behind = colourOf(getComputedStyle(shape).fill);
		// What lets through is judged by nothing here.
		if (behind === null || behind[3] < 1) continue;
		for (const part of [text, ...text.querySelectorAll<SVGElement>('tspan')]) {
			const own = colourOf(getComputedStyle(part).fill);
			if (own !== null) part.style.setProperty('fill', css(legibleOn(behind, own)), 'important');
		}
		return;
	}
}

/** `text` where it can be read on `behind`, else black or white. */
export function legibleOn(behind: Colour, text: Colour): Colour {
	if (contrast(behind, text) >= LEAST_CONTRAST) return text;
	return contrast(behind, BLACK) >= contrast(behind, WHITE) ? BLACK : WHITE;
}

/** 1..21, of opaque colours. */
export function contrast(a: Colour, b: Colour): number {
	const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
	return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Colour): number {
	const linear = (byte: number): number => (byte <= 10.31475 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
	return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Of a computed `rgb(…)` or `rgba(…)`; null for none, gradients and forms that are not known. */
export function colourOf(computed: string): Colour | null {
	const found = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(computed);
	if (found === null) return null;
	const [red = 0, green = 0, blue = 0, alpha = 1] = found.slice(1).map((part) => (part === undefined ? 1 : Number(part)));
	return [red, green, blue, alpha];
}

function css([red, green, blue, alpha]: Colour): string {
	return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}
