import createDOMPurify from 'dompurify';

/** Model output is hostile: only what prose needs passes. No images, no forms, no styles, no ids, no names, no data attributes. */
const ALLOWED_TAGS = [
	'a',
	'blockquote',
	'br',
	'code',
	'del',
	'details',
	'em',
	'h1',
	'h2',
	'h3',
	'h4',
	'h5',
	'h6',
	'hr',
	'kbd',
	'li',
	'ol',
	'p',
	'pre',
	's',
	'span',
	'strong',
	'sub',
	'summary',
	'sup',
	'table',
	'tbody',
	'td',
	'th',
	'thead',
	'tr',
	'ul',
];
const ALLOWED_ATTR = ['href', 'class', 'start', 'align', 'colspan', 'rowspan', 'title', 'open'];

const purify = createDOMPurify(window);

/** Only these two schemes ever become a link; the host checks again before it opens one. */
export function isWebLink(href: string): boolean {
	if (!/^https?:\/\//i.test(href)) return false;
	try {
		const url = new URL(href);
		return url.protocol === 'http:' || url.protocol === 'https:';
	} catch {
		return false;
	}
}

/**
 * Harmless nodes for `html`. A link that is not http(s) loses its target and stays as text; classes other than highlighting's and
 * our own are dropped.
 */
export function sanitize(html: string): DocumentFragment {
	const fragment = purify.sanitize(html, {
		ALLOWED_TAGS,
		ALLOWED_ATTR,
		ALLOW_DATA_ATTR: false,
		ALLOW_ARIA_ATTR: false,
		ALLOWED_URI_REGEXP: /^https?:\/\//i,
		// The expression above is held against every attribute that is not named here.
		ADD_URI_SAFE_ATTR: ['start', 'align', 'colspan', 'rowspan', 'open'],
		RETURN_DOM_FRAGMENT: true,
	});
	for (const element of fragment.querySelectorAll('*')) tidy(element);
	return fragment;
}

/** Second line of defence: holds the same lists by a plain walk, in case a parser trick gets past the first. */
function tidy(element: Element): void {
	if (!ALLOWED_TAGS.includes(element.localName)) {
		element.remove();
		return;
	}
	for (const { name } of [...element.attributes]) if (!ALLOWED_ATTR.includes(name)) element.removeAttribute(name);
	const href = element.getAttribute('href');
	if (href !== null && (element.localName !== 'a' || !isWebLink(href))) element.removeAttribute('href');
	const kept = [...element.classList].filter((name) =>
		/^(hljs-[\w-]+|language-[\w+#.-]+|function_|class_|inherited__|maths|maths-display|file-link|as-text)$/.test(name),
	);
	if (kept.length === 0) element.removeAttribute('class');
	else element.setAttribute('class', kept.join(' '));
}
