import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { NativeGate } from '../../../src/predictor/native-gate.ts';
import { ROOT, WORKER } from './model-folder.ts';

describe('the gate before native code', () => {
	it('is empty when everybody has come out, by whatever way', async () => {
		const gate = new NativeGate();
		const thread = new NativeGate(gate.memory);
		const { promise, resolve } = Promise.withResolvers<void>();
		const inside = thread.pass(() => promise);
		const failing = thread.pass(() => Promise.reject(new Error('no model')));
		await expect(failing).rejects.toThrow('no model');
		expect(gate.isEmpty()).toBe(false);
		gate.close();
		expect(gate.isEmpty()).toBe(false);
		resolve();
		await inside;
		expect(gate.isEmpty()).toBe(true);
	});

	it('lets nobody in once it is closed', async () => {
		const gate = new NativeGate();
		gate.close();
		let ran = false;
		const passing = new NativeGate(gate.memory).pass(async () => {
			ran = true;
		});
		await expect(passing).rejects.toThrow('being ended');
		expect([ran, gate.isEmpty()]).toEqual([false, true]);
	});
});

/** In a process of its own, which native code ends where it may: the mark on the disk tells that the thread is inside. */
const ENDINGS = `
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
const [serviceModule, filesModule, root, workerPath] = process.argv.slice(1);
const { PredictorService } = await import(serviceModule);
const { checkoutFiles } = await import(filesModule);
const folder = mkdtempSync(join(tmpdir(), 'routoo-gate-'));
const isInside = () => existsSync(join(folder, 'running-' + process.pid + '.json'));
const deepInside = async () => {
	while (!isInside()) await pause(1);
	await pause(15);
};
const make = () => new PredictorService({ files: checkoutFiles(root), workerPath, marks: { folder, version: '1' } });
const loading = make();
loading.start();
await deepInside();
await loading.dispose();
const running = make();
const ready = new Promise((resolve) => running.onStatus(({ kind }) => kind === 'ready' && resolve()));
running.start();
await ready;
const request = { kind: 'chat', text: 'word '.repeat(3000), history: [], attachments: [], language: null, needs: { tools: false, vision: false } };
const asked = running.predict(request, []).catch(({ kind }) => kind);
await deepInside();
await running.dispose();
rmSync(folder, { recursive: true });
process.stdout.write(await asked);
`;

it('a service that is closed while its thread loads or runs the encoder does not end the process', async () => {
	const module = (name: string) => new URL(`../../../src/predictor/${name}`, import.meta.url).href;
	const args = ['--input-type=module', '--eval', ENDINGS, module('service.ts'), module('checkout-files.ts'), ROOT, WORKER];
	const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 50_000 });
	expect(stdout).toBe('cancelled');
});
