import { beforeEach, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { answerText } from '../../../../src/core/chat/answer.ts';
import { errorAction } from '../../../../src/views/chat/answer-error.ts';
import { ChatBench, fails, type Script, says } from './chat-bench.ts';

let b: ChatBench;

beforeEach(() => {
	b = new ChatBench();
});

test('stronger and cheaper go where they say, and say so when there is nothing', async () => {
	b.picked = 'home/small';
	await b.chat.receive({ type: 'pickModel' });
	await b.send('hello');
	await b.chat.receive({ type: 'again', turnId: b.lastTurn().id, how: 'stronger' });
	expect(b.lastAnswer().routing?.candidateId).toBe('home/big');
	await b.chat.receive({ type: 'again', turnId: b.lastTurn().id, how: 'stronger' });
	expect(b.chat.state().notices.map((n) => n.text)).toEqual(['There is no stronger model to answer again with.']);
	await b.chat.receive({ type: 'showAnswer', turnId: b.lastTurn().id, index: 0 });
	expect(b.lastAnswer().routing?.candidateId).toBe('home/small');
});

test('a retry of a stronger answer that failed asks for the stronger model again', async () => {
	b.picked = 'home/small';
	await b.chat.receive({ type: 'pickModel' });
	await b.send('hello');
	b.scripts.big = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
	await b.chat.receive({ type: 'again', turnId: b.lastTurn().id, how: 'stronger' });
	expect(b.lastAnswer().state).toBe('failed');
	await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
	b.scripts.big = () => says('from big');
	await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
	expect(b.lastTurn().answers.map((a) => answerText(a))).toEqual(['from small', 'from big']);
});

test('a retry of a message that failed goes to the model that is chosen now', async () => {
	const broken: Script = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
	b.scripts = { small: broken, big: broken };
	await b.send('hello');
	await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
	b.scripts = { small: () => says('from small'), big: broken };
	await b.chat.receive({ type: 'setModel', model: 'home/small' });
	await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
	expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'from small', routing: { fallbackNote: null } });
});

test('a chosen model that is gone offers Auto, which answers the same message', async () => {
	await b.chat.receive({ type: 'setModel', model: 'gone/model' });
	await b.send('hello');
	const { error } = b.lastAnswer();
	expect(error).toMatchObject({ kind: 'modelNotFound', message: 'model is not available now.', action: 'useAuto' });
	expect(b.chat.state().composer.goneModel).toBe('model');
	const { first, message } = errorAction(error!, b.lastTurn().id)!;
	await Promise.all([b.chat.receive(first!), b.chat.receive(message)]);
	expect(b.lastAnswer()).toMatchObject({ state: 'done', error: null });
	expect(b.chat.state().composer.model).toBe('auto');
});

test('a model that is picked after the chat was left answers nothing, and nothing is paid', async () => {
	await b.send('one');
	const [turn] = b.chat.state().session.turns;
	await b.chat.receive({ type: 'newSession' });
	await b.send('two');
	const paid = [...b.ledger.settled.keys()];
	await b.chat.receive({ type: 'againWith', turnId: turn!.id, model: 'home/small' });
	expect([...b.ledger.settled.keys()]).toEqual(paid);
	expect(b.chat.state().session.turns.map(({ text, answers }) => [text, answers.length])).toEqual([['two', 1]]);
	expect(b.chat.state().notices).toEqual([]);
});

test('the list of models knows which effort of each answered last in the chat', async () => {
	await b.send('one');
	b.picked = 'home/small';
	await b.chat.receive({ type: 'pickModel' });
	expect([...b.hints!.last]).toEqual([['home/big', 'home/big']]);
	await b.send('two');
	await b.chat.receive({ type: 'pickModel' });
	expect([...b.hints!.last.keys()]).toEqual(['home/big', 'home/small']);
});

test('a model that is gone when it is named again says so, and the chat stays as it is', async () => {
	for (const text of ['one', 'two']) await b.send(text);
	const before = b.chat.state().session;
	await b.chat.receive({ type: 'againWith', turnId: before.turns[0]!.id, model: 'gone/model' });
	expect(b.chat.state().session).toEqual(before);
	expect(b.chat.state().notices.map(({ text }) => text)).toEqual(['model is not available now.']);
});

test('asking a stronger model again speaks against the answer that is there, a cheaper one does not, nor does what failed', async () => {
	b.picked = 'home/small';
	await b.chat.receive({ type: 'pickModel' });
	await b.send('hello');
	const turnId = b.lastTurn().id;
	const small = b.lastAnswer().id;
	await b.chat.receive({ type: 'again', turnId, how: 'cheaper' });
	expect(b.signals).toEqual([]);
	await b.chat.receive({ type: 'again', turnId, how: 'stronger' });
	expect(b.lastAnswer().routing?.candidateId).toBe('home/big');
	expect(b.signals).toEqual([[small, 'againStronger']]);
	// There is none: nothing is asked, and nothing is said.
	await b.chat.receive({ type: 'again', turnId, how: 'stronger' });
	expect(b.signals).toHaveLength(1);
	b.scripts = { small: () => fails(new RoutooError('network', 'No answer.', 'Start the server.')), big: () => says('b') };
	await b.send('again');
	expect(b.lastAnswer().state).toBe('failed');
	await b.chat.receive({ type: 'again', turnId: b.lastTurn().id, how: 'stronger' });
	expect(b.signals).toHaveLength(1);
});
