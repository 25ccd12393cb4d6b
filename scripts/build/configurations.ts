import path from 'node:path';
import type * as esbuild from 'esbuild';
import { root } from '../kit/paths.ts';
import { chunks } from './chunks.ts';
import { CHUNKS, COMMAND_LINE, EXTENSION, HOST_TESTS, KEYCHAIN, LAZY_INSIDE, PROCESSES, WORKERS } from './entries.ts';
import type { RuntimeTarget } from './onnxruntime.ts';
import { viewBuilds } from './views.ts';

export interface BuildOptions {
	readonly outdir: string;
	/** Packages are minified and carry no source maps. */
	readonly production: boolean;
	/** Also <outdir>/test/host. */
	readonly tests: boolean;
	/** Which onnxruntime goes beside the bundles. */
	readonly runtime: RuntimeTarget;
}

/** ES modules have no `require`, which CommonJS packages inside the bundle call for Node's own modules. */
const requireInEsm = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

const OUTSIDE = ['vscode', 'onnxruntime-node', 'onnxruntime-web'];

type Kind = 'common' | 'node' | 'esm';

function kinds(options: BuildOptions): Readonly<Record<Kind, esbuild.BuildOptions>> {
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
		external: [...OUTSIDE],
	};
	return { common, node, esm: { ...node, format: 'esm', banner: { js: requireInEsm }, mainFields: ['module', 'main'] } };
}

/** What every program looks for beside itself: the workers, and what import() loads later. */
function parts({ outdir }: BuildOptions, esm: esbuild.BuildOptions): esbuild.BuildOptions[] {
	return [
		...Object.entries(WORKERS).map(([name, entry]) => ({ ...esm, entryPoints: [entry], outfile: path.join(outdir, `${name}-worker.mjs`) })),
		...Object.entries(CHUNKS).map(([entry, file]) => ({ ...esm, entryPoints: [entry], outfile: path.join(outdir, file) })),
	];
}

/** Of the npm package. */
export function commandLine(options: BuildOptions): esbuild.BuildOptions[] {
	const { esm } = kinds(options);
	const program = { entryPoints: [COMMAND_LINE], outfile: path.join(options.outdir, 'routoo.mjs'), external: [...OUTSIDE, KEYCHAIN] };
	return [{ ...esm, ...program, plugins: [chunks(CHUNKS, LAZY_INSIDE)] }, ...parts(options, esm)];
}

/** Of the extension: one for each kind of bundle; they can be built in any order. */
export function configurations(options: BuildOptions): esbuild.BuildOptions[] {
	const { common, node, esm } = kinds(options);
	const out = (file: string): string => path.join(options.outdir, file);
	const list: esbuild.BuildOptions[] = [
		{ ...node, format: 'cjs', entryPoints: [EXTENSION], outfile: out('extension.cjs'), plugins: [chunks(CHUNKS, LAZY_INSIDE)] },
		...parts(options, esm),
		...Object.entries(PROCESSES).map(([name, entry]) => ({ ...esm, entryPoints: [entry], outfile: out(`${name}-process.mjs`) })),
		...viewBuilds(common, out('webview')),
	];
	if (options.tests) {
		list.push({
			...node,
			format: 'cjs',
			external: ['vscode', 'mocha'],
			entryPoints: [HOST_TESTS.files],
			outbase: HOST_TESTS.folder,
			outdir: out('test/host'),
		});
	}
	return list;
}
