import { expect, test } from 'vitest';
import { candidate } from '../fakes.ts';
import { ChatBench, says } from './chat-bench.ts';

test('a dated state of a model answers who names it, and is not compared with the model itself', async () => {
	const b = new ChatBench();
	b.candidates = [candidate('home/big'), candidate('home/big-2026-03-05', { snapshotOf: 'big' })];
	b.scripts['big-2026-03-05'] = () => says('from the past');
	await b.send('hello');
	expect(b.lastAnswer().routing?.alternatives.map(({ candidateId }) => candidateId)).toEqual(['home/big']);
	await b.chat.receive({ type: 'setModel', model: 'home/big-2026-03-05' });
	await b.send('hello again');
	expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'from the past' });
	await b.chat.receive({ type: 'setModel', model: 'auto' });
	b.settings = { ...b.settings, pool: ['home/big-2026-03-05'] };
	await b.send('and again');
	expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'from the past' });
});
