/**
 * One window of the product on a ledger, as a process of its own: opens it, works with it, says what that took as one line of JSON.
 * Arguments: the folder; `brief` opens it and reserves once only, `hold` does so too and waits to be killed.
 */
import { join } from 'node:path';
import { systemClock } from '../../src/core/base/time.ts';
import { StorageClient } from '../../src/storage/sqlite/storage-client.ts';
import { benchPeriod, benchReservation } from './fill.ts';

const [folder = '', how = ''] = process.argv.slice(2);
const period = benchPeriod(systemClock.now());
const rss = (): number => Math.round(process.memoryUsage.rss() / 2 ** 20);
const said: Record<string, number | string> = {};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function timed<T>(name: string, call: () => Promise<T>): Promise<T> {
	const begun = performance.now();
	const result = await call();
	said[name] = performance.now() - begun;
	return result;
}

async function median(name: string, call: (n: number) => Promise<unknown>): Promise<void> {
	const times: number[] = [];
	for (let n = 0; n < 25; n++) {
		const begun = performance.now();
		await call(n);
		times.push(performance.now() - begun);
	}
	said[name] = times.sort((a, b) => a - b)[12]!;
}

const client = new StorageClient({
	workerPath: new URL('../../src/storage/sqlite/worker.ts', import.meta.url),
	ledgerFolder: folder,
	stateFolder: join(folder, 'state'),
	notices: (error) => {
		said.notice = error.message;
	},
});
const { ledger } = client;
// The worker's code is loaded before the clock runs.
await client.state('bench').get('global', 'nothing');
await pause(300);
const id = (n: number | string) => `${process.pid}-${n}`;
const before = rss();
await timed('open and reserve', () => ledger.reserve(benchReservation(id('first'), 'chat'), period)).catch((error) => {
	said.refused = error.message;
});
if (how === 'hold') {
	console.log('held');
	await pause(600_000);
}
if (how !== 'brief') {
	await timed('first summary', () => ledger.summary(period));
	// What the ledger adds to the way from a key to the line that names the model: what is left, then the reservation.
	await median('key to line', async (n) => {
		await ledger.spent(period);
		await ledger.reserve(benchReservation(id(n), 'chat'), period);
	});
	await median('what is left', () => ledger.spent(period));
	await median('settle', (n) =>
		ledger.settle({
			...{ requestId: id(n), cost: 300, costSource: 'tokens', usage: null },
			...{ outcome: 'answered', durationMs: 900, firstTokenMs: 90 },
		}),
	);
	await median('summary', () => ledger.summary(period));
	await median('arrivals', () => ledger.arrivals(systemClock.now() - 56 * 86_400_000));
	await median('50 rows', () => ledger.rows(50, 'chat'));
	said['memory MB'] = rss() - before;
}
await ledger.release(id('first'), 'bench').catch(() => undefined);
await client.dispose();
console.log(JSON.stringify(said));
