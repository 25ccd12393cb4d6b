import fs from 'node:fs';
import path from 'node:path';
import { type Check, checksumProblem, first, noKeys, noSourceMaps } from '../contents.ts';
import type { ZipEntry } from '../zip.ts';

/** What the package holds: all of it, and nothing else. */
export const WANTED: readonly string[] = [
	'package.json',
	'README.md',
	'LICENSE',
	'THIRD_PARTY_NOTICES.txt',
	'bin/routoo.js',
	'bin/start.js',
	...['routoo', 'ai-sdk', 'predictor-worker', 'storage-worker'].map((name) => `dist/${name}.mjs`),
	'dist/onnxruntime/manifest.json',
	'dist/onnxruntime/wasm/ort.node.min.mjs',
	'dist/onnxruntime/wasm/ort-wasm-simd-threaded.mjs',
	'dist/onnxruntime/wasm/ort-wasm-simd-threaded.wasm',
	...['encoder.onnx', 'tokenizer.json', 'predictor.json', 'catalog.json', 'completion-head.json', 'reading.json', 'manifest.json'].map(
		(m) => `models/${m}`,
	),
];

/** An editor's module, which no other program has. */
const EDITOR = /(\brequire\(|\bfrom ?|\bimport\(|\bimport ?)["'`]vscode["'`]/;

/** Some of what is inside, and some of what only the extension holds: the notices name the former alone. */
const NOTICED = {
	inside: ['hono', 'onnxruntime-web', '@ai-sdk/anthropic', 'models/encoder.onnx'],
	outside: ['lit', 'uplot', 'onnxruntime-node'],
};

/** Fields by which npm runs or downloads something while it installs. */
const AT_INSTALL = ['scripts', 'gypfile', 'binary', 'dependencies', 'bundleDependencies', 'private'];

const MAX_BYTES = 25_000_000;

/** Every file below a folder, as a package of it names them. */
export function filesOf(folder: string): ZipEntry[] {
	const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
	return files.map((entry) => {
		const full = path.join(entry.parentPath, entry.name);
		return { name: path.relative(folder, full).split(path.sep).join('/'), data: fs.readFileSync(full) };
	});
}

/** Checks of the unpacked npm package; `bytes`: of the packed one. */
export function checkNpmContents(entries: readonly ZipEntry[], bytes: number): Check[] {
	const names = entries.map(({ name }) => name);
	const same = (name: string): string => name;
	const manifest = JSON.parse(entries.find(({ name }) => name === 'package.json')?.data.toString() ?? '{}') as Record<string, unknown>;
	const editor = entries.filter(({ name, data }) => /\.m?js$/.test(name) && EDITOR.test(data.toString()));
	return [
		{
			name: 'every file is wanted',
			problem: first(
				names.filter((name) => !WANTED.includes(name)),
				same,
			),
		},
		{
			name: 'no file is missing',
			problem: first(
				WANTED.filter((name) => !names.includes(name)),
				same,
			),
		},
		{
			name: 'nothing runs and nothing else is demanded at installation',
			problem: first(
				AT_INSTALL.filter((field) => field in manifest),
				same,
			),
		},
		{ name: 'no program of an editor', problem: first(editor, ({ name }) => name) },
		{ name: 'every part of the runtime under its checksum', problem: checksumProblem(entries, 'dist/onnxruntime/') },
		noticed(entries.find(({ name }) => name === 'THIRD_PARTY_NOTICES.txt')?.data.toString() ?? ''),
		noSourceMaps(entries),
		noKeys(entries),
		{
			name: `size at most ${MAX_BYTES / 1e6} MB: ${(bytes / 1e6).toFixed(1)} MB`,
			problem: bytes > MAX_BYTES ? 'too large' : null,
		},
	];
}

function noticed(notices: string): Check {
	const names = (part: string): boolean => notices.includes(`\n${part} `);
	const wrong = [...NOTICED.inside.filter((part) => !names(part)), ...NOTICED.outside.filter(names)];
	return { name: 'the notices name what is inside, and nothing else', problem: first(wrong, (part) => part) };
}
