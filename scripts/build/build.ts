import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { type BuildOptions, commandLine, configurations } from './configurations.ts';
import { copyRuntimes } from './onnxruntime.ts';

/** Empties the output folder and fills it with what no bundle holds; the metafiles are those of onnxruntime's JavaScript. */
export async function prepare(options: BuildOptions): Promise<esbuild.Metafile[]> {
	fs.rmSync(options.outdir, { recursive: true, force: true });
	if (options.tests) {
		fs.mkdirSync(path.join(options.outdir, 'test'), { recursive: true });
		// The project is "type": "module"; the host loads its tests by require.
		fs.writeFileSync(path.join(options.outdir, 'test/package.json'), '{ "type": "commonjs" }\n');
	}
	return copyRuntimes(options.outdir, options.runtime);
}

/** Builds the extension once; the returned metafiles name every input, for the licence notices. */
export function build(options: BuildOptions): Promise<esbuild.Metafile[]> {
	return buildAll(options, configurations(options));
}

/** The same of the npm package, and nothing that only an editor needs. */
export function buildCommandLine(options: BuildOptions): Promise<esbuild.Metafile[]> {
	return buildAll(options, commandLine(options));
}

async function buildAll(options: BuildOptions, list: readonly esbuild.BuildOptions[]): Promise<esbuild.Metafile[]> {
	const runtimes = await prepare(options);
	const results = await Promise.all(list.map((c) => esbuild.build(c)));
	return [...results.map((r) => r.metafile), ...runtimes].filter((m) => m !== undefined);
}
