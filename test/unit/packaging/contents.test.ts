import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { BINDING, libraryOf, NATIVE_TARGETS, nativeBinaries } from '../../../scripts/build/onnxruntime.ts';
import { checkContents } from '../../../scripts/package/contents.ts';
import { readZip } from '../../../scripts/package/zip.ts';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-zip-'));
afterAll(() => fs.rmSync(dir, { recursive: true }));

/** Writes a zip file: texts are deflated, bytes are stored. */
function writeZip(name: string, files: Readonly<Record<string, string | Buffer>>): string {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [file, text] of Object.entries(files)) {
		const [method, packed] = typeof text === 'string' ? [8, zlib.deflateRawSync(text)] : [0, text];
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(method, 8);
		local.writeUInt32LE(zlib.crc32(text), 14);
		local.writeUInt32LE(packed.length, 18);
		local.writeUInt32LE(text.length, 22);
		local.writeUInt16LE(file.length, 26);
		const central = Buffer.alloc(46);
		central.writeUInt32LE(0x02014b50, 0);
		central.writeUInt16LE(method, 10);
		central.writeUInt32LE(zlib.crc32(text), 16);
		central.writeUInt32LE(packed.length, 20);
		central.writeUInt32LE(text.length, 24);
		central.writeUInt16LE(file.length, 28);
		central.writeUInt32LE(offset, 42);
		parts.push(local, Buffer.from(file), packed);
		directory.push(central, Buffer.from(file));
		offset += 30 + file.length + packed.length;
	}
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(Object.keys(files).length, 8);
	end.writeUInt16LE(Object.keys(files).length, 10);
	end.writeUInt32LE(Buffer.concat(directory).length, 12);
	end.writeUInt32LE(offset, 16);
	const target = path.join(dir, name);
	fs.writeFileSync(target, Buffer.concat([...parts, ...directory, end]));
	return target;
}

const GOOD: Readonly<Record<string, string>> = Object.fromEntries([
	['extension.vsixmanifest', '<Identity TargetPlatform="linux-x64"/>'],
	['[Content_Types].xml', ''],
	...[
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
		...['models', 'budget', 'question'].map((name) => `media/walkthrough/${name}.svg`),
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
		'dist/onnxruntime/native.cjs',
		'dist/onnxruntime/bin/napi-v6/linux/x64/onnxruntime_binding.node',
		'dist/onnxruntime/bin/napi-v6/linux/x64/libonnxruntime.so.1',
	].map((file) => [`extension/${file}`, `text of ${file}, which loads libonnxruntime.so.1`]),
]);

const RUNTIME = 'extension/dist/onnxruntime/';

/** The manifest of the runtime, as the build writes it. */
function checksums(files: readonly (readonly [string, string | Buffer])[]): Record<string, string> {
	const listed = files.filter(([name]) => name.startsWith(RUNTIME) && name !== `${RUNTIME}manifest.json`);
	const entries = listed.map(([name, data]) => {
		const bytes = Buffer.from(data);
		return [name.slice(RUNTIME.length), { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }];
	});
	return { [`${RUNTIME}manifest.json`]: JSON.stringify({ version: 1, files: Object.fromEntries(entries) }) };
}

async function problems(changes: Readonly<Record<string, string | Buffer | null>>, target = 'linux-x64'): Promise<string[]> {
	const files = Object.entries({ ...GOOD, ...changes }).filter((entry): entry is [string, string | Buffer] => entry[1] !== null);
	const file = writeZip('package.vsix', { ...checksums(files), ...Object.fromEntries(files) });
	return (await checkContents(file, target)).flatMap(({ name, problem }) => (problem === null ? [] : [name]));
}

test('reads back what was packed', async () => {
	const entries = await readZip(writeZip('small.zip', { 'a.txt': 'first', 'b/c.txt': 'second '.repeat(100) }));
	expect(entries.map((e) => [e.name, e.data.toString()])).toEqual([
		['a.txt', 'first'],
		['b/c.txt', 'second '.repeat(100)],
	]);
});

test('a damaged file is found', async () => {
	const file = writeZip('damaged.zip', { 'a.txt': Buffer.from('first') });
	fs.writeFileSync(file, fs.readFileSync(file).fill('x', 35, 36));
	await expect(readZip(file)).rejects.toThrow('a.txt is damaged');
});

test('a package over 40 MB is found', async () => {
	const problem = expect.stringMatching(/^size at most 40 MB: 40\.\d MB$/);
	expect(await problems({ 'extension/models/encoder.onnx': Buffer.alloc(40_000_000) })).toEqual([problem]);
	expect(await problems({ 'extension/models/encoder.onnx': Buffer.alloc(39_900_000) })).toEqual([]);
});

test('a right package has no problem', async () => {
	expect(await problems({})).toEqual([]);
});

test.each([
	['a source map', { 'extension/dist/extension.cjs.map': '{}' }, 'no source maps'],
	['a link to a source map', { 'extension/dist/extension.cjs': 'x();\n//# sourceMappingURL=extension.cjs.map' }, 'no source maps'],
	['training data', { 'extension/models/rows.jsonl': '{}' }, 'no training data'],
	['a key', { 'extension/dist/extension.cjs': `const k = "sk-ant-${'a1'.repeat(20)}";` }, 'no keys'],
	['a file that nobody named', { 'extension/.env': 'A=1' }, 'every file is on the list'],
	['a missing model', { 'extension/models/predictor.json': null }, 'no file is missing'],
	["another platform's binary", { 'extension/dist/onnxruntime/bin/napi-v6/win32/x64/onnxruntime.dll': '' }, 'only its own native binary'],
	['a missing binary', { 'extension/dist/onnxruntime/bin/napi-v6/linux/x64/onnxruntime_binding.node': null }, 'only its own native binary'],
	[
		'a library under another name than the binding loads',
		{ 'extension/dist/onnxruntime/bin/napi-v6/linux/x64/onnxruntime_binding.node': '@rpath/libonnxruntime.2.dylib' },
		'only its own native binary',
	],
	[
		'a library without its checksum',
		{ 'extension/dist/onnxruntime/manifest.json': '{"version":1,"files":{}}' },
		'every part of the runtime under its checksum',
	],
	[
		'a library under a wrong checksum',
		{
			'extension/dist/onnxruntime/manifest.json': JSON.stringify({
				version: 1,
				files: Object.fromEntries(
					['native.cjs', 'bin/napi-v6/linux/x64/onnxruntime_binding.node', 'bin/napi-v6/linux/x64/libonnxruntime.so.1'].map((name) => [
						name,
						{ sha256: '0'.repeat(64), bytes: 1 },
					]),
				),
			}),
		},
		'every part of the runtime under its checksum',
	],
	['a picture that the details page drops', { 'extension/readme.md': '![Chat](media/chat.png)' }, 'the details page leads nowhere dead'],
	['a dead link in the changelog', { 'extension/changelog.md': '[guide](docs/guide.md)' }, 'the details page leads nowhere dead'],
	['a heavy picture', { 'extension/media/chat.png': Buffer.alloc(120_001) }, 'no picture over 120 kB'],
	['a package without its readme', { 'extension/readme.md': null }, 'no file is missing'],
	['a wrong target', { 'extension.vsixmanifest': '<Identity TargetPlatform="win32-x64"/>' }, 'target in the manifest'],
])('%s is found', async (_what, changes, expected) => {
	expect(await problems(changes)).toContain(expected);
});

test('a native binary has no place in the universal package', async () => {
	expect(await problems({ 'extension.vsixmanifest': '<Identity/>' }, 'universal')).toEqual(['only its own native binary']);
});

test.each(NATIVE_TARGETS)('%s: what is shipped is the binding and the library that it loads by name', (target) => {
	const { folder, files } = nativeBinaries(target);
	const library = libraryOf(fs.readFileSync(path.join(folder, BINDING)));
	expect([...files].sort()).toEqual([BINDING, library].sort());
});
