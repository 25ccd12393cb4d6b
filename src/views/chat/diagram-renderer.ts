import * as l10n from '@vscode/l10n';
import mermaid from 'mermaid';
import { capturedStyles } from './captured-styles.ts';
import { themeOf } from './diagram-theme.ts';

/** A chunk of its own: Mermaid, some 3 MB of script that only a reader who asks for a diagram loads. */

/** For a shadow root of its own: the picture, and the rules that colour it. */
export interface Drawn {
	readonly picture: Element;
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
	if (source.length > MOST_TEXT) throw new Error(l10n.t('It is longer than {0} characters.', MOST_TEXT.toLocaleString('en')));
	const theme = themeOf(document.body);
	mermaid.initialize({
		startOnLoad: false,
		securityLevel: 'strict',
		suppressErrorRendering: true,
		htmlLabels: false,
		// Mermaid's own choice, ELK, is not part of Routoo: see scripts/build/views.ts.
		layout: 'dagre',
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
			'layout',
			'elk',
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
	let picture: Element | null = null;
	// Mermaid would hand the picture over as text, whose styles the content policy refuses: it is taken as it stands.
	const styles = capturedStyles(id, (element, name) => {
		if (name !== `d${id}`) return;
		Object.defineProperty(element, 'innerHTML', {
			get: () => {
				picture = element.querySelector('svg');
				return '';
			},
			set: () => undefined,
		});
	});
	try {
		await mermaid.render(id, source, place);
		return { picture: harmless(picture), sheet: styles.sheet };
	} finally {
		styles.end();
		place.remove();
	}
}

/** Shapes and text: nothing that links, loads, runs or moves. */
const ELEMENTS =
	/^(?:svg|g|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|marker|defs|title|desc|symbol|pattern|mask|clippath|filter|lineargradient|radialgradient|stop|fe(?:blend|colormatrix|composite|dropshadow|flood|gaussianblur|merge|mergenode|offset))$/;
const ADDRESS = /url\((?!\s*['"]?#)/i;

/** A node with a link stands inside of it, and the link says where: the node stays, at its place. */
function groupOf(link: Element): Element {
	const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
	for (const { name, value } of [...link.attributes]) if (/^(?:transform|class|id)$/.test(name)) group.setAttribute(name, value);
	group.append(...link.childNodes);
	return group;
}

function harmless(picture: Element | null): Element {
	if (picture === null) throw new Error(l10n.t('Nothing was drawn.'));
	picture.remove();
	for (const link of picture.querySelectorAll('a')) link.replaceWith(groupOf(link));
	for (const element of picture.querySelectorAll('*')) if (!ELEMENTS.test(element.localName.toLowerCase())) element.remove();
	for (const element of [picture, ...picture.querySelectorAll('*')]) {
		for (const { name, value } of [...element.attributes]) {
			if (/^on|href|^src$|^data-|^tabindex$|^xml/i.test(name) || ADDRESS.test(value)) element.removeAttribute(name);
		}
	}
	return picture;
}
