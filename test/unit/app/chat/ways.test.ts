import { beforeEach, describe, expect, test } from 'vitest';
import { OpenSession } from '../../../../src/app/chat/open-session.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { textOf } from '../../../../src/core/message/message.ts';
import type { StreamEvent, StreamRequest } from '../../../../src/core/message/stream.ts';
import { MemoryStore, type SetClock } from '../fakes.ts';
import { ChatBench, fails, read, says, settled } from './chat-bench.ts';

let b: ChatBench;

beforeEach(() => {
	b = new ChatBench();
});

const turns = () => b.chat.state().session.turns;
const texts = () => turns().map(({ text }) => text);
const saved = () => [...b.sessions.saved.values()][0]!;

/** Says something, then waits until it is stopped. */
async function* stops(signal: AbortSignal, ...words: string[]): AsyncGenerator<StreamEvent> {
	for (const text of words) yield { type: 'text', text };
	await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
	throw signal.reason;
}

async function* cut(...words: string[]): AsyncGenerator<StreamEvent> {
	for (const text of words) yield { type: 'text', text };
	yield { type: 'end', reason: 'length' };
}

describe('editing and asking again', () => {
	test('an edited message keeps what stood there, also over a restart', async () => {
		for (const text of ['one', 'two', 'three']) await b.send(text);
		await b.chat.receive({ type: 'edit', turnId: turns()[1]!.id, text: 'two, otherwise' });
		expect([texts(), turns()[1]?.version]).toMatchObject([['one', 'two, otherwise'], { index: 1, count: 2 }]);
		expect('branches' in b.view.state!.session).toBe(false);
		await b.chat.receive({ type: 'showVersion', turnId: turns()[1]!.id, index: 0 });
		expect([texts(), b.view.state!.session.turns.map(({ text }) => text)]).toEqual([
			['one', 'two', 'three'],
			['one', 'two', 'three'],
		]);
		await b.chat.dispose();
		expect(saved().branches?.map(({ turns: of }) => of.map(({ text }) => text))).toEqual([['two, otherwise']]);
	});

	test('a message that was never answered is edited in place', async () => {
		b.scripts.small = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
		b.scripts.big = b.scripts.small;
		await b.send('one');
		await b.chat.receive({ type: 'edit', turnId: turns()[0]!.id, text: 'one, otherwise' });
		expect([texts(), turns()[0]?.version]).toEqual([['one, otherwise'], undefined]);
	});

	test('another answer of an earlier message is another way; of the last one it stands beside', async () => {
		for (const text of ['one', 'two']) await b.send(text);
		await b.chat.receive({ type: 'againWith', turnId: turns()[0]!.id, model: 'home/small' });
		expect([texts(), turns()[0]?.version?.count, turns()[0]?.answers.length]).toEqual([['one'], 2, 1]);
		await b.chat.receive({ type: 'again', turnId: turns()[0]!.id, how: 'same' });
		expect([turns()[0]?.version?.count, turns()[0]?.answers.length]).toEqual([2, 2]);
		expect(b.lastAnswer().routing?.candidateId).toBe('home/small');
	});

	test('no version is switched while an answer is written', async () => {
		for (const text of ['one', 'two']) await b.send(text);
		await b.chat.receive({ type: 'edit', turnId: turns()[0]!.id, text: 'other' });
		b.scripts.big = (signal) => stops(signal, 'x');
		b.scripts.small = b.scripts.big;
		const asked = b.send('three');
		await settled();
		await b.chat.receive({ type: 'showVersion', turnId: turns()[0]!.id, index: 0 });
		expect(texts()).toEqual(['other', 'three']);
		await b.chat.receive({ type: 'stop' });
		await asked;
	});
});

describe('Continue', () => {
	test('asks the same model behind what is there, and adds to the same answer with a receipt of its own', async () => {
		const asked: StreamRequest[] = [];
		b.scripts.big = () => cut('The answer is fo');
		const { provider } = b.deps.gateway;
		b.deps.gateway.provider = (c) => {
			const { stream, ...rest } = provider(c);
			return {
				...rest,
				stream: (request, signal) => {
					asked.push(request);
					return stream(request, signal);
				},
			};
		};
		await b.send('what is it?');
		expect(b.lastAnswer()).toMatchObject({ state: 'done', interrupted: 'length', text: 'The answer is fo' });
		const first = b.lastAnswer().receipt;
		b.scripts.big = () => says('rty', '-two.');
		await b.chat.receive({ type: 'goOn', turnId: b.lastTurn().id });
		expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'The answer is forty-two.', receipt: first });
		expect(b.lastAnswer().interrupted).toBeUndefined();
		expect(b.lastAnswer().continued).toHaveLength(1);
		expect(b.lastTurn().answers).toHaveLength(1);
		expect(read(b.view.state!.session.turns[0]!.answers[0]!).text).toBe('The answer is forty-two.');
		const said = asked.at(-1)!.messages.map(({ role, parts }) => [role, textOf(parts)]);
		expect(said.slice(1, 3)).toEqual([
			['user', 'what is it?'],
			['assistant', 'The answer is fo'],
		]);
		expect([said.length, said[3]?.[0]]).toEqual([4, 'user']);
	});

	test('what a reload ended says so, one that the user stopped does not; what fails keeps what is there', async () => {
		b.scripts.big = (signal) => stops(signal, 'half');
		const asked = b.send('one');
		await settled();
		await settled();
		await b.chat.receive({ type: 'stop' });
		await asked;
		expect([b.lastAnswer().state, b.lastAnswer().interrupted]).toEqual(['cancelled', undefined]);
		b.scripts.big = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
		await b.chat.receive({ type: 'goOn', turnId: b.lastTurn().id });
		expect(b.lastAnswer()).toMatchObject({ state: 'failed', text: 'half' });
		b.scripts.big = (signal) => stops(signal, ' and half');
		const more = b.chat.receive({ type: 'goOn', turnId: b.lastTurn().id });
		await settled();
		await settled();
		await b.chat.dispose();
		await more;
		expect(read(saved().turns[0]!.answers[0]!)).toMatchObject({ state: 'cancelled', interrupted: 'reload', text: 'half and half' });
	});
});

describe('Continue that failed', () => {
	test('is tried again as that: nothing is asked anew', async () => {
		b.scripts.big = () => cut('half');
		await b.send('one');
		b.scripts.big = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
		await b.chat.receive({ type: 'goOn', turnId: b.lastTurn().id });
		expect(b.lastAnswer().state).toBe('failed');
		b.scripts.big = () => says(' and half');
		await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
		expect([b.lastTurn().answers.length, b.lastAnswer().text]).toEqual([1, 'half and half']);
	});

	test.each(['goes on', 'ends'])('an answer is not written over by a window that saw it before it %s', async (how) => {
		const clock = b.deps.gateway.clock as SetClock;
		const other = new OpenSession({
			...{ sessions: b.sessions, store: new MemoryStore(), clock, newId: () => 'other', saveDelayMs: 10_000 },
			...{ onTrouble: () => {}, onSaved: () => {} },
		});
		let end = (): void => {};
		const ending = new Promise<void>((resolve) => {
			end = resolve;
		});
		b.scripts.big = async function* () {
			if (how === 'ends') await ending;
			yield* cut('half');
		};
		const asked = b.send('one');
		if (how === 'goes on') await asked;
		await settled();
		const { id } = b.chat.state().session;
		await other.open(id);
		clock.at += 1000;
		end();
		await asked;
		b.scripts.big = () => says(' and half');
		if (how === 'goes on') await b.chat.receive({ type: 'goOn', turnId: b.lastTurn().id });
		other.change({ ...other.current(), draft: 'typed there' });
		await other.saveNow();
		expect(other.current().id).toBe('other');
		expect(read(b.sessions.saved.get(id)!.turns[0]!.answers[0]!).text).toBe(how === 'ends' ? 'half' : 'half and half');
	});
});

describe('messages that wait', () => {
	let asked: Promise<void>;

	beforeEach(async () => {
		b.scripts.big = (signal) => stops(signal, 'x');
		asked = b.send('one');
		await settled();
	});

	const waiting = () => b.chat.state().queue!.map(({ text }) => text);

	test('go in their order, each when the answer before it is there', async () => {
		let end = (): void => {};
		b.scripts.big = async function* () {
			yield { type: 'text', text: 'x' };
			await new Promise<void>((resolve) => {
				end = resolve;
			});
			yield { type: 'end', reason: 'stop' };
		};
		await b.chat.receive({ type: 'queue', text: 'first' });
		await b.chat.receive({ type: 'queue', text: 'second' });
		const [id] = b.chat.state().queue!;
		await b.chat.receive({ type: 'queued', id: id!.id, act: 'send' });
		await asked;
		await settled();
		await settled();
		expect([texts(), waiting()]).toEqual([['one', 'first'], ['second']]);
		b.scripts.big = () => says('y');
		end();
		for (let n = 0; n < 5; n++) await settled();
		expect([texts(), waiting()]).toEqual([['one', 'first', 'second'], []]);
	});

	test('are back in the box, before what is typed there, where the answer was stopped', async () => {
		await b.chat.receive({ type: 'queue', text: 'first' });
		await b.chat.receive({ type: 'queue', text: 'second' });
		await b.chat.receive({ type: 'draft', text: 'typing' });
		await b.chat.receive({ type: 'stop' });
		await asked;
		expect([b.chat.state().session.draft, waiting(), texts()]).toEqual(['first\n\nsecond\n\ntyping', [], ['one']]);
	});

	test('go on waiting over a reload, with what is attached to them, until they are sent', async () => {
		b.selection = { kind: 'selection', path: 'a.ts', language: 'ts', content: 'x', range: { startLine: 1, endLine: 1 } };
		await b.chat.receive({ type: 'attach', what: 'selection' });
		await b.chat.receive({ type: 'queue', text: 'first' });
		expect(b.chat.state().composer.attachments).toEqual([]);
		await b.chat.dispose();
		await asked;
		const kept = saved();
		expect(kept.queue).toMatchObject([{ text: 'first', attachments: [b.selection] }]);
		b.scripts.big = () => says('y');
		await b.chat.receive({ type: 'queued', id: kept.queue![0]!.id, act: 'send' });
		expect(b.lastTurn()).toMatchObject({ text: 'first', attachments: [b.selection] });
	});

	test('are ten at most, and can be taken back and out', async () => {
		for (let n = 0; n < 11; n++) await b.chat.receive({ type: 'queue', text: `m${n}` });
		expect([waiting().length, b.chat.state().session.draft]).toEqual([10, 'm10']);
		const [first, second] = b.chat.state().queue!;
		await b.chat.receive({ type: 'queued', id: first!.id, act: 'remove' });
		await b.chat.receive({ type: 'queued', id: second!.id, act: 'edit' });
		await b.chat.receive({ type: 'queued', id: 'gone', act: 'send' });
		expect([waiting().length, b.chat.state().session.draft]).toEqual([8, 'm1\n\nm10']);
		await b.chat.dispose();
		await asked;
	});
});
