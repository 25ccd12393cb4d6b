import { beforeEach, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { end, fillCandidate, paid, text, usage } from '../../core/completion/engine/support.ts';
import { fills, TextBench } from './text-bench.ts';

let bench: TextBench;
beforeEach(() => {
	bench = new TextBench();
});

// biome-ignore lint/correctness/useYield: it fails before anything comes.
async function* down(): AsyncGenerator<never> {
	throw new RoutooError('server', 'The server is down.', 'Try again.');
}

test('a text is filled in, told before its first piece, and booked as a completion', async () => {
	bench.scripts.coder = () => fills(text('return '), text('a + b;'), usage(100, 5), end);
	const result = await bench.complete({ stop: ['\n\n'], temperature: 0.3, topP: 0.9, maxOutputTokens: 40 });
	expect(result).toMatchObject({ state: 'done', text: 'return a + b;', ended: 'stop', usage: { input: 100, output: 5 }, error: null });
	expect(result.pieces).toEqual(['return ', 'a + b;']);
	expect(bench.asked).toMatchObject([
		{
			model: 'coder',
			context: { path: '', snippets: [], prefix: 'function add(a, b) {\n\t', suffix: '\n}\n' },
			stop: ['\n\n'],
			temperature: 0.3,
			topP: 0.9,
			maxOutputTokens: 40,
		},
	]);
	const [line, wireModel] = result.lines[0]!;
	expect(wireModel).toBe('coder');
	expect(line).toMatchObject({ candidateId: 'cloud/coder', fallbackNote: null });
	expect(line.quality.mean).toBeGreaterThan(0);
	expect(line.quality.mean).toBeLessThan(1);
	const [reservation] = [...bench.ledger.reservations.values()];
	expect(reservation).toMatchObject({
		purpose: 'completion',
		max: line.maxCost,
		decision: { taskKind: 'complete text', quality: line.quality.mean },
	});
	// 100 tokens at $0.30 and 5 at $0.90 a million.
	expect(result.cost).toBe(35);
	expect([...bench.ledger.settlements.values()]).toMatchObject([{ cost: 35, outcome: 'answered' }]);
	expect(bench.settled).toEqual([[35, 5_000_000]]);
	expect(JSON.stringify([...bench.ledger.reservations.values(), bench.logged])).not.toMatch(/function|return/);
});

test('nothing behind the place is no other road, and a request without a cap gets that of a block', async () => {
	await bench.complete({ suffix: '' });
	expect(bench.asked).toMatchObject([{ context: { suffix: '' }, maxOutputTokens: 256 }]);
	await bench.complete({ maxOutputTokens: 1_000_000 });
	expect(bench.asked[1]!.maxOutputTokens).toBe(8192);
});

test('the cheaper of two alike answers, the named one where one is named', async () => {
	const dear = fillCandidate('cloud/dear', {
		local: false,
		prices: { input: 30_000_000, output: 90_000_000, cachedInput: null, cacheWrite: null },
	});
	bench.able = [dear, paid('cloud/coder')];
	expect((await bench.complete()).routing?.candidateId).toBe('cloud/coder');
	expect((await bench.complete({ entry: 'cloud/dear' })).routing?.candidateId).toBe('cloud/dear');
	expect(bench.port.entries()).toEqual([{ id: 'cloud/dear' }, { id: 'cloud/coder' }, { id: 'cloud/talker' }]);
});

test('one that is named is asked, though the list for every key has no room for it', async () => {
	bench.beyond = [paid('cloud/rare')];
	expect((await bench.complete({ entry: 'cloud/rare' })).routing?.candidateId).toBe('cloud/rare');
});

test('another model takes over where one fails before its first character, and says so', async () => {
	bench.able = [fillCandidate('home/free'), paid('cloud/coder')];
	bench.scripts.free = down;
	bench.scripts.coder = bench.scripts.free;
	const failed = await bench.complete();
	expect(failed).toMatchObject({ state: 'failed', error: { kind: 'server' }, cost: null });
	expect(new Set(failed.lines.map(([line]) => line.candidateId)).size).toBe(2);
	bench = new TextBench();
	bench.able = [fillCandidate('home/free'), paid('cloud/coder')];
	const first = (await bench.complete()).routing!.candidateId;
	bench = new TextBench();
	bench.able = [fillCandidate('home/free'), paid('cloud/coder')];
	bench.scripts[first.split('/')[1]!] = down;
	const taken = await bench.complete();
	expect(taken).toMatchObject({
		state: 'done',
		text: 'return a + b;',
		routing: { fallbackNote: expect.stringContaining('The server is down.') },
	});
	expect(taken.routing?.candidateId).not.toBe(first);
	expect(taken.lines).toHaveLength(2);
});

test('a text that broke off is neither asked anew nor lost', async () => {
	bench.able = [paid('cloud/coder'), paid('cloud/other')];
	const broken = async function* () {
		yield text('half');
		throw new RoutooError('brokenStream', 'It broke off.', 'Try again.');
	};
	bench.scripts = { coder: broken, other: broken };
	const result = await bench.complete();
	expect(result).toMatchObject({ state: 'failed', text: 'half', ended: null, error: { kind: 'brokenStream' } });
	expect(bench.asked).toHaveLength(1);
	expect(result.cost).toBeGreaterThan(0);
});

test.each([
	['length', 'length'],
	['filter', 'filter'],
	['stop', 'stop'],
] as const)('a text that ended by %s says so, also where it was cut here', async (reason, ended) => {
	bench.scripts.coder = () => fills(text('x'), { type: 'end', reason });
	expect(await bench.complete()).toMatchObject({ ended });
	bench.scripts.coder = () => fills(text('x'), { type: 'cut' }, { type: 'end', reason });
	expect(await bench.complete()).toMatchObject({ state: 'done', text: 'x', ended });
});

test('without a count the usage is estimated', async () => {
	bench.scripts.coder = () => fills(text('12345678'), end);
	const { usage: counted } = await bench.complete({ prompt: 'x'.repeat(400), suffix: '' });
	expect(counted).toMatchObject({ input: 124, output: 2 });
});

test('a stop ends the stream, and what came is booked', async () => {
	const stop = new AbortController();
	bench.scripts.coder = async function* (_request, signal) {
		yield text('half');
		await new Promise((resolve) => signal.addEventListener('abort', resolve));
	};
	const result = await bench.complete({ signal: stop.signal }, { onText: () => stop.abort() });
	expect(result).toMatchObject({ state: 'cancelled', text: 'half', error: null });
	expect([...bench.ledger.settlements.values()]).toMatchObject([{ outcome: 'cancelled' }]);
	const before = new AbortController();
	before.abort();
	expect(await bench.complete({ signal: before.signal })).toMatchObject({ state: 'cancelled', cost: null });
});

test('a slow reader holds the model back', async () => {
	let read = 0;
	bench.scripts.coder = async function* () {
		for (let n = 0; n < 3; n++) {
			read++;
			yield text(`${n}`);
		}
		yield end;
	};
	let free = (): void => undefined;
	const full = new Promise<void>((resolve) => {
		free = resolve;
	});
	const answer = bench.complete({}, { drained: () => full });
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(read).toBe(1);
	free();
	expect(await answer).toMatchObject({ text: '012' });
});

test.each<[string, (bench: TextBench) => void, Parameters<TextBench['complete']>[0], string, RegExp]>([
	['no model fills in', (b) => (b.able = []), {}, 'noModel', /No model that can fill in code is set up/],
	['the named one cannot', () => undefined, { entry: 'cloud/talker' }, 'noModel', /Talker cannot complete a text: It thinks for seconds/],
	['the named one is gone', () => undefined, { entry: 'cloud/gone' }, 'modelNotFound', /cloud\/gone is not available/],
	['the money is used up', (b) => (b.remaining = 0), {}, 'budget', /No model is allowed/],
	['paid requests are paused', (b) => (b.paused = true), {}, 'budget', /No model is allowed/],
	['another window took the money', (b) => (b.ledger.stealOnReserve = 20_000_000), {}, 'budget', /reserved by other requests/],
	['the user said local alone for completions', (b) => (b.remoteAllowed = false), {}, 'noModel', /local models only, as you chose/],
	['the user has said nothing of remote ones', (b) => (b.remoteAllowed = null), {}, 'noModel', /local models only until you allow/],
	['that is so for one that the tool names', (b) => (b.remoteAllowed = null), { entry: 'cloud/coder' }, 'noModel', /until you allow/],
	['the text is too long for all', () => undefined, { prompt: 'x'.repeat(400_000) }, 'contextTooLong', /No model is allowed/],
	['the text is longer than any', () => undefined, { prompt: 'x'.repeat(2_000_000) }, 'contextTooLong', /longer than any model reads/],
])('where %s, that is said and nothing is sent', async (_what, arrange, request, kind, words) => {
	arrange(bench);
	const result = await bench.complete(request);
	expect(result).toMatchObject({ state: 'failed', text: '', cost: null, error: { kind } });
	expect(result.error?.message).toMatch(words);
	expect(bench.asked).toEqual([]);
});

test('without a word of the user local models answer, and remote ones that a settings file names', async () => {
	bench.remoteAllowed = null;
	bench.able = [paid('cloud/coder'), fillCandidate('home/coder', { local: true })];
	expect((await bench.complete()).routing?.candidateId).toBe('home/coder');
	bench.able = [paid('cloud/coder'), paid('cloud/other')];
	const { completion } = bench.settings;
	bench.settings = { ...bench.settings, completion: { ...completion, pool: ['cloud/other'] } };
	expect((await bench.complete()).routing?.candidateId).toBe('cloud/other');
	expect(await bench.complete({ entry: 'cloud/coder' })).toMatchObject({ state: 'failed', error: { kind: 'noModel' } });
	// A no stands above the list.
	bench.remoteAllowed = false;
	expect((await bench.complete()).error?.nextStep).toBe(
		'Run "Routoo: Allow Paid and Remote Completions" in an editor, or start a local model server.',
	);
	expect(bench.asked).toHaveLength(2);
});

test('what rests after a failure is tried before nobody is, and models are asked for where none is known yet', async () => {
	bench.health.failed(bench.able[0]!.model, new RoutooError('server', 'Down.', 'Wait.'), 'completion');
	bench.listed = false;
	expect(await bench.complete()).toMatchObject({ state: 'done' });
});
