import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { answerText } from '../../src/core/chat/answer.ts';
import type { HostApp } from '../../src/host/app.ts';
import { ask, last, reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

suite('chat', () => {
	let app: HostApp;
	const server = new ModelServer(['echo-7b', 'slow-3b', 'broken-8b', 'gone-9b']);
	let url: string;

	suiteSetup(async () => {
		app = await theApp();
		url = await server.listen();
	});
	suiteTeardown(() => server.close());
	setup(async () => {
		await reset(app);
		await useEndpoints(app, [{ id: 'home', name: 'Home server', url, local: true }]);
	});

	const only = (model: string): Thenable<void> => set('routoo.routing.pool', [`home/${model}`]);

	test('a message is routed, answered by the server and stored with its receipt', async () => {
		await only('echo-7b');
		const { turn, answer, messages } = await ask(app, 'one two three');
		assert.equal(answer.state, 'done', JSON.stringify(answer.error));
		assert.match(answer.text, /words: .*three two one/);
		assert.equal(answer.routing?.candidateId, 'home/echo-7b');
		assert.equal(answer.routing?.recipient, 'this computer');
		assert.equal(answer.receipt?.cost, 0);
		assert.ok(turn.sentTokens > 3);
		const routed = messages.findIndex((m) => m.type === 'answer' && m.answer.routing !== null);
		const firstText = messages.findIndex((m) => m.type === 'append');
		assert.ok(routed >= 0 && firstText > routed, 'the routing line stands before the first token');
		const saved = await app.ledger.rows(1);
		assert.equal(saved[0]?.decision.candidateId, 'home/echo-7b');
		assert.equal(saved[0]?.state, 'settled');
	});

	test('code of an answer that is inserted, its undoing and the tests after it are learned from, once each', async () => {
		await only('echo-7b');
		await app.answers.forget();
		const { answer, turn } = await ask(app, 'write a function that adds numbers');
		const document = await vscode.workspace.openTextDocument({ content: '// above\n', language: 'typescript' });
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(1, 0, 1, 0);
		const code = 'export function sum(values: number[]): number {\n\treturn values.reduce((a, b) => a + b, 0);\n}\n';
		await app.chat.receive({ type: 'insertCode', code, turnId: turn.id, answerId: answer.id });
		await until('the insert', () => app.answers.count() === 1);
		// Its file is closed as its author left it: taken out.
		await editor.edit((edit) => edit.delete(new vscode.Range(1, 0, document.lineCount, 0)));
		app.watch.left(answer.id);
		await until('the undoing', () => app.answers.count() === 2);
		await app.chat.receive({ type: 'feedback', turnId: turn.id, answerId: answer.id, value: 'good' });
		await app.chat.receive({ type: 'feedback', turnId: turn.id, answerId: answer.id, value: 'bad' });
		// A shell of its own: seconds, where the computer is busy.
		const run = new vscode.Task({ type: 'shell' }, vscode.TaskScope.Workspace, 'unit test', 'host', new vscode.ShellExecution('exit 0'));
		run.presentationOptions = { reveal: vscode.TaskRevealKind.Never };
		await vscode.tasks.executeTask(run);
		await until('the thumb and the green task', () => app.answers.count() === 4, 60_000);
		assert.deepEqual(
			app.answers.rows().map(({ candidateId, signals }) => [candidateId, signals]),
			[['home/echo-7b', 4]],
		);
		assert.ok((await app.dashboardState()).learned?.rows.length);
		await app.answers.forget();
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	}).timeout(90_000);

	test('the conversation goes along with the next message', async () => {
		await only('echo-7b');
		await ask(app, 'first question');
		await ask(app, 'second question');
		const sent = server.requests.at(-1)!.messages.map((m) => m.role);
		assert.deepEqual(sent, ['system', 'user', 'assistant', 'user']);
	});

	test('stop keeps what was received and books it', async () => {
		await only('slow-3b');
		const asked = ask(app, Array.from({ length: 200 }, (_, i) => `w${i}`).join(' '));
		await until('text arrives', () => app.chat.state().session.turns.at(-1)?.answers[0] && last(app).answer.text.length > 5);
		await app.chat.receive({ type: 'stop' });
		const { answer } = await asked;
		assert.equal(answer.state, 'cancelled');
		assert.ok(answer.text.length > 5 && answer.text.length < 1000);
		assert.equal(app.chat.state().busy, null);
	});

	test('a stream that breaks keeps its text and says what happened', async () => {
		await only('broken-8b');
		const { answer } = await ask(app, 'a b c d e f g h i j k');
		assert.equal(answer.state, 'failed');
		assert.match(answer.text, /words:/);
		assert.ok(answer.error && answer.error.nextStep.length > 5);
	});

	test('a model that vanished hands over to the next one and says so once', async () => {
		await set('routoo.routing.pool', ['home/gone-9b', 'home/echo-7b']);
		const { answer } = await ask(app, 'hello there');
		assert.equal(answer.state, 'done', JSON.stringify(answer.error));
		assert.equal(answer.routing?.candidateId, 'home/echo-7b');
	});

	test('when nothing answers, the text is back in the box and the error names the next step', async () => {
		await app.chat.receive({ type: 'setModel', model: 'home/gone-9b' });
		const { answer, messages } = await ask(app, 'keep this text');
		assert.equal(answer.state, 'failed');
		assert.ok(answer.error?.nextStep);
		assert.equal(app.chat.state().session.draft, 'keep this text');
		assert.ok(messages.some((m) => m.type === 'setDraft' && m.text === 'keep this text'));
		await app.chat.receive({ type: 'setModel', model: 'home/echo-7b' });
		await app.chat.receive({ type: 'retry', turnId: last(app).turn.id });
		assert.equal(last(app).answer.state, 'done');
		assert.equal(app.chat.state().session.draft, '', 'an answered text leaves the box');
	});

	test('an endpoint that answers HTML is told in words and leaves the others usable', async () => {
		const { createServer } = await import('node:http');
		const page = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<html><body>Sign in</body></html>'));
		await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
		const port = (page.address() as { port: number }).port;
		await useEndpoints(app, [
			{ id: 'home', url, local: true },
			{ id: 'portal', name: 'Portal', url: `http://127.0.0.1:${port}/v1`, local: true },
		]);
		page.close();
		const portal = app.models.endpoints().find((e) => e.endpoint.id === 'portal');
		assert.ok(portal?.error?.message, 'the failure is kept in words');
		assert.ok((app.models.usableCount() ?? 0) >= 4);
	});

	test('again with a named model adds an answer beside the first', async () => {
		await only('echo-7b');
		await ask(app, 'compare these');
		const { turn } = last(app);
		await app.chat.receive({ type: 'feedback', turnId: turn.id, answerId: turn.answers[0]!.id, value: 'bad' });
		await set('routoo.routing.pool', ['home/echo-7b', 'home/slow-3b']);
		await app.chat.receive({ type: 'again', turnId: turn.id, how: 'cheaper' });
		assert.ok(app.chat.state().notices.some((n) => /no cheaper model/.test(n.text)));
		assert.equal(last(app).turn.answers[0]?.feedback, 'bad');
	});

	test('an edited message is asked anew; the turns after the first one stay as another way', async () => {
		await only('echo-7b');
		await ask(app, 'first');
		await ask(app, 'second');
		const first = app.chat.state().session.turns[0]!;
		await app.chat.receive({ type: 'edit', turnId: first.id, text: 'first, but better' });
		const { turns } = app.chat.state().session;
		assert.equal(turns.length, 1);
		assert.match(answerText(turns[0]!.answers[0]!), /better/);
		assert.deepEqual([turns[0]!.version?.index, turns[0]!.version?.count], [1, 2]);
		await app.chat.receive({ type: 'showVersion', turnId: turns[0]!.id, index: 0 });
		assert.deepEqual(
			app.chat.state().session.turns.map(({ text }) => text),
			['first', 'second'],
		);
	});

	test('the typed text is previewed without being sent', async () => {
		await only('echo-7b');
		const before = server.requests.length;
		const detach = app.chat.attach(() => {});
		await app.chat.receive({ type: 'draft', text: 'rename this variable' });
		const preview = await until('a preview', () => app.chat.state().composer.preview);
		detach();
		assert.equal(preview.candidateId, 'home/echo-7b');
		assert.equal(server.requests.length, before);
	});

	test('a session survives: saved, listed, opened again, deleted', async () => {
		await only('echo-7b');
		await ask(app, 'remember me');
		const { id } = app.chat.state().session;
		await app.chat.newSession();
		assert.equal(app.chat.state().session.turns.length, 0);
		assert.ok(app.chat.state().sessions.some((s) => s.id === id && s.title === 'remember me'));
		await app.chat.receive({ type: 'openSession', sessionId: id });
		assert.match(last(app).answer.text, /me remember/);
		// What a new window does first.
		await app.chat.restore();
		assert.equal(app.chat.state().session.id, id);
		await app.chat.receive({ type: 'deleteSession', sessionId: id });
		assert.ok(!app.chat.state().sessions.some((s) => s.id === id));
	});

	test('selection and file are attached, sent and shown as chips', async () => {
		await only('echo-7b');
		const document = await vscode.workspace.openTextDocument({ content: 'alpha\nbeta\ngamma\n', language: 'plaintext' });
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(1, 0, 2, 0);
		await app.chat.receive({ type: 'attach', what: 'selection' });
		const [chip] = app.chat.state().composer.attachments;
		assert.match(chip!.label, /:2-2$/);
		const { turn } = await ask(app, 'what is this');
		assert.equal(turn.attachments[0]?.content, 'beta\n');
		assert.match(server.requests.at(-1)!.messages.at(-1)!.content, /beta/);
		assert.equal(app.chat.state().composer.attachments.length, 0);
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	});

	test('the open file goes along by itself, and once', async () => {
		await only('echo-7b');
		await app.chat.newSession();
		const document = await vscode.workspace.openTextDocument({ content: 'export const openOne = 1;\n', language: 'typescript' });
		await vscode.window.showTextDocument(document);
		const chip = () => app.chat.state().composer.openFile;
		await until('the chip', () => chip()?.state === 'sent');
		const { turn } = await ask(app, 'Explain this file');
		assert.deepEqual(
			turn.attachments.map(({ kind, open, content }) => [kind, open, content]),
			[['file', true, 'export const openOne = 1;\n']],
		);
		assert.match(server.requests.at(-1)!.messages.at(-1)!.content, /Open in the editor: Untitled-\d+\n```typescript\nexport const openOne/);
		await until('the chip that says so', () => chip()?.state === 'known');
		assert.deepEqual((await ask(app, 'And its name?')).turn.attachments, []);
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		await until('no chip', () => chip() === null);
	});

	test('a binary file is refused in words', async () => {
		const folder = vscode.workspace.workspaceFolders?.[0];
		assert.ok(folder, 'the test runs in a workspace');
		const uri = vscode.Uri.joinPath(folder.uri, 'picture.bin');
		await vscode.workspace.fs.writeFile(uri, new Uint8Array([1, 0, 2]));
		await app.chat.receive({ type: 'attachFound', of: 'file', ref: 'picture.bin' });
		assert.ok(app.chat.state().notices.some((n) => /not a text file/.test(n.text)));
		assert.equal(app.chat.state().composer.attachments.length, 0);
		await vscode.workspace.fs.delete(uri);
	});
});
