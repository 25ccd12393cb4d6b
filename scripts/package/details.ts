/**
 * What VS Code's own page of an extension (tabs Details and Changelog) leaves of a packed Markdown file. Its sanitizer keeps `src` with http or
 * https alone, no `data:` and no path, and `href` with http, https, mailto or `#`; its content policy then loads pictures from https alone
 * (`ExtensionEditor.renderMarkdown`; read in 1.139 and seen in the browser tests). So no picture shows there without a network address.
 */
import { marked } from 'marked';
import { PLACEHOLDER } from './placeholders.ts';

/** Largest picture in a package, bytes. */
export const MAX_PICTURE = 120_000;

/** Tags of HTML that show a picture or a film, and the attributes by which any tag leads somewhere. */
const PICTURE_TAG = /<(?:img|video|source|input)\b[^>]*?\b(?:src|poster)\s*=\s*["']?([^"'\s>]*)/gi;
const LINK_TAG = /<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]*)/gi;

/** What that page would not show or where it would lead nowhere, one line each; empty: all stands. */
export function deadParts(markdown: string): readonly string[] {
	const pictures: string[] = [];
	const links: string[] = [];
	const anchors = new Set<string>();
	marked.walkTokens(marked.lexer(markdown), (token) => {
		if (token.type === 'image') pictures.push(String(token.href));
		if (token.type === 'link') links.push(String(token.href));
		if (token.type === 'heading') anchors.add(slug(String(token.text)));
		if (token.type !== 'html') return;
		pictures.push(...[...String(token.raw).matchAll(PICTURE_TAG)].map(([, src]) => src ?? ''));
		links.push(...[...String(token.raw).matchAll(LINK_TAG)].map(([, href]) => href ?? ''));
	});
	const dead = links.filter((href) => !leads(href, anchors));
	return [...pictures.map((src) => `picture ${shortened(src)}`), ...dead.map((href) => `link ${shortened(href)}`)];
}

function leads(href: string, anchors: ReadonlySet<string>): boolean {
	if (href.startsWith('#')) return anchors.has(href.slice(1));
	return /^(https?:\/\/|mailto:)/i.test(href) && !PLACEHOLDER.test(href);
}

/** The id that VS Code gives a heading, as GitHub does. */
function slug(heading: string): string {
	return heading
		.trim()
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
		.replaceAll(/\s/g, '-');
}

/** A picture in a `data:` address may be a hundred thousand characters. */
function shortened(address: string): string {
	return address.length > 60 ? `${address.slice(0, 57)}...` : address;
}
