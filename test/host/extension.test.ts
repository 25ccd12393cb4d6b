import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Message } from '../../src/core/message/message.ts';
import type { StreamEvent } from '../../src/core/message/stream.ts';
import type { HostApp } from '../../src/host/app.ts';
import { COMMAND_IDS } from '../../src/host/commands/ids.ts';
import { takeKeysFromEnvironment } from '../../src/host/commands/keys.ts';
import { VsCodeLmProvider } from '../../src/host/models/vscode-lm.ts';
import { api, ask, EXTENSION, reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

/** One pixel; VS Code decodes the images of a request. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

suite('extension', () => {
	let app: HostApp;
	suiteSetup(async () => {
		app = await theApp();
		await reset(app);
	});

	test('activates, and says how long it took', async () => {
		const { activationMs } = await api();
		console.log(`      activate() took ${activationMs.toFixed(1)} ms`);
		assert.ok(activationMs > 0);
	});

	test('every command is registered', async () => {
		const known = new Set(await vscode.commands.getCommands(true));
		assert.deepEqual(
			COMMAND_IDS.filter((id) => !known.has(`routoo.${id}`)),
			[],
		);
	});

	test('a value out of range is not used', async () => {
		await set('routoo.budget.resetDay', 99);
		await set('routoo.budget.monthly', -5);
		await until('the settings', () => app.settings.current().resetDay === 1);
		assert.equal(app.settings.current().monthlyBudget, 20_000_000);
		await set('routoo.budget.monthly', 5);
		await until('five dollars', () => app.settings.current().monthlyBudget === 5_000_000);
		await set('routoo.budget.monthly', '15,50');
		await set('routoo.budget.resetDay', 14);
		await until('the next setting', () => app.settings.current().resetDay === 14);
		assert.equal(app.settings.current().monthlyBudget, 5_000_000);
		await set('routoo.budget.resetDay', 15);
		await until('the correction', () => app.settings.current().resetDay === 15);
		await reset(app);
	});

	test("null in the user's settings is no limit, and no value is the default", async () => {
		const limits = () => [app.settings.current().monthlyBudget, app.settings.current().maxRunCost];
		await set('routoo.budget.monthly', null);
		await set('routoo.routing.maxCostPerRun', null);
		await until('no limits', () => limits().every((limit) => limit === null));
		await set('routoo.budget.monthly', undefined);
		await set('routoo.routing.maxCostPerRun', undefined);
		await until('the defaults', () => limits().every((limit) => limit !== null));
		assert.deepEqual(limits(), [20_000_000, 2_000_000]);
	});

	test('budget and endpoints cannot be set by a workspace', async () => {
		for (const key of ['routoo.budget.monthly', 'routoo.endpoints', 'routoo.prices']) {
			const write = vscode.workspace
				.getConfiguration()
				.update(key, key.endsWith('monthly') ? 9999 : {}, vscode.ConfigurationTarget.Workspace);
			await assert.rejects(async () => write, `${key} in a workspace`);
		}
	});

	test('a workspace can turn local only on, not off', async () => {
		const configuration = () => vscode.workspace.getConfiguration();
		await configuration().update('routoo.localOnly', true, vscode.ConfigurationTarget.Workspace);
		await until('on by workspace', () => app.settings.current().localOnly);
		await set('routoo.localOnly', true);
		await configuration().update('routoo.localOnly', false, vscode.ConfigurationTarget.Workspace);
		await new Promise((resolve) => setTimeout(resolve, 100));
		assert.equal(app.settings.current().localOnly, true);
		await configuration().update('routoo.localOnly', undefined, vscode.ConfigurationTarget.Workspace);
		await set('routoo.localOnly', undefined);
		await until('off again', () => !app.settings.current().localOnly);
	});

	test('keys go into the secret storage and come back, and never into settings', async () => {
		await app.keys.set('mistral', 'test-key-1234');
		assert.equal(await app.keys.get('mistral'), 'test-key-1234');
		assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('routoo')).includes('test-key-1234'));
		await app.keys.remove('mistral');
		assert.equal(await app.keys.get('mistral'), null);
	});

	test('keys come from the environment only when the start script says so, and never over a stored one', async () => {
		await takeKeysFromEnvironment(app, { MISTRAL_API_KEY: 'from-shell' });
		assert.equal(await app.keys.get('mistral'), null);
		await app.keys.set('groq', 'stored');
		await takeKeysFromEnvironment(app, { ROUTOO_KEYS_FROM_ENV: '1', MISTRAL_API_KEY: 'from-shell', GROQ_API_KEY: 'other' });
		assert.equal(await app.keys.get('mistral'), 'from-shell');
		assert.equal(await app.keys.get('groq'), 'stored');
		const notice = app.chat.state().notices.find((n) => /taken from the environment: Mistral/.test(n.text));
		assert.ok(notice && !notice.text.includes('from-shell'));
		for (const id of ['mistral', 'groq']) await app.keys.remove(id);
	});

	test('the chat view and the dashboard open', async () => {
		await vscode.commands.executeCommand('routoo.focusChat');
		await vscode.commands.executeCommand('routoo.openDashboard');
		await until('the dashboard tab', () =>
			vscode.window.tabGroups.all.some((g) =>
				g.tabs.some((t) => t.input instanceof vscode.TabInputWebview && t.label === 'Routoo Dashboard'),
			),
		);
		const state = await app.dashboardState();
		assert.match(state.catalogDate, /^\d{4}-\d\d-\d\d$/);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	});

	test('apply shows a diff where that is asked for, accept writes it, discard does not', async () => {
		const document = await vscode.workspace.openTextDocument({
			content: 'function a() {\n\treturn 1;\n}\n\nfunction b() {\n\treturn 2;\n}\n',
		});
		await vscode.window.showTextDocument(document);
		const answered = { turnId: 't', answerId: 'a', language: 'ts', review: true };
		const diffs = () => vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.input instanceof vscode.TabInputTextDiff);
		await app.chat.receive({ type: 'applyCode', code: 'function b() {\n\treturn 3;\n}', ...answered });
		await until('the diff', () => diffs().length === 1);
		assert.match(document.getText(), /return 2/);
		await vscode.commands.executeCommand('routoo.acceptChange');
		assert.equal(document.getText(), 'function a() {\n\treturn 1;\n}\n\nfunction b() {\n\treturn 3;\n}\n');
		assert.equal(diffs().length, 0);
		await app.chat.receive({ type: 'applyCode', code: 'function b() {\n\treturn 4;\n}', ...answered });
		await until('the second diff', () => diffs().length === 1);
		await vscode.commands.executeCommand('routoo.discardChange');
		assert.equal(diffs().length, 0);
		assert.match(document.getText(), /return 3/);
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		// The next untitled document gets its name, and until then its text.
		await until('the document is gone', () => document.isClosed);
	});

	test('a block that names a file goes there and nowhere else', async () => {
		const folder = vscode.workspace.workspaceFolders![0]!.uri;
		// A new document may get the name of one that was closed just now, and on a busy computer its text.
		const other = await until('a document of its own text', async () => {
			const opened = await vscode.workspace.openTextDocument({ content: 'const untouched = 1;\n' });
			return opened.getText() === 'const untouched = 1;\n' ? opened : undefined;
		});
		await vscode.window.showTextDocument(other);
		const uri = vscode.Uri.joinPath(folder, 'made/by-apply.ts');
		const tabs = () => vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.input instanceof vscode.TabInputTextDiff);
		const apply = async (code: string, language: string) => {
			await app.chat.receive({ type: 'applyCode', code, turnId: 't', answerId: 'a', language });
			await until('the diff', () => tabs().length === 1);
			return tabs()[0]!.label;
		};
		const made = { type: 'applyCode', code: '// made/by-apply.ts\nexport const a = 1;\nexport const b = 2;', language: 'ts' } as const;
		const there = () =>
			vscode.workspace.fs.stat(uri).then(
				() => true,
				() => false,
			);
		await app.chat.receive({ ...made, turnId: 't', answerId: 'a' });
		assert.equal((await vscode.workspace.openTextDocument(uri)).getText(), 'export const a = 1;\nexport const b = 2;\n');
		await vscode.commands.executeCommand('routoo.undoApply');
		assert.equal(await there(), false);
		await app.chat.receive({ ...made, turnId: 't', answerId: 'a' });
		assert.equal(await there(), true);
		await vscode.window.showTextDocument(other);
		assert.equal(await apply('export const b = 3;', 'ts by-apply.ts'), 'made/by-apply.ts: proposed change (the rest stays)');
		await vscode.commands.executeCommand('routoo.acceptChange');
		assert.equal((await vscode.workspace.openTextDocument(uri)).getText(), 'export const a = 1;\nexport const b = 3;\n');
		await vscode.window.showTextDocument(other);
		const blocks = [
			{ code: 'export const b = 4;', language: 'ts', above: 'In `made/by-apply.ts`:' },
			{ code: 'export const c = 5;', language: 'ts made/second.ts' },
		];
		await app.chat.receive({ type: 'applyAll', blocks, turnId: 't', answerId: 'a' });
		const review = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label;
		await until('the review', () => review() === 'Proposed changes (2 files)');
		await vscode.commands.executeCommand('routoo.acceptChange');
		const textOf = async (name: string) => (await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'made', name))).getText();
		assert.deepEqual(
			[await textOf('by-apply.ts'), await textOf('second.ts')],
			['export const a = 1;\nexport const b = 4;\n', 'export const c = 5;\n'],
		);
		await vscode.commands.executeCommand('routoo.undoApply');
		assert.equal(await textOf('by-apply.ts'), 'export const a = 1;\nexport const b = 3;\n');
		await vscode.window.showTextDocument(other);
		for (const outside of ['ts ../outside.ts', 'ts /etc/hosts.txt', 'ts C:\\x.ts'])
			await app.chat.receive({ type: 'applyCode', code: 'x', turnId: 't', answerId: 'a', language: outside });
		assert.equal(tabs().length, 0);
		assert.equal(other.getText(), 'const untouched = 1;\n');
		await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'made'), { recursive: true });
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	}).timeout(60_000);

	test("VS Code's own models are listed as included and answer", async () => {
		await useEndpoints(app, []);
		await set('routoo.useEditorModels', true);
		const candidate = await until('the model of test/fixtures/editor-models', async () => {
			await app.models.refresh();
			return app.models.candidates().find((c) => c.endpointId === 'vscode' && c.wireModel.endsWith('helper-1'));
		});
		assert.equal(candidate.included, true);
		assert.equal(app.models.options().find((o) => o.id === candidate.id)?.detail, 'included');
		await app.chat.receive({ type: 'setModel', model: candidate.id });
		const { answer } = await ask(app, 'hello helper');
		assert.equal(answer.state, 'done', JSON.stringify(answer.error));
		assert.match(answer.text, /2 messages read/);
		assert.equal(answer.receipt?.cost, 0);
		await reset(app);
	});

	test("VS Code's own models call tools, read their results and see images", async () => {
		const provider = new VsCodeLmProvider();
		const read = { name: 'read', description: 'Reads a file.', parameters: { type: 'object', properties: { path: { type: 'string' } } } };
		const image = { type: 'image', mediaType: 'image/png', data: PIXEL } as const;
		const question: Message = { role: 'user', parts: [{ type: 'text', text: 'Look.' }, image] };
		const send = async (messages: readonly Message[]) => {
			const request = { model: 'routoo-test/helper-1', tools: [read], toolChoice: 'required', maxOutputTokens: 100, effort: null } as const;
			const events: StreamEvent[] = [];
			const stream = provider.stream({ ...request, messages, stableMessages: 1 }, new AbortController().signal);
			for await (const event of stream) events.push(event);
			return events;
		};
		const called = await send([question]);
		const call = called.find((event) => event.type === 'toolCall')?.call;
		assert.ok(call, JSON.stringify(called));
		assert.deepEqual(JSON.parse(call.arguments), {
			tools: ['read'],
			mode: vscode.LanguageModelChatToolMode.Required,
			images: [['image/png', Buffer.from(PIXEL, 'base64').length]],
		});
		assert.deepEqual(called.at(-1), { type: 'end', reason: 'toolCalls' });
		const result = {
			type: 'toolResult',
			callId: call.id,
			name: call.name,
			content: [{ type: 'text', text: 'found' }],
			isError: false,
		} as const;
		const answered = await send([question, { role: 'assistant', parts: [call] }, { role: 'tool', parts: [result] }]);
		assert.match(answered.map((event) => (event.type === 'text' ? event.text : '')).join(''), /call-1: found\. 3 messages read/);
		assert.deepEqual(answered.at(-1), { type: 'end', reason: 'stop' });
	});

	test('a local server that starts later is found by Refresh Models', async () => {
		const server = new ModelServer(['echo-2b']);
		await useEndpoints(app, []);
		assert.equal(app.models.usableCount(), 0);
		const { status } = await api();
		assert.match(status.shown().text, /no model/);
		await set('routoo.endpoints', [{ id: 'late', url: await server.listen(), local: true }]);
		await vscode.commands.executeCommand('routoo.refreshModels');
		assert.equal(app.models.usableCount(), 1);
		server.close();
		await reset(app);
	});

	test('the package is the one under test', () => {
		assert.equal(vscode.extensions.getExtension(EXTENSION)?.packageJSON.name, 'routoo');
	});
});
