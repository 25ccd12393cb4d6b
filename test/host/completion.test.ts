import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { dataFolder } from '../../src/app/state/data-folder.ts';
import { fileOf } from '../../src/core/workspace/paths.ts';
import type { HostApp } from '../../src/host/app.ts';
import { pathOf } from '../../src/host/completion/position.ts';
import { CompletionItemProvider } from '../../src/host/completion/provider.ts';
import { api, reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

suite('completions', () => {
	let app: HostApp;
	const server = new ModelServer(['fill-1b', 'echo-7b']);
	const chatOnly = new ModelServer(['echo-7b']);
	const failing = new ModelServer(['bad-fill-1b']);
	let url: string;
	const home = () => ({ id: 'home', name: 'Home', url, local: true });

	suiteSetup(async () => {
		app = await theApp();
		url = await server.listen();
	});
	suiteTeardown(async () => {
		for (const each of [server, chatOnly, failing]) each.close();
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		await reset(app);
	});
	setup(async () => {
		await reset(app);
		await use([home()]);
		// No test waits for the first measurements of a made-up model.
		await set('routoo.completion.maxWait', 10_000);
		await until('the setting', () => app.settings.current().completion.maxWaitMs === 10_000);
		await app.completion.learned.reset();
		app.completion.engine.clearCache();
		server.fills.length = 0;
	});
	teardown(async () => {
		await app.completion.snooze(null);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	});

	async function use(endpoints: readonly object[]): Promise<void> {
		await useEndpoints(app, endpoints);
		await app.completion.fillModels.refresh();
		app.completion.retry();
		await app.completion.fillModels.refresh();
	}

	const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;

	/** A new file of the workspace, open with the caret at its end. */
	async function open(name: string, text: string): Promise<vscode.TextEditor> {
		const uri = vscode.Uri.joinPath(folder(), name);
		await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
		const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
		const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
		editor.selection = new vscode.Selection(end, end);
		return editor;
	}

	const type = (text: string): Thenable<unknown> => vscode.commands.executeCommand('type', { text });
	const expected = (line: string, suffix = 0): string => `${line}filledIn(${line.trim().length}, ${suffix});`;

	/** What a suggestion at the caret would be, without the editor's own timing. */
	async function suggest(
		editor: vscode.TextEditor,
		selectedCompletionInfo?: vscode.SelectedCompletionInfo,
	): Promise<readonly vscode.InlineCompletionItem[]> {
		const provider = new CompletionItemProvider(app.completion.engine);
		const context = { triggerKind: vscode.InlineCompletionTriggerKind.Invoke, selectedCompletionInfo };
		return provider.provideInlineCompletionItems(
			editor.document,
			editor.selection.active,
			context,
			new vscode.CancellationTokenSource().token,
		);
	}

	/** Accepts the ghost text: the command does nothing until it is shown. */
	async function accept(editor: vscode.TextEditor, command = 'editor.action.inlineSuggest.commit'): Promise<void> {
		const before = editor.document.version;
		await until('the accepted text', async () => {
			await vscode.commands.executeCommand(command);
			return editor.document.version > before;
		});
	}

	test('a model that can fill in is found out, and one that cannot says why', () => {
		assert.deepEqual(
			app.completion.fillModels.list()?.map(({ model: candidate, ability }) => [candidate.id, ability.method]),
			[['home/fill-1b', 'openaiSuffix']],
		);
		const other = app.completion.fillModels.abilityOf('home/echo-7b');
		assert.equal(other?.method, null);
		assert.ok((other?.why.length ?? 0) > 10);
	});

	test('typing brings ghost text; accepting it inserts it, books it as a completion and is learned from', async () => {
		const editor = await open('typed.ts', 'const total');
		await type(' = ');
		await until('the request', () => server.fills.length > 0);
		await accept(editor);
		assert.equal(editor.document.getText(), expected('const total = '));
		const [row] = await until('the booking', async () => {
			const rows = await app.ledger.rows(1, 'completion');
			return rows[0]?.state === 'settled' && rows;
		});
		assert.equal(row!.decision.candidateId, 'home/fill-1b');
		assert.equal(row!.purpose, 'completion');
		assert.equal(row!.costSource, 'free');
		const counts = () => app.completion.learned.outcomes.counts().get('home/fill-1b');
		await until('the acceptance', () => (counts()?.accepted ?? 0) > 0);
		assert.equal(app.completion.learned.acceptance.observations(), 0);
		// Half a minute later it is still there.
		app.completion.look(Date.now() + 31_000);
		assert.equal(app.completion.learned.acceptance.observations(), 1);
		await app.completion.learned.save();
		const folder = join(dataFolder(), 'state');
		const written = () =>
			readdirSync(folder)
				.map((name) => readFileSync(join(folder, name), 'latin1'))
				.join('');
		assert.ok(written().includes('home/fill-1b') && !written().includes('total'), 'figures, no text');
		await app.completion.resetLearned();
		assert.equal(app.completion.learned.acceptance.observations(), 0);
		assert.ok(!written().includes('home/fill-1b'));
	});

	test('word by word the rest comes from the cache: one request, one acceptance', async () => {
		const editor = await open('words.ts', 'const words');
		await type(' = ');
		await until('the request', () => server.fills.length > 0);
		await accept(editor, 'editor.action.inlineSuggest.acceptNextWord');
		assert.match(editor.document.getText(), /^const words = filledIn/);
		await accept(editor);
		assert.equal(editor.document.getText(), expected('const words = '));
		assert.equal(server.fills.length, 1);
	});

	test('the selected entry of an open list is respected', async () => {
		const editor = await open('list.ts', 'const list = 1;\ncons');
		const range = new vscode.Range(1, 0, 1, 4);
		const [item] = await suggest(editor, { range, text: 'console' });
		assert.ok(item, 'a suggestion');
		assert.ok((item.insertText as string).startsWith('console'));
		assert.ok(item.range?.isEqual(range));
		assert.ok(server.fills.at(-1)!.prompt.endsWith('\nconsole'));
	});

	test('an entry that replaces the word behind the caret is followed by no rest of that word', async () => {
		const editor = await open('replace.ts', 'const list = 1;\ncons');
		editor.selection = new vscode.Selection(1, 0, 1, 0);
		const range = new vscode.Range(1, 0, 1, 4);
		const [item] = await suggest(editor, { range, text: 'console' });
		assert.ok((item!.insertText as string).startsWith('console'));
		assert.ok(item!.range?.isEqual(range));
	});

	test('a token that is cancelled gives nothing', async () => {
		const editor = await open('cancelled.ts', 'const cancelled = ');
		const source = new vscode.CancellationTokenSource();
		const provider = new CompletionItemProvider(app.completion.engine);
		const context = { triggerKind: vscode.InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: undefined };
		const running = provider.provideInlineCompletionItems(editor.document, editor.selection.active, context, source.token);
		source.cancel();
		assert.deepEqual(await running, []);
	});

	test('nothing of ignored files, .env and excluded files leaves, neither as the file itself nor as context', async () => {
		const secret =
			'export const databasePassword = readPassword(environment, separator);\nexport function words(separator: string) {\n\treturn separator;\n}\n';
		await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), '.gitignore'), new TextEncoder().encode('ignored/\n'));
		await app.privateFiles.load();
		await set('routoo.completion.exclude', ['*.local.ts']);
		await until('the setting', () => app.privateFiles.isPrivate('a.local.ts'));
		await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(folder(), 'ignored'));
		for (const name of ['ignored/a.ts', '.env', 'a.local.ts']) {
			const editor = await open(name, secret);
			assert.deepEqual(await suggest(editor), [], name);
			assert.equal(app.completion.gate().kind, 'private', name);
		}
		assert.equal(server.fills.length, 0);
		await open('shared.ts', secret.replace('databasePassword', 'plainName'));
		const editor = await open(
			'quoting.ts',
			'export function words(separator: string) {\n\treturn readPassword(environment, separator);\n}\nconst next = ',
		);
		assert.equal((await suggest(editor)).length, 1);
		const { prompt } = server.fills.at(-1)!;
		assert.ok(prompt.includes('plainName'), 'an ordinary open file is quoted');
		assert.ok(!prompt.includes('databasePassword'));
		await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), '.gitignore'));
		await app.privateFiles.load();
	});

	test('a .gitignore that the explorer does not show is in force', async () => {
		const uri = vscode.Uri.joinPath(folder(), '.gitignore');
		const nested = vscode.Uri.joinPath(folder(), 'lib', '.gitignore');
		for (const [file, text] of [
			[uri, 'unseen/\n'],
			[nested, '*.gen.ts\n'],
		] as const) {
			await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
		}
		await set('files.exclude', { '**/.gitignore': true });
		await app.privateFiles.load();
		assert.equal(app.privateFiles.isPrivate('unseen/a.ts'), true);
		assert.equal(app.privateFiles.isPrivate('lib/a.gen.ts'), true);
		assert.equal(app.privateFiles.isPrivate('lib/a.ts'), false);
		await set('files.exclude', undefined);
		await vscode.workspace.fs.delete(uri);
		await vscode.workspace.fs.delete(nested);
		await app.privateFiles.load();
	});

	test('a cell of a notebook is a document of its own, as private as its file', async () => {
		const cell = (text: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
		const content = new TextEncoder().encode(JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
		const uri = vscode.Uri.joinPath(folder(), 'lib', 'a.ipynb');
		await vscode.workspace.fs.writeFile(uri, content);
		const notebook = await vscode.workspace.openNotebookDocument(uri);
		const edit = new vscode.WorkspaceEdit();
		edit.set(uri, [vscode.NotebookEdit.insertCells(0, [cell('x = 1'), cell('y = 2')])]);
		assert.ok(await vscode.workspace.applyEdit(edit));
		const paths = notebook.getCells().map(({ document }) => pathOf(document));
		assert.equal(new Set(paths).size, 2);
		assert.deepEqual(paths.map(fileOf), ['lib/a.ipynb', 'lib/a.ipynb']);
	});

	test('off, off for a language, snoozed: one state each, with nothing asked', async () => {
		const editor = await open('gates.ts', 'const gates = ');
		await vscode.commands.executeCommand('routoo.toggleLanguageCompletions');
		await until('off for the language', () => app.completion.gate().kind === 'languageOff');
		assert.deepEqual(await suggest(editor), []);
		await vscode.commands.executeCommand('routoo.toggleLanguageCompletions');
		await until('on again', () => app.completion.gate().kind === 'open');
		await vscode.commands.executeCommand('routoo.toggleCompletions');
		await until('off', () => app.completion.gate().kind === 'off');
		assert.deepEqual(await suggest(editor), []);
		await vscode.commands.executeCommand('routoo.toggleCompletions');
		await until('on', () => app.completion.gate().kind === 'open');
		await vscode.commands.executeCommand('routoo.snoozeCompletions', 5);
		const { status } = await api();
		assert.equal(app.completion.gate().kind, 'snoozed');
		assert.match(status.shown().text, /completions snoozed/);
		await type('x');
		await new Promise((resolve) => setTimeout(resolve, 600));
		assert.equal(server.fills.length, 0);
		await vscode.commands.executeCommand('routoo.resumeCompletions');
		assert.equal(app.completion.gate().kind, 'open');
	});

	test('a workspace can turn completions off and exclude files, not the other way round, and has no say in money', async () => {
		const configuration = () => vscode.workspace.getConfiguration();
		const workspace = vscode.ConfigurationTarget.Workspace;
		await assert.rejects(async () => configuration().update('routoo.completion.budgetShare', 100, workspace));
		await set('routoo.completion.enabled', false);
		await set('routoo.completion.exclude', ['mine.ts']);
		await configuration().update('routoo.completion.enabled', true, workspace);
		await configuration().update('routoo.completion.exclude', ['theirs.ts'], workspace);
		await until('both lists', () => app.settings.current().completion.exclude.length === 2);
		assert.equal(app.settings.current().completion.enabled, false);
		assert.deepEqual([...app.settings.current().completion.exclude].sort(), ['mine.ts', 'theirs.ts']);
		for (const key of ['enabled', 'exclude']) await configuration().update(`routoo.completion.${key}`, undefined, workspace);
	});

	test('where no model can fill in, one quiet state says so', async () => {
		await use([{ id: 'chat', name: 'Chat', url: await chatOnly.listen(), local: true }]);
		await open('none.ts', 'const none = ');
		await until('the state', () => app.completion.gate().kind === 'noModel');
		const { status } = await api();
		assert.match(status.shown().text, /no completions/);
		assert.equal(status.shown().background, 'none');
	});

	test('errors pause completions, are told in the status, and end by hand', async () => {
		await use([{ id: 'bad', name: 'Bad', url: await failing.listen(), local: true }]);
		const editor = await open('errors.ts', 'const errors = ');
		assert.deepEqual(await suggest(editor), []);
		assert.equal(failing.fills.length, 1);
		const { status } = await api();
		assert.match(status.shown().text, /completions paused/);
		await vscode.commands.executeCommand('routoo.resumeCompletions');
		assert.equal(app.completion.gate().kind, 'open');
	});

	test('Test Completion opens what happened as a document', async () => {
		const editor = await open('tested.ts', 'const tested = ');
		const text = editor.document.getText();
		await vscode.commands.executeCommand('routoo.testCompletion');
		const report = await until('the report', () => vscode.workspace.textDocuments.find((d) => d.uri.scheme === 'routoo-report'));
		const shown = report.getText();
		for (const part of [
			'tested.ts:1',
			'fill-1b',
			'filledIn(',
			'first line after',
			'Cost: free',
			'Before the caret',
			text.trim(),
			'echo-7b',
		]) {
			assert.ok(shown.includes(part), `${part} in\n${shown}`);
		}
		assert.equal(editor.document.getText(), text);
	});

	test('a large file costs little at a key', async () => {
		const line = 'export const value = compute(1, 2, 3); // some words to read\n';
		const editor = await open('large.ts', `${line.repeat(10_000)}const large = `);
		const times: number[] = [];
		const context = { triggerKind: vscode.InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: undefined };
		const provider = new CompletionItemProvider(app.completion.engine);
		for (let i = 0; i < 100; i++) {
			const source = new vscode.CancellationTokenSource();
			const at = performance.now();
			const running = provider.provideInlineCompletionItems(editor.document, editor.selection.active, context, source.token);
			times.push(performance.now() - at);
			source.cancel();
			await running;
		}
		times.sort((a, b) => a - b);
		console.log(`      one key in a file of 10,000 lines: median ${times[50]!.toFixed(2)} ms, worst of 100 ${times[99]!.toFixed(2)} ms`);
		assert.ok(times[50]! < 10);
	});
});
