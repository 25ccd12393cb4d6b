import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEncoder } from '../../../src/predictor/encoder.ts';
import { type PredictorFiles, sha256OfFile } from '../../../src/predictor/files.ts';
import { clearOwnMark, forgetCrash, NativeMark } from '../../../src/predictor/native-mark.ts';
import { chat, ROOT, type TemporaryModels, temporaryModels, WORKER } from './model-folder.ts';

let folder: string;
let models: TemporaryModels;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'routoo-native-'));
	models = await temporaryModels();
});
afterEach(async () => {
	for (const child of living.splice(0)) child.kill();
	await rm(folder, { recursive: true, force: true });
	await models.remove();
});

const at = Date.now();
const mark = (version = '1', now = at): NativeMark => new NativeMark({ folder, version }, 'library', () => now);
const write = (pid: number, value: unknown): Promise<void> =>
	writeFile(join(folder, `running-${pid}.json`), typeof value === 'string' ? value : JSON.stringify(value));
const entry = { key: '1 library', host: hostname(), at };
const living: ChildProcess[] = [];
/** Another process that stays. */
function livePid(): number {
	const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)']);
	living.push(child);
	return child.pid!;
}
/** A process that is gone. */
async function deadPid(): Promise<number> {
	const child = spawn(process.execPath, ['-e', '']);
	await new Promise((resolve) => child.on('exit', resolve));
	return child.pid!;
}

describe('the mark of native code', () => {
	it('stands while it works and is gone after it, whether it succeeds or fails', async () => {
		const seen: string[][] = [];
		const look = async (): Promise<void> => void seen.push(await readdir(folder));
		await mark().guard(look);
		await expect(mark().guard(() => look().then(() => Promise.reject(new Error('no such model'))))).rejects.toThrow('no such model');
		expect(seen).toEqual([[`running-${process.pid}.json`], [`running-${process.pid}.json`]]);
		expect(await readdir(folder)).toEqual([]);
		expect(mark().crashed()).toBe(false);
	});

	it('of a dead process is a crash, until an update or the user says so', async () => {
		await write(await deadPid(), entry);
		expect(mark().crashed()).toBe(true);
		expect(mark().crashed()).toBe(true);
		expect(mark('2').crashed()).toBe(false);
		expect(mark('1').crashed()).toBe(false);
		await write(await deadPid(), entry);
		expect(mark().crashed()).toBe(true);
		forgetCrash(folder);
		expect(mark().crashed()).toBe(false);
	});

	it('of another window that loads at this moment is none, however many there are', async () => {
		for (let n = 0; n < 2; n++) await write(livePid(), entry);
		expect(mark().crashed()).toBe(false);
		expect((await readdir(folder)).length).toBe(2);
	});

	it('that is older than any load is a crash, whoever has the number of its process now', async () => {
		await write(livePid(), entry);
		expect(mark('1', at + 6 * 60_000).crashed()).toBe(true);
	});

	it('of this very process is of a library that hung, and goes where the thread was ended for another reason', async () => {
		await write(process.pid, entry);
		clearOwnMark(folder);
		expect(mark().crashed()).toBe(false);
		await write(process.pid, entry);
		expect(mark().crashed()).toBe(true);
	});

	it('of an earlier version, of another machine, or damaged, is no crash of this one', async () => {
		const dead = await deadPid();
		await write(dead, { ...entry, key: '0 library' });
		expect(mark().crashed()).toBe(false);
		await write(dead, { ...entry, host: 'another-machine' });
		expect(mark().crashed()).toBe(false);
		for (const bad of ['', '{', 'null', '[]', '{"key":1}']) {
			await write(dead, bad);
			expect(mark().crashed()).toBe(false);
		}
	});

	it('cannot be written: the work is done all the same', async () => {
		await writeFile(join(folder, 'file'), '');
		const nowhere = new NativeMark({ folder: join(folder, 'file', 'below'), version: '1' }, 'library');
		expect(nowhere.crashed()).toBe(false);
		expect(await nowhere.guard(async () => 7)).toBe(7);
	});
});

/** Predicts once in a process of its own through the service's real worker; exit code or signal, and what it printed. */
async function predictElsewhere(files: PredictorFiles, version: string): Promise<{ ended: string; printed: string }> {
	const code = `
		const { PredictorService } = await import(${JSON.stringify(join(ROOT, 'src/predictor/service.ts'))});
		const service = new PredictorService(${JSON.stringify({ files, workerPath: WORKER, marks: { folder, version }, loadingWaitMs: 60_000 })});
		const { source, degraded } = await service.predict(${JSON.stringify(chat('why is this slow?'))}, []);
		console.log(JSON.stringify({ source, degraded, status: service.status() }));
		await service.dispose();`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
	let printed = '';
	child.stdout.on('data', (chunk) => {
		printed += chunk;
	});
	const ended = await new Promise<string>((resolve) => child.on('exit', (exit, signal) => resolve(signal ?? String(exit))));
	return { ended, printed };
}

describe('native code that ends the process', () => {
	it('does so once: the next start runs on the fallback and says why; an update tries again', async () => {
		const nativeModulePath = join(folder, 'native.cjs');
		// As a fault does, it ends before the next line: a signal alone may come later.
		await writeFile(nativeModulePath, "process.kill(process.pid, 'SIGBUS'); for (;;);");
		const files = { ...models.files, nativeModulePath };
		expect((await predictElsewhere(files, '1')).ended).toBe('SIGBUS');
		const second = await predictElsewhere(files, '1');
		expect(second).toMatchObject({ ended: '0' });
		expect(JSON.parse(second.printed)).toEqual({ source: 'encoder', degraded: null, status: { kind: 'ready', runtime: 'wasm' } });
		const third = await predictElsewhere({ ...files, wasmModulePath: null }, '1');
		expect(third.ended).toBe('0');
		expect(third.printed).toContain('ended the extension host before');
		expect((await predictElsewhere(files, '2')).ended).toBe('SIGBUS');
	}, 60_000);
});

/** A runtime folder as the build writes it, with the real binaries of this machine, and its manifest. */
async function packed(): Promise<PredictorFiles & { readonly library: string }> {
	const bin = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '../bin/napi-v6', process.platform, process.arch);
	const below = `bin/napi-v6/${process.platform}/${process.arch}`;
	await mkdir(join(folder, below), { recursive: true });
	const listed: Record<string, { sha256: string; bytes: number }> = {};
	for (const name of await readdir(bin)) {
		if (!/^(onnxruntime_binding\.node|libonnxruntime\.(so\.1|1\.dylib)|onnxruntime\.dll)$/.test(name)) continue;
		const to = join(folder, below, name);
		await copyFile(join(bin, name), to);
		listed[`${below}/${name}`] = { sha256: await sha256OfFile(to), bytes: (await readFile(to)).length };
	}
	const runtimeManifestPath = join(folder, 'manifest.json');
	await writeFile(runtimeManifestPath, JSON.stringify({ version: 1, files: listed }));
	const library = join(folder, Object.keys(listed).find((name) => !name.endsWith('.node'))!);
	return { ...models.files, wasmModulePath: null, runtimeManifestPath, library };
}

describe('the library on the disk', () => {
	it('is loaded as it was built', async () => {
		const encoder = await loadEncoder(await packed());
		expect(encoder.runtime).toBe('native');
		await encoder.dispose();
	});

	it.each([0, 1_000, 100_000, 10_000_000])('is not loaded when it was cut to %i bytes, and the reason is said', async (bytes) => {
		const files = await packed();
		await truncate(files.library, bytes);
		await expect(loadEncoder(files)).rejects.toThrow(
			/The encoder cannot run here\. onnxruntime\/.* is damaged: it has [\d,]+ bytes in place of/,
		);
	});

	it('is not loaded with one bit flipped, missing, a folder, or without its manifest', async () => {
		const files = await packed();
		const whole = await readFile(files.library);
		const flipped = Buffer.from(whole);
		flipped[flipped.length >> 1]! ^= 1;
		await writeFile(files.library, flipped);
		await expect(loadEncoder(files)).rejects.toThrow('checksum differs');
		await rm(files.library);
		await expect(loadEncoder(files)).rejects.toThrow('missing or cannot be read');
		await mkdir(files.library);
		await expect(loadEncoder(files)).rejects.toThrow(/damaged|cannot be read/);
		for (const bad of ['', '{}', '{"version":1,"files":{"a":{"sha256":"x"}}}', '{"version":1,"files":{}}']) {
			await writeFile(files.runtimeManifestPath!, bad);
			await expect(loadEncoder(files)).rejects.toThrow('onnxruntime/manifest.json');
		}
	});

	it('that cannot be loaded says its own reason', async () => {
		const nativeModulePath = join(folder, 'native.cjs');
		await writeFile(nativeModulePath, "throw new Error('/lib/libc.so.6: version `GLIBC_2.99` not found\\nmore');");
		await expect(loadEncoder({ ...models.files, nativeModulePath, wasmModulePath: null })).rejects.toThrow(
			'The encoder cannot run here. /lib/libc.so.6: version `GLIBC_2.99` not found.',
		);
	});
});
