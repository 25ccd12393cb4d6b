import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerText } from '../../../src/core/chat/answer.ts';
import { type Answers, llamaCpp, plain } from '../../support/model-servers.ts';
import { json, startServer, type TestServer, writeChunks } from '../providers/server.ts';
import { type Product, product } from './product.ts';

let folder: string;
let server: TestServer;
let answers: Answers;
const running: Product[] = [];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-local-'));
	server = await startServer((request, response) => {
		const path = request.url.split('?')[0]!;
		if (path === '/v1/chat/completions') {
			const chunk = (delta: object, finish: string | null) =>
				`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
			return writeChunks(response, [chunk({ role: 'assistant', content: 'from here' }, null), chunk({}, 'stop'), 'data: [DONE]\n\n']);
		}
		json(response, answers[path] === undefined ? 404 : 200, answers[path] ?? { error: 'not found' });
	});
});
afterEach(async () => {
	for (const { app } of running.splice(0)) await app.dispose();
	await server.close();
	rmSync(folder, { recursive: true, force: true });
});

async function open(settings: object = {}): Promise<Product> {
	const one = await product({
		folder,
		settings: {
			'routoo.endpoints': [{ id: 'near', name: 'Near', url: server.url }],
			'routoo.budget.monthly': 0,
			'routoo.localOnly': true,
			...settings,
		},
	});
	running.push(one);
	return one;
}

const asked = () => server.seen.filter(({ url }) => url.startsWith('/v1/chat/completions'));

async function send({ app }: Product, text: string) {
	await app.chat.receive({ type: 'send', text });
	const turn = app.chat.state().session.turns.at(-1);
	const answer = turn?.answers[turn.shown];
	return answer && { ...answer, text: answerText(answer) };
}

describe('with local models only and a budget of 0', () => {
	test('llama.cpp answers under the name of a closed model, for nothing', async () => {
		answers = llamaCpp('gpt-4o-mini');
		const one = await open();
		await one.app.start();
		const answer = await send(one, 'one two three');
		expect(answer).toMatchObject({ error: null, text: 'from here', receipt: { cost: 0 } });
		expect(one.asked).toEqual([]);
	});

	test('nothing goes to an unknown server before its user says that it runs its models, and then it does', async () => {
		answers = plain('my-own-7b');
		const one = await open();
		await one.app.start();
		await send(one, 'one two three');
		expect(asked()).toEqual([]);
		expect(one.asked).toHaveLength(1);
		await one.app.models.refresh();
		expect(one.asked).toHaveLength(1);
		await one.app.dispose();
		running.splice(0);

		const two = await open();
		two.answers.push('here');
		await two.app.start();
		await vi.waitFor(() => expect(two.app.models.usableCount()).toBe(1), 5000);
		expect(await send(two, 'one two three')).toMatchObject({ error: null, text: 'from here', receipt: { cost: 0 } });
		await two.app.dispose();
		running.splice(0);

		const three = await open();
		await three.app.start();
		await vi.waitFor(() => expect(three.app.models.usableCount()).toBe(1), 5000);
		expect(three.asked).toEqual([]);
	});

	test.each<[string, () => Answers]>([
		['a closed model that nobody proves', () => plain('gpt-4o-mini', 'my-own-7b')],
		['a lie about its weights', () => llamaCpp('gpt-4o-mini', { meta: { n_params: 12 } })],
		['a model newer than the catalog', () => plain('gemini-9-pro', 'deepseek-chat')],
	])('nothing ever goes to a gateway: %s', async (_name, lie) => {
		answers = lie();
		const one = await open();
		one.answers.push('here', 'here');
		await one.app.start();
		await send(one, 'one two three');
		expect(one.app.models.usableCount()).toBe(0);
		expect(asked()).toEqual([]);
		expect(one.asked).toEqual([]);
	});

	test('an answer of the user ends when the server begins to list what only its vendor can run', async () => {
		answers = plain('my-own-7b');
		const one = await open();
		one.answers.push('here');
		await one.app.start();
		await vi.waitFor(() => expect(one.app.models.usableCount()).toBe(1), 5000);
		answers = plain('my-own-7b', 'claude-opus-9');
		await one.app.models.refresh();
		expect(one.app.models.usableCount()).toBe(0);
		await send(one, 'one two three');
		expect(asked()).toEqual([]);
	});

	test('local: true in the settings stays what it was', async () => {
		answers = plain('my-own-7b');
		const one = await open({ 'routoo.endpoints': [{ id: 'near', url: server.url, local: true }] });
		await one.app.start();
		expect(await send(one, 'one two three')).toMatchObject({ error: null, text: 'from here' });
		expect(one.asked).toEqual([]);
	});
});
