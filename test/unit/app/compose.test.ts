import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { answerText } from '../../../src/core/chat/answer.ts';
import type { ChatProvider } from '../../../src/core/message/stream.ts';
import type { ToChat } from '../../../src/protocol/chat.ts';
import type { ToInsights } from '../../../src/protocol/insights.ts';
import { ModelServer } from '../../host/model-server.ts';
import { position } from '../core/completion/engine/support.ts';
import { remote } from './fakes.ts';
import { type Product, type ProductOptions, product } from './product.ts';

let folder: string;
let server: ModelServer;
let url: string;
const running: Product[] = [];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-product-'));
	server = new ModelServer(['echo-7b', 'fill-1b']);
	url = await server.listen();
});
afterEach(async () => {
	for (const { app } of running.splice(0)) await app.dispose();
	server.close();
	rmSync(folder, { recursive: true, force: true });
});

/** US dollars per million tokens. */
const PRICES = { 'echo-7b': { input: 1000, output: 2000 }, 'fill-1b': { input: 0.1, output: 0.2 } };

async function open(settings: Readonly<Record<string, unknown>> = {}, more: Partial<ProductOptions> = {}): Promise<Product> {
	const endpoints = [{ id: 'cloud', name: 'Cloud', url, local: false, needsKey: false }];
	const one = await product({ folder, settings: { 'routoo.endpoints': endpoints, 'routoo.prices': PRICES, ...settings }, ...more });
	running.push(one);
	return one;
}

async function close(one: Product): Promise<void> {
	running.splice(running.indexOf(one), 1);
	await one.app.dispose();
}

function lastAnswer({ app }: Product) {
	const turn = app.chat.state().session.turns.at(-1)!;
	const answer = turn.answers[turn.shown]!;
	return { ...answer, text: answerText(answer) };
}

/** All rows of the month. */
const EVERYTHING = {
	...({ type: 'decisions', range: 'month', search: '', model: null, purpose: null, outcome: null, day: null } as const),
	...({ sort: 'time', descending: true, asked: 1, offset: 0, limit: 10 } as const),
};

describe('the product without an editor', () => {
	test('a model that the user prefers for a kind of request answers it until the preference is removed, and the next window knows', async () => {
		const twin = new ModelServer(['echo-7b', 'twin-7b']);
		const settings = {
			'routoo.endpoints': [{ id: 'cloud', name: 'Cloud', url: await twin.listen(), local: false, needsKey: false }],
			'routoo.prices': { 'echo-7b': { input: 1, output: 2 }, 'twin-7b': { input: 2, output: 4 } },
			// Little is known of either.
			'routoo.routing.goodEnough': 1,
		};
		const first = await open(settings);
		await first.app.start();
		const ask = async (one: Product) => {
			await one.app.chat.receive({ type: 'send', text: 'Write a test for the parser of the settings file.' });
			return lastAnswer(one).routing!;
		};
		const before = await ask(first);
		expect([before.candidateId, before.task?.words]).toEqual(['cloud/echo-7b', 'tests']);
		await first.app.chat.receive({ type: 'prefer', kind: before.task!.kind, model: 'cloud/twin-7b' });
		const preferred = await ask(first);
		expect([preferred.candidateId, preferred.wonBy, preferred.steeredBy.includes('preference')]).toEqual([
			'cloud/twin-7b',
			'preference',
			true,
		]);
		expect(first.app.chat.state().preferences).toMatchObject([{ kind: 'test', model: 'cloud/twin-7b', listed: true }]);
		await close(first);
		const second = await open(settings);
		await second.app.start();
		await second.app.chat.newSession();
		expect((await ask(second)).candidateId).toBe('cloud/twin-7b');
		await second.app.chat.receive({ type: 'prefer', kind: 'test', model: null });
		await second.app.chat.newSession();
		expect((await ask(second)).candidateId).toBe('cloud/echo-7b');
		twin.close();
	});

	test('a message and a completion are answered over HTTP and booked in one ledger, which the budget follows and the next start finds', async () => {
		// A server of one's own that has a price: only such a one is asked whether it can fill in.
		const settings = {
			'routoo.endpoints': [{ id: 'home', name: 'Home', url, local: true }],
			'routoo.routing.pool': ['home/echo-7b'],
			'routoo.completion.maxWait': 10_000,
		};
		const first = await open(settings);
		const { app, editor } = first;
		const spends: number[] = [];
		app.events.budget.on(({ view }) => spends.push(view.spent));
		await app.start();
		expect(app.models.usableCount()).toBe(2);
		expect(app.budget.current()?.view).toMatchObject({ limit: 20_000_000, spent: 0 });

		const messages: ToChat[] = [];
		app.chat.attach((message) => messages.push(message));
		await app.chat.receive({ type: 'send', text: 'one two three' });
		const answer = lastAnswer(first);
		expect(answer.error).toBeNull();
		expect(answer.text).toMatch(/words: three two one$/);
		const { cost, usage } = answer.receipt!;
		expect(cost).toBe(usage!.input * 1000 + usage!.output * 2000);
		expect(app.budget.current()?.view.spent).toBe(cost);
		expect(messages.some(({ type }) => type === 'append')).toBe(true);

		editor.open.set('src/b.ts', 'export const other = 1;\n');
		editor.show('src/a.ts');
		await vi.waitFor(() => expect(app.completion.gate()).toEqual({ kind: 'open' }), 30_000);
		const { signal } = new AbortController();
		const shown = await app.completion.engine.complete(position('const total = '), { trigger: 'manual', signal });
		expect(shown).toMatchObject({ candidateId: 'home/fill-1b', text: 'filledIn(13, 1);' });
		await app.completion.engine.idle();
		const { summary } = await app.budget.refresh();
		expect(summary).toMatchObject({ requests: 2, outstanding: 0, byPurpose: { completion: { requests: 1, outstanding: 0 } } });
		expect(summary.byPurpose.completion!.settled).toBeGreaterThan(0);
		expect(summary.settled).toBe(cost + summary.byPurpose.completion!.settled);
		expect(spends.at(-1)).toBe(summary.settled);
		expect((await app.ledger.rows(9)).map(({ purpose, state }) => [purpose, state])).toEqual([
			['completion', 'settled'],
			['chat', 'settled'],
		]);
		// The dashboard's rows are those of the ledger, each with what was said of it.
		const told: ToInsights[] = [];
		await app.insights.decisions({ ...EVERYTHING, purpose: 'chat' }, (message) => told.push(message));
		await app.insights.show('month', (message) => told.push(message));
		expect(told).toMatchObject([
			{ type: 'decisions', total: 1, rows: [{ cost, expected: expect.any(Number), decision: { expectedOutput: expect.any(Number) } }] },
			{ type: 'insights', state: { left: 0, purposes: ['chat', 'completion'], spend: { requests: 2 }, price: { count: 1 } } },
		]);

		// What was accepted and is still there half a minute later is learned from.
		app.completion.engine.accepted(shown!.requestId, shown!.text);
		editor.accepted.set(shown!.requestId, 'src/a.ts');
		editor.open.set('src/a.ts', 'const total = filledIn(13, 1);\n');
		app.completion.look(Date.now() + 31_000);
		expect(app.completion.learned.acceptance.observations()).toBe(1);
		await close(first);

		const second = await open(settings);
		await second.app.start();
		expect(second.app.budget.current()?.view.spent).toBe(summary.settled);
		expect(lastAnswer(second).text).toBe(answer.text);
		expect(second.app.completion.learned.acceptance.observations()).toBe(1);
		expect(second.told).toEqual([]);
	});

	test('a window that is closed while it still comes up asks nobody and tells nothing', async () => {
		const one = await open();
		await close(one);
		const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
		await one.app.start();
		expect(one.told).toEqual([]);
		expect(one.app.models.usableCount()).toBeNull();
		expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(before);
	}, 30_000);

	test('a pause, and its end, are shown in the other windows within seconds', async () => {
		const [one, other] = [await open(), await open()];
		await Promise.all([one.app.start(), other.app.start()]);
		for (const on of [true, false]) {
			await other.app.pause.set(on);
			await expect.poll(() => one.app.chat.state().paidPaused, { timeout: 10_000 }).toBe(on);
		}
	}, 30_000);

	test('paused paid requests: no window asks a paid model until it is said to go on, and the chat says so as long', async () => {
		const [one, other] = [await open(), await open()];
		await Promise.all([one.app.start(), other.app.start()]);
		await other.app.pause.set(true);
		await one.app.chat.receive({ type: 'send', text: 'hello' });
		expect(lastAnswer(one).error).toMatchObject({ kind: 'budget', message: 'Paid requests are paused.', action: 'resumePaid' });
		expect(server.requests).toEqual([]);
		expect([one.app.chat.state().paidPaused, (await one.app.dashboardState()).paidPaused]).toEqual([true, true]);
		await one.app.pause.set(false);
		expect([one.app.chat.state().paidPaused, (await one.app.dashboardState()).paidPaused]).toEqual([false, false]);
		await other.app.chat.receive({ type: 'send', text: 'hello' });
		expect(lastAnswer(other).error).toBeNull();
	}, 30_000);

	test('a setting counts at once: no money, then local only, which a workspace can keep on', async () => {
		const one = await open();
		const { app, settings } = one;
		await app.start();
		await settings.update('routoo.budget.monthly', 0);
		await app.chat.receive({ type: 'send', text: 'hello' });
		expect(lastAnswer(one).error?.kind).toBe('budget');
		expect(server.requests).toEqual([]);
		await app.chat.receive({ type: 'setLocalOnly', on: true });
		expect(app.models.usableCount()).toBe(0);
		settings.workspaceLocalOnly = true;
		await app.chat.receive({ type: 'setLocalOnly', on: false });
		expect(settings.current().localOnly).toBe(true);
		expect(app.chat.state().notices.map((n) => n.text)).toContain(
			'This workspace allows local models only (routoo.localOnly in its settings).',
		);
	});

	test('a used-up quota is said until its time has come', async () => {
		const { app } = await open();
		await app.start();
		const said = () => app.chat.state().notices.filter(({ text }) => text.includes('tries again'));
		const [model] = app.models.candidates();
		app.health.failed(model!, new RoutooError('quota', 'Used up.', 'Wait.', { retryAfterMs: 200 }), 'chat');
		expect(said()).toHaveLength(1);
		await new Promise((resolve) => setTimeout(resolve, 250));
		await app.budgetReader.refresh();
		expect(said()).toEqual([]);
	});

	test('the endpoints are asked anew when a key is set, and one that fails is told once', async () => {
		server.close();
		const { app, keys, told } = await open();
		await app.start();
		await app.models.refresh();
		expect(told.filter(({ text }) => /\bCloud\b/.test(text))).toHaveLength(1);
		server = new ModelServer(['echo-7b']);
		const at = await server.listen();
		await app.settings.update('routoo.endpoints', [{ id: 'cloud', name: 'Cloud', url: at, local: false }]);
		keys.set('cloud', 'sk-test');
		await vi.waitFor(() => expect(app.models.usableCount()).toBe(1), 5000);
	});

	test('the user picks among the usable models; without an editor its models are none', async () => {
		const { app, offered, commands } = await open({ 'routoo.prices': { 'echo-7b': PRICES['echo-7b'] }, 'routoo.useEditorModels': true });
		await app.start();
		expect(app.models.endpoints().map(({ endpoint }) => endpoint.id)).toEqual(['cloud']);
		await app.chat.receive({ type: 'pickModel' });
		expect(offered).toHaveLength(1);
		expect(offered[0]!.map(({ id }) => id)).toEqual(['auto', 'cloud/echo-7b']);
		expect(app.chat.state().composer.model).toBe('cloud/echo-7b');
		await app.chat.receive({ type: 'command', command: 'openDashboard' });
		expect(commands).toEqual(['openDashboard']);
	});

	test('a model that is named for another answer is among those named last', async () => {
		const { app } = await open({ 'routoo.prices': { 'echo-7b': PRICES['echo-7b'] } });
		await app.start();
		await app.chat.receive({ type: 'send', text: 'one two' });
		const place = () => app.chat.state().composer.models.find(({ id }) => id === 'cloud/echo-7b')?.recent;
		expect(place()).toBeUndefined();
		await app.chat.receive({ type: 'againWith', turnId: app.chat.state().session.turns[0]!.id, model: 'cloud/echo-7b' });
		expect([place(), app.chat.state().session.turns[0]!.answers.length]).toEqual([0, 2]);
	});

	test('comes up while another window holds the locks of its files, and then goes on where it was', async () => {
		const settings = { 'routoo.endpoints': [{ id: 'home', name: 'Home', url, local: true }] };
		const first = await open(settings);
		await first.app.start();
		await first.app.chat.receive({ type: 'setModel', model: 'home/echo-7b' });
		await first.app.chat.receive({ type: 'send', text: 'one two three' });
		const { text } = lastAnswer(first);
		await close(first);

		const locks = ['state', 'ledger'].map((name) => new DatabaseSync(join(folder, name, 'opening.lock')));
		for (const lock of locks) lock.exec('BEGIN EXCLUSIVE');
		const second = await open(settings);
		const { app } = second;
		const started = app.start();
		await vi.waitFor(() => expect(app.models.usableCount()).toBe(2), 5000);
		expect(app.chat.state().session.turns).toEqual([]);
		expect(app.chat.state().composer.model).toBe('auto');
		for (const lock of locks) lock.close();
		await started;
		expect(lastAnswer(second).text).toBe(text);
		expect(app.chat.state().composer.model).toBe('home/echo-7b');
		expect(app.budget.current()?.summary.requests).toBe(1);
		expect(second.told).toEqual([]);
	});

	test('comes up where nothing can be written: free models answer, and the trouble is told once with what to do', async () => {
		writeFileSync(join(folder, 'state'), 'a file where the folder should be');
		writeFileSync(join(folder, 'ledger'), 'a file where the folder should be');
		const one = await open({ 'routoo.endpoints': [{ id: 'home', name: 'Home', url, local: true }], 'routoo.prices': {} });
		const { app, told } = one;
		await app.start();
		await app.chat.receive({ type: 'setModel', model: 'home/echo-7b' });
		expect(app.chat.state().composer.model).toBe('home/echo-7b');
		await app.chat.receive({ type: 'send', text: 'one two three' });
		expect(lastAnswer(one)).toMatchObject({ error: null, text: expect.stringContaining('three two one') });
		await app.budgetReader.refresh();
		const ofLedger = told.filter((notice) => notice.text.startsWith('The ledger of your spending'));
		expect(ofLedger).toEqual([
			{ level: 'error', options: { subject: 'ledger', actions: [] }, text: expect.stringContaining(join(folder, 'ledger')) },
		]);
	});

	test("an editor's models are listed, answer as included, and complete once the user allowed it", async () => {
		const change = new Emitter();
		const consent = new Emitter();
		let allowed = false;
		const provider: ChatProvider = {
			endpointId: 'vscode',
			listModels: async () => [remote('vendor/claude-sonnet-4.5')],
			stream: async function* () {
				yield { type: 'text', text: 'from the editor' };
				yield { type: 'end', reason: 'stop' };
			},
		};
		const one = await open(
			{ 'routoo.endpoints': [] },
			{
				editorModels: {
					provider,
					mayAsk: async () => allowed,
					onChange: (listener) => change.on(listener),
					onConsent: (listener) => consent.on(listener),
				},
			},
		);
		const { app } = one;
		await app.start();
		const [candidate] = app.models.candidates();
		expect(candidate).toMatchObject({ endpointId: 'vscode', included: true });
		await app.chat.receive({ type: 'send', text: 'hello' });
		expect(lastAnswer(one)).toMatchObject({ text: 'from the editor', receipt: { cost: 0 } });
		expect(app.completion.fillModels.abilityOf(candidate!.id)?.why).toContain('consent');
		allowed = true;
		consent.emit();
		await vi.waitFor(() => expect(app.completion.fillModels.abilityOf(candidate!.id)?.method).toBe('chat'), 30_000);
	});
});
