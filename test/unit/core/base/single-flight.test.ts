import { expect, test } from 'vitest';
import { SingleFlight } from '../../../../src/core/base/single-flight.ts';

/** Rounds that end when the test says so. */
function rounds() {
	const open: PromiseWithResolvers<void>[] = [];
	let started = 0;
	const round = (): Promise<void> => {
		started++;
		open.push(Promise.withResolvers<void>());
		return open.at(-1)!.promise;
	};
	return { round, started: () => started, open };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test('calls during a run cause one more round, and all wait for it', async () => {
	const { round, started, open } = rounds();
	const flight = new SingleFlight(round);
	let ended = 0;
	const calls = [flight.run(), flight.run(), flight.run()].map((call) => call.then(() => ended++));
	expect(started()).toBe(1);
	open[0]!.resolve();
	await turn();
	expect([started(), ended]).toEqual([2, 0]);
	open[1]!.resolve();
	await Promise.all(calls);
	expect([started(), ended]).toEqual([2, 3]);
});

test('a call after a run starts a new one', async () => {
	const { round, started, open } = rounds();
	const flight = new SingleFlight(round);
	const first = flight.run();
	open[0]!.resolve();
	await first;
	const second = flight.run();
	open[1]!.resolve();
	await second;
	expect(started()).toBe(2);
});

test('a call during the second round causes a third', async () => {
	const { round, started, open } = rounds();
	const flight = new SingleFlight(round);
	const all = [flight.run(), flight.run()];
	open[0]!.resolve();
	await turn();
	all.push(flight.run());
	open[1]!.resolve();
	await turn();
	expect(started()).toBe(3);
	open[2]!.resolve();
	await Promise.all(all);
});

test('what stands around the rounds is done once', async () => {
	const { round, started, open } = rounds();
	const log: string[] = [];
	const flight = new SingleFlight(round, async (all) => {
		log.push('before');
		await all();
		log.push(`behind ${started()}`);
	});
	const calls = [flight.run(), flight.run()];
	open[0]!.resolve();
	await turn();
	open[1]!.resolve();
	await Promise.all(calls);
	expect(log).toEqual(['before', 'behind 2']);
});

test('a round that rejects ends the run for every caller, and the next call starts anew', async () => {
	const { round, started, open } = rounds();
	const flight = new SingleFlight(round);
	const calls = [flight.run(), flight.run()];
	open[0]!.reject(new Error('broken'));
	expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	const next = flight.run();
	expect(started()).toBe(2);
	open[1]!.resolve();
	await next;
	expect(started()).toBe(2);
});
