import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { pageHtml } from '../../src/host/views/html.ts';
import { viewBuilds } from '../build/views.ts';
import { root } from '../kit/paths.ts';

const TYPES: Readonly<Record<string, string>> = {
	js: 'text/javascript',
	css: 'text/css',
	ttf: 'font/ttf',
	woff2: 'font/woff2',
	html: 'text/html',
};

/** Writes what the views are made of into a folder. */
export async function bundleViews(out: string): Promise<void> {
	const common = { absWorkingDir: root, minify: true, logLevel: 'warning' } as const;
	await Promise.all(viewBuilds(common, out).map((options) => build(options)));
}

/** Serves that folder, each view under the host's own page and content security policy. */
export function serveViews(folder: string): Promise<{ readonly server: Server; readonly origin: string }> {
	const server = createServer((request, response) => {
		const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
		const view = /^(chat|dashboard)\.html$/.exec(name)?.[1];
		const origin = `http://${request.headers.host}`;
		const file = view
			? Promise.resolve(
					pageHtml({
						title: 'Routoo',
						script: `${origin}/${view}.js`,
						styles: [`${origin}/codicon.css`, `${origin}/${view}.css`],
						cspSource: origin,
						element: `routoo-${view}`,
					}),
				)
			: readFile(join(folder, name.replaceAll('..', '')));
		file.then(
			(body) => response.setHeader('content-type', TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain').end(body),
			() => response.writeHead(404).end(),
		);
	});
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => resolve({ server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
	});
}

/** The part of a browser's window that is used here; the scripts are compiled without the DOM's types. */
export interface ViewWindow {
	postMessage(data: unknown, origin: string): void;
	readonly CSSStyleSheet: new () => { replaceSync(text: string): void };
	readonly document: {
		readonly adoptedStyleSheets: unknown[];
		addEventListener(type: string, listener: () => void): void;
		readonly body: { className: string };
		readonly documentElement: { readonly scrollWidth: number; readonly style: { setProperty(name: string, value: string): void } };
	};
}

/** Stands in for the window that VS Code builds around a webview: its API, the theme's variables and class. Runs in the page. */
export function asVsCode({ variables, className, rules }: { variables: Record<string, string>; className: string; rules: string }): void {
	const page = globalThis as unknown as ViewWindow & { acquireVsCodeApi: unknown; posted: unknown[] };
	let kept: unknown;
	page.posted = [];
	page.acquireVsCodeApi = () => ({
		postMessage: (message: unknown) => page.posted.push(message),
		getState: () => kept,
		setState: (value: unknown) => {
			kept = value;
		},
	});
	page.document.addEventListener('DOMContentLoaded', () => {
		for (const [name, value] of Object.entries(variables)) page.document.documentElement.style.setProperty(`--vscode-${name}`, value);
		const sheet = new page.CSSStyleSheet();
		sheet.replaceSync(rules);
		page.document.adoptedStyleSheets.push(sheet);
		page.document.body.className = className;
		page.document.documentElement.style.setProperty('background', variables['sideBar-background'] ?? '');
	});
}
