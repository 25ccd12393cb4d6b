import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MOST_WAIT_MS } from '../../../../src/app/reading/ports.ts';
import { DeepReadingService, type ReadingNow } from '../../../../src/app/reading/service.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { systemTimers } from '../../../../src/core/base/time.ts';
import type { GatewayRequest } from '../../../../src/core/gateway/types.ts';
import { bench, LOCAL, MINI, OPUS, prompt } from '../../core/gateway/support.ts';
import { withBasis } from '../../core/reading/support.ts';
import { HeldSource } from './held-source.ts';

const ISSUE = 'Parsing a date with a time zone loses the offset. '.repeat(6);

let source: HeldSource;
let settings: { by: 'off' | 'file' | 'judge'; fromCost: number };
let told: string[];
let withdrawn: number;
let waiting: (ReadingNow | null)[];
let service: DeepReadingService;
let ids = 0;

beforeEach(() => {
	vi.useFakeTimers();
	source = new HeldSource('judge');
	settings = { by: 'judge', fromCost: 50_000 };
	told = [];
	withdrawn = 0;
	waiting = [];
	service = new DeepReadingService({
		clock: { now: () => Date.now() },
		timers: systemTimers,
		settings: () => settings,
		source: async (by) => (by === source.by ? source : null),
		expected: () => [20_000, 300_000, 0],
		leftOut: () => new Set(),
		tell: (text) => void told.push(text),
		withdraw: () => void withdrawn++,
		log: () => {},
	});
	service.waiting.on((now) => void waiting.push(now));
	return () => {
		service.dispose();
		vi.useRealTimers();
	};
});

/** The dear one is the best, the free one the worst. */
const QUICK = withBasis([0.5, 1.5, -0.5]);

function request(over: Partial<GatewayRequest> = {}, text = ISSUE): GatewayRequest {
	const tools = { tools: true };
	const { input } = bench(
		[
			{ ...MINI, ...tools },
			{ ...OPUS, ...tools },
			{ ...LOCAL, ...tools },
		],
		{},
	);
	const route = { ...input.route, text, needs: { tools: true, vision: false } };
	return { ...input, requestId: `r${ids++}`, purpose: 'agent', runId: 'run1', route, prompt: prompt(text), ...over };
}

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a dear request', () => {
	test('waits for its reading, and says meanwhile who reads and at what price', async () => {
		const asked = request();
		const read = service.read(asked, QUICK);
		await settle();
		expect(waiting).toEqual([{ by: 'judge', modelName: 'Reader', expected: 1000, requestId: asked.requestId }]);
		source.end();
		const { reading, basis } = await read;
		expect(reading).toEqual({ source: 'judge', modelName: 'Reader', cost: 1100, harder: expect.any(Number) });
		expect(basis!.logits[0]!.mean).toBeCloseTo(QUICK.basis!.logits[0]!.mean - 1);
		expect(waiting).toEqual([expect.anything(), null]);
		// Of what the cheapest paid way is expected to cost.
		expect(source.most).toEqual([600]);
	});

	test('is read once: for later steps of its run, at the same price, and for others, who pay nothing', async () => {
		const first = service.read(request(), QUICK);
		await settle();
		source.end();
		await first;
		expect((await service.read(request({ takeover: 'upward' }), QUICK)).reading?.cost).toBe(1100);
		expect((await service.read(request({ runId: 'run2' }), QUICK)).reading?.cost).toBe(0);
		expect(service.known(request({ runId: 'run2' }), QUICK).reading).toBeDefined();
		expect(source.parts).toHaveLength(1);
	});

	test('shares the reading of an equal one that is under way', async () => {
		const both = [service.read(request(), QUICK), service.read(request({ runId: 'run2' }), QUICK)];
		await settle();
		source.end();
		const [one, other] = await Promise.all(both);
		expect([one!.reading?.cost, other!.reading?.cost]).toEqual([1100, 0]);
		expect(source.parts).toHaveLength(1);
	});

	test('waits three seconds at most; what comes later is kept for the next time', async () => {
		const read = service.read(request(), QUICK);
		await vi.advanceTimersByTimeAsync(MOST_WAIT_MS - 1);
		let ended = false;
		void read.then(() => {
			ended = true;
		});
		await settle();
		expect(ended).toBe(false);
		await vi.advanceTimersByTimeAsync(1);
		expect(await read).toBe(QUICK);
		expect(source.stopped).toEqual([]);
		source.end();
		await settle();
		expect(service.known(request(), QUICK).reading).toBeDefined();
	});

	test('a reading that never ends is stopped', async () => {
		const read = service.read(request(), QUICK);
		await vi.advanceTimersByTimeAsync(20_000);
		expect(await read).toBe(QUICK);
		expect(source.stopped).toHaveLength(1);
		expect(told).toEqual([]);
	});

	test('is skipped: the quick prediction stands, and nothing more is read', async () => {
		const read = service.read(request(), QUICK);
		await settle();
		expect(service.skip()).toBe(true);
		expect(await read).toBe(QUICK);
		expect(source.stopped).toHaveLength(1);
		expect(waiting.at(-1)).toBeNull();
		// With nobody waiting it does nothing.
		expect(service.skip()).toBe(false);
	});

	test('is stopped: it rejects with the reason, and what nobody waits for is not paid', async () => {
		const abort = new AbortController();
		const read = service.read(request({ signal: abort.signal }), QUICK);
		const other = service.read(request(), QUICK);
		await settle();
		abort.abort(new Error('stopped'));
		await expect(read).rejects.toThrow('stopped');
		// Another one still waits.
		expect(source.stopped).toEqual([]);
		source.end();
		expect((await other).reading).toBeDefined();
		const alone = new AbortController();
		const second = service.read(request({ signal: alone.signal }, `${ISSUE} Another.`), QUICK);
		await settle();
		alone.abort(new Error('stopped'));
		await expect(second).rejects.toThrow('stopped');
		await settle();
		expect(source.stopped).toHaveLength(1);
	});
});

describe('what is left alone', () => {
	test('with the setting off, or without a source, the prediction is the very same', async () => {
		settings = { ...settings, by: 'off' };
		expect(await service.read(request(), QUICK)).toBe(QUICK);
		settings = { ...settings, by: 'file' };
		expect(await service.read(request(), QUICK)).toBe(QUICK);
		expect(source.parts).toEqual([]);
	});

	test('what was read before it was turned off is not used after it', async () => {
		const read = service.read(request(), QUICK);
		await settle();
		source.end();
		await read;
		settings = { ...settings, by: 'off' };
		expect(service.known(request(), QUICK)).toBe(QUICK);
	});

	test('what is cheap, what is not allowed anyway, and what nobody can read', async () => {
		settings = { ...settings, fromCost: 400_000 };
		expect(await service.read(request(), QUICK)).toBe(QUICK);
		settings = { ...settings, fromCost: 50_000 };
		const { limits } = request();
		expect(await service.read(request({ limits: { ...limits, pool: ['mini', 'local'] } }), QUICK)).toBe(QUICK);
		expect(await service.read(request({ limits: { ...limits, localOnly: true } }), QUICK)).toBe(QUICK);
		expect(source.parts).toEqual([]);
		source.nobody = true;
		expect(await service.read(request(), QUICK)).toBe(QUICK);
		expect(waiting).toEqual([]);
	});
});

describe('while somebody types', () => {
	test('a judge reads nothing; a decision alone uses what is known', async () => {
		expect(await service.ahead(request(), QUICK)).toBe(false);
		expect(service.known(request(), QUICK)).toBe(QUICK);
		expect(source.parts).toEqual([]);
	});

	test('a reader that costs nothing begins, and the message that is sent finds it under way', async () => {
		source = new HeldSource('file');
		settings = { ...settings, by: 'file' };
		const typing = new AbortController();
		const ahead = service.ahead(request({ signal: typing.signal, requestId: 'preview' }), QUICK);
		await settle();
		expect(waiting).toEqual([]);
		typing.abort();
		expect(await ahead).toBe(false);
		await vi.advanceTimersByTimeAsync(500);
		const read = service.read(request(), QUICK);
		await vi.advanceTimersByTimeAsync(2000);
		expect(source.stopped).toEqual([]);
		source.end();
		expect((await read).reading).toMatchObject({ source: 'file', cost: 0 });
		expect(source.parts).toHaveLength(1);
	});

	test('it ends with something new once; a text that was typed over makes room at once', async () => {
		source = new HeldSource('file');
		settings = { ...settings, by: 'file' };
		const typing = new AbortController();
		const first = service.ahead(request({ signal: typing.signal }, `${ISSUE} o`), QUICK);
		await settle();
		typing.abort();
		expect(await first).toBe(false);
		const ahead = service.ahead(request({}, `${ISSUE} on`), QUICK);
		await settle();
		expect(source.stopped).toHaveLength(1);
		source.end();
		expect(await ahead).toBe(true);
		expect(await service.ahead(request({}, `${ISSUE} on`), QUICK)).toBe(false);
	});

	test('what nobody comes back to is stopped', async () => {
		source = new HeldSource('file');
		settings = { ...settings, by: 'file' };
		const typing = new AbortController();
		void service.ahead(request({ signal: typing.signal }), QUICK);
		await settle();
		typing.abort();
		await vi.advanceTimersByTimeAsync(1500);
		expect(source.stopped).toHaveLength(1);
	});
});

describe('a reader that fails', () => {
	const fail = async (n: number): Promise<void> => {
		const read = service.read(request({}, `${ISSUE} ${n}`), QUICK);
		await settle();
		source.end();
		expect(await read).toBe(QUICK);
	};

	test('rests after three failures, which is said once; then it is tried again', async () => {
		source.failsWith = new RoutooError('badResponse', 'Reader did not answer.', 'Choose another.');
		for (const n of [1, 2, 3, 4]) await fail(n);
		expect(source.parts).toHaveLength(3);
		expect(told).toEqual([expect.stringMatching(/failed 3 times.*ten minutes.*Reader did not answer\. Choose another\./)]);
		await vi.advanceTimersByTimeAsync(10 * 60_000);
		for (const n of [5, 6, 7, 8]) await fail(n);
		expect(source.parts).toHaveLength(6);
		expect(told).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(10 * 60_000);
		source.failsWith = null;
		const read = service.read(request(), QUICK);
		await settle();
		source.end();
		expect((await read).reading).toBeDefined();
		expect(withdrawn).toBe(1);
	});

	test("the user's own limits are no failure", async () => {
		source.failsWith = new RoutooError('budget', 'The budget is used up.', 'Raise it.');
		for (const n of [1, 2, 3, 4, 5]) await fail(n);
		expect(source.parts).toHaveLength(5);
		expect(told).toEqual([]);
	});
});
