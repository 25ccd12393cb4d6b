import { beforeEach, describe, expect, test } from 'vitest';
import { LONGEST_FILL_MS } from '../../../../../src/core/completion/fill-call.ts';
import type { FillEvent } from '../../../../../src/core/completion/types.ts';
import { Bench, end, paid, position, text } from './support.ts';

let bench: Bench;
beforeEach(() => {
	bench = new Bench();
	bench.candidates = [paid('cloud/coder')];
});

/** Every request that was sent is booked, and nothing stays reserved. */
async function expectBooked(): Promise<void> {
	await bench.engine.idle();
	expect(bench.outstanding()).toBe(0);
	const sent = bench.events.filter((event) => event.kind === 'sent').length;
	const booked = bench.events.filter((event) => event.kind === 'settled').length;
	expect(bench.ledger.settled.size).toBe(booked);
	expect(booked).toBeLessThanOrEqual(sent);
}

test('a key during the debounce: nothing is sent for the first', async () => {
	const first = bench.ask(position('const a'));
	await bench.time.advance(30);
	const second = bench.ask(position('const an'));
	await bench.time.advance(2000);
	expect(await first.result).toBeNull();
	expect((await second.result)?.text).toBe('value;');
	expect(bench.requests).toHaveLength(1);
	expect(bench.kinds()).toEqual(['superseded', 'sent', 'settled', 'returned']);
});

test('a burst of keys asks once, at its end', async () => {
	const word = 'const answer = compute';
	const all = [];
	for (let n = 5; n <= word.length; n++) {
		all.push(bench.ask(position(word.slice(0, n))).result);
		await bench.time.advance(35);
	}
	await bench.time.advance(2000);
	const results = await Promise.all(all);
	expect(results.slice(0, -1).every((result) => result === null)).toBe(true);
	expect(bench.requests).toHaveLength(1);
});

test('cancelled in mid-stream: null, the connection is closed, what was received is booked as an estimate', async () => {
	let closed = false;
	bench.script = async function* (): AsyncGenerator<FillEvent> {
		try {
			yield text('compu');
			await bench.time.sleep(5000);
			yield text('te();');
			yield end;
		} finally {
			closed = true;
		}
	};
	const { result, cancel } = bench.ask(position('const a = '));
	await bench.time.advance(600);
	expect(bench.outstanding()).toBe(1);
	cancel();
	expect(await result).toBeNull();
	await bench.time.advance(5000);
	expect(closed).toBe(true);
	expect(bench.signals[0]!.aborted).toBe(true);
	const { settlement } = bench.ledger.settled.get('c1')!;
	expect(settlement).toMatchObject({ outcome: 'cancelled', costSource: 'estimate' });
	expect(settlement.cost).toBeGreaterThan(0);
	await expectBooked();
	expect(bench.engine.status(null).kind).toBe('open');
});

test('an answer after the cancel is not shown, and not as a later answer either', async () => {
	bench.script = async function* (): AsyncGenerator<FillEvent> {
		// Ignores its signal, as some sources do.
		await bench.time.sleep(700);
		yield text('late();');
		yield end;
	};
	const { result, cancel } = bench.ask(position('const a = '));
	await bench.time.advance(500);
	cancel();
	expect(await result).toBeNull();
	await bench.time.advance(5000);
	expect(bench.kinds()).not.toContain('returned');
	bench.script = () => bench.answer('fresh();');
	expect((await bench.complete(position('const a = ')))?.text).toBe('fresh();');
	await expectBooked();
});

test('the answer of an older key that comes after that of a newer one changes nothing', async () => {
	const delays = [3000, 100];
	bench.script = async function* (request): AsyncGenerator<FillEvent> {
		const mine = delays.shift()!;
		await bench.time.sleep(mine);
		yield text(request.context.prefix.endsWith('first = ') ? 'old();' : 'new();');
		yield end;
	};
	const first = bench.ask(position('const first = '));
	await bench.time.advance(500);
	const second = bench.ask(position('const first = x;\nconst second = '));
	await bench.time.advance(600);
	expect((await second.result)?.text).toBe('new();');
	expect(await first.result).toBeNull();
	await bench.time.advance(5000);
	expect(bench.events.filter((e) => e.kind === 'returned')).toHaveLength(1);
	await expectBooked();
});

test('a document closed in mid-stream ends its request; another document’s goes on', async () => {
	bench.script = () => bench.answer('one', 'two', 'three', 'four;');
	const { result } = bench.ask(position('const a = '));
	await bench.time.advance(450);
	bench.engine.closed('src/other.ts');
	expect(bench.signals[0]!.aborted).toBe(false);
	bench.engine.closed('src/a.ts');
	expect(await result).toBeNull();
	expect(bench.ledger.settled.get('c1')!.settlement.outcome).toBe('cancelled');
	await expectBooked();
});

test('cancelled while the ledger reserves: nothing is sent, and the money is free again', async () => {
	const reserve = bench.ledger.reserve.bind(bench.ledger);
	bench.ledger.reserve = async (...args) => {
		await bench.time.sleep(500);
		return reserve(...args);
	};
	const { result, cancel } = bench.ask(position('const a = '));
	await bench.time.advance(450);
	cancel();
	await bench.time.advance(1000);
	expect(await result).toBeNull();
	expect(bench.requests).toHaveLength(0);
	await expectBooked();
	expect(bench.ledger.settled.size).toBe(0);
});

test('another window takes the money between the decision and the reservation', async () => {
	bench.period = { start: 0, end: Number.MAX_SAFE_INTEGER, limit: 5000, limits: { completion: 5000 } };
	bench.remaining = 5000;
	const reserve = bench.ledger.reserve.bind(bench.ledger);
	bench.ledger.reserve = async (reservation, period) => {
		bench.ledger.outstanding.set('other-window', { ...reservation, requestId: 'other-window', max: 5000 });
		return reserve(reservation, period);
	};
	expect(await bench.complete(position('const a = '))).toBeNull();
	expect(bench.requests).toHaveLength(0);
	expect(bench.engine.status(null).kind).toBe('limit');
	expect(bench.ledger.outstanding.has('c1')).toBe(false);
});

describe('streams that do not end', () => {
	test('one that is silent is given up, whether it obeys its signal or not', async () => {
		bench.script = async function* (): AsyncGenerator<FillEvent> {
			await new Promise(() => undefined);
			yield end;
		};
		const { result } = bench.ask(position('const a = '));
		await bench.time.advance(LONGEST_FILL_MS + 1000);
		expect(await result).toBeNull();
		expect(bench.events.at(-1)).toEqual({ kind: 'failed', error: 'timeout' });
		expect(bench.engine.status(null).kind).toBe('paused');
		await expectBooked();
	});

	test('one that goes on and on is stopped at the end of the completion or far behind the cap', async () => {
		let sent = 0;
		bench.script = async function* (): AsyncGenerator<FillEvent> {
			for (;;) {
				sent += 50;
				await bench.time.sleep(1);
				yield text(`${'x'.repeat(20)}(${sent}) + ${'y'.repeat(20)}`);
			}
		};
		const { result } = bench.ask(position('const a = '));
		await bench.time.advance(20_000);
		await result;
		expect(sent).toBeLessThan(20_000);
		await expectBooked();
	});
});

test('closing the window ends the stream and books it', async () => {
	bench.script = () => bench.answer('one', 'two', 'three', 'four', 'five', 'six;');
	const { result } = bench.ask(position('const a = '));
	await bench.time.advance(450);
	await bench.engine.dispose();
	expect(await result).toBeNull();
	await expectBooked();
	expect(bench.ledger.settled.size).toBe(1);
});

test('a cached text is shown although a slow request of an older key still runs', async () => {
	bench.script = () => bench.answer('cached();');
	await bench.complete(position('const a = '));
	bench.script = async function* (): AsyncGenerator<FillEvent> {
		await bench.time.sleep(5000);
		yield end;
	};
	const slow = bench.ask(position('let other = '));
	await bench.time.advance(500);
	const quick = bench.ask(position('const a = cac'));
	await bench.time.advance(0);
	expect((await quick.result)?.text).toBe('hed();');
	expect(await slow.result).toBeNull();
	expect(bench.requests).toHaveLength(2);
	await bench.time.advance(5000);
	await expectBooked();
});
