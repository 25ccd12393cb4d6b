import { expect, it } from 'vitest';
import { fuzz } from '../../../bench/serve/fuzz.ts';
import { leavingClients, manyStreams } from '../../../bench/serve/streams.ts';

it('odd requests neither crash nor hang the endpoint, nor fail without words', async () => {
	const { fine, words } = await fuzz(600, 7);
	expect(words).toContain('0 crashes, 0 hangs, 0 failures without words, 0 of status 500');
	expect(fine).toBe(true);
});

it('streams through the real adapter lose, double and mix up nothing, and all are booked', async () => {
	expect(await manyStreams(20, 1)).toMatch(/1000 chunks; 0 streams with a lost, doubled or mixed-up chunk; booked 20$/);
});

it('clients that leave close the connection to the vendor', async () => {
	expect(await leavingClients(5)).toMatch(/booked for what was received: 5$/);
});
