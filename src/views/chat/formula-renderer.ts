import katex from 'katex';
import { loadStyle } from '../common/load-style.ts';

/**
 * A chunk of its own: KaTeX, with its fonts. It builds nodes and sets their styles one by one, which the content policy allows; HTML with
 * styles in it would be refused.
 */
export async function loadFormulas(): Promise<typeof drawFormula> {
	await loadStyle(new URL('./katex.css', import.meta.url).href);
	return drawFormula;
}

/** What KaTeX makes of TeX without trust: MathML for readers, and boxes with lines for the eye. Nothing that loads, links or runs. */
const ELEMENTS =
	/^(?:span|svg|path|line|math|semantics|annotation|m(?:action|enclose|error|fenced|frac|i|n|o|over|padded|phantom|root|row|s|space|sqrt|style|sub|subsup|sup|table|td|text|tr|under|underover|multiscripts|prescripts|labeledtr|stack|glyph))$/;

/** Each use of a macro may be as long as the formula, and KaTeX takes seconds for some 100,000 signs. */
const MOST_EXPANSIONS = 200;
const MOST_EXPANDED = 20_000;
const DEFINES = /\\(?:[gex]?def|(?:re)?newcommand|providecommand|(?:future)?let)(?![A-Za-z])/;

/** How many macros a formula may use, by what its own could grow to. */
export function expansionsOf(tex: string): number {
	return DEFINES.test(tex) ? Math.min(MOST_EXPANSIONS, Math.floor(MOST_EXPANDED / tex.length)) : MOST_EXPANSIONS;
}

/** Draws TeX into `into` instead of what it holds; false where it cannot be read, and then `into` is left alone. */
function drawFormula(tex: string, display: boolean, into: HTMLElement): boolean {
	const holder = document.createElement('span');
	try {
		const maxExpand = expansionsOf(tex);
		katex.render(tex, holder, { displayMode: display, throwOnError: true, trust: false, strict: 'ignore', maxExpand, maxSize: 20 });
	} catch {
		return false;
	}
	for (const element of holder.querySelectorAll('*')) {
		if (!ELEMENTS.test(element.localName)) return false;
		for (const { name } of [...element.attributes]) if (/^(?:on|href|src|xlink|data|id$)/i.test(name)) element.removeAttribute(name);
	}
	into.replaceChildren(...holder.childNodes);
	return true;
}
