import { describe, expect, it } from 'vitest';
import { previewRoute } from '../../../../src/core/gateway/decide.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import { bench, end, fault, LOCAL, MINI, OTHER, says, text, usage } from './support.ts';

const never = new Promise<never>(() => {});
const SOON = 500;

/** Fails where the call does not end soon: the ledger hangs for good here. */
async function soon<T>(call: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('it still waits')), SOON);
	});
	return Promise.race([call, late]).finally(() => clearTimeout(timer));
}

function events(log: string[]) {
	return {
		onRouting: () => void log.push('routing'),
		onText: (value: string) => void log.push(value),
		onReasoning: () => {},
	};
}

describe('a stop while the ledger does not answer', () => {
	it.each(['spent', 'reserve', 'settle', 'release'] as const)('ends the request at once: %s', async (method) => {
		const stop = new AbortController();
		const streaming = async function* () {
			if (method === 'release') throw fault('server');
			yield text('a part');
			if (method === 'settle') {
				yield usage(100, 10);
				yield end;
				return;
			}
			await never;
		};
		const b = bench([MINI, OTHER], { mini: streaming, other: streaming }, { signal: stop.signal });
		let called = 0;
		b.ledger[method] = () => {
			called++;
			return never;
		};
		const log: string[] = [];
		const running = answerRequest(b.deps, b.input, events(log));
		await expect.poll(() => called).toBe(1);
		stop.abort();
		const { state, parts } = await soon(running);
		expect(state).toBe(method === 'settle' ? 'done' : 'cancelled');
		if (method === 'settle') expect(parts).toHaveLength(1);
		expect(b.sent).toHaveLength(method === 'settle' || method === 'release' ? 1 : 0);
	});

	it('releases what is reserved after it', async () => {
		const stop = new AbortController();
		const b = bench([MINI], { mini: () => says(text('wrong'), end) }, { signal: stop.signal });
		const { promise, resolve } = Promise.withResolvers<void>();
		const reserve = b.ledger.reserve.bind(b.ledger);
		b.ledger.reserve = async (...args) => {
			await promise;
			return reserve(...args);
		};
		const running = answerRequest(b.deps, b.input, events([]));
		await new Promise((done) => setTimeout(done, 5));
		stop.abort();
		expect((await soon(running)).state).toBe('cancelled');
		expect(b.ledger.released).toEqual([]);
		resolve();
		await expect.poll(() => b.ledger.released).toEqual(['r1']);
		expect(b.ledger.outstanding).toBe(0);
		expect(b.sent).toEqual([]);
	});

	it('ends a preview', async () => {
		const stop = new AbortController();
		const b = bench([MINI], { mini: () => says(end) }, { signal: stop.signal });
		b.ledger.spent = () => never;
		const running = previewRoute(b.deps, b.input);
		stop.abort();
		await expect(soon(running)).rejects.toBe(stop.signal.reason);
	});
});

it('a free model does not wait for a ledger that is locked, is warned of once, and its end is written after its beginning', async () => {
	const b = bench([LOCAL], { local: () => says(text('ok'), end) });
	const order: string[] = [];
	const { promise, reject } = Promise.withResolvers<never>();
	b.ledger.reserve = () => promise;
	const settle = b.ledger.settle.bind(b.ledger);
	b.ledger.settle = async (settlement) => {
		order.push('settle');
		await settle(settlement);
		throw fault('storage', 'Locked.');
	};
	const log: string[] = [];
	const running = answerRequest(b.deps, b.input, events(log));
	await expect.poll(() => log).toEqual(['routing', 'ok']);
	expect(order).toEqual([]);
	reject(fault('storage', 'Locked.'));
	const { state, warnings } = await running;
	expect({ state, warnings, order }).toEqual({ state: 'done', warnings: ['Locked. Try again.'], order: ['settle'] });
});
