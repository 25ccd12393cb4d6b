import { expect, test } from 'vitest';
import { prices } from '../../core/routing/support.ts';
import { candidate } from '../fakes.ts';
import { ChatBench, settled } from './chat-bench.ts';

/** The figures are made a moment after an answer. */
async function measured(b: ChatBench): Promise<void> {
	for (const { run } of b.waiting.splice(0)) run();
	for (let n = 0; n < 5; n++) await settled();
}

test('the chat says what it costs, and offers a summary in figures until the user says not now', async () => {
	const b = new ChatBench();
	b.candidates = [candidate('cloud/best', { local: false, contextTokens: 200_000, prices: prices(3, 15) })];
	expect(b.chat.state().meter).toBeNull();
	await b.send('x'.repeat(100_000));
	for (const text of ['one', 'two']) await b.send(text);
	await measured(b);
	expect(b.chat.state().meter).toMatchObject({ shorten: null });
	await b.send('three');
	await measured(b);
	const meter = b.chat.state().meter!;
	expect(meter.tokens).toBeGreaterThan(25_000);
	expect(meter.cost).toBe(b.chat.state().session.turns.reduce((sum, { answers }) => sum + (answers[0]?.receipt?.cost ?? 0), 0));
	expect(meter.cost).toBeGreaterThan(0);
	expect(meter.shorten).not.toBeNull();
	expect(meter.shorten!).toBeLessThan(meter.perTurn! / 2);
	await b.chat.receive({ type: 'draft', text: 'three' });

	await b.chat.receive({ type: 'shorten', now: false });
	expect(b.chat.state().meter?.shorten).toBeNull();
	await b.chat.receive({ type: 'shorten', now: true });
	expect(b.lastTurn().summary).toMatchObject({ used: true });
	expect(b.chat.state().session.draft).toBe('three');
	await measured(b);
	expect(b.chat.state().meter?.tokens).toBeLessThan(1000);
	await b.send('four');
	await b.chat.receive({ type: 'useSummary', turnId: b.chat.state().session.turns.find(({ summary }) => summary)!.id, used: false });
	await measured(b);
	expect(b.chat.state().meter?.tokens).toBeGreaterThan(25_000);
});

test('what a message would cost follows the choice of the model', async () => {
	const b = new ChatBench();
	const priced = (id: string, input: number) => candidate(id, { local: false, contextTokens: 200_000, prices: prices(input, 15) });
	b.candidates = [priced('cloud/best', 3), priced('home/big', 30)];
	await b.chat.receive({ type: 'setModel', model: 'cloud/best' });
	await b.send('x'.repeat(10_000));
	await measured(b);
	const before = b.chat.state().meter!.perTurn!;
	await b.chat.receive({ type: 'setModel', model: 'home/big' });
	await measured(b);
	expect(b.chat.state().meter!.perTurn).toBeGreaterThan(5 * before);
	await b.chat.receive({ type: 'draft', text: 'typing asks for no figures' });
	expect(b.waiting).toEqual([]);
});

test('a message of another kind does not make the figure jump', async () => {
	const b = new ChatBench();
	const cheap = candidate('home/small', { local: false, contextTokens: 200_000, prices: prices(0.5, 3) });
	const dear = candidate('cloud/best', { local: false, contextTokens: 200_000, prices: prices(30, 150) });
	b.candidates = [cheap, dear];
	const even = { mean: 0.95, low: 0.94, high: 0.96 };
	b.scripts.small = b.scripts.best = async function* () {
		yield { type: 'text', text: 'some words' };
		const usage = { input: 200, cachedInput: 0, cacheWrite: 0, output: 80, reasoning: 0 };
		yield { type: 'usage', usage, reportedCost: null };
		yield { type: 'end', reason: 'stop' };
	};
	const said: number[] = [];
	for (const text of ['one', 'two', 'HARD', 'three', 'four', 'HARD too', 'five']) {
		b.seen = ({ text: asked }) => {
			b.qualities = { 'home/small': asked.startsWith('HARD') ? { mean: 0.2, low: 0.1, high: 0.3 } : even, 'cloud/best': even };
		};
		await b.send(text);
		await measured(b);
		said.push(b.chat.state().meter!.perTurn!);
	}
	// The hard ones really went elsewhere, and the chat came back from there.
	const costs = b.chat.state().session.turns.map(({ answers }) => answers[0]!.receipt!.cost);
	expect(costs.map((cost) => cost > 10 * costs[0]!)).toEqual([false, false, true, false, false, true, false]);
	expect(Math.max(...said) / Math.min(...said)).toBeLessThan(2);
});
