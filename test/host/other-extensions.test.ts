import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RoutooDecision, RoutooError, RoutooEstimate, RoutooExports, RoutooRouted } from '../../api/routoo.d.ts';
import type { HostApp } from '../../src/host/app.ts';
import { leaks } from '../support/reachable.ts';
import { ask, EXTENSION, reset, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

const SAID = 'unmistakable words of the user';
const KEY = 'sk-routoo-test-key-of-the-user';

interface Asked {
	readonly models: readonly RoutooEstimate[];
	readonly decision: RoutooDecision;
}

/** Routoo as another extension meets it; the example of docs/guide/api.md is one. */
suite('for other extensions', () => {
	let app: HostApp;
	let v1: RoutooExports['v1'];
	const server = new ModelServer(['echo-7b', 'other-9b']);

	suiteSetup(async () => {
		app = await theApp();
		await reset(app);
		await app.keys.set('home', KEY);
		await useEndpoints(app, [{ id: 'home', name: 'Home server', url: await server.listen(), local: true }]);
		({ v1 } = await vscode.extensions.getExtension<RoutooExports>(EXTENSION)!.activate());
	});
	suiteTeardown(async () => {
		server.close();
		await app.keys.remove('home');
		await reset(app);
	});

	/** What the example was told since `forget`: other suites are told of too. */
	let forgotten = 0;
	const decisions = async () => (await vscode.commands.executeCommand<readonly RoutooRouted[]>('whichModel.show')).slice(forgotten);
	const forget = async () => {
		forgotten += (await decisions()).length;
	};

	test('the example of the guide predicts and routes, and nothing is asked or booked', async () => {
		const example = vscode.extensions.getExtension('example.which-model');
		assert.ok(example, 'the example is installed');
		await example.activate();
		await forget();
		const before = await app.ledger.rows(1000);
		const { models, decision } = await vscode.commands.executeCommand<Asked>('whichModel.ask', SAID);
		assert.deepEqual(models.map(({ id }) => id).sort(), ['home/echo-7b', 'home/other-9b']);
		for (const { quality, local, expectedCostUsd, latencyMs } of models) {
			assert.ok(quality.low <= quality.mean && quality.mean <= quality.high && quality.high <= 1);
			assert.deepEqual([local, expectedCostUsd, latencyMs > 0], [true, 0, true]);
		}
		assert.ok(decision.chosen);
		assert.ok(decision.reason.length > 10);
		assert.equal(decision.alternatives.length, 1);
		assert.ok(decision.alternatives[0]!.whyNot);
		assert.deepEqual(await decisions(), []);
		assert.deepEqual(await app.ledger.rows(1000), before);
		assert.ok(!JSON.stringify({ models, decision }).includes(SAID));
	});

	test('a message of the chat and a request of an extension are told to who listens, without a word of them', async () => {
		const { answer } = await ask(app, SAID);
		assert.equal(answer.state, 'done');
		const [told] = await until('the decision', async () => ((await decisions()).length === 1 ? decisions() : null));
		assert.equal(told?.caller, 'chat');
		assert.equal(told.model.id, answer.routing?.candidateId);
		assert.equal(told.compared, 2);
		const decision = await v1.route({ text: SAID });
		const model = await until('the model', async () => {
			return (await vscode.lm.selectChatModels({ vendor: 'routoo', id: decision.chosen!.languageModelId }))[0];
		});
		const response = await model.sendRequest([vscode.LanguageModelChatMessage.User(SAID)]);
		for await (const part of response.stream) assert.ok(part);
		const all = await until('the second decision', async () => ((await decisions()).length === 2 ? decisions() : null));
		assert.equal(all[1]?.caller, 'agent');
		assert.equal(all[1].model.id, decision.chosen?.id);
		assert.ok(!JSON.stringify(all).includes(SAID));
		for (const event of all) assert.deepEqual(leaks(event), []);
	});

	test('nothing can be walked to from what is given: no key, no setting, no part of Routoo', async () => {
		assert.deepEqual(leaks(v1), []);
		assert.deepEqual(Object.keys(v1).sort(), ['onDidRoute', 'predict', 'route', 'version']);
		assert.deepEqual(leaks(await v1.predict({ text: SAID })), []);
		const listening = v1.onDidRoute(() => {});
		assert.deepEqual(leaks(listening), []);
		listening.dispose();
		for (const wrong of [
			undefined,
			{},
			{ text: '' },
			{ text: SAID, limits: { maxCost: 1 } },
			new Proxy({}, { ownKeys: () => assert.fail(KEY) }),
		]) {
			const error = await v1.route(wrong as never).then(
				() => assert.fail('refused'),
				(thrown: RoutooError) => thrown,
			);
			assert.equal(error.code, 'invalidInput');
			assert.deepEqual(leaks(error, { frozen: false }), []);
			assert.doesNotMatch(`${error.stack}${error.message}`, new RegExp(`${SAID}|${KEY}|extension\\.cjs`));
		}
		assert.throws(() => Object.assign(v1, { route: () => SAID }), TypeError);
		// What VS Code loaded is there for whoever knows the path.
		const loaded = require(join(vscode.extensions.getExtension(EXTENSION)!.extensionPath, 'dist/extension.cjs'));
		assert.deepEqual(Object.keys(loaded).sort(), ['activate', 'deactivate']);
	});

	test("a token of VS Code's ends a call, and a listener that throws ends nothing", async () => {
		const source = new vscode.CancellationTokenSource();
		const stopped = v1.predict({ text: SAID }, source.token);
		source.cancel();
		await assert.rejects(stopped, (error) => error instanceof vscode.CancellationError);
		let told = 0;
		const both = [
			v1.onDidRoute(() => {
				throw new Error(SAID);
			}),
			v1.onDidRoute(() => void told++),
		];
		assert.equal((await ask(app, 'two')).answer.state, 'done');
		await until('the decision', () => told === 1);
		for (const one of both) one.dispose();
	});
});
