import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from '../kit/paths.ts';

const require = createRequire(import.meta.url);

/** VS Code's target names that have a native onnxruntime. */
export const NATIVE_TARGETS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'] as const;
export type NativeTarget = (typeof NATIVE_TARGETS)[number];
/** `universal` runs on wasm; `both` is for tests in a checkout. */
export type RuntimeTarget = NativeTarget | 'universal' | 'both';

export function thisMachine(): NativeTarget | 'universal' {
	const name = `${process.platform}-${process.arch}`;
	// The native Linux binaries are linked against glibc.
	const musl =
		process.platform === 'linux' &&
		!(process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header.glibcVersionRuntime;
	return !musl && isNativeTarget(name) ? name : 'universal';
}

export function isNativeTarget(name: string): name is NativeTarget {
	return (NATIVE_TARGETS as readonly string[]).includes(name);
}

/** CPU inference needs the binding and the runtime only, under the name that the binding loads it by: DirectML (delay-loaded by onnxruntime.dll), its
 * shader compiler and the second name of the macOS library stay out. */
const NEEDED: Readonly<Record<string, RegExp>> = {
	linux: /^(onnxruntime_binding\.node|libonnxruntime\.so\.1)$/,
	darwin: /^(onnxruntime_binding\.node|libonnxruntime\.1\.dylib)$/,
	win32: /^(onnxruntime_binding\.node|onnxruntime\.dll)$/,
};

export const BINDING = 'onnxruntime_binding.node';

/** File name of the runtime that a binding asks its loader for; null where it names none. */
export function libraryOf(binding: Buffer): string | null {
	return /libonnxruntime\.so\.\d+|libonnxruntime(\.\d+)+\.dylib|(?<![a-z])onnxruntime\.dll/.exec(binding.toString('latin1'))?.[0] ?? null;
}

/** Folder of a target's binaries in the package, and which of them are shipped. */
export function nativeBinaries(target: NativeTarget): { readonly folder: string; readonly files: readonly string[] } {
	const [os, arch] = target.split('-') as [string, string];
	const folder = path.join(root, 'node_modules/onnxruntime-node/bin/napi-v6', os, arch);
	return { folder, files: fs.readdirSync(folder).filter((file) => NEEDED[os]?.test(file)) };
}

const WASM_FILES = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];

/** Writes `onnxruntime/native.cjs` + `onnxruntime/bin/...` and/or `onnxruntime/wasm/...` into `outdir`; returns the metafiles of the bundled JavaScript. The predictor loads
 * nothing whose size or checksum is not that of `onnxruntime/manifest.json`. */
export async function copyRuntimes(outdir: string, target: RuntimeTarget): Promise<esbuild.Metafile[]> {
	const out = path.join(outdir, 'onnxruntime');
	const native = target === 'both' ? thisMachine() : target;
	const metafiles: esbuild.Metafile[] = [];
	if (native === 'universal' || target === 'both') metafiles.push(await copyWasm(path.join(out, 'wasm')));
	if (native !== 'universal') metafiles.push(await copyNative(out, native));
	writeManifest(out);
	return metafiles;
}

function writeManifest(folder: string): void {
	const names = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
		const name = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
		return entry.isFile() && name !== 'manifest.json' ? [name] : [];
	});
	const files = Object.fromEntries(
		names.sort().map((name) => {
			const data = fs.readFileSync(path.join(folder, name));
			return [name, { sha256: createHash('sha256').update(data).digest('hex'), bytes: data.length }];
		}),
	);
	fs.writeFileSync(path.join(folder, 'manifest.json'), `${JSON.stringify({ version: 1, files }, null, '\t')}\n`);
}

const bundle = { absWorkingDir: root, bundle: true, metafile: true, platform: 'node', target: 'node24', minify: true } as const;

async function copyWasm(out: string): Promise<esbuild.Metafile> {
	const from = path.dirname(require.resolve('onnxruntime-web'));
	fs.mkdirSync(out, { recursive: true });
	for (const file of WASM_FILES) fs.copyFileSync(path.join(from, file), path.join(out, file));
	const entry = path.join(from, 'ort.node.min.mjs');
	const result = await esbuild.build({ ...bundle, format: 'esm', entryPoints: [entry], outfile: path.join(out, 'ort.node.min.mjs') });
	return result.metafile;
}

async function copyNative(out: string, target: NativeTarget): Promise<esbuild.Metafile> {
	const { folder, files } = nativeBinaries(target);
	const to = path.join(out, 'bin/napi-v6', ...target.split('-'));
	fs.mkdirSync(to, { recursive: true });
	for (const file of files) fs.copyFileSync(path.join(folder, file), path.join(to, file));
	const result = await esbuild.build({
		...bundle,
		format: 'cjs',
		entryPoints: ['node_modules/onnxruntime-node/dist/index.js'],
		outfile: path.join(out, 'native.cjs'),
		plugins: [{ name: 'binary-path', setup: keepBinaryPath }],
	});
	return result.metafile;
}

/** The binary's path is computed at run time; esbuild would try to bundle every platform's. */
function keepBinaryPath(build: esbuild.PluginBuild): void {
	build.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, ({ path: file }) => {
		const contents = fs.readFileSync(file, 'utf8');
		const replaced = contents.replace('require(`../bin/', "require('node:module').createRequire(__filename)(`./bin/");
		if (replaced === contents) throw new Error('onnxruntime-node loads its binary in a new way: adapt scripts/build/onnxruntime.ts');
		return { contents: replaced, loader: 'js' };
	});
}
