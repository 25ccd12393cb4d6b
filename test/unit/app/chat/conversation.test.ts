import { beforeEach, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { answerText } from '../../../../src/core/chat/answer.ts';
import { TOKENS_PER_MESSAGE } from '../../../../src/core/message/tokens.ts';
import { candidate } from '../fakes.ts';
import { ChatBench, fails, type Script, says, settled } from './chat-bench.ts';

let b: ChatBench;

/** Of the first answer of the last turn. */
function firstText(bench: ChatBench): string | null {
	const answer = bench.lastTurn()?.answers[0];
	return answer ? answerText(answer) : null;
}

beforeEach(() => {
	b = new ChatBench();
});

test('when all fail, text and attachments are back in the box, and the retry empties it again', async () => {
	b.selection = { kind: 'selection', path: 'a.ts', language: 'ts', content: 'x', range: { startLine: 1, endLine: 1 } };
	await b.chat.receive({ type: 'attach', what: 'selection' });
	const broken: Script = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
	b.scripts = { small: broken, big: broken };
	await b.send('precious');
	expect(b.lastAnswer()).toMatchObject({ state: 'failed', text: '' });
	expect(b.chat.state().session.draft).toBe('precious');
	expect(b.chat.state().composer.attachments).toHaveLength(1);
	b.scripts = { small: () => says('a'), big: () => says('b') };
	await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
	expect(b.lastTurn().answers).toHaveLength(1);
	expect(b.lastAnswer().state).toBe('done');
	expect(b.chat.state().session.draft).toBe('');
	expect(b.chat.state().composer.attachments).toEqual([]);
});

test('editing what failed takes it out of the box, attachments too', async () => {
	b.selection = { kind: 'selection', path: 'a.ts', language: 'ts', content: 'x', range: { startLine: 1, endLine: 1 } };
	await b.chat.receive({ type: 'attach', what: 'selection' });
	const broken: Script = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
	b.scripts = { small: broken, big: broken };
	await b.send('precious');
	b.scripts = { small: () => says('a'), big: () => says('b') };
	await b.chat.receive({ type: 'edit', turnId: b.lastTurn().id, text: 'more precious' });
	expect(b.lastTurn()).toMatchObject({ text: 'more precious', attachments: [b.selection] });
	expect(b.chat.state().session.draft).toBe('');
	expect(b.messages.filter((m) => m.type === 'setDraft').at(-1)).toMatchObject({ text: '' });
	expect(b.chat.state().composer.attachments).toEqual([]);
});

test('a retry keeps an answer without a word that was paid for, in the chat and in what it cost', async () => {
	await b.send('one');
	const saved = b.chat.state().session;
	const receipt = { cost: 700, costSource: 'tokens', durationMs: 1, firstTokenMs: null, usage: null, savedAgainst: null } as const;
	const silent = { ...saved.turns[0]!.answers[0]!, state: 'cancelled' as const, messages: [], receipt };
	b.sessions.saved.set('paid', { ...saved, id: 'paid', turns: [{ ...saved.turns[0]!, answers: [silent] }] });
	await b.chat.openSession('paid');
	await b.chat.receive({ type: 'retry', turnId: saved.turns[0]!.id });
	expect([b.lastTurn().answers.length, b.lastAnswer().text, b.chat.state().meter?.cost]).toEqual([2, 'from big', 700]);
});

test('a message is put together and counted once, and its turn shows that count', async () => {
	await b.send('first');
	b.counted.length = 0;
	b.scripts.big = () => says('the answer');
	await b.send('a longer second message');
	expect(b.counted.filter((text) => text === 'a longer second message')).toHaveLength(1);
	expect(b.counted.filter((text) => text === 'first')).toHaveLength(1);
	const prompt = b.counted.filter((text) => !['the answer', ''].includes(text));
	expect(b.lastTurn().sentTokens).toBe(prompt.reduce((sum, text) => sum + Math.ceil(text.length / 4) + TOKENS_PER_MESSAGE, 0));
});

test('what was typed meanwhile is not overwritten by a text that comes back', async () => {
	b.scripts.big = async function* () {
		await b.chat.receive({ type: 'draft', text: 'my next thought' });
		yield* fails(new RoutooError('refused', 'Refused.', 'Rephrase.'));
	};
	b.candidates = [candidate('home/big')];
	await b.send('first');
	expect(b.lastAnswer().state).toBe('failed');
	expect(b.chat.state().session.draft).toBe('my next thought');
});

test('stop keeps the text, books it, and the next message works', async () => {
	b.scripts.big = async function* (signal) {
		yield { type: 'text', text: 'half an answer' };
		await new Promise((_, reject) =>
			signal.addEventListener('abort', () => reject(new RoutooError('cancelled', 'Stopped.', '')), { once: true }),
		);
	};
	const sending = b.send('long');
	while (firstText(b) !== 'half an answer') await settled();
	await b.send('ignored while busy');
	expect(b.chat.state().session.turns).toHaveLength(1);
	await b.chat.receive({ type: 'stop' });
	await sending;
	expect(b.lastAnswer()).toMatchObject({ state: 'cancelled', text: 'half an answer' });
	expect(b.ledger.outstanding.size).toBe(0);
	b.scripts.big = () => says('fine');
	await b.send('again');
	expect(b.lastAnswer().text).toBe('fine');
});

test('deleting another chat, or opening the one that is open, leaves the running answer alone; deleting its own stops it', async () => {
	await b.send('old');
	const old = b.chat.state().session.id;
	await b.chat.receive({ type: 'newSession' });
	let stopped = false;
	b.scripts.big = async function* (signal) {
		yield { type: 'text', text: 'half' };
		await new Promise((_, reject) =>
			signal.addEventListener('abort', () => reject(new RoutooError('cancelled', 'Stopped.', '')), { once: true }),
		);
	};
	const sending = b.send('long').then(() => {
		stopped = true;
	});
	while (firstText(b) !== 'half') await settled();
	const { id } = b.chat.state().session;
	await b.chat.receive({ type: 'deleteSession', sessionId: old });
	await b.chat.receive({ type: 'openSession', sessionId: id });
	expect(b.chat.sessions().map((one) => one.id)).toEqual([id]);
	expect([stopped, b.lastAnswer().state]).toEqual([false, 'streaming']);
	await b.chat.receive({ type: 'deleteSession', sessionId: id });
	await sending;
	expect(b.chat.state().session.turns).toEqual([]);
	expect(b.chat.sessions()).toEqual([]);
	expect(b.ledger.outstanding.size).toBe(0);
});

test('editing takes later turns out of sight and keeps what is being typed', async () => {
	await b.send('one');
	await b.send('two');
	await b.chat.receive({ type: 'draft', text: 'three, half' });
	b.scripts.big = async function* () {
		expect(b.chat.state().session.draft).toBe('three, half');
		await b.chat.receive({ type: 'draft', text: 'three, half, more' });
		yield* says('ok');
	};
	await b.chat.receive({ type: 'edit', turnId: b.chat.state().session.turns[0]!.id, text: 'one, better' });
	expect(b.chat.state().session.turns.map((t) => t.text)).toEqual(['one, better']);
	expect(b.chat.state().session.draft).toBe('three, half, more');
});

test('stop works while the models are still being listed', async () => {
	b.listing = new Promise(() => {});
	const sending = b.send('hello');
	await settled();
	await b.chat.receive({ type: 'stop' });
	await sending;
	expect(b.lastAnswer()).toMatchObject({ state: 'cancelled', receipt: null });
	expect(b.chat.state().busy).toBeNull();
});

test('another chat shows no preview of the text in the one before', async () => {
	await b.send('hello');
	const { id } = b.chat.state().session;
	await b.chat.receive({ type: 'newSession' });
	await b.chat.receive({ type: 'draft', text: 'typed here' });
	for (let i = 0; i < 50 && b.chat.state().composer.preview === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(b.chat.state().composer.preview).not.toBeNull();
	await b.chat.receive({ type: 'openSession', sessionId: id });
	expect(b.view.state!.session.id).toBe(id);
	expect(b.view.state!.composer.preview).toBeNull();
});

test('a message sent while another chat is being opened is not lost', async () => {
	await b.send('hello');
	const { id } = b.chat.state().session;
	await b.chat.receive({ type: 'newSession' });
	await Promise.all([b.chat.receive({ type: 'openSession', sessionId: id }), b.send('quick')]);
	expect(b.lastTurn()).toMatchObject({ text: 'quick', answers: [{ state: 'done' }] });
});

test('a chat that another window went on with is asked and booked under its new id', async () => {
	await b.send('one');
	const before = b.chat.state().session;
	b.sessions.saved.set(before.id, {
		...before,
		updatedAt: before.updatedAt + 1,
		turns: [...before.turns, { ...before.turns[0]!, id: 'theirs' }],
	});
	await b.send('two');
	const { id, turns } = b.chat.state().session;
	expect(id).not.toBe(before.id);
	expect(turns.map(({ text }) => text)).toEqual(['one', 'two']);
	expect([...b.ledger.settled.values()].map(({ reservation }) => reservation.sessionId)).toEqual([before.id, id]);
});

test('what the user says of an answer is told once, and what they take back too', async () => {
	await b.send('hello');
	const { id: turnId } = b.lastTurn();
	const answerId = b.lastAnswer().id;
	const say = (value: 'good' | 'bad' | null) => b.chat.receive({ type: 'feedback', turnId, answerId, value });
	for (const value of ['good', 'good', 'bad', null, null] as const) await say(value);
	await b.chat.receive({ type: 'copy', text: 'from', answerId });
	await b.chat.receive({ type: 'copy', text: 'my own words' });
	expect(b.signals).toEqual([
		[answerId, 'good'],
		[answerId, 'bad'],
		[answerId, null],
		[answerId, 'copied'],
	]);
});

test('from fifty own signals on, the estimate is no longer called one of benchmarks alone', () => {
	b.ownSignals = 49;
	b.chat.snapshot();
	expect(b.chat.state().estimateLabel).toBe('estimate from benchmarks');
	b.ownSignals = 50;
	expect(b.chat.state().estimateLabel).toBe('estimate from benchmarks and 50 signals of yours');
});
