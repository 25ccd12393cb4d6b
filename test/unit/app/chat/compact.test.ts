import { describe, expect, test } from 'vitest';
import { prices } from '../../core/routing/support.ts';
import { candidate } from '../fakes.ts';
import { ChatBench, says, settled } from './chat-bench.ts';

const LONG = 'a long story '.repeat(800);
const cloud = (id: string, input: number, output: number) =>
	candidate(id, { local: false, contextTokens: 200_000, prices: prices(input, output) });

function bench(...candidates: ReturnType<typeof candidate>[]): ChatBench {
	const b = new ChatBench();
	b.candidates = candidates;
	b.scripts.small = b.scripts.big = b.scripts.best = () => says('NOTES of the story');
	return b;
}

const notices = (b: ChatBench): string[] => b.chat.state().notices.map(({ text }) => text);
const summaries = (b: ChatBench) => b.chat.state().session.turns.filter(({ summary }) => summary !== undefined);

/** Who answers: a message goes to the best model, a summary needs only what Save needs. */
function told(b: ChatBench, mean: Readonly<Record<string, number>>): void {
	b.qualities = Object.fromEntries(Object.entries(mean).map(([id, m]) => [id, { mean: m, low: m - 0.01, high: m + 0.01 }]));
}

describe('what /compact costs', () => {
	test('goes to a model that is good enough for Save, and says what it saves before its first word', async () => {
		const b = bench(cloud('home/small', 0.3, 1), cloud('cloud/best', 3, 15));
		told(b, { 'home/small': 0.86, 'cloud/best': 0.99 });
		b.settings = { ...b.settings, preset: 'best' };
		await b.send(LONG);
		expect(b.lastAnswer().routing?.candidateId).toBe('cloud/best');
		await b.send('/compact');
		expect(b.lastAnswer().routing?.candidateId).toBe('home/small');
		const { saves } = b.lastTurn().summary!;
		expect(saves).toBeGreaterThan(0);
		expect(b.lastAnswer().routing!.expectedCost! / saves!).toBeLessThan(20);
	});

	test('where the preferred one is too dear for what is saved, one that is paid back soon writes it', async () => {
		const b = bench(cloud('home/small', 0.1, 0.4), cloud('cloud/best', 100, 500));
		told(b, { 'home/small': 0.3, 'cloud/best': 0.99 });
		b.settings = { ...b.settings, preset: 'save' };
		await b.chat.receive({ type: 'setModel', model: 'home/small' });
		await b.send(LONG);
		await b.send('and then');
		await b.send('/compact');
		expect(b.lastAnswer().routing?.candidateId).toBe('home/small');
	});

	test('one that does not pay back is asked about in figures, leaves the box empty, and is written only when wanted', async () => {
		// What it writes costs far more than what is read again.
		const b = bench(cloud('cloud/best', 0.1, 1000));
		await b.chat.receive({ type: 'setModel', model: 'cloud/best' });
		await b.send(LONG);
		await b.chat.receive({ type: 'draft', text: '/compact keep the names' });
		await b.send('/compact keep the names');
		expect(notices(b)).toEqual([
			expect.stringMatching(
				/^A summary would cost ~\$0\.0\d+ and save ~?<?\$0\.000\d+ a message: it is paid back only after \d+ messages\.$/,
			),
		]);
		expect([summaries(b).length, b.chat.state().session.draft]).toEqual([0, '']);
		const [notice] = b.chat.state().notices;
		expect(notice!.actions).toEqual(['Shorten anyway']);
		await b.chat.receive({ type: 'noticeAction', noticeId: notice!.id, index: 0 });
		expect(summaries(b)).toHaveLength(1);
		expect(b.lastTurn()).toMatchObject({ text: '/compact keep the names', summary: { wish: 'keep the names', used: true } });
		expect(b.ran).toEqual([]);
	});

	test('a free model is never asked about', async () => {
		const b = bench(candidate('home/big'));
		await b.send(LONG);
		await b.send('/compact');
		expect([notices(b), summaries(b).length]).toEqual([[], 1]);
	});

	test('a summary that waited in the queue is asked about as well', async () => {
		const b = bench(cloud('cloud/best', 0.1, 1000));
		await b.send(LONG);
		let finish = (): void => undefined;
		const written = new Promise<void>((resolve) => {
			finish = resolve;
		});
		b.scripts.best = async function* () {
			await written;
			yield* says('done');
		};
		const answering = b.send('go on');
		await settled();
		await b.chat.receive({ type: 'queue', text: '/compact' });
		finish();
		await answering;
		for (let n = 0; n < 5; n++) await settled();
		expect(notices(b)).toEqual([expect.stringMatching(/^A summary would cost/)]);
		expect(summaries(b)).toEqual([]);
	});
});
