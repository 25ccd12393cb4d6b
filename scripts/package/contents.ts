import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { BINDING, isNativeTarget, libraryOf, NATIVE_TARGETS } from '../build/onnxruntime.ts';
import { deadParts, MAX_PICTURE } from './details.ts';
import { readZip, type ZipEntry } from './zip.ts';

export interface Check {
	readonly name: string;
	/** Null = passed, else what is wrong. */
	readonly problem: string | null;
}

/** Everything a package may hold, and nothing else. */
const ALLOWED = [
	/^\[Content_Types\]\.xml$/,
	/^extension\.vsixmanifest$/,
	/^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD_PARTY_NOTICES\.txt)$/i,
	/^extension\/package\.nls(\.[a-z]{2}(-[a-z]{2,4})?)?\.json$/,
	/^extension\/l10n\/bundle\.l10n(\.[a-z]{2}(-[a-z]{2,4})?)?\.json$/,
	/^extension\/api\/routoo\.d\.ts$/,
	/^extension\/docs\/guide\/tools\/[a-z-]+\.md$/,
	/^extension\/media\/[^/]+\.(svg|png)$/,
	/^extension\/media\/walkthrough\/[a-z]+\.svg$/,
	/^extension\/models\/(encoder\.onnx|tokenizer\.json|predictor\.json|catalog\.json|completion-head\.json|reading\.json|manifest\.json)$/,
	/^extension\/dist\/(extension\.cjs|ai-sdk\.mjs|predictor-worker\.mjs|reader-process\.mjs|storage-worker\.mjs)$/,
	/^extension\/dist\/webview\/(chat|dashboard|codicon)\.(js|css|ttf)$/,
	/^extension\/dist\/webview\/(formulas\.js|diagrams\.js|katex\.css|KaTeX_[A-Za-z0-9]+-[A-Za-z]+\.woff2)$/,
	/^extension\/dist\/onnxruntime\//,
];

const REQUIRED = [
	'package.json',
	'package.nls.json',
	'package.nls.de.json',
	'l10n/bundle.l10n.json',
	'readme.md',
	'THIRD_PARTY_NOTICES.txt',
	'LICENSE.txt',
	'api/routoo.d.ts',
	'docs/guide/tools/claude-code.md',
	'media/routoo.svg',
	'media/walkthrough/models.svg',
	'media/walkthrough/budget.svg',
	'media/walkthrough/question.svg',
	'models/encoder.onnx',
	'models/tokenizer.json',
	'models/predictor.json',
	'models/catalog.json',
	'models/completion-head.json',
	'models/reading.json',
	'models/manifest.json',
	'dist/extension.cjs',
	'dist/ai-sdk.mjs',
	'dist/predictor-worker.mjs',
	'dist/reader-process.mjs',
	'dist/storage-worker.mjs',
	'dist/onnxruntime/manifest.json',
	'dist/webview/chat.js',
	'dist/webview/chat.css',
	'dist/webview/dashboard.js',
	'dist/webview/dashboard.css',
	'dist/webview/codicon.css',
	'dist/webview/codicon.ttf',
	'dist/webview/formulas.js',
	'dist/webview/katex.css',
	'dist/webview/KaTeX_Main-Regular.woff2',
	'dist/webview/diagrams.js',
];

/** API keys of the vendors in use, private keys and tokens, as their issuers write them. */
const SECRETS =
	/sk-ant-[\w-]{20,}|sk-or-v1-[0-9a-f]{32,}|sk-proj-[\w-]{20,}|\bsk-[A-Za-z0-9]{32,}|AIza[\w-]{35}|\bgh[pousr]_[A-Za-z0-9]{36}|\bAKIA[0-9A-Z]{16}\b|-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----\n/;

const MAX_BYTES: Readonly<Record<string, number>> = { 'linux-x64': 40_000_000 };

export function first<T>(items: readonly T[], text: (item: T) => string): string | null {
	return items.length === 0 ? null : `${items.length}: ${items.slice(0, 5).map(text).join(', ')}`;
}

function runtimeProblem(entries: readonly ZipEntry[], target: string): string | null {
	const names = entries.map((e) => e.name);
	const binaries = names.filter((n) => /\.(node|so(\.\d+)*|dylib|dll|wasm)$/.test(n));
	if (!isNativeTarget(target)) {
		const wasm = 'extension/dist/onnxruntime/wasm/ort-wasm-simd-threaded.wasm';
		return binaries.length === 1 && binaries[0] === wasm ? null : `expected only ${wasm}, found ${binaries.join(', ')}`;
	}
	const folder = `extension/dist/onnxruntime/bin/napi-v6/${target.replace('-', '/')}/`;
	const foreign = binaries.filter((n) => !n.startsWith(folder));
	if (foreign.length > 0) return `binaries of another platform: ${foreign.join(', ')}`;
	if (binaries.length !== 2 || !names.includes('extension/dist/onnxruntime/native.cjs'))
		return `expected 2 binaries and native.cjs, found ${binaries.join(', ')}`;
	// This machine cannot load the binaries of the others: at least the binding must find its library by name.
	const binding = entries.find((e) => e.name === folder + BINDING);
	const library = binding ? libraryOf(binding.data) : null;
	return binaries.includes(folder + library) ? null : `${BINDING} loads ${library}, found ${binaries.join(', ')}`;
}

/** The predictor loads what `onnxruntime/manifest.json` lists, so it must list all and rightly. */
export function checksumProblem(entries: readonly ZipEntry[], folder: string): string | null {
	const { files } = JSON.parse(entries.find((e) => e.name === `${folder}manifest.json`)?.data.toString() ?? '{"files":{}}') as {
		files: Record<string, { sha256: string; bytes: number }>;
	};
	const packed = entries.filter((e) => e.name.startsWith(folder) && e.name !== `${folder}manifest.json`);
	const wrong = packed.filter(({ name, data }) => {
		const listed = files[name.slice(folder.length)];
		return listed?.bytes !== data.length || listed.sha256 !== createHash('sha256').update(data).digest('hex');
	});
	if (packed.length !== Object.keys(files).length) return `${Object.keys(files).length} listed, ${packed.length} packed`;
	return first(wrong, (e) => e.name);
}

export function noSourceMaps(entries: readonly ZipEntry[]): Check {
	const found = entries.filter(
		(e) => e.name.endsWith('.map') || (/\.(c?js|mjs|css)$/.test(e.name) && /[#@] sourceMappingURL=/.test(e.data.toString())),
	);
	return { name: 'no source maps', problem: first(found, (e) => e.name) };
}

export function noKeys(entries: readonly ZipEntry[]): Check {
	const texts = entries.filter((e) => /(\.(c?js|mjs|json|css|md|txt|xml|svg|vsixmanifest)|LICENSE)$/.test(e.name));
	const found = texts.filter((e) => SECRETS.test(e.data.toString()));
	return { name: 'no keys', problem: first(found, (e) => e.name) };
}

/** Whether building a package again gives the same bytes; `build` returns its path. */
export async function sameTwice(file: string, build: () => Promise<string>): Promise<Check> {
	const [first, second] = [sha256(file), sha256(await build())];
	return { name: 'two builds are the same bytes', problem: first === second ? null : `${first} and ${second}` };
}

function sha256(file: string): string {
	return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

/** The pages of the extension in VS Code: no picture and no link there that the editor drops, and no heavy picture in the package. */
function pages(entries: readonly ZipEntry[]): readonly Check[] {
	const texts = entries.filter(({ name }) => /^extension\/(readme|changelog)\.md$/i.test(name));
	const dead = texts.flatMap(({ name, data }) => deadParts(data.toString()).map((part) => `${name} ${part}`));
	const heavy = entries.filter(({ name, data }) => /\.(png|jpe?g|gif|webp|svg)$/i.test(name) && data.length > MAX_PICTURE);
	return [
		{ name: 'the details page leads nowhere dead', problem: first(dead, (each) => each) },
		{ name: `no picture over ${MAX_PICTURE / 1000} kB`, problem: first(heavy, ({ name, data }) => `${name} ${data.length} bytes`) },
	];
}

/** Checks of a finished VSIX; `target` is VS Code's name or `universal`. */
export async function checkContents(file: string, target: string): Promise<Check[]> {
	const entries = await readZip(file);
	const names = entries.map((e) => e.name);
	const bytes = fs.statSync(file).size;
	const limit = MAX_BYTES[target];
	const manifest = entries.find((e) => e.name === 'extension.vsixmanifest')?.data.toString() ?? '';
	const declared = /TargetPlatform="([^"]+)"/.exec(manifest)?.[1] ?? 'universal';
	return [
		{
			name: 'every file is on the list',
			problem: first(
				names.filter((n) => !ALLOWED.some((a) => a.test(n))),
				(n) => n,
			),
		},
		{
			name: 'no file is missing',
			problem: first(
				REQUIRED.filter((r) => !names.includes(`extension/${r}`)),
				(r) => r,
			),
		},
		{ name: 'only its own native binary', problem: runtimeProblem(entries, target) },
		{ name: 'every part of the runtime under its checksum', problem: checksumProblem(entries, 'extension/dist/onnxruntime/') },
		{ name: 'target in the manifest', problem: declared === target ? null : `it says ${declared}` },
		noSourceMaps(entries),
		{
			name: 'no training data',
			problem: first(
				names.filter((n) =>
					/(^|\/)(training|bench|test|src|scripts|samples)\/|^extension\/tools\/|\.(jsonl|csv|parquet|npy|gguf|safetensors)$/.test(n),
				),
				(n) => n,
			),
		},
		noKeys(entries),
		...pages(entries),
		{
			name: `size${limit ? ` at most ${limit / 1e6} MB` : ''}: ${(bytes / 1e6).toFixed(1)} MB`,
			problem: limit && bytes > limit ? 'too large' : null,
		},
	];
}

export const ALL_TARGETS = [...NATIVE_TARGETS, 'universal'] as const;
