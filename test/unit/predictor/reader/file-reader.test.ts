import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { convertedFolder } from '../../../../src/predictor/reader/converted.ts';
import { FileReader, type FileReaderOptions, type ReaderStatus } from '../../../../src/predictor/reader/file-reader.ts';
import { TINY, tinyFile } from './tiny-model.ts';

const work = mkdtempSync(join(tmpdir(), 'routoo-reader-'));
const file = tinyFile(work);
const expected = { modelSha256: file.sha256, layer: 2, size: TINY.width };
const readers: FileReader[] = [];

afterEach(() => {
	for (const reader of readers.splice(0)) reader.dispose();
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function readerIn(root: string, options: Partial<FileReaderOptions> = {}): FileReader {
	const reader = new FileReader({
		root,
		processPath: fileURLToPath(new URL('../../../../src/predictor/reader/process.ts', import.meta.url)),
		runtimeManifestPath: null,
		nativeModulePath: createRequire(import.meta.url).resolve('onnxruntime-node'),
		expected: async () => expected,
		files: [file],
		...options,
	});
	readers.push(reader);
	return reader;
}

const never = () => new AbortController().signal;

test('from a file to a reading, for every window, and away again', async () => {
	const root = join(work, 'whole');
	const reader = readerIn(root);
	const seen: ReaderStatus[] = [];
	reader.onStatus((status) => seen.push(status));
	expect(reader.ready()).toBe(false);
	await expect(reader.read('x', never())).rejects.toMatchObject({ kind: 'damagedFile' });
	await reader.convert(file.path, never());
	expect(reader.ready()).toBe(true);
	expect(seen[0]).toEqual({ kind: 'converting', done: 0 });
	expect(seen.at(-1)).toEqual({ kind: 'ready' });
	const state = await reader.read('Fix the bug.', never());
	expect(state).toHaveLength(TINY.width);

	const other = readerIn(root);
	await other.look();
	expect(other.ready()).toBe(true);
	expect(await other.read('Fix the bug.', never())).toEqual(state);

	await reader.remove();
	expect(reader.ready()).toBe(false);
	expect(existsSync(root)).toBe(false);
	// The other window's process has its files open; a new one finds none.
	await other.look();
	expect(other.ready()).toBe(false);
});

test.each(['none', 'failed'] as const)('another window, of status %s, sees after a while that a file came', async (before) => {
	const root = join(work, `windows-${before}`);
	let now = 0;
	const waiting = readerIn(root, { now: () => now });
	if (before === 'failed') await expect(waiting.convert('/nowhere', never())).rejects.toMatchObject({ kind: 'invalidInput' });
	expect(waiting.ready()).toBe(false);
	await waiting.look();
	expect(waiting.status().kind).toBe(before);
	await readerIn(root).convert(file.path, never());
	expect(waiting.ready()).toBe(false);
	now = 61_000;
	waiting.ready();
	await vi.waitFor(() => expect(waiting.ready()).toBe(true));
});

test('a wrong file leaves it as failed, in words, and another one is taken', async () => {
	const root = join(work, 'wrong');
	const wrong = join(work, 'wrong.gguf');
	writeFileSync(wrong, 'not a model');
	const reader = readerIn(root);
	await expect(reader.convert(wrong, never())).rejects.toMatchObject({ kind: 'invalidInput' });
	expect(reader.status()).toEqual({ kind: 'failed', reason: expect.stringContaining('wrong.gguf is not the reader') });
	await reader.convert(file.path, never());
	expect(reader.status()).toEqual({ kind: 'ready' });
});

test('a stopped conversion leaves nothing that looks whole; two at once are refused', async () => {
	const root = join(work, 'stopped');
	const reader = readerIn(root);
	const stop = new AbortController();
	const converting = reader.convert(file.path, stop.signal);
	await vi.waitFor(() => expect(reader.status().kind).toBe('converting'));
	await expect(reader.convert(file.path, never())).rejects.toMatchObject({ message: 'The reader is being converted already.' });
	stop.abort();
	await expect(converting).rejects.toMatchObject({ kind: 'cancelled' });
	expect(reader.status()).toEqual({ kind: 'none' });
	await reader.convert(file.path, never());
	expect(readdirSync(root).filter((name) => name.startsWith('partial-'))).toEqual([]);
});

test('what is removed or closed while it is converted is not there afterwards', async () => {
	for (const end of ['remove', 'dispose'] as const) {
		const root = join(work, end);
		const reader = readerIn(root);
		const converting = reader.convert(file.path, never());
		await vi.waitFor(() => expect(reader.status().kind).toBe('converting'));
		const refused = expect(converting).rejects.toMatchObject({ kind: 'cancelled' });
		await reader[end]();
		await refused;
		expect(reader.ready()).toBe(false);
		expect(existsSync(convertedFolder(root, file.sha256))).toBe(false);
	}
});

test('files that were damaged behind its back are noticed by the next reading', async () => {
	const root = join(work, 'damaged');
	const reader = readerIn(root);
	await reader.convert(file.path, never());
	writeFileSync(join(root, readdirSync(root)[0]!, 'numbers.bin'), 'x', { flag: 'r+' });
	await expect(reader.read('x', never())).rejects.toMatchObject({ kind: 'damagedFile' });
	await vi.waitFor(() => expect(reader.status().kind).toBe('failed'));
	expect(reader.ready()).toBe(false);
	await reader.convert(file.path, never());
	expect(await reader.read('x', never())).toHaveLength(TINY.width);
});

test.each([
	['no weights', { expected: async () => null }, /^This version of Routoo has no weights/],
	[
		'weights of another file',
		{ expected: async () => ({ ...expected, modelSha256: '0'.repeat(64) }) },
		/^This version of Routoo has no weights/,
	],
	['no native runtime', { nativeModulePath: null }, /needs the native runtime/],
])('with %s nothing can be used, and it says why', async (_, options, message) => {
	const reader = readerIn(join(work, 'none'), options);
	await reader.look();
	expect(reader.ready()).toBe(false);
	await expect(reader.convert(file.path, never())).rejects.toMatchObject({ kind: 'invalidInput', message });
});

test.each([
	['another size', { ...expected, size: 32 }],
	['a deeper layer', { ...expected, layer: 3 }],
])('weights of %s than the network has: never ready', async (_, other) => {
	const root = join(work, 'sizes');
	await readerIn(root).convert(file.path, never());
	const reader = readerIn(root, { expected: async () => other });
	await reader.look();
	expect(reader.ready()).toBe(false);
});
