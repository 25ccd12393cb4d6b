import { beforeEach, expect, test } from 'vitest';
import type { ChatProvider, StreamEvent } from '../../../src/core/chat/types.ts';
import { RoutooError } from '../../../src/core/errors.ts';
import type { Predictor } from '../../../src/core/routing/predictor.ts';
import type { Attachment, Candidate } from '../../../src/core/routing/types.ts';
import { BudgetService } from '../../../src/host/budget/service.ts';
import { ChatController } from '../../../src/host/chat/controller.ts';
import type { EditorPort } from '../../../src/host/chat/editor-port.ts';
import type { ModelSource, UserPort } from '../../../src/host/chat/ports.ts';
import { modelOptions } from '../../../src/host/models/options.ts';
import { readSettings, type Settings } from '../../../src/host/settings-schema.ts';
import type { ToChat } from '../../../src/shared/messages.ts';
import { type Reduced, reduce } from '../../../src/webview/chat/store.ts';
import { candidate, MemoryLedger, MemorySessions, MemoryStore, SetClock } from './fakes.ts';

/** What the model at the other end does; tests replace it. */
type Script = (signal: AbortSignal) => AsyncIterable<StreamEvent>;

async function* says(...words: string[]): AsyncGenerator<StreamEvent> {
	for (const text of words) yield { type: 'text', text };
	yield { type: 'end', reason: 'stop' };
}

async function* fails(error: RoutooError): AsyncGenerator<StreamEvent> {
	yield* [];
	throw error;
}

const quality: Readonly<Record<string, number>> = { 'home/small': 0.5, 'home/big': 0.8, 'cloud/best': 0.95 };

const predictor: Predictor = {
	predict: async (_request, candidates) => ({
		candidates: candidates.map((c) => {
			const mean = quality[c.id] ?? 0.5;
			return {
				candidateId: c.id,
				quality: { mean, low: mean - 0.05, high: mean + 0.05 },
				outputTokens: { mean: 50, p90: 100 },
				latencyMs: 500,
			};
		}),
		covariance: candidates.map((_, i) => candidates.map((_, j) => (i === j ? 1e-6 : 0))),
		inputTokens: 100,
		source: 'encoder',
		degraded: null,
		taskKind: 'chat',
	}),
	status: () => ({ kind: 'ready', runtime: 'native' }),
	onStatus: () => () => {},
	dispose: async () => {},
};

let candidates: Candidate[];
let scripts: Record<string, Script>;
let settings: Settings;
let sessions: MemorySessions;
let ledger: MemoryLedger;
let picked: string | null;
let listing: Promise<void>;
let refreshes: number;
let selection: Attachment | null;
let ran: string[];
let chat: ChatController;
let view: Reduced;
let messages: ToChat[];

beforeEach(() => {
	candidates = [candidate('home/small'), candidate('home/big')];
	scripts = { small: () => says('from ', 'small'), big: () => says('from ', 'big'), best: () => says('from ', 'best') };
	settings = readSettings(() => undefined).settings;
	sessions = new MemorySessions();
	ledger = new MemoryLedger();
	picked = null;
	listing = Promise.resolve();
	refreshes = 0;
	selection = null;
	ran = [];
	view = { state: null, resync: false };
	messages = [];
	chat = makeChat();
	chat.attach((message) => {
		messages.push(message);
		view = reduce(view.state, message);
		if (view.resync) throw new Error(`the view lost track at ${message.type}`);
	});
	chat.snapshot();
});

function makeChat(): ChatController {
	const clock = new SetClock();
	const store = new MemoryStore();
	let ids = 0;
	const editor: EditorPort = {
		language: () => null,
		selection: () => selection,
		currentFile: () => null,
		pickFile: async () => null,
		findFiles: async (query) => [`${query}.ts`],
		readPath: async (path) => {
			throw new RoutooError('invalidInput', `${path} is not a text file.`, 'Attach a text file.');
		},
		insertAtCursor: async () => {},
		applyWithPreview: async () => {},
		newFile: async () => {},
		copy: async () => {},
		openLink: async () => {},
	};
	const models: ModelSource = {
		candidates: () => candidates,
		options: () => modelOptions(candidates, settings),
		usableCount: () => candidates.length,
		ready: () => listing,
		refresh: async () => void refreshes++,
	};
	const user: UserPort = {
		pickModel: async () => picked,
		runCommand: async (command) => void ran.push(command),
		updateSetting: async () => {},
		setLocalOnly: async () => {},
	};
	const provider = (c: Candidate): ChatProvider => ({
		endpointId: c.endpointId,
		listModels: async () => [],
		stream: (_request, signal) => scripts[c.wireModel]!(signal),
	});
	return new ChatController({
		exchange: {
			predictor,
			ledger,
			clock,
			breakers: { openSet: () => new Set(), recordFailure: () => {}, recordSuccess: () => {} },
			provider,
			estimateTokens: (text) => Math.ceil(text.length / 4),
			log: () => {},
		},
		models,
		budget: new BudgetService({ ledger, settings: () => settings, store, clock, onNotice: () => {}, onChange: () => {} }),
		settings: () => settings,
		sessions,
		editor,
		user,
		store,
		newId: () => `id${++ids}`,
		owner: 'test',
		previewDelayMs: 1,
		saveDelayMs: 10_000,
		onView: () => {},
		onRouted: () => {},
		log: () => {},
	});
}

const send = (text: string) => chat.receive({ type: 'send', text });
const lastTurn = () => chat.state().session.turns.at(-1)!;
const lastAnswer = () => lastTurn().answers[lastTurn().shown]!;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('the view, rebuilt from the messages alone, is what the host holds', async () => {
	await send('hello');
	await chat.receive({ type: 'draft', text: 'next' });
	await chat.receive({ type: 'again', turnId: lastTurn().id, how: 'pick' });
	picked = 'home/small';
	await chat.receive({ type: 'again', turnId: lastTurn().id, how: 'pick' });
	await settled();
	// The draft is the view's own while it is typed there.
	expect({ ...view.state!.session, draft: '', title: '' }).toEqual({ ...chat.state().session, draft: '', title: '' });
	expect(lastTurn().answers).toHaveLength(2);
	expect(lastAnswer().text).toBe('from small');
});

test('the routing line stands before the first token', async () => {
	await send('hello');
	const routed = messages.findIndex((m) => m.type === 'answer' && m.answer.routing !== null);
	const text = messages.findIndex((m) => m.type === 'append');
	expect(routed).toBeGreaterThan(-1);
	expect(text).toBeGreaterThan(routed);
	expect(lastAnswer()).toMatchObject({ state: 'done', text: 'from big' });
});

test('stronger and cheaper go where they say, and say so when there is nothing', async () => {
	picked = 'home/small';
	await chat.receive({ type: 'pickModel' });
	await send('hello');
	await chat.receive({ type: 'again', turnId: lastTurn().id, how: 'stronger' });
	expect(lastAnswer().routing?.candidateId).toBe('home/big');
	await chat.receive({ type: 'again', turnId: lastTurn().id, how: 'stronger' });
	expect(chat.state().notices.map((n) => n.text)).toEqual(['There is no stronger model to answer again with.']);
	await chat.receive({ type: 'showAnswer', turnId: lastTurn().id, index: 0 });
	expect(lastAnswer().routing?.candidateId).toBe('home/small');
});

test('a failing model hands over before the first token', async () => {
	scripts.big = () => fails(new RoutooError('server', 'big is overloaded.', 'Try later.'));
	await send('hello');
	expect(lastAnswer()).toMatchObject({ state: 'done', text: 'from small' });
	expect(lastAnswer().routing?.fallbackNote).toContain('big');
});

test('when all fail, text and attachments are back in the box, and the retry empties it again', async () => {
	selection = { kind: 'selection', path: 'a.ts', language: 'ts', content: 'x', range: { startLine: 1, endLine: 1 } };
	await chat.receive({ type: 'attach', what: 'selection' });
	const broken: Script = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
	scripts = { small: broken, big: broken };
	await send('precious');
	expect(lastAnswer()).toMatchObject({ state: 'failed', text: '' });
	expect(chat.state().session.draft).toBe('precious');
	expect(chat.state().composer.attachments).toHaveLength(1);
	scripts = { small: () => says('a'), big: () => says('b') };
	await chat.receive({ type: 'retry', turnId: lastTurn().id });
	expect(lastTurn().answers).toHaveLength(1);
	expect(lastAnswer().state).toBe('done');
	expect(chat.state().session.draft).toBe('');
	expect(chat.state().composer.attachments).toEqual([]);
});

test('what was typed meanwhile is not overwritten by a text that comes back', async () => {
	scripts.big = async function* () {
		await chat.receive({ type: 'draft', text: 'my next thought' });
		yield* fails(new RoutooError('refused', 'Refused.', 'Rephrase.'));
	};
	candidates = [candidate('home/big')];
	await send('first');
	expect(lastAnswer().state).toBe('failed');
	expect(chat.state().session.draft).toBe('my next thought');
});

test('stop keeps the text, books it, and the next message works', async () => {
	scripts.big = async function* (signal) {
		yield { type: 'text', text: 'half an answer' };
		await new Promise((_, reject) =>
			signal.addEventListener('abort', () => reject(new RoutooError('cancelled', 'Stopped.', '')), { once: true }),
		);
	};
	const sending = send('long');
	while (lastTurn()?.answers[0]?.text !== 'half an answer') await settled();
	await send('ignored while busy');
	expect(chat.state().session.turns).toHaveLength(1);
	await chat.receive({ type: 'stop' });
	await sending;
	expect(lastAnswer()).toMatchObject({ state: 'cancelled', text: 'half an answer' });
	expect(ledger.outstanding.size).toBe(0);
	scripts.big = () => says('fine');
	await send('again');
	expect(lastAnswer().text).toBe('fine');
});

test('a full disk never stops a conversation and is told', async () => {
	sessions.full = true;
	await send('hello');
	expect(lastAnswer().state).toBe('done');
	expect(chat.state().notices.map((n) => n.text)).toEqual(['The disk is full. Make room.']);
});

test('the reservation is settled at the price of the tokens, and the next decision knows what is left', async () => {
	candidates = [
		candidate('cloud/best', { local: false, prices: { input: 1_000_000, output: 2_000_000, cachedInput: null, cacheWrite: null } }),
	];
	scripts.best = async function* () {
		yield { type: 'text', text: 'ok' };
		const usage = { input: 100, cachedInput: 0, cacheWrite: 0, output: 50, reasoning: 0 };
		yield { type: 'usage', usage, reportedCost: null };
		yield { type: 'end', reason: 'stop' };
	};
	await send('hello');
	expect(lastAnswer().receipt).toMatchObject({ cost: 200, costSource: 'tokens' });
	expect(chat.state().budget).toMatchObject({ spent: 200, outstanding: 0 });
});

test('editing drops later turns and keeps what is being typed', async () => {
	await send('one');
	await send('two');
	await chat.receive({ type: 'draft', text: 'three, half' });
	scripts.big = async function* () {
		expect(chat.state().session.draft).toBe('three, half');
		await chat.receive({ type: 'draft', text: 'three, half, more' });
		yield* says('ok');
	};
	await chat.receive({ type: 'edit', turnId: chat.state().session.turns[0]!.id, text: 'one, better' });
	expect(chat.state().session.turns.map((t) => t.text)).toEqual(['one, better']);
	expect(chat.state().session.draft).toBe('three, half, more');
});

test('a chosen model that vanished is said so and not replaced in silence', async () => {
	picked = 'home/big';
	await chat.receive({ type: 'pickModel' });
	candidates = [candidate('home/small')];
	await send('hello');
	expect(lastAnswer()).toMatchObject({ state: 'failed', error: { kind: 'modelNotFound' } });
	expect(chat.state().session.draft).toBe('hello');
});

test('stop works while the models are still being listed', async () => {
	listing = new Promise(() => {});
	const sending = send('hello');
	await settled();
	await chat.receive({ type: 'stop' });
	await sending;
	expect(lastAnswer()).toMatchObject({ state: 'cancelled', receipt: null });
	expect(chat.state().busy).toBeNull();
});

test('a model that thinks first is seen to think before its first word', async () => {
	let seen = '';
	scripts.big = async function* () {
		yield { type: 'reasoning', text: 'hm' };
		seen = view.state!.session.turns.at(-1)!.answers[0]!.reasoning;
		yield { type: 'reasoning', text: ', so' };
		yield* says('done');
	};
	await send('hello');
	expect(seen).toBe('hm');
	expect(lastAnswer()).toMatchObject({ reasoning: 'hm, so', text: 'done' });
});

test('the first answer of a local model lists the models anew: only now its server tells the context it gives', async () => {
	await send('one');
	expect(refreshes).toBe(1);
	await send('two');
	expect(refreshes).toBe(1);
});

test('another chat shows no preview of the text in the one before', async () => {
	await send('hello');
	const { id } = chat.state().session;
	await chat.receive({ type: 'newSession' });
	await chat.receive({ type: 'draft', text: 'typed here' });
	for (let i = 0; i < 50 && chat.state().composer.preview === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(chat.state().composer.preview).not.toBeNull();
	await chat.receive({ type: 'openSession', sessionId: id });
	expect(view.state!.session.id).toBe(id);
	expect(view.state!.composer.preview).toBeNull();
});

test('a message sent while another chat is being opened is not lost', async () => {
	await send('hello');
	const { id } = chat.state().session;
	await chat.receive({ type: 'newSession' });
	await Promise.all([chat.receive({ type: 'openSession', sessionId: id }), send('quick')]);
	expect(lastTurn()).toMatchObject({ text: 'quick', answers: [{ state: 'done' }] });
});

test('the preview names a chosen model that vanished, as sending does', async () => {
	picked = 'home/big';
	await chat.receive({ type: 'pickModel' });
	candidates = [candidate('home/small')];
	await chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && chat.state().composer.blocked === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(chat.state().composer.blocked).toMatchObject({ kind: 'modelNotFound' });
});

test('the preview says what sending would say at the limit', async () => {
	settings = { ...settings, atLimit: 'block', monthlyBudget: 1 };
	candidates = [
		candidate('home/small'),
		candidate('cloud/best', { local: false, prices: { input: 1_000_000, output: 2_000_000, cachedInput: null, cacheWrite: null } }),
	];
	await chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && chat.state().composer.blocked === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	const { blocked } = chat.state().composer;
	await send('hello');
	expect(lastAnswer()).toMatchObject({ state: 'failed', error: { kind: 'budget' } });
	expect(blocked).toEqual(lastAnswer().error);
});

test('messages that cannot be done become notices, never exceptions', async () => {
	await chat.receive({ type: 'attachPath', path: 'picture.png' });
	await chat.receive({ type: 'attach', what: 'selection' });
	await chat.receive({ type: 'openSession', sessionId: 'unknown' });
	await chat.receive({ type: 'retry', turnId: 'unknown' });
	await chat.receive({ type: 'edit', turnId: 'unknown', text: 'x' });
	expect(chat.state().notices.map((n) => n.text)).toEqual([
		'picture.png is not a text file. Attach a text file.',
		'Nothing is selected in the editor.',
	]);
	await chat.receive({ type: 'command', command: 'openDashboard' });
	expect(ran).toEqual(['openDashboard']);
});

test('the preview follows the text in the box and disappears with it', async () => {
	await chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && chat.state().composer.preview === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(chat.state().composer.preview?.candidateId).toBe('home/big');
	await chat.receive({ type: 'draft', text: ' ' });
	expect(chat.state().composer.preview).toBeNull();
	candidates = [];
	await chat.receive({ type: 'draft', text: 'hello' });
	for (let i = 0; i < 50 && chat.state().composer.blocked === null; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(chat.state().composer.blocked?.message).toMatch(/No model is set up/);
});
