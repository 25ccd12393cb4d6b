/**
 * Counts up the number in a file so many times, each under the lock: read, wait, write. Arguments: lock, file, times; with 0 times it
 * takes the lock, prints `held` and hangs until it is killed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { exclusively } from '../../../src/storage/sqlite/connection.ts';

const [lock = '', file = '', times = '0'] = process.argv.slice(2);
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

for (let n = 0; n < Number(times); n++) {
	exclusively(lock, () => {
		const count = Number(readFileSync(file, 'utf8'));
		pause(2);
		writeFileSync(file, String(count + 1));
	});
}
if (times === '0') {
	exclusively(lock, () => {
		console.log('held');
		pause(60_000);
	});
}
