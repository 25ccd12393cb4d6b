import { expect, it } from 'vitest';
import { Bench, paid, position } from './support.ts';

it('a free completion never waits for a ledger that is locked, and a paid one is not sent without it', async () => {
	const bench = new Bench();
	bench.ledger.reserve = () => new Promise(() => {});
	expect(await bench.complete(position('const answer = '))).toMatchObject({ text: 'value;' });
	bench.candidates = [paid('cloud/coder')];
	const { result, cancel } = bench.ask(position('let other = '));
	await bench.time.advance(2000);
	cancel();
	expect(await result).toBeNull();
	expect(bench.requests).toHaveLength(1);
});
