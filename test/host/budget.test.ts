import { strict as assert } from 'node:assert';
import type { HostApp } from '../../src/host/app.ts';
import { api, ask, last, reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

suite('budget', () => {
	let app: HostApp;
	const home = new ModelServer(['echo-1b']);
	const cloud = new ModelServer(['echo-70b']);
	let homeUrl: string;
	let cloudUrl: string;
	/** $1 in and $2 out per thousand tokens, so that a few words are real money. */
	const prices = { 'echo-70b': { input: 1000, output: 2000 } };
	const remote = () => ({ id: 'cloud', name: 'Cloud', url: cloudUrl, local: false, needsKey: false });
	const local = () => ({ id: 'home', name: 'Home', url: homeUrl, local: true });

	suiteSetup(async () => {
		app = await theApp();
		homeUrl = await home.listen();
		cloudUrl = await cloud.listen();
	});
	suiteTeardown(() => {
		home.close();
		cloud.close();
	});
	setup(() => reset(app));
	teardown(() => reset(app));

	const spent = async (): Promise<number> => (await app.budget.refresh()).summary.settled;

	test('a priced answer is booked to the token and shown', async () => {
		await useEndpoints(app, [remote()], prices);
		await set('routoo.budget.monthly', 100_000);
		const before = await spent();
		const { answer } = await ask(app, 'one two three');
		assert.equal(answer.state, 'done', JSON.stringify(answer.error));
		const usage = answer.receipt!.usage!;
		assert.equal(answer.receipt!.costSource, 'tokens');
		assert.equal(answer.receipt!.cost, usage.input * 1000 + usage.output * 2000);
		assert.equal((await spent()) - before, answer.receipt!.cost);
		const snapshot = app.budget.current()!;
		assert.equal(snapshot.summary.outstanding, 0);
		const { status } = await api();
		assert.match(status.shown().text, /echo-70b.* \/ \$100000/);
	});

	test('budget 0 sends nothing to a paid model and goes to the free one', async () => {
		await useEndpoints(app, [remote(), local()], prices);
		await set('routoo.budget.monthly', 0);
		const before = cloud.requests.length;
		const { answer } = await ask(app, 'who answers');
		assert.equal(answer.state, 'done', JSON.stringify(answer.error));
		assert.equal(answer.routing?.candidateId, 'home/echo-1b');
		assert.equal(cloud.requests.length, before);
	});

	test('budget 0 without a free model says so, keeps the text, and raising it takes effect at once', async () => {
		await useEndpoints(app, [remote()], prices);
		await set('routoo.budget.monthly', 0);
		const { answer, turn } = await ask(app, 'blocked text');
		assert.equal(answer.state, 'failed');
		assert.equal(answer.error?.kind, 'budget');
		assert.equal(app.chat.state().session.draft, 'blocked text');
		await set('routoo.budget.monthly', 100_000);
		await app.chat.receive({ type: 'retry', turnId: turn.id });
		assert.equal(last(app).answer.state, 'done', JSON.stringify(last(app).answer.error));
	});

	test('at the limit "ask" asks in place and answers after consent', async () => {
		await useEndpoints(app, [remote(), local()], prices);
		await set('routoo.budget.atLimit', 'ask');
		await set('routoo.budget.monthly', 0.000001);
		const { answer, turn } = await ask(app, 'may I');
		assert.equal(answer.error?.action, 'allowOnce', JSON.stringify(answer));
		await app.chat.receive({ type: 'setModel', model: 'cloud/echo-70b' });
		await app.chat.receive({ type: 'allowOnce', turnId: turn.id });
		assert.equal(last(app).answer.state, 'done', JSON.stringify(last(app).answer.error));
		assert.equal(last(app).answer.routing?.candidateId, 'cloud/echo-70b');
	});

	test('at the limit the user is told once and the status bar turns to error', async () => {
		await useEndpoints(app, [remote()], prices);
		await set('routoo.budget.monthly', 100_000);
		await ask(app, 'spend something');
		// A limit of its own: each is told of once.
		await set('routoo.budget.monthly', 0.000002);
		await until('the notice', async () => {
			await app.budget.refresh();
			return app.chat.state().notices.some((n) => /budget is spent/.test(n.text));
		});
		const { status } = await api();
		assert.equal(status.shown().background, 'error');
		const told = app.chat.state().notices.filter((n) => /budget is spent/.test(n.text)).length;
		await app.budget.refresh();
		assert.equal(app.chat.state().notices.filter((n) => /budget is spent/.test(n.text)).length, told);
		assert.equal(app.chat.state().budget.level, 'reached');
	});

	test('local only leaves remote models out, for Auto and for a chosen one', async () => {
		await useEndpoints(app, [remote(), local()], prices);
		await set('routoo.localOnly', true);
		await until('the setting', () => app.settings.current().localOnly);
		const before = cloud.requests.length;
		const { answer } = await ask(app, 'stay here');
		assert.equal(answer.routing?.candidateId, 'home/echo-1b');
		await app.chat.receive({ type: 'setModel', model: 'cloud/echo-70b' });
		const forced = await ask(app, 'go out');
		assert.equal(forced.answer.state, 'failed');
		assert.equal(cloud.requests.length, before);
	});
});
