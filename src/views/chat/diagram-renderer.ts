import createDOMPurify from 'dompurify';
import mermaid from 'mermaid';
import { capturedStyles } from './captured-styles.ts';
import { themeOf } from './diagram-theme.ts';

/** A chunk of its own: Mermaid, some 3 MB of script that only a reader who asks for a diagram loads. */

/** For a shadow root of its own: the picture, and the rules that colour it. */
export interface Drawn {
	readonly picture: DocumentFragment;
	readonly sheet: CSSStyleSheet;
}

const MOST_TEXT = 20_000;
const MOST_EDGES = 300;

let count = 0;
/** Mermaid has one configuration and draws into the page: one at a time. */
let last: Promise<unknown> = Promise.resolve();

/** Draws Mermaid's text in the page's colours. Rejects with what Mermaid has against it. */
export function drawDiagram(source: string): Promise<Drawn> {
	const mine = last.then(() => draw(source));
	last = mine.catch(() => undefined);
	return mine;
}

async function draw(source: string): Promise<Drawn> {
	if (source.length > MOST_TEXT) throw new Error(`It is longer than ${MOST_TEXT.toLocaleString('en')} characters.`);
	const theme = themeOf(document.body);
	mermaid.initialize({
		startOnLoad: false,
		securityLevel: 'strict',
		suppressErrorRendering: true,
		htmlLabels: false,
		maxTextSize: MOST_TEXT,
		maxEdges: MOST_EDGES,
		logLevel: 'fatal',
		theme: 'base',
		...theme,
		// What a model may not set by a directive or a heading of the diagram.
		secure: [
			'secure',
			'securityLevel',
			'startOnLoad',
			'maxTextSize',
			'maxEdges',
			'suppressErrorRendering',
			'htmlLabels',
			'theme',
			'themeCSS',
			'themeVariables',
			'fontFamily',
			'altFontFamily',
			'dompurifyConfig',
		],
	});
	count += 1;
	const id = `routoo-diagram-${count}`;
	const place = document.createElement('div');
	place.className = 'diagram-measure';
	place.setAttribute('aria-hidden', 'true');
	document.body.append(place);
	const styles = capturedStyles(id);
	try {
		const { svg } = await mermaid.render(id, source, place);
		return { picture: pictureOf(svg), sheet: styles.sheet };
	} finally {
		styles.end();
		place.remove();
	}
}

const purify = createDOMPurify(window);

/** Shapes and text only: nothing that links, loads, runs or moves; styles without addresses. */
function pictureOf(svg: string): DocumentFragment {
	const picture = purify.sanitize(svg, {
		USE_PROFILES: { svg: true, svgFilters: true },
		ADD_ATTR: ['dominant-baseline'],
		FORBID_TAGS: ['a', 'animate', 'animatemotion', 'animatetransform', 'feimage', 'foreignobject', 'image', 'script', 'set', 'style', 'use'],
		FORBID_ATTR: ['href', 'xlink:href', 'src', 'tabindex'],
		ALLOW_DATA_ATTR: false,
		RETURN_DOM_FRAGMENT: true,
	});
	for (const element of picture.querySelectorAll<SVGElement>('[style]')) {
		const rules = element.getAttribute('style') ?? '';
		element.removeAttribute('style');
		// Set as a property: the content policy lets no attribute set a style.
		if (!/url\(\s*['"]?(?!#)|expression|@import/i.test(rules)) element.style.cssText = rules;
	}
	return picture;
}
