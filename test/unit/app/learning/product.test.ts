import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ModelServer } from '../../../host/model-server.ts';
import { type Product, product } from '../product.ts';

let folder: string;
let server: ModelServer;
let url: string;
const running: Product[] = [];

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-learning-'));
	server = new ModelServer(['echo-7b']);
	url = await server.listen();
});
afterEach(async () => {
	for (const { app } of running.splice(0)) await app.dispose();
	server.close();
	rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<Product> {
	const one = await product({ folder, settings: { 'routoo.endpoints': [{ id: 'home', name: 'Home', url, local: true }] } });
	running.push(one);
	await one.app.start();
	return one;
}

async function ask({ app }: Product, text: string) {
	await app.chat.receive({ type: 'send', text });
	const turn = app.chat.state().session.turns.at(-1)!;
	return { turnId: turn.id, answerId: turn.answers[turn.shown]!.id, routing: turn.answers[turn.shown]!.routing! };
}

const bytes = (): string =>
	readdirSync(join(folder, 'state'))
		.map((name) => readFileSync(join(folder, 'state', name), 'latin1'))
		.join('');

test('thumbs lower what is predicted of a model, the decision says so, a restart knows it, and forgetting takes it out of the files', async () => {
	const first = await open();
	const before = await ask(first, 'Write unit tests for the parser, secretword one.');
	expect(before.routing.learned).toBeUndefined();
	for (let n = 0; n < 6; n++) {
		const { turnId, answerId } = await ask(first, `Write unit tests for module ${n}, secretword.`);
		await first.app.chat.receive({ type: 'feedback', turnId, answerId, value: 'bad' });
	}
	await vi.waitFor(() => expect(first.app.answers.count()).toBe(6));
	const after = await ask(first, 'Write unit tests for the parser, secretword one.');
	expect(after.routing.quality.mean).toBeLessThan(before.routing.quality.mean);
	expect(after.routing.learned).toEqual([expect.stringMatching(/^Your thumbs moved echo-7b down \d+ points? on tests \(\d signals\)\.$/)]);
	expect(after.routing.alternatives[0]!.moved).toBeLessThan(0);
	const { learned } = await first.app.dashboardState();
	expect(learned).toMatchObject({ signals: 6, enough: 50, rows: [{ model: 'echo-7b', kind: 'tests', signals: 6 }] });
	running.splice(0);
	await first.app.dispose();
	expect(bytes()).toContain('thumbDown');
	expect(bytes()).not.toContain('secretword');

	const second = await open();
	expect(second.app.answers.count()).toBe(6);
	expect(second.app.answers.rows()).toMatchObject([{ candidateId: 'home/echo-7b', task: 'test', signals: 6 }]);
	expect(await second.app.answers.forget()).toBe(true);
	expect(bytes()).not.toContain('thumbDown');
	const anew = await ask(second, 'Write unit tests for the parser, secretword one.');
	expect(anew.routing.learned).toBeUndefined();
	expect(second.told).toEqual([]);
}, 120_000);
