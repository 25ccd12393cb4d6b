import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import type { PredictorStatus } from '../../../src/core/routing/predictor.ts';
import type { Prediction } from '../../../src/core/routing/types.ts';
import { PredictorService, type PredictorServiceOptions } from '../../../src/predictor/service.ts';
import { candidates, chat, damage, type TemporaryModels, temporaryModels, WORKER } from './model-folder.ts';

let models: TemporaryModels;
let service: PredictorService;
const five = candidates(5);

function serve(options: Partial<PredictorServiceOptions> = {}): PredictorService {
	service = new PredictorService({ files: models.files, workerPath: WORKER, restartDelayMs: 50, loadingWaitMs: 60_000, ...options });
	return service;
}

/** Resolves with the first status of this kind and with these words from now on, the present one included. */
function becomes(kind: PredictorStatus['kind'], words = ''): Promise<PredictorStatus> {
	return new Promise((resolve) => {
		const stop = service.onStatus(check);
		function check(status: PredictorStatus): void {
			if (status.kind !== kind || !JSON.stringify(status).includes(words)) return;
			stop();
			resolve(status);
		}
		check(service.status());
	});
}

function expectWhole(prediction: Prediction): void {
	expect(prediction.candidates.map(({ candidateId }) => candidateId)).toEqual(five.map(({ id }) => id));
	for (const { quality, outputTokens, latencyMs } of prediction.candidates) {
		expect(quality.low).toBeLessThanOrEqual(quality.mean);
		expect(quality.mean).toBeLessThanOrEqual(quality.high);
		expect(quality.low).toBeGreaterThanOrEqual(0);
		expect(quality.high).toBeLessThanOrEqual(1);
		expect(outputTokens.mean).toBeGreaterThan(0);
		expect(outputTokens.p90).toBeGreaterThanOrEqual(outputTokens.mean);
		expect(latencyMs).toBeGreaterThan(0);
	}
	expect(prediction.covariance).toHaveLength(5);
}

beforeEach(async () => {
	models = await temporaryModels();
});
afterEach(async () => {
	await service.dispose();
	await models.remove();
});

describe('predictor service', () => {
	it('starts with the first request and predicts with the encoder in its worker', async () => {
		serve();
		expect(service.status()).toEqual({ kind: 'resting' });
		const prediction = await service.predict(chat('rename this variable'), five);
		expectWhole(prediction);
		expect(prediction).toMatchObject({ source: 'encoder', degraded: null });
		expect(service.status()).toEqual({ kind: 'ready', runtime: 'native' });
		expect(await service.predict(chat('rename this variable'), five)).toEqual(prediction);
		expect(await service.predict(chat('prove that the loop ends'), five)).not.toEqual(prediction);
	});

	it('judges a message that points at a file with that file, and as missing without it', async () => {
		const file = {
			kind: 'file',
			path: 'src/cart.ts',
			language: 'typescript',
			content: 'export const a = 1;\n',
			range: null,
			open: true,
		} as const;
		const request = chat('Explain this file');
		const [without, beside] = [await serve().predict(request, five), await service.predict({ ...request, attachments: [file] }, five)];
		expectWhole(without);
		expect([without.missing, beside.missing, without.basis]).toEqual(['this file', undefined, undefined]);
		for (const [i, { quality }] of without.candidates.entries()) expect(quality.mean).toBeLessThan(beside.candidates[i]!.quality.mean / 2);
		// What merely is open moves nothing where the message speaks of something else.
		const other = chat('What is the difference between a mutex and a semaphore?');
		expect(await service.predict({ ...other, attachments: [file], inputTokens: 9 }, five)).toEqual(
			await service.predict({ ...other, inputTokens: 9 }, five),
		);
	});

	it('serves in wasm, with nearly the same estimates, where there is no native binary', async () => {
		const native = await serve().predict(chat('why is this slow?'), five);
		await service.dispose();
		const wasm = await serve({ files: { ...models.files, nativeModulePath: null } }).predict(chat('why is this slow?'), five);
		expect(service.status()).toEqual({ kind: 'ready', runtime: 'wasm' });
		wasm.candidates.forEach(({ quality }, i) => {
			expect(quality.mean).toBeCloseTo(native.candidates[i]?.quality.mean ?? -1, 2);
		});
	});

	it('answers many at once, each its own', async () => {
		serve();
		const texts = Array.from({ length: 12 }, (_, i) => `question ${i} about ${'x'.repeat(i)}`);
		const together = await Promise.all(texts.map((text) => service.predict(chat(text), five)));
		for (const [i, text] of texts.entries()) expect(await service.predict(chat(text), five)).toEqual(together[i]);
	});

	it('takes hostile requests', async () => {
		serve();
		for (const text of ['', '\0', '\ud800', `${'a'.repeat(5_000_000)}\udfff`, '((((('.repeat(2000), '\n'.repeat(300_000)]) {
			expectWhole(await service.predict(chat(text), five));
		}
		expect((await service.predict(chat('no candidates'), [])).candidates).toEqual([]);
		expect(service.status().kind).toBe('ready');
	});
});

describe('damaged or missing parts', () => {
	it.each(['encoder.onnx', 'tokenizer.json'])('a flipped bit in %s: features predict and the status names the file', async (name) => {
		await damage(join(models.files.modelFolder, name));
		const prediction = await serve().predict(chat('rename this'), five);
		expectWhole(prediction);
		expect(prediction.source).toBe('features');
		expect(prediction.degraded).toContain(name);
		expect(service.status()).toEqual({ kind: 'degraded', reason: prediction.degraded });
	});

	it.each(['encoder.onnx', 'tokenizer.json'])('without %s: features predict', async (name) => {
		await rm(join(models.files.modelFolder, name));
		const prediction = await serve().predict(chat('rename this'), five);
		expect(prediction).toMatchObject({ source: 'features' });
		expect(prediction.degraded).toContain(`${name} is missing`);
	});

	it('a damaged predictor.json: a wide prior in which the dearer model is better', async () => {
		await damage(join(models.files.modelFolder, 'predictor.json'));
		const prediction = await serve().predict(chat('rename this'), five);
		expectWhole(prediction);
		expect(prediction.degraded).toContain('predictor.json is damaged');
		const means = prediction.candidates.map(({ quality }) => quality.mean);
		expect(means).toEqual([...means].sort((a, b) => a - b));
		expect((prediction.candidates[0]?.quality.high ?? 0) - (prediction.candidates[0]?.quality.low ?? 0)).toBeGreaterThan(0.3);
	});

	it('a manifest that is no manifest: still predicts', async () => {
		await writeFile(join(models.files.modelFolder, 'manifest.json'), '{"version":');
		const prediction = await serve().predict(chat('rename this'), five);
		expectWhole(prediction);
		expect(prediction.degraded).toContain('manifest.json');
	});

	it('no runtime at all: features predict and the status says which platform', async () => {
		const prediction = await serve({ files: { ...models.files, nativeModulePath: null, wasmModulePath: null } }).predict(chat('x'), five);
		expect(prediction).toMatchObject({ source: 'features' });
		expect(prediction.degraded).toContain(process.platform);
	});

	it('no worker at all: the host predicts from features, and says so after the one restart', async () => {
		serve({ workerPath: join(models.files.modelFolder, 'no-worker.mjs') });
		const prediction = await service.predict(chat('rename this'), five);
		expectWhole(prediction);
		expect(prediction.source).toBe('features');
		await becomes('degraded', 'until the window is reloaded');
		expectWhole(await service.predict(chat('x'.repeat(1_000_000)), five));
	});
});

describe('crashes and cancels', () => {
	/** A worker that serves through the real one, and ends at the word "die" or hangs at "hang". */
	async function mortal(): Promise<string> {
		const path = join(models.files.modelFolder, 'mortal.mjs');
		await writeFile(
			path,
			`import { parentPort } from 'node:worker_threads';
			parentPort.on('message', ({ request }) => {
				if (request.text === 'die') process.exit(7);
				if (request.text === 'hang') for (;;);
			});
			await import(${JSON.stringify(WORKER)});`,
		);
		return path;
	}

	it('a worker that dies is answered for by the host, then started again', async () => {
		serve({ workerPath: await mortal() });
		expect((await service.predict(chat('hello'), five)).source).toBe('encoder');
		const died = await service.predict(chat('die'), five);
		expectWhole(died);
		expect(died.degraded).toContain('exit code 7');
		expect(await becomes('ready')).toMatchObject({ runtime: 'native' });
		expect((await service.predict(chat('hello'), five)).source).toBe('encoder');
	});

	it('a second death is the last: the host answers from then on', async () => {
		serve({ workerPath: await mortal() });
		await service.predict(chat('die'), five);
		await becomes('ready');
		await service.predict(chat('die'), five);
		const after = await service.predict(chat('hello'), five);
		expectWhole(after);
		expect(after.degraded).toContain('until the window is reloaded');
		expect(service.status().kind).toBe('degraded');
	});

	it('deaths far apart are no series, and the user may have it loaded anew at any time', async () => {
		let now = 0;
		serve({ workerPath: await mortal(), now: () => now });
		await service.predict(chat('die'), five);
		await becomes('ready');
		now += 31 * 60_000;
		await service.predict(chat('die'), five);
		await becomes('ready');
		await service.predict(chat('die'), five);
		expect((await service.predict(chat('hello'), five)).source).toBe('features');
		service.retry();
		expect(await becomes('ready')).toMatchObject({ runtime: 'native' });
		expect((await service.predict(chat('hello'), five)).source).toBe('encoder');
	});

	it('a worker that hangs is ended', async () => {
		serve({ workerPath: await mortal(), timeoutMs: 3000 });
		const prediction = await service.predict(chat('hang'), five);
		expectWhole(prediction);
		expect(prediction.degraded).toContain('no answer in 3 s');
	});

	it('a request does not wait for ever for a worker that never loads', async () => {
		const path = join(models.files.modelFolder, 'never.mjs');
		await writeFile(path, "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});");
		serve({ workerPath: path, loadingWaitMs: 100, startTimeoutMs: 1000 });
		const prediction = await service.predict(chat('hello'), five);
		expectWhole(prediction);
		expect(prediction.degraded).toContain('still loading');
		expect(await becomes('degraded')).toMatchObject({ reason: expect.stringContaining('no answer in 1 s') });
	});

	it('a cancelled request rejects at once and the others are served', async () => {
		serve();
		const abort = new AbortController();
		const first = service.predict(chat('one'), five);
		const second = service.predict(chat('two'), five, abort.signal);
		const third = service.predict(chat('three'), five);
		abort.abort();
		await expect(second).rejects.toMatchObject({ kind: 'cancelled' });
		expectWhole(await first);
		expectWhole(await third);
		await expect(service.predict(chat('late'), five, abort.signal)).rejects.toBeInstanceOf(RoutooError);
	});

	it('gives the worker back when idle and starts it anew', async () => {
		serve({ idleReleaseMs: 50 });
		await service.predict(chat('one'), five);
		await becomes('resting');
		expect((await service.predict(chat('two'), five)).source).toBe('encoder');
	});

	it('ends with what is waiting cancelled', async () => {
		serve();
		const waiting = service.predict(chat('one'), five);
		const ended = expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
		await service.dispose();
		await ended;
		await expect(service.predict(chat('two'), five)).rejects.toMatchObject({ kind: 'cancelled' });
	});
});
