import { strict as assert } from 'node:assert';
import { createServer } from 'node:net';
import * as vscode from 'vscode';
import type { HostApp } from '../../src/host/app.ts';
import { reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

async function freePort(): Promise<number> {
	const server = createServer();
	const port = await new Promise<number>((resolve) =>
		server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
	);
	await new Promise((resolve) => server.close(resolve));
	return port;
}

suite('endpoint for other tools', () => {
	let app: HostApp;
	let port: number;
	const server = new ModelServer(['m-7b']);
	const kind = () => app.endpoint.window.state.kind;
	const url = (path: string) => `http://127.0.0.1:${port}${path}`;
	const models = (key?: string) => fetch(url('/v1/models'), key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
	const isRefused = () =>
		models().then(
			() => false,
			() => true,
		);

	suiteSetup(async () => {
		app = await theApp();
		await reset(app);
		await useEndpoints(app, [{ id: 'home', name: 'Home', url: await server.listen(), local: true }]);
		port = await freePort();
		await set('routoo.endpoint.port', port);
	});
	suiteTeardown(async () => {
		await set('routoo.endpoint.enabled', undefined);
		await set('routoo.endpoint.port', undefined);
		await server.close();
		await reset(app);
	});
	setup(async () => {
		await set('routoo.endpoint.enabled', undefined);
		await until('off', () => kind() === 'off');
	});

	test('is off until the setting is on', async () => {
		assert.equal(await isRefused(), true);
		await set('routoo.endpoint.enabled', true);
		await until('serving', () => kind() === 'serving');
		await set('routoo.endpoint.enabled', false);
		await until('off', () => kind() === 'off');
		assert.equal(await isRefused(), true);
	});

	test('answers who shows the key, under the ledger of this window, and nobody else', async () => {
		await set('routoo.endpoint.enabled', true);
		await until('serving', () => kind() === 'serving');
		const key = await app.endpoint.key.get();
		assert.equal((await models()).status, 401);
		assert.equal((await models('routoo-guessed')).status, 401);
		const listed = await models(key);
		assert.equal(listed.status, 200);
		const { data } = (await listed.json()) as { data: { id: string }[] };
		assert.ok(data.some(({ id }) => id === 'routoo/auto'));
		const answered = await fetch(url('/v1/chat/completions'), {
			method: 'POST',
			headers: { 'x-api-key': key, 'content-type': 'application/json' },
			body: JSON.stringify({ model: 'routoo/auto', messages: [{ role: 'user', content: 'one two three' }] }),
		});
		const body = (await answered.json()) as { choices: { message: { content: string } }[] };
		assert.equal(answered.status, 200, JSON.stringify(body));
		assert.match(body.choices[0]!.message.content, /three two one/);
		const [row] = await app.ledger.rows(1, 'agent');
		assert.equal(row?.decision.candidateId, 'home/m-7b');
	});

	test('a rotated key is refused at once', async () => {
		await set('routoo.endpoint.enabled', true);
		await until('serving', () => kind() === 'serving');
		const old = await app.endpoint.key.get();
		assert.equal((await models(old)).status, 200);
		const made = await app.endpoint.key.rotate();
		assert.notEqual(made, old);
		assert.equal((await models(old)).status, 401);
		assert.equal((await models(made)).status, 200);
		assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('routoo')).includes(made));
	});

	test('does not listen in a workspace that is not trusted', async () => {
		const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
		Object.defineProperty(vscode.workspace, 'isTrusted', { configurable: true, get: () => false });
		try {
			await set('routoo.endpoint.enabled', true);
			await until('the refusal', () => kind() === 'untrusted');
			assert.equal(await isRefused(), true);
		} finally {
			if (trusted !== undefined) Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
		}
		await app.endpoint.window.sync();
		assert.equal(kind(), 'serving');
	});

	test('says with a next step that another program has the port, and serves when it is free', async () => {
		const foreign = createServer((socket) => socket.resume().end('hello\r\n'));
		await new Promise<void>((resolve) => foreign.listen(port, '127.0.0.1', resolve));
		const notice = () => app.chat.state().notices.find(({ text }) => text.includes('routoo.endpoint.port'));
		try {
			await set('routoo.endpoint.enabled', true);
			await until('the finding', () => kind() === 'foreign');
			assert.ok(notice()?.text.includes(String(port)));
		} finally {
			await new Promise((resolve) => foreign.close(resolve));
		}
		await until('serving', () => kind() === 'serving', 15_000);
		assert.equal(notice(), undefined);
	});
});
