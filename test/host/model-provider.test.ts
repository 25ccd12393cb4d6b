import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { HostApp } from '../../src/host/app.ts';
import { ask, reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

const UTILITY = ['chat.utilityModel', 'chat.utilitySmallModel'];

suite("models in VS Code's own chat", () => {
	let app: HostApp;
	const server = new ModelServer(['echo-7b', 'broken-8b', 'slow-9b', 'org/größe 7b:latest.v1']);
	let url: string;

	suiteSetup(async () => {
		app = await theApp();
		url = await server.listen();
		await reset(app);
		await useEndpoints(app, [{ id: 'home', name: 'Home server', url, local: true }]);
	});
	suiteTeardown(async () => {
		server.close();
		await reset(app);
		await set('routoo.useEditorModels', undefined);
	});

	const ours = async (id: string) => {
		return until(`the model ${id}`, async () => (await vscode.lm.selectChatModels({ vendor: 'routoo', id }))[0]);
	};
	const { User } = vscode.LanguageModelChatMessage;

	/** Parts of an answer to an extension's request. */
	async function parts(id: string, text: string): Promise<unknown[]> {
		const response = await (await ours(id)).sendRequest([User(text)], { modelOptions: { _conversationId: 'host' } });
		const all: unknown[] = [];
		for await (const part of response.stream) all.push(part);
		return all;
	}

	test('are those that can be used, with the efforts of one as one', async () => {
		const auto = await ours('auto');
		assert.ok(auto.maxInputTokens > 0);
		assert.match(auto.name, /Routoo/);
		for (const id of ['save', 'balanced', 'best', 'background', 'home/echo-7b']) await ours(id);
	});

	test('answer another extension with the text alone, and say what was used', async () => {
		const all = await parts('home/echo-7b', 'one two three');
		const text = all.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
		assert.match(text, /three two one/);
		assert.doesNotMatch(text, /◆/);
		const last = all.at(-1) as vscode.LanguageModelDataPart;
		assert.equal(last.mimeType, 'usage');
		const usage = JSON.parse(new TextDecoder().decode(last.data));
		assert.ok(usage.prompt_tokens > 0 && usage.completion_tokens > 0);
		const [row] = await app.ledger.rows(1);
		assert.equal(row?.decision.candidateId, 'home/echo-7b');
	});

	test('count tokens', async () => {
		const auto = await ours('auto');
		assert.ok((await auto.countTokens('one two three')) >= 3);
		assert.ok((await auto.countTokens(User([vscode.LanguageModelDataPart.image(new Uint8Array(10), 'image/png')]))) > 100);
	});

	test('fail in words, without a stack', async () => {
		const error = await parts('home/broken-8b', 'one two three four five six seven').then(
			() => null,
			(thrown: unknown) => thrown as vscode.LanguageModelError,
		);
		assert.ok(error instanceof Error);
		assert.match(error.message, /\. .*\./s, error.message);
		assert.doesNotMatch(error.message, /\n\s+at /);
	});

	test('are known by ids with slashes, spaces and letters of any script', async () => {
		const all = await parts('home/org/größe 7b:latest.v1', 'one two');
		assert.match(all.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join(''), /two one/);
	});

	test('stop before they begin, in the middle, and not behind the end', async () => {
		const model = await ours('home/slow-9b');
		const words = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
		const asked = async (stopAt: number): Promise<{ readonly read: number; readonly error: unknown }> => {
			const source = new vscode.CancellationTokenSource();
			if (stopAt === 0) source.cancel();
			let read = 0;
			try {
				const response = await model.sendRequest([User(stopAt > 60 ? 'one two' : words)], {}, source.token);
				for await (const part of response.stream) {
					read += part instanceof vscode.LanguageModelTextPart ? 1 : 0;
					if (read === stopAt) source.cancel();
				}
				if (stopAt > 60) source.cancel();
				return { read, error: null };
			} catch (error) {
				return { read, error };
			}
		};
		const before = server.requests.length;
		const never = await asked(0);
		assert.ok(never.error !== null || never.read === 0);
		assert.equal(server.requests.length, before);
		const half = await asked(3);
		assert.ok(half.read < 40, `read ${half.read} pieces`);
		await until('it is booked', async () => {
			const [row] = await app.ledger.rows(1);
			return row !== undefined && row.state !== 'outstanding';
		});
		const whole = await asked(1000);
		assert.equal(whole.error, null);
		assert.ok(whole.read >= 3);
	});

	test('wait for a reader that is slow, and lose nothing', async () => {
		const response = await (await ours('home/echo-7b')).sendRequest([User(Array.from({ length: 40 }, (_, n) => `w${n}`).join(' '))]);
		let text = '';
		for await (const part of response.text) {
			await new Promise((resolve) => setTimeout(resolve, 20));
			text += part;
		}
		assert.match(text, /^40 words: w39 .* w0$/);
	});

	test('that are gone are not to be had', async () => {
		const model = await ours('home/echo-7b');
		await set('routoo.endpoints', [{ id: 'other', name: 'Other server', url, local: true }]);
		await ours('other/echo-7b');
		// VS Code itself refuses it, at once.
		const asked = async () => void (await model.sendRequest([User('one')]));
		const error = await asked().catch((thrown: unknown) => thrown);
		await set('routoo.endpoints', [{ id: 'home', name: 'Home server', url, local: true }]);
		await ours('home/echo-7b');
		assert.ok(error instanceof vscode.LanguageModelError);
		assert.equal(error.code, 'NotFound');
	});

	test('no circle of listings follows from our own changes', async () => {
		const helper = vscode.extensions.getExtension<{ listed(): number }>('routoo-test.editor-models');
		assert.ok(helper);
		const { listed } = helper.exports;
		await set('routoo.useEditorModels', true);
		await new Promise((resolve) => setTimeout(resolve, 2500));
		const before = listed();
		// Two models more of ours in the picker, and what is told of all.
		await set('routoo.endpoints', [
			{ id: 'home', name: 'Home server', url, local: true },
			{ id: 'second', name: 'Second server', url, local: true },
		]);
		await ours('second/echo-7b');
		await new Promise((resolve) => setTimeout(resolve, 2500));
		const changed = listed();
		for (let n = 0; n < 20; n++) app.agent.entriesChanged.emit();
		await new Promise((resolve) => setTimeout(resolve, 2500));
		console.log(`      listed ${changed - before} times for the change, ${listed() - changed} after it`);
		assert.equal(listed(), changed);
	});

	test('are none of those that Routoo chooses from', async () => {
		await until('the editor models', async () => {
			await app.models.refresh();
			return app.models.candidates().some(({ endpointId }) => endpointId === 'vscode');
		});
		assert.deepEqual(
			app.models.candidates().filter(({ endpointId, wireModel }) => endpointId === 'vscode' && wireModel.startsWith('routoo/')),
			[],
		);
	});

	for (const mirror of ['mirror-1', 'mirror-2']) {
		test(`${mirror}, which asks Routoo for its answers, is found out and left out`, async () => {
			const id = `vscode/routoo-mirror/${mirror}`;
			await until('the mirror', async () => {
				await app.models.refresh();
				return app.models.candidates().some((candidate) => candidate.id === id);
			});
			await app.chat.newSession();
			await app.chat.receive({ type: 'setModel', model: id });
			const { answer } = await ask(app, `Does ${mirror} look into a mirror?`);
			assert.match(`${answer.error?.message} ${answer.routing?.fallbackNote}`, /asks Routoo itself/);
			await until('it is left out', () => app.models.candidates().every((candidate) => candidate.id !== id));
		});
	}

	test('stand for titles and commit messages by one command', async () => {
		const value = (key: string) => vscode.workspace.getConfiguration().inspect<string>(key)?.globalValue;
		try {
			await vscode.commands.executeCommand('routoo.useForBackground');
			assert.deepEqual(UTILITY.map(value), ['routoo/background', 'routoo/background']);
		} finally {
			for (const key of UTILITY) await set(key, undefined);
		}
	});
});
