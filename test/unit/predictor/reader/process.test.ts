import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { convertReader } from '../../../../src/predictor/reader/convert.ts';
import type { ReaderFiles } from '../../../../src/predictor/reader/reader.ts';
import { type RunningOptions, RunningReader } from '../../../../src/predictor/reader/running-reader.ts';
import { TINY, tinyFile } from './tiny-model.ts';

const processPath = fileURLToPath(new URL('../../../../src/predictor/reader/process.ts', import.meta.url));
const nativeModulePath = createRequire(import.meta.url).resolve('onnxruntime-node');
const work = mkdtempSync(join(tmpdir(), 'routoo-reader-'));
const file = tinyFile(work);
let files: ReaderFiles;
let running: RunningReader | null = null;

beforeAll(async () => {
	const folder = await convertReader(file.path, join(work, 'reader'), file, () => undefined);
	files = { folder, source: file.sha256, nativeModulePath, layers: [2] };
});
afterEach(() => running?.dispose());
afterAll(() => rmSync(work, { recursive: true, force: true }));

function start(options: Partial<RunningOptions> = {}, of: Partial<ReaderFiles> = {}): RunningReader {
	running = new RunningReader({ ...files, ...of }, { processPath, runtimeManifestPath: null, ...options });
	return running;
}

const never = () => new AbortController().signal;
const isAlive = (pid: number) => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};
const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });

test('reads in a process of its own, and says what it took', async () => {
	const told: string[] = [];
	const reader = start({ told: (line) => told.push(line) });
	expect(reader.pid).toBeNull();
	const { states, tokens, ms } = await reader.read('Fix the bug in the parser.', never());
	expect(states[0]).toHaveLength(TINY.width);
	expect(tokens).toBeGreaterThan(70);
	expect(ms).toBeGreaterThan(0);
	expect(reader.pid).not.toBe(process.pid);
	expect(told).toEqual([expect.stringMatching(/^the reader is loaded \(\d+ ms\)$/), expect.stringMatching(/^read \d+ tokens in \d+ ms$/)]);
	const again = await reader.read('Fix the bug in the parser.', never());
	expect(again.states).toEqual(states);
	expect((await reader.read('Write a poem.', never())).states).not.toEqual(states);
});

test('ends when nobody asks for a while, and starts again', async () => {
	const reader = start({ idleMs: 30 });
	await reader.read('one', never());
	const pid = reader.pid;
	if (pid !== null) await gone(pid);
	expect(reader.pid).toBeNull();
	expect((await reader.read('two', never())).states).toHaveLength(1);
});

test('one waits, the newest; the others and what is aborted are cancelled', async () => {
	const reader = start();
	const abort = new AbortController();
	const first = reader.read('first', never());
	const second = reader.read('second', never());
	const third = reader.read('third', abort.signal);
	abort.abort();
	const fourth = reader.read('fourth', never());
	const results = await Promise.allSettled([first, second, third, fourth]);
	expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
	for (const result of results.slice(0, 3)) expect(result).toMatchObject({ reason: { kind: 'cancelled' } });
	await expect(reader.read('x', AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
	// One that is left while it runs does not hold up the next.
	const left = new AbortController();
	const leaving = reader.read('leaving', left.signal);
	const next = reader.read('next', never());
	left.abort();
	await expect(leaving).rejects.toMatchObject({ kind: 'cancelled' });
	expect((await next).states).toHaveLength(1);
});

test('a crash ends what was asked and is followed by one start; after the second it rests for half an hour', async () => {
	let now = 0;
	const reader = start({ now: () => now });
	await reader.read('warm', never());
	for (let crash = 0; crash < 2; crash++) {
		if (crash > 0) await reader.read('it runs again', never());
		const asked = reader.read('lost', never());
		process.kill(reader.pid!, 'SIGKILL');
		await expect(asked).rejects.toMatchObject({ kind: 'damagedFile', message: /^The reader stopped \(/ });
	}
	expect(reader.rests()).toBe(true);
	await expect(reader.read('not now', never())).rejects.toMatchObject({ message: /rests for half an hour/ });
	reader.start();
	expect(reader.pid).toBeNull();
	now = 31 * 60_000;
	expect((await reader.read('later', never())).states).toHaveLength(1);
});

test('ends with dispose, whatever it does', async () => {
	const reader = start();
	const asked = reader.read('asked', never());
	const pid = reader.pid!;
	reader.dispose();
	await expect(asked).rejects.toMatchObject({ kind: 'cancelled' });
	await gone(pid);
	await expect(reader.read('after', never())).rejects.toMatchObject({ kind: 'cancelled' });
});

test.each(['loaded', 'converting'])('ends with the editor that started it, however that ends: %s', async (state) => {
	const message =
		state === 'loaded'
			? { type: 'load', files, runtimeManifestPath: null }
			: { type: 'convert', path: file.path, root: join(work, 'left'), source: { sha256: file.sha256, bytes: file.bytes } };
	const code = `import { fork } from 'node:child_process';
		const child = fork(${JSON.stringify(processPath)}, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
		child.on('message', () => console.log(child.pid));
		child.send(${JSON.stringify(message)});
		setInterval(() => {}, 1000);`;
	writeFileSync(join(work, `${state}-editor.mjs`), code);
	const editor = spawn(process.execPath, [join(work, `${state}-editor.mjs`)], { stdio: ['ignore', 'pipe', 'ignore'] });
	const [pid] = (await once(editor.stdout, 'data')).map(Number) as [number];
	// A conversion of so small a file may be done by now.
	if (state === 'loaded') expect(isAlive(pid)).toBe(true);
	editor.kill('SIGKILL');
	await gone(pid);
});

describe('a process that is not what it should be', () => {
	const script = (name: string, code: string) => {
		const path = join(work, `${name}.mjs`);
		writeFileSync(path, code);
		return path;
	};

	test.each([
		['ends at once', 'process.exit(3)', /exit code 3/],
		['says what is no reply', 'process.on("message", () => process.send({ type: "reading", states: "x" }))', /no reply/],
		['answers what nobody asked', 'process.on("message", () => process.send({ type: "converted", folder: "/" }))', /nobody asked for/],
		[
			'sends a state without end',
			'process.on("message", () => process.send({ type: "reading", id: 1, tokens: 1, ms: 1, states: [new Float32Array(100000)] }))',
			/no reply/,
		],
	])('%s', async (name, code, why) => {
		const reader = start({ processPath: script(name.replaceAll(' ', '-'), code) });
		await expect(reader.read('x', never())).rejects.toMatchObject({ kind: 'damagedFile', message: why });
	});

	test.each([
		['is not there at all', join(work, 'no-such.mjs')],
		['the system does not start', 'no\0name'],
	])('%s', async (_, path) => {
		const reader = start({ processPath: path });
		await expect(reader.read('x', never())).rejects.toMatchObject({ kind: 'damagedFile' });
	});

	const silent = 'setInterval(() => {}, 1000); process.on("message", () => {})';
	const hanging = 'process.on("message", ({ type }) => type === "load" && process.send({ type: "loaded", ms: 1 }))';

	test.each([
		['never says that it is loaded', silent, { startTimeoutMs: 300 }],
		['hangs in a reading', hanging, { readTimeoutMs: 300 }],
	])('%s: a busy computer is no crash; it rests shortly, longer each time', async (name, code, options) => {
		let now = 0;
		const told: string[] = [];
		const processPath = script(name.replaceAll(' ', '-'), code);
		const reader = start({ ...options, processPath, now: () => now, told: (line) => told.push(line) });
		for (const rest of [2, 4, 8, 16, 30, 30]) {
			await expect(reader.read('x', never())).rejects.toMatchObject({ kind: 'timeout', message: /takes too long/ });
			expect(reader.rests()).toBe(true);
			await expect(reader.read('x', never())).rejects.toMatchObject({ kind: 'timeout' });
			now += rest * 60_000 - 1;
			expect(reader.rests()).toBe(true);
			now++;
			expect(reader.rests()).toBe(false);
			expect(told.filter((line) => line.includes('no answer')).at(-1)).toBe(`the reader gave no answer in 0.3 s and rests for ${rest} min`);
		}
	});

	test('what waits behind a reading that takes too long is cancelled, and its process ends', async () => {
		const told: string[] = [];
		const reader = start({ processPath: script('held', hanging), readTimeoutMs: 500, told: (line) => told.push(line) });
		const slow = expect(reader.read('slow', never())).rejects.toMatchObject({ kind: 'timeout' });
		const { pid } = reader;
		await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 20_000, interval: 10 });
		await expect(reader.read('behind', never())).rejects.toMatchObject({ kind: 'cancelled' });
		await slow;
		await gone(pid!);
	});
});

test('files that cannot be loaded are no crash, and said in words', async () => {
	const reader = start({}, { layers: [9] });
	await expect(reader.read('x', never())).rejects.toMatchObject({ kind: 'damagedFile', message: 'The converted reader has 2 layers.' });
	expect(reader.rests()).toBe(false);
	const noRuntime = start({}, { nativeModulePath: join(work, 'no-runtime.cjs') });
	await expect(noRuntime.read('x', never())).rejects.toMatchObject({ message: /^The reader cannot run here: / });
	await wait(10);
	expect(noRuntime.pid).toBeNull();
});
