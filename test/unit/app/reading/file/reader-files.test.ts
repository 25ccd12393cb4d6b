import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { findFiles, modelFolders } from '../../../../../src/app/reading/file/found-files.ts';
import { ReaderFiles, type ReaderFilesDeps } from '../../../../../src/app/reading/file/reader-files.ts';
import { FileReader } from '../../../../../src/predictor/reader/file-reader.ts';
import { READER_FILE } from '../../../../../src/predictor/reader/known-file.ts';
import { TINY, tinyFile } from '../../../predictor/reader/tiny-model.ts';

const work = mkdtempSync(join(tmpdir(), 'routoo-reader-files-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

test('the file is pinned: one revision, one checksum, a licence', () => {
	expect(READER_FILE.address).toMatch(/^https:\/\/[^?#]+\/resolve\/[0-9a-f]{40}\/[^/]+\.gguf$/);
	expect(READER_FILE.address.endsWith(READER_FILE.fileName)).toBe(true);
	expect(READER_FILE.sha256).toMatch(/^[0-9a-f]{64}$/);
	expect(READER_FILE.licence).toBe('Apache-2.0');
});

describe('files that other tools keep', () => {
	const sought = { fileName: 'model-q4_k_m.gguf', bytes: 10, sha256: 'ab'.repeat(32) };
	const put = (path: string, bytes = 10) => {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, Buffer.alloc(bytes));
		return path;
	};

	test('of every tool, by name and size', async () => {
		const home = join(work, 'home');
		const [hub, studio, , llama] = modelFolders({}, home, 'linux') as [string, string, string, string];
		const blob = put(join(hub, 'models--a--b', 'blobs', 'cd'));
		const linked = join(hub, 'models--a--b', 'snapshots', 'rev', sought.fileName);
		mkdirSync(dirname(linked), { recursive: true });
		symlinkSync(blob, linked);
		const expected = [
			put(join(home, '.ollama', 'models', 'blobs', `sha256-${sought.sha256}`)),
			linked,
			put(join(studio, 'publisher', 'repository', 'MODEL-Q4_K_M.gguf')),
			put(join(llama, 'a_b_model-q4_k_m.gguf')),
		];
		put(join(studio, 'publisher', 'other', sought.fileName), 11);
		put(join(studio, 'publisher', 'repository', 'model-q8_0.gguf'));
		put(join(studio, '1', '2', '3', '4', '5', '6', sought.fileName));
		mkdirSync(join(llama, `x${sought.fileName}`));
		symlinkSync(join(home, 'gone'), join(llama, `y${sought.fileName}`));
		expect((await findFiles(sought, { LLAMA_CACHE: llama }, home)).sort()).toEqual(expected.sort());
	});

	test('where a variable says that they are, and nothing where there is nothing', async () => {
		const at = put(join(work, 'hub', 'models--a--b', 'snapshots', 'rev', sought.fileName));
		expect(await findFiles(sought, { HF_HUB_CACHE: join(work, 'hub') }, join(work, 'nobody'))).toEqual([at]);
		expect(await findFiles(sought, {}, join(work, 'nobody'))).toEqual([]);
	});

	test('each system has its folders', () => {
		expect(modelFolders({ LOCALAPPDATA: 'L' }, 'H', 'win32')).toContain(join('L', 'llama.cpp'));
		expect(modelFolders({}, 'H', 'darwin')).toContain(join('H', 'Library', 'Caches', 'llama.cpp'));
		expect(modelFolders({ HF_HOME: 'F' }, 'H', 'linux')).toContain(join('F', 'hub'));
	});
});

describe('the reader and its file', () => {
	const made: FileReader[] = [];
	afterEach(() => {
		for (const reader of made.splice(0)) reader.dispose();
	});
	const file = tinyFile(work);
	const bytes = readFileSync(file.path);

	function files(name: string, deps: Partial<ReaderFilesDeps> = {}): { files: ReaderFiles; folder: string; log: string[] } {
		const reader = new FileReader({
			root: join(work, name, 'reader'),
			processPath: fileURLToPath(new URL('../../../../../src/predictor/reader/process.ts', import.meta.url)),
			runtimeManifestPath: null,
			nativeModulePath: createRequire(import.meta.url).resolve('onnxruntime-node'),
			expected: async () => ({ modelSha256: file.sha256, layer: 1, size: TINY.width }),
			files: [file],
		});
		made.push(reader);
		const log: string[] = [];
		const folder = join(work, name, 'download');
		const base = { reader, folder, fetch: async () => new Response(new Uint8Array(bytes)), log: (line: string) => void log.push(line) };
		return { files: new ReaderFiles({ ...base, ...deps }), folder, log };
	}
	const never = () => new AbortController().signal;

	test('a download is checked, converted and deleted; then it reads', async () => {
		const { files: ours, folder, log } = files('good');
		await ours.download(() => undefined, never());
		expect(existsSync(folder)).toBe(false);
		expect(ours.reader.ready()).toBe(true);
		expect(await ours.reader.read('Fix it.', never())).toHaveLength(TINY.width);
		expect(log).toEqual([
			'downloading the reader from models.invalid',
			"The reader's file is being converted (0 %).",
			'The reader has no file.',
			'The reader is ready.',
		]);
		await ours.remove();
		expect(existsSync(join(work, 'good', 'reader'))).toBe(false);
		expect(existsSync(file.path)).toBe(true);
	});

	test('a download of the right size that is another file is deleted, so that the next begins anew', async () => {
		const changed = Buffer.from(bytes);
		changed[changed.length - 40]! ^= 1;
		const { files: ours, folder } = files('changed', { fetch: async () => new Response(new Uint8Array(changed)) });
		await expect(ours.download(() => undefined, never())).rejects.toMatchObject({ kind: 'invalidInput', message: /or is damaged/ });
		expect(existsSync(folder)).toBe(false);
		expect(ours.reader.ready()).toBe(false);
	});

	test('what was downloaded stays when the conversion is stopped', async () => {
		const stop = new AbortController();
		const { files: ours, folder } = files('stopped');
		ours.reader.onStatus(({ kind }) => kind === 'converting' && stop.abort());
		await expect(ours.download(() => undefined, stop.signal)).rejects.toMatchObject({ kind: 'cancelled' });
		expect(existsSync(join(folder, file.fileName))).toBe(true);
	});

	test('what was downloaded stays when another file is just being converted', async () => {
		const { files: ours, folder } = files('busy');
		const own = ours.use(file.path, never());
		await vi.waitFor(() => expect(ours.reader.status().kind).toBe('converting'));
		await expect(ours.download(() => undefined, never())).rejects.toMatchObject({ message: /is being converted already/ });
		expect(existsSync(join(folder, file.fileName))).toBe(true);
		await own;
	});

	test('a file of the user stays where it is', async () => {
		const { files: ours } = files('own', { find: async () => [file.path] });
		expect(await ours.found()).toEqual([file.path]);
		await ours.use(file.path, never());
		expect(ours.reader.ready()).toBe(true);
		expect(existsSync(file.path)).toBe(true);
	});
});
