import { randomBytes } from 'node:crypto';
import { PAGE_TEXTS } from '../../protocol/common.ts';
import type { PageLanguage } from '../language.ts';

export interface PageParts {
	readonly title: string;
	/** Webview URIs. */
	readonly script: string;
	readonly styles: readonly string[];
	/** `webview.cspSource` */
	readonly cspSource: string;
	/** Name of the custom element that is the page. */
	readonly element: string;
	/** Left out: English. */
	readonly language?: PageLanguage;
}

/**
 * A page that can load our own script and styles and nothing else: no inline script, no eval, no network, no images. A module hands its
 * nonce on to what it imports.
 */
export function pageHtml(parts: PageParts, nonce = randomBytes(16).toString('base64')): string {
	const policy = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${parts.cspSource}`, `font-src ${parts.cspSource}`].join(
		'; ',
	);
	const styles = parts.styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n');
	const { tag, texts } = parts.language ?? { tag: 'en', texts: null };
	// Data, no script: nothing runs it, so the policy has nothing to allow. "<" could end it.
	const data =
		texts === null
			? ''
			: `<script type="application/json" id="${PAGE_TEXTS}">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>\n`;
	return `<!DOCTYPE html>
<html lang="${languageOf(tag)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${parts.title}</title>
${styles}
</head>
<body>
<${parts.element}></${parts.element}>
${data}<script type="module" nonce="${nonce}" src="${parts.script}"></script>
</body>
</html>`;
}

/** The attribute's value: VS Code's display language comes from a setting. */
function languageOf(tag: string): string {
	return /^[\w-]{2,20}$/.test(tag) ? tag : 'en';
}

/** A page with one sentence and nothing that runs. @param tag its language */
export function messageHtml(text: string, tag = 'en'): string {
	const escaped = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
	return `<!DOCTYPE html>
<html lang="${languageOf(tag)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
</head>
<body><p role="alert">${escaped}</p></body>
</html>`;
}
