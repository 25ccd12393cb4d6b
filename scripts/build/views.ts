import fs from 'node:fs';
import path from 'node:path';
import type * as esbuild from 'esbuild';
import { chunks } from './chunks.ts';
import { VIEW_CHUNKS, VIEW_STYLES, VIEWS } from './entries.ts';

/** The views' bundles: the pages, what they load later, and style sheets of packages. `common`: options of every bundle. */
export function viewBuilds(common: esbuild.BuildOptions, outdir: string): esbuild.BuildOptions[] {
	const browser: esbuild.BuildOptions = {
		...common,
		bundle: true,
		platform: 'browser',
		// Chromium of VS Code 1.125 (Electron 39 and later) and the browsers that code-server and vscode.dev support.
		target: ['chrome138'],
		format: 'esm',
		plugins: [chunks(VIEW_CHUNKS), { name: 'woff2', setup: onlyWoff2 }, { name: 'elk', setup: withoutElk }],
		loader: { '.ttf': 'file', '.woff2': 'file' },
		assetNames: '[name]',
	};
	return [
		{ ...browser, entryPoints: VIEWS, outdir },
		{ ...browser, entryPoints: VIEW_STYLES, outdir },
		...Object.entries(VIEW_CHUNKS).map(([entry, file]) => ({ ...browser, entryPoints: [entry], outfile: path.join(outdir, file) })),
	];
}

/** KaTeX names each font in three forms; every browser that shows a view reads the smallest. */
function onlyWoff2(build: esbuild.PluginBuild): void {
	build.onLoad({ filter: /katex[\\/]dist[\\/]katex\.css$/ }, ({ path: file }) => {
		const contents = fs
			.readFileSync(file, 'utf8')
			.replace(/,\s*url\([^)]*\.(?:woff|ttf)["']?\)\s*format\(["'](?:woff|truetype)["']\)/g, '');
		if (/\.ttf/.test(contents)) throw new Error('KaTeX names its fonts in a new way: adapt scripts/build/views.ts');
		return { contents, loader: 'css' };
	});
}

/** One of Mermaid's layouts is under a licence that does not go with ours, and 1.6 MB large; no diagram may ask for it. */
function withoutElk(build: esbuild.PluginBuild): void {
	build.onResolve({ filter: /^elkjs\// }, ({ path: name }) => ({ path: name, namespace: 'left-out' }));
	build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
		contents: "export default class { constructor() { throw new Error('This layout is not part of Routoo.'); } }",
		loader: 'js',
	}));
}
