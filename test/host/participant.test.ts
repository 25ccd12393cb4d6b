import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { HostApp } from '../../src/host/app.ts';
import { EXTENSION, reset, set, theApp, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

interface Shown {
	readonly text: string[];
	readonly buttons: vscode.Command[];
	readonly stream: Pick<vscode.ChatResponseStream, 'markdown' | 'progress' | 'button'>;
}

function shown(): Shown {
	const text: string[] = [];
	const buttons: vscode.Command[] = [];
	const stream = {
		markdown: (value: string | vscode.MarkdownString) => void text.push(typeof value === 'string' ? value : value.value),
		progress: () => {},
		button: (command: vscode.Command) => void buttons.push(command),
	};
	return { text, buttons, stream };
}

suite('@routoo and its tools', () => {
	let app: HostApp;
	const server = new ModelServer(['echo-7b', 'other-70b']);
	const folder = () => vscode.workspace.workspaceFolders![0]!.uri;

	suiteSetup(async () => {
		app = await theApp();
		const url = await server.listen();
		await reset(app);
		await useEndpoints(app, [{ id: 'home', name: 'Home server', url, local: true }]);
		await set('routoo.routing.pool', ['home/echo-7b', 'home/other-70b']);
	});
	suiteTeardown(async () => {
		server.close();
		await reset(app);
	});

	async function ask(
		prompt: string,
		command?: string,
		references: readonly vscode.ChatPromptReference[] = [],
		history: vscode.ChatContext['history'] = [],
	) {
		const out = shown();
		const source = new vscode.CancellationTokenSource();
		const result = await app.chatParticipant.respond({ prompt, command, references }, { history }, out.stream, source.token);
		return { ...out, result, said: out.text.join('') };
	}

	test('the manifest and VS Code know them', () => {
		const { contributes } = vscode.extensions.getExtension(EXTENSION)!.packageJSON;
		assert.deepEqual(
			contributes.chatParticipants[0].commands.map(({ name }: { name: string }) => name),
			['why', 'budget', 'models', 'compare'],
		);
		const names = vscode.lm.tools.map(({ name }) => name);
		for (const name of ['routoo_predict', 'routoo_budget']) assert.ok(names.includes(name), `${name} is registered`);
	});

	test('a question is answered with its line, and the references are sent', async () => {
		const uri = vscode.Uri.joinPath(folder(), 'routoo-reference.ts');
		await vscode.workspace.fs.writeFile(uri, Buffer.from('first line\nsecond line\nthird line\n'));
		const location = new vscode.Location(uri, new vscode.Range(1, 0, 1, 11));
		const image = { mimeType: 'image/svg+xml', data: 7 };
		const { said, result } = await ask('one two three', undefined, [
			{ id: 'vscode.file', value: uri },
			{ id: 'vscode.symbol', value: location },
			{ id: 'terminal', value: 'exit code 3' },
			{ id: 'broken', value: image },
			{ id: 'gone', value: vscode.Uri.joinPath(folder(), 'not-there.ts') },
			{ id: 'vscode.instructions.file.root__x', value: vscode.Uri.joinPath(folder(), 'not-there.md') },
		]);
		await vscode.workspace.fs.delete(uri);
		assert.equal(result.errorDetails, undefined);
		assert.match(said, /words: /);
		assert.match(said, /not\\?-there\.ts cannot be read/);
		assert.match(said, /broken was not attached/);
		assert.doesNotMatch(said, /there\.md/);
		const sent = server.requests.at(-1)!.messages.at(-1)!.content;
		assert.match(sent, /<attachment filePath="routoo-reference\.ts"[^>]*>\nfirst line\nsecond line\nthird line\n/);
		assert.match(sent, /lines="2-2"[^>]*>\nsecond line\n/);
		assert.match(sent, /<attachment id="terminal">\nexit code 3\n/);
		const followups = app.chatParticipant.followups(result);
		assert.deepEqual(
			followups.map(({ command }) => command),
			['why', 'compare'],
		);
		const history = [
			{ prompt: 'one two three', command: undefined, participant: 'routoo.routoo', references: [], toolReferences: [] },
			{ response: [{ value: new vscode.MarkdownString(said) }], result, participant: 'routoo.routoo' },
		] as unknown as vscode.ChatContext['history'];
		assert.match((await ask('', 'why', [], history)).said, /The last choice in this conversation/);
	});

	test('/budget, /models and /compare say what they should', async () => {
		const budget = await ask('', 'budget');
		assert.match(budget.said, /left until|no limit/);
		const known = new Set(await vscode.commands.getCommands(true));
		for (const { command } of budget.buttons) assert.ok(known.has(command), `${command} exists`);
		assert.match((await ask('', 'models')).said, /2 models are usable/);
		const compared = await ask('echo-7b vs other-70b: one two', 'compare');
		assert.equal(compared.said.match(/words: /g)?.length, 2, compared.said);
		assert.equal(compared.buttons.length, 2);
	});

	test('the tools answer with JSON, also to input of another form', async () => {
		const call = async (name: string, input: object) => {
			const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
			return JSON.parse((result.content[0] as vscode.LanguageModelTextPart).value);
		};
		const before = server.requests.length;
		const predicted = await call('routoo_predict', { task: 'write a parser', needsTools: false });
		assert.equal(predicted.models.length, 2);
		assert.equal(server.requests.length, before);
		assert.ok('paused' in (await call('routoo_budget', {})));
		assert.match((await call('routoo_predict', { task: '   ' })).error, /must be/);
	});
});
