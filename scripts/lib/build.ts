import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { copyRuntimes, type RuntimeTarget } from './onnxruntime.ts';
import { root } from './paths.ts';

export interface BuildOptions {
	readonly outdir: string;
	/** Packages are minified and carry no source maps. */
	readonly production: boolean;
	/** Also dist/test/host. */
	readonly tests: boolean;
	/** Which onnxruntime goes beside the bundles. */
	readonly runtime: RuntimeTarget;
}

/** Modules that are loaded by `import()` on first use, and the file that each becomes: CommonJS output cannot be split. */
const CHUNKS: Readonly<Record<string, string>> = { 'src/providers/chat/ai-sdk.ts': 'ai-sdk.mjs' };

/** Stays in the bundle of its importer, evaluated on its `import()`: it shares modules and VS Code's `require` with the entry. */
const LAZY_INSIDE = 'src/host/start.ts';

/** Leaves `import('./x.ts')` of a chunk in place, pointed at the chunk's own output file. */
const chunks: esbuild.Plugin = {
	name: 'chunks',
	setup(build) {
		build.onResolve({ filter: /^\.\.?\// }, ({ path: request, resolveDir, kind }) => {
			if (kind !== 'dynamic-import') return undefined;
			const source = path.relative(root, path.resolve(resolveDir, request)).replaceAll('\\', '/');
			if (source === LAZY_INSIDE) return undefined;
			const file = CHUNKS[source];
			if (!file) throw new Error(`${request} is loaded by import(): give it an output file in CHUNKS of scripts/lib/build.ts`);
			return { path: `./${file}`, external: true };
		});
	},
};

/** ES modules have no `require`, which CommonJS packages inside the bundle call for Node's own modules. */
const requireInEsm = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

function configurations(options: BuildOptions): esbuild.BuildOptions[] {
	const common: esbuild.BuildOptions = {
		absWorkingDir: root,
		bundle: true,
		metafile: true,
		logLevel: 'warning',
		minify: options.production,
		sourcemap: options.production ? false : 'linked',
		legalComments: 'none',
		charset: 'utf8',
	};
	const node: esbuild.BuildOptions = {
		...common,
		platform: 'node',
		target: 'node24',
		external: ['vscode', 'onnxruntime-node', 'onnxruntime-web'],
	};
	const esm: esbuild.BuildOptions = { ...node, format: 'esm', banner: { js: requireInEsm }, mainFields: ['module', 'main'] };
	const out = (file: string): string => path.join(options.outdir, file);
	const list: esbuild.BuildOptions[] = [
		{ ...node, format: 'cjs', entryPoints: ['src/extension.ts'], outfile: out('extension.cjs'), plugins: [chunks] },
		{ ...esm, entryPoints: ['src/predictor/worker.ts'], outfile: out('predictor-worker.mjs') },
		{ ...esm, entryPoints: ['src/storage/sqlite/ledger-worker.ts'], outfile: out('ledger-worker.mjs') },
		...Object.entries(CHUNKS).map(([entry, file]): esbuild.BuildOptions => ({ ...esm, entryPoints: [entry], outfile: out(file) })),
		{
			...common,
			platform: 'browser',
			// Chromium of VS Code 1.125 (Electron 39 and later) and the browsers that code-server and vscode.dev support.
			target: ['chrome138'],
			format: 'iife',
			entryPoints: { chat: 'src/views/chat/main.ts', dashboard: 'src/views/dashboard/main.ts' },
			outdir: out('webview'),
			loader: { '.ttf': 'file' },
			assetNames: '[name]',
		},
		{
			...common,
			platform: 'browser',
			entryPoints: { codicon: 'node_modules/@vscode/codicons/dist/codicon.css' },
			outdir: out('webview'),
			loader: { '.ttf': 'file' },
			assetNames: '[name]',
		},
	];
	if (options.tests) {
		const files = fs.globSync('test/host/**/*.ts', { cwd: root });
		list.push({
			...node,
			format: 'cjs',
			external: ['vscode', 'mocha'],
			entryPoints: files,
			outbase: 'test/host',
			outdir: out('test/host'),
			plugins: [],
		});
	}
	return list;
}

/** Builds everything once; the returned metafiles name every input, for the licence notices. */
export async function build(options: BuildOptions): Promise<esbuild.Metafile[]> {
	fs.rmSync(options.outdir, { recursive: true, force: true });
	const results = await Promise.all(configurations(options).map((c) => esbuild.build(c)));
	const runtime = await copyRuntimes(options.outdir, options.runtime);
	// The project is "type": "module"; the host loads its tests by require.
	if (options.tests) fs.writeFileSync(path.join(options.outdir, 'test/package.json'), '{ "type": "commonjs" }\n');
	return [...results.map((r) => r.metafile), ...runtime].filter((m) => m !== undefined);
}

/** Rebuilds on every change until the process ends. */
export async function watch(options: BuildOptions): Promise<void> {
	await build(options);
	for (const configuration of configurations(options)) await (await esbuild.context({ ...configuration, logLevel: 'info' })).watch();
}
