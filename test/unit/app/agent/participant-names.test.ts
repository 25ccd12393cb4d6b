import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { rowWords } from '../../../../src/app/agent/participant/why.ts';
import { ModelServer } from '../../../host/model-server.ts';
import { type Product, product } from '../product.ts';

const HOSTILE = '[x]*b*';
/** Not even listed: the editor would follow it. */
const LINK = '[x](command:workbench.action.quit)';
let folder: string;
let servers: ModelServer[];
let one: Product;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-names-'));
	servers = [new ModelServer(['echo-7b', HOSTILE, LINK]), new ModelServer(['echo-7b'])];
	const [first, second] = await Promise.all(servers.map((server) => server.listen()));
	const endpoints = [
		{ id: 'one', name: 'One', url: first, local: false, needsKey: false },
		{ id: 'two', name: 'Two', url: second, local: false, needsKey: false },
	];
	const price = { input: 1, output: 2 };
	one = await product({
		folder,
		settings: { 'routoo.endpoints': endpoints, 'routoo.prices': { 'echo-7b': price, [HOSTILE]: price, [LINK]: price } },
	});
	await one.app.start();
});
afterAll(async () => {
	await one.app.dispose();
	for (const server of servers) server.close();
	rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => one.settings.update('routoo.routing.pool', ['one/echo-7b', 'two/echo-7b']));

async function ask(command: string | null, prompt: string) {
	const out = { text: '', progress: '', buttons: [] as string[] };
	const signal = new AbortController().signal;
	const { note } = await one.app.participant.respond(
		{ command, prompt, attached: { files: [], images: [], texts: [], failed: [] }, history: [], signal },
		{
			markdown: (text) => {
				out.text += text;
			},
			progress: (text) => {
				out.progress += text;
			},
			button: (_, title) => void out.buttons.push(title),
		},
	);
	return { ...out, followups: one.app.participant.followups(JSON.parse(JSON.stringify(note)), prompt) };
}

test('two models of one name are told apart by where they are', async () => {
	const { text, progress, buttons } = await ask('compare', '"one/echo-7b" vs "two/echo-7b": hi');
	expect(text.match(/^### .*$/gm)).toEqual(['### echo-7b (One)', '### echo-7b (Two)']);
	expect(progress).toBe('Asking echo-7b (One) and echo-7b (Two)');
	expect(buttons).toEqual(['Better: echo-7b (One)', 'Better: echo-7b (Two)']);
});

test('no comparison of a model with one of its own name is offered: a name would mean one of them', async () => {
	const answered = await ask(null, 'hi');
	expect(answered.text).toContain('words:');
	expect(answered.followups.map(({ command }) => command)).toEqual(['why']);
	expect((await ask('models', 'hi')).followups).toEqual([]);
	await one.settings.update('routoo.routing.pool', null);
	const other = (await ask(null, 'hi')).followups.find(({ command }) => command === 'compare')!;
	expect((await ask('compare', other.prompt)).text).toContain('Together at most');
});

test('names of servers are no markup, also while they are asked', async () => {
	const { text, progress } = await ask('compare', `"one/echo-7b" vs "${HOSTILE}": hi`);
	for (const shown of [text, progress]) {
		expect(shown).toContain('\\[x\\]\\*b\\*');
		expect(shown).not.toContain('[x]*');
	}
	expect(one.app.models.endpoints().flatMap(({ candidates }) => candidates.map(({ id }) => id))).toEqual([
		'one/echo-7b',
		`one/${HOSTILE}`,
		'two/echo-7b',
	]);
});

test('a request of the ledger that is under way has no price yet, and one that was not answered none', async () => {
	const answered = (await one.app.ledger.rows(1))[0]!;
	expect(rowWords(answered)).toContain('\\$0.');
	expect(rowWords({ ...answered, state: 'outstanding', cost: 0 })).toContain(', not booked yet. ');
	expect(rowWords({ ...answered, state: 'released', cost: 0 })).toContain(', not answered. ');
});

test('models that a setting leaves out are no reason to set up another', async () => {
	await one.settings.update('routoo.routing.pool', ['none/such']);
	const { text } = await ask('models', '');
	expect(text).toMatch(/^No model can be used now\.\n/);
	expect(text).toContain('not among the models you allow');
});
