import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { HostApp } from '../../src/host/app.ts';
import { ask, last, reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

suite('gestures', () => {
	let app: HostApp;
	const server = new ModelServer(['echo-7b']);
	let url: string;
	const reported = vscode.languages.createDiagnosticCollection('odd');

	suiteSetup(async () => {
		app = await theApp();
		url = await server.listen();
	});
	suiteTeardown(async () => {
		reported.dispose();
		await server.close();
	});
	setup(async () => {
		await reset(app);
		await useEndpoints(app, [{ id: 'home', name: 'Home server', url, local: true }]);
		await set('routoo.routing.pool', ['home/echo-7b']);
	});
	teardown(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

	const open = async (content: string): Promise<vscode.TextEditor> =>
		vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'typescript' }));

	test('the lightbulb sends what is reported under the caret with its code', async () => {
		const { document } = await open('const total: number = "three";\n');
		const place = new vscode.Range(0, 6, 0, 11);
		const problem = new vscode.Diagnostic(place, 'a string is no number');
		problem.source = 'odd';
		problem.code = 2322;
		reported.set(document.uri, [problem]);
		const actions = await until('the code actions', async () => {
			const found = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, place);
			const own = found.filter(({ title }) => title.endsWith('with Routoo'));
			return own.length === 3 && own;
		});
		assert.deepEqual(actions.map(({ title }) => title).sort(), ['Explain with Routoo', 'Fix in the Chat with Routoo', 'Fix with Routoo']);
		const { command } = actions.find(({ title }) => title.startsWith('Fix in'))!;
		await vscode.commands.executeCommand(command!.command, ...(command!.arguments ?? []));
		const { turn, answer } = last(app);
		assert.match(turn.text, /^Fix what the editor reports in /);
		assert.equal(answer.state, 'done', JSON.stringify(answer.error));
		// TypeScript's own server may have found it too by now.
		assert.match(turn.attachments[1]?.content ?? '', /^line 1: error: a string is no number \(odd 2322\)$/m);
		const sent = JSON.stringify(server.requests.at(-1)!.messages);
		assert.ok(sent.includes('three') && sent.includes('a string is no number'), sent);
	});

	test('a command of the box works on the selection, else on the open file', async () => {
		const editor = await open('const one = 1;\nconst two = 2;\n');
		assert.equal((await ask(app, '/explain')).turn.attachments[0]?.kind, 'file');
		editor.selection = new vscode.Selection(1, 0, 1, 14);
		const { turn } = await ask(app, '/tests');
		assert.deepEqual([turn.attachments[0]?.kind, turn.attachments[0]?.content], ['selection', 'const two = 2;']);
		assert.match(turn.text, /^Write unit tests for the selected code/);
	});
});
