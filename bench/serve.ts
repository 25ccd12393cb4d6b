import { parseArgs } from 'node:util';
import { fuzz } from './serve/fuzz.ts';
import { firstByte, leavingClients, manyStreams, slowReader } from './serve/streams.ts';

/**
 * The endpoint for other tools, over real connections before a vendor on the loopback: `npm run -s bench:serve [-- --seconds 60 --fuzz 10000
 * --seed 1]`. Ends by itself; the exit code is 1 where a stream was wrong or a request crashed, hung or failed without words.
 */
const { values } = parseArgs({
	options: {
		requests: { type: 'string', default: '1000' },
		streams: { type: 'string', default: '50' },
		seconds: { type: 'string', default: '60' },
		fuzz: { type: 'string', default: '10000' },
		seed: { type: 'string', default: '1' },
	},
});

console.log(await firstByte(Number(values.requests)));
console.log(await leavingClients(50));
console.log(await slowReader(200));
const streams = await manyStreams(Number(values.streams), Number(values.seconds));
console.log(streams);
const fuzzed = await fuzz(Number(values.fuzz), Number(values.seed));
console.log(fuzzed.words);
if (!streams.includes(' 0 streams with') || !fuzzed.fine) process.exitCode = 1;
