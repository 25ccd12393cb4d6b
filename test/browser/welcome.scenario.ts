import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { ChatView } from './chat-view.ts';
import { Environment } from './environment.ts';
import { FIRST_ANSWER, type FirstServer, LOCAL_MODEL, startOllama, startVendor, VENDOR_MODEL } from './first-server.ts';
import { type Counts, runScenario, type Scenario, until } from './runner.ts';
import { answerInput, command, openFile, statusBar, textOf } from './workbench.ts';

const FILE = 'cart.ts';
/** A fresh profile starts slowly on a busy machine. */
const START_MS = 120_000;
/** A form that only Groq writes. */
const KEY = `gsk_${'a1B2'.repeat(13)}`;
const QUIET = { 'routoo.useEditorModels': false, 'routoo.completion.enabled': false, 'routoo.discoverLocalServers': true };

/** Counts what the user does: a click, or a text with Enter. */
class Acts {
	readonly done: string[] = [];

	async act(what: string, body: () => Promise<void>): Promise<void> {
		this.done.push(what);
		await body();
	}

	atMost(most: number): void {
		assert.ok(this.done.length <= most, `${this.done.length} acts: ${this.done.join(', ')}`);
	}
}

async function firstAnswer(chat: ChatView, server: FirstServer, model: string): Promise<void> {
	await chat.receipt(120_000);
	assert.equal(await chat.lastAnswer(), FIRST_ANSWER);
	assert.ok((await chat.lastRouting()).length > 0);
	assert.ok(
		server.asked.some((text) => text.includes('Explain this file.') && text.includes(FILE)),
		`${model} was not asked about ${FILE}`,
	);
}

const step = (chat: ChatView, name: string) => chat.frame.locator('.step', { hasText: name }).first();

/** From a fresh install to the first routed answer, by a server that is found and by a pasted key. */
export const welcomeScenario = (vsix: string): Promise<Counts> =>
	runScenario('welcome', async (scenario, onEnd) => {
		await byPastedKey(scenario, onEnd, vsix);
		await byFoundServer(scenario, onEnd, vsix);
	});

async function byPastedKey(scenario: Scenario, onEnd: (cleanup: () => unknown) => void, vsix: string): Promise<void> {
	const vendor = await startVendor(KEY);
	onEnd(() => vendor.close());
	const groq = { id: 'groq', url: vendor.url, local: false, needsKey: true, allowHttp: true };
	const settings = {
		...QUIET,
		'routoo.discoverLocalServers': false,
		'routoo.endpoints': [groq],
		'routoo.prices': { [VENDOR_MODEL]: { input: 1, output: 2 } },
	};
	const environment = await Environment.create(scenario, vsix, { withoutDemo: true, settings });
	onEnd(() => environment.close());
	const page = await environment.open();
	const acts = new Acts();
	await openFile(page, FILE);
	await scenario.step('a click on "no model" opens the first steps', async () => {
		await until('no model in the status bar', async () => (await statusBar(page)).includes('no model'), START_MS);
		await acts.act('status bar', () => page.locator('.part.statusbar .statusbar-item[id^="routoo.routoo"]').first().click());
		const chat = await ChatView.shown(page);
		await step(chat, 'Models').waitFor({ state: 'visible', timeout: 90_000 });
		assert.equal(await chat.frame.locator('.step.done').count(), 0);
	});

	await scenario.step('a pasted key is recognised, and the first answer is routed within five acts', async () => {
		const chat = await ChatView.shown(page);
		await acts.act('Paste a key', () => chat.frame.getByText('Paste a key', { exact: true }).click());
		await acts.act('the key', () => answerInput(page, 'Its form says whose it is', KEY));
		await page
			.getByText(/Groq works: 1 model/)
			.first()
			.waitFor({ state: 'visible', timeout: 90_000 });
		await until('the first step done', async () => (await step(chat, 'Models').getAttribute('class'))?.includes('done'));
		await acts.act('Explain this file', () => chat.frame.getByText('Explain this file', { exact: true }).click());
		await firstAnswer(chat, vendor, VENDOR_MODEL);
		acts.atMost(5);
	});

	await scenario.step('the open file goes along with a typed message in one act, and is not sent twice', async () => {
		const chat = await ChatView.shown(page);
		const chip = async (): Promise<string> => (await chat.frame.locator('.open-file').first().getAttribute('aria-label')) ?? '';
		await until('a chip that says that the chat holds the file', async () => (await chip()).includes('in this chat already'));
		await command(page, 'Routoo: New Chat');
		await until('a chip that says that the file goes along', async () => (await chip()).includes('goes along with your message'));
		const before = vendor.asked.length;
		await chat.send('Explain this file');
		await firstAnswer(chat, vendor, VENDOR_MODEL);
		assert.ok(vendor.asked.slice(before).some((text) => text.includes(`Open in the editor: src/${FILE}`)));
	});

	await scenario.step('the walkthrough ticks what is done and nothing else', async () => {
		await command(page, 'Routoo: Get Started');
		await page.getByText('Get started with Routoo').first().waitFor({ state: 'visible', timeout: 90_000 });
		await until('two steps ticked', async () => (await ticked(page)).length === 2);
		assert.deepEqual(await ticked(page), ['Connect models', 'Ask your first question']);
		await command(page, 'Routoo: Set Monthly Budget');
		await answerInput(page, 'Monthly budget', '20');
		await until('the budget ticked', async () => (await ticked(page)).length === 3);
	});
}

/** Titles of the walkthrough's steps that VS Code shows as done. */
async function ticked(page: Page): Promise<string[]> {
	const steps = page.locator('.getting-started-step');
	const done: string[] = [];
	for (const one of await steps.all()) {
		if ((await one.locator('[data-done-step-id][aria-checked="true"]').count()) > 0)
			done.push(await textOf(one.locator('.step-title').first()));
	}
	return done;
}

async function byFoundServer(scenario: Scenario, onEnd: (cleanup: () => unknown) => void, vsix: string): Promise<void> {
	const ollama = await startOllama();
	if (ollama === null) {
		console.log('skip welcome: something else listens where Ollama would');
		return;
	}
	onEnd(() => ollama.close());
	const environment = await Environment.create(scenario, vsix, { withoutDemo: true, settings: QUIET });
	onEnd(() => environment.close());
	const page = await environment.open();
	const acts = new Acts();
	await openFile(page, FILE);

	await scenario.step('a local server is found by itself, and the first answer is routed within three acts', async () => {
		await until('a model', async () => /Auto/.test(await statusBar(page)), START_MS);
		await acts.act('the icon', () => page.locator('.activitybar .action-label[aria-label="Routoo"]').first().click());
		const chat = await ChatView.shown(page);
		assert.match(await textOf(step(chat, 'Models')), /Ollama: 1 model/);
		await acts.act('Explain this file', () => chat.frame.getByText('Explain this file', { exact: true }).click());
		await firstAnswer(chat, ollama, LOCAL_MODEL);
		acts.atMost(3);
	});

	await scenario.step('the steps go when the last one is done', async () => {
		await command(page, 'Routoo: New Chat');
		const chat = await ChatView.shown(page);
		await chat.frame.getByText('Keep $20 a month').click();
		await until('no steps', async () => (await chat.frame.locator('.steps').count()) === 0);
	});
}
