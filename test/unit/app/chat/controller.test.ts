import { beforeEach, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { answerReasoning } from '../../../../src/core/chat/answer.ts';
import { candidate } from '../fakes.ts';
import { ChatBench, fails, says, settled } from './chat-bench.ts';

let b: ChatBench;

beforeEach(() => {
	b = new ChatBench();
});

test('the view, rebuilt from the messages alone, is what the host holds', async () => {
	await b.send('hello');
	await b.chat.receive({ type: 'draft', text: 'next' });
	await b.chat.receive({ type: 'againWith', turnId: b.lastTurn().id, model: 'home/small' });
	await settled();
	// The draft is the view's own while it is typed there.
	expect({ ...b.view.state!.session, draft: '', title: '' }).toEqual({ ...b.chat.state().session, draft: '', title: '' });
	expect(b.lastTurn().answers).toHaveLength(2);
	expect(b.lastAnswer().text).toBe('from small');
});

test('the routing line stands before the first token', async () => {
	await b.send('hello');
	const routed = b.messages.findIndex((m) => m.type === 'answer' && m.answer.routing !== null);
	const text = b.messages.findIndex((m) => m.type === 'append');
	expect(routed).toBeGreaterThan(-1);
	expect(text).toBeGreaterThan(routed);
	expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'from big' });
});

test('a failing model hands over before the first token', async () => {
	b.scripts.big = () => fails(new RoutooError('server', 'big is overloaded.', 'Try later.'));
	await b.send('hello');
	expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'from small' });
	expect(b.lastAnswer().routing?.fallbackNote).toContain('big');
});

test('a full disk never stops a conversation and is told', async () => {
	b.sessions.full = true;
	await b.send('hello');
	expect(b.lastAnswer().state).toBe('done');
	expect(b.chat.state().notices.map((n) => n.text)).toEqual(['The disk is full. Make room.']);
});

test('the reservation is settled at the price of the tokens, and the next decision knows what is left', async () => {
	b.candidates = [
		candidate('cloud/best', { local: false, prices: { input: 1_000_000, output: 2_000_000, cachedInput: null, cacheWrite: null } }),
	];
	b.scripts.best = async function* () {
		yield { type: 'text', text: 'ok' };
		const usage = { input: 100, cachedInput: 0, cacheWrite: 0, output: 50, reasoning: 0 };
		yield { type: 'usage', usage, reportedCost: null };
		yield { type: 'end', reason: 'stop' };
	};
	await b.send('hello');
	expect(b.lastAnswer().receipt).toMatchObject({ cost: 200, costSource: 'tokens' });
	expect(b.chat.state().budget).toMatchObject({ spent: 200, outstanding: 0 });
});

test('a chosen model that vanished is said so and not replaced in silence', async () => {
	b.picked = 'home/big';
	await b.chat.receive({ type: 'pickModel' });
	b.candidates = [candidate('home/small')];
	await b.send('hello');
	expect(b.lastAnswer()).toMatchObject({ state: 'failed', error: { kind: 'modelNotFound' } });
	expect(b.chat.state().session.draft).toBe('hello');
});

test('a model that thinks first is seen to think before its first word', async () => {
	let seen = '';
	b.scripts.big = async function* () {
		yield { type: 'reasoning', text: 'hm' };
		seen = answerReasoning(b.view.state!.session.turns.at(-1)!.answers[0]!);
		yield { type: 'reasoning', text: ', so' };
		yield* says('done');
	};
	await b.send('hello');
	expect(seen).toBe('hm');
	expect(b.lastAnswer()).toMatchObject({ reasoning: 'hm, so', text: 'done' });
});

test('the first answer of a local model lists the models anew: only now its server tells the context it gives', async () => {
	await b.send('one');
	expect(b.refreshes).toBe(1);
	await b.send('two');
	expect(b.refreshes).toBe(1);
});

test('the preview names a chosen model that vanished, as sending does', async () => {
	b.picked = 'home/big';
	await b.chat.receive({ type: 'pickModel' });
	b.candidates = [candidate('home/small')];
	await b.chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && b.chat.state().composer.blocked === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(b.chat.state().composer.blocked).toMatchObject({ kind: 'modelNotFound' });
});

test('the preview says what sending would say at the limit', async () => {
	b.settings = { ...b.settings, atLimit: 'block', monthlyBudget: 1 };
	b.candidates = [
		candidate('home/small'),
		candidate('cloud/best', { local: false, prices: { input: 1_000_000, output: 2_000_000, cachedInput: null, cacheWrite: null } }),
	];
	await b.chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && b.chat.state().composer.blocked === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	const { blocked } = b.chat.state().composer;
	await b.send('hello');
	expect(b.lastAnswer()).toMatchObject({ state: 'failed', error: { kind: 'budget' } });
	expect(blocked).toEqual(b.lastAnswer().error);
});

test('messages that cannot be done become notices, never exceptions', async () => {
	await b.chat.receive({ type: 'attachFound', of: 'file', ref: 'picture.png' });
	await b.chat.receive({ type: 'attach', what: 'selection' });
	await b.chat.receive({ type: 'openSession', sessionId: 'unknown' });
	await b.chat.receive({ type: 'retry', turnId: 'unknown' });
	await b.chat.receive({ type: 'edit', turnId: 'unknown', text: 'x' });
	expect(b.chat.state().notices.map((n) => n.text)).toEqual([
		'Nothing is selected in the editor.',
		'picture.png is not a text file. Attach a text file.',
	]);
	await b.chat.receive({ type: 'command', command: 'openDashboard' });
	expect(b.ran).toEqual(['openDashboard']);
});

test('the preview follows the text in the box and disappears with it', async () => {
	await b.chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && b.chat.state().composer.preview === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(b.chat.state().composer.preview?.candidateId).toBe('home/big');
	await b.chat.receive({ type: 'draft', text: ' ' });
	expect(b.chat.state().composer.preview).toBeNull();
	b.candidates = [];
	await b.chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && b.chat.state().composer.blocked === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(b.chat.state().composer.blocked?.message).toMatch(/No model is set up/);
});

test('the bar from which a model is good enough is shown, set by the view, and decides', async () => {
	const price = { input: 0, output: 200_000_000, cachedInput: null, cacheWrite: null };
	b.candidates = [candidate('home/big'), candidate('cloud/best', { local: false, prices: price })];
	expect(b.chat.state().composer.goodEnough).toEqual({ presets: { save: 0.85, balanced: 0.92, best: 0.98 }, own: null });
	await b.send('hello');
	expect(b.lastAnswer()).toMatchObject({
		text: 'from best',
		routing: { reason: expect.stringMatching(/^Good enough \(quality 95 %, you ask for 92 %\)/) },
	});
	await b.chat.receive({ type: 'setGoodEnough', value: 0.79 });
	await b.chat.receive({ type: 'setGoodEnough', value: null });
	expect(b.written).toEqual([
		['routoo.routing.goodEnough', 79],
		['routoo.routing.goodEnough', null],
	]);
	b.settings = { ...b.settings, goodEnough: 0.79 };
	await b.send('hello again');
	expect(b.lastAnswer()).toMatchObject({
		text: 'from big',
		routing: { reason: expect.stringMatching(/^Good enough \(quality 80 %, you ask for 79 %\)/) },
	});
});

test('the open file is explained at one press, what is being typed stays; without a file the box gets the focus', async () => {
	await b.chat.receive({ type: 'explainFile' });
	expect(b.messages.at(-1)).toEqual({ type: 'focus' });
	expect(b.chat.state().session.turns).toEqual([]);
	await b.chat.receive({ type: 'draft', text: 'half a thought' });
	b.openFile = { kind: 'file', path: 'src/cart.ts', language: 'typescript', content: 'export const a = 1;', range: null };
	await b.chat.receive({ type: 'explainFile' });
	expect(b.lastTurn()).toMatchObject({ text: 'Explain this file.', attachments: [{ path: 'src/cart.ts' }] });
	expect(b.lastAnswer().state).toBe('done');
	expect(b.chat.state().session.draft).toBe('half a thought');
});

test('explaining the file leaves what is attached to a draft alone, and while an answer runs nothing goes into the box', async () => {
	const file = (path: string) => ({ kind: 'file' as const, path, language: 'typescript', content: 'export const a = 1;', range: null });
	b.openFile = file('src/beside.ts');
	await b.chat.receive({ type: 'attach', what: 'file' });
	b.openFile = file('src/cart.ts');
	await b.chat.receive({ type: 'explainFile' });
	expect(b.lastTurn().attachments.map(({ path }) => path)).toEqual(['src/cart.ts']);
	const chips = (): string[] => b.chat.state().composer.attachments.map(({ label }) => label);
	expect(chips()).toEqual([expect.stringContaining('beside.ts')]);
	const held = Promise.withResolvers<void>();
	b.scripts.big = async function* () {
		await held.promise;
		yield* says('late');
	};
	b.scripts.small = b.scripts.big;
	const sending = b.send('hello');
	await new Promise((resolve) => setTimeout(resolve));
	await b.chat.receive({ type: 'explainFile' });
	expect(chips()).toEqual([]);
	expect(b.chat.state().notices.map(({ text }) => text)).toEqual([expect.stringContaining('An answer is being written.')]);
	held.resolve();
	await sending;
	expect(b.chat.state().session.turns).toHaveLength(2);
});

test('a whole answer is told to the first steps, one that failed is not, and the view decides on the budget', async () => {
	b.scripts.big = () => fails(new RoutooError('server', 'Down.', 'Later.'));
	b.scripts.small = b.scripts.big;
	await b.send('hello');
	expect(b.steps).toEqual([]);
	b.scripts.big = () => says('yes');
	await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
	expect(b.steps).toContain('answered');
	await b.chat.receive({ type: 'welcome', did: 'keepBudget' });
	await b.chat.receive({ type: 'welcome', did: 'hide' });
	expect(b.steps.slice(-2)).toEqual(['budget', 'hide']);
});
