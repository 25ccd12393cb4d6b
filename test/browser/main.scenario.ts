import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { resultsDir } from '../../scripts/kit/paths.ts';
import { formatMoney } from '../../src/protocol/format.ts';
import { ChatView } from './chat-view.ts';
import { Environment } from './environment.ts';
import { expectNothingElse, packedProbe } from './exports-probe.ts';
import { type Counts, runScenario, until } from './runner.ts';
import { answerInput, command, pick, statusBar, textOf, webview } from './workbench.ts';

const QUESTION = 'What does a mutex do? Answer in two sentences.';

const THEMES = { dark: 'Dark Modern', light: 'Light Modern', 'high-contrast': 'Dark High Contrast' } as const;

async function setTheme(page: Page, label: string): Promise<void> {
	await command(page, 'Preferences: Color Theme');
	await pick(page, 'Color Theme', label);
	await page.waitForTimeout(1000);
}

/** Screenshots in all themes, of the whole window and of the side bar (300 px); kept where ROUTOO_SCREENSHOTS says. */
async function photograph(page: Page, name: string): Promise<void> {
	const dir = process.env.ROUTOO_SCREENSHOTS ?? path.join(resultsDir, 'screenshots');
	fs.mkdirSync(dir, { recursive: true });
	for (const [theme, label] of [...Object.entries(THEMES).reverse()]) {
		await setTheme(page, label);
		await page.screenshot({ path: path.join(dir, `${name}-${theme}.png`) });
		const sideBar = await page.locator('.part.sidebar').boundingBox();
		if (name === 'chat' && sideBar) await page.screenshot({ path: path.join(dir, `${name}-${theme}-narrow.png`), clip: sideBar });
	}
}

/** From an empty profile to a second day: endpoint, budget, chat, money, dashboard, restart. */
export const mainScenario = (vsix: string): Promise<Counts> =>
	runScenario('main', async (scenario, onEnd) => {
		const probe = await packedProbe();
		onEnd(() => fs.rmSync(path.dirname(probe), { recursive: true, force: true }));
		const environment = await Environment.create(scenario, vsix, { beside: [probe] });
		onEnd(() => environment.close());
		let page = await environment.open();
		let spent = 0;

		await scenario.step('another extension reaches predict, route and onDidRoute, and nothing else', () =>
			expectNothingElse(environment.dir),
		);

		await scenario.step('the endpoint is added by its command', async () => {
			await command(page, 'Routoo: Add Endpoint...');
			await answerInput(page, 'Address of the server', environment.demo.url);
			await answerInput(page, 'Name shown as the recipient', 'Demo model');
			const file = path.join(environment.dir, 'user/User/settings.json');
			await until('the endpoint in the settings', async () => fs.readFileSync(file, 'utf8').includes(environment.demo.url));
			// A server that does not prove what it runs is asked about once.
			await page.getByRole('button', { name: 'Runs Here' }).first().click({ timeout: 90_000 });
		});

		await scenario.step('the budget is set in the Settings editor', async () => {
			await command(page, 'Routoo: Open Budget Settings');
			const input = page.locator('.settings-editor input[aria-label="routoo.budget.monthly"]').first();
			await input.waitFor({ state: 'visible', timeout: 90_000 });
			await input.fill('5');
			await input.press('Tab');
			await until('the budget in the status bar', async () => (await statusBar(page)).endsWith('/ $5'));
		});

		const chat = await ChatView.open(page);
		await scenario.step('the routing line stands before the answer', async () => {
			await until('a usable model', async () => !(await statusBar(page)).includes('no model'));
			const lengths = await chat.watchOrder();
			await chat.send(QUESTION);
			const receipt = await chat.receipt();
			assert.match(receipt, /\$0\.\d+\s·\s[\d.]+\ss/);
			const routing = await chat.lastRouting();
			assert.match(routing, /SmolLM2/);
			assert.match(routing, /\d+\s%\s*\(\d+–\d+\)\s*~\$0\.\d+/);
			const order = await lengths();
			assert.equal(order[0], 0, `the answer already had ${order[0]} characters when the routing line came`);
			assert.ok((order.at(-1) ?? 0) > 20, 'no answer');
		});

		await scenario.step("the receipt is the provider's own count times the price", async () => {
			const cost = await environment.providerCost();
			const { summary, rows } = await environment.ledger();
			assert.equal(rows.length, 1);
			assert.equal(rows[0]?.costSource, 'tokens');
			assert.equal(summary.settled, cost);
			assert.equal(summary.outstanding, 0);
			assert.ok((await chat.receipt()).includes(formatMoney(cost)), `${await chat.receipt()} is not ${formatMoney(cost)}`);
			spent = cost;
		});

		await scenario.step('commands that ask no model: help, and one that there is not', async () => {
			const box = chat.frame.getByLabel('Message', { exact: true });
			const turns = await chat.frame.locator('routoo-turn').count();
			await box.fill('/help');
			await box.press('Enter');
			const help = chat.frame.locator('.help');
			await help.waitFor({ state: 'visible', timeout: 90_000 });
			assert.match(await textOf(help), /\/explain/);
			await help.getByRole('button').press('Escape');
			await help.waitFor({ state: 'detached', timeout: 90_000 });
			await box.fill('/fooo bar');
			await box.press('Enter');
			await chat.frame.getByText('/fooo is no command; nothing was sent.').waitFor({ state: 'visible', timeout: 90_000 });
			assert.equal(await chat.frame.locator('routoo-turn').count(), turns);
			await box.fill('');
		});

		await scenario.step('the predictor runs with its encoder', async () => {
			assert.ok(!(await statusBar(page)).includes('offline predictor'), await statusBar(page));
			assert.ok(!(await textOf(chat.frame.locator('routoo-chat'))).includes('without the encoder'));
		});

		const moneyShown = `$${(Math.round(spent / 10_000) / 100).toFixed(2)} / $5`;
		await scenario.step('the status bar shows the spend', async () => {
			await until(`${moneyShown} in the status bar`, async () => (await statusBar(page)).includes(moneyShown));
		});

		await scenario.step('screenshots of the chat in every theme', async () => {
			await command(page, 'View: Close All Editors');
			await photograph(page, 'chat');
		});

		await scenario.step('the dashboard shows the spend', async () => {
			await command(page, 'Routoo: Open Dashboard');
			const dashboard = await webview(page, 'routoo-dashboard .figures');
			assert.ok((await textOf(dashboard.locator('.figures'))).includes(formatMoney(spent)));
			await dashboard.locator('.decision-block .c-cost').first().waitFor();
			assert.equal(await dashboard.locator('.decision-block').count(), 1);
			// It opens to what else could have answered, or says that nothing stood for choice.
			await dashboard.locator('.decision-block').first().press('Enter');
			await dashboard.locator('.decision-detail').waitFor();
			await photograph(page, 'dashboard');
		});

		await scenario.step('the models page shows what was measured of the model that answered', async () => {
			await command(page, 'Routoo: Manage Models');
			const models = await webview(page, 'routoo-models .model .disclose');
			await models.locator('.model .disclose').first().click();
			await until('its waits', async () => /Measured (?:once|in your last)/.test(await textOf(models.locator('.model-detail'))));
			await until('its quality', async () => (await models.locator('.kinds tbody tr').count()) > 0);
			await photograph(page, 'models');
		});

		await scenario.step('the tick that leaves a vendor out of Auto is two actions from the chat', async () => {
			await command(page, 'View: Close All Editors');
			const { frame } = await ChatView.open(page);
			await frame.locator('.composer-bar routoo-menu > button').click();
			await frame.getByRole('option', { name: 'Models for Auto…' }).click();
			const models = await webview(page, 'routoo-models .endpoint-head');
			assert.ok(
				await models
					.getByRole('checkbox', { name: /^Auto may use all models of / })
					.first()
					.isEnabled(),
			);
		});

		await scenario.step('after a restart the session, the budget and the spend are there', async () => {
			page = await environment.restart();
			const again = await ChatView.open(page);
			await again.frame.locator('.question-text', { hasText: QUESTION }).waitFor({ state: 'visible', timeout: 90_000 });
			assert.ok((await again.receipt()).includes(formatMoney(spent)));
			await until(`${moneyShown} in the status bar`, async () => (await statusBar(page)).includes(moneyShown));
		});

		await scenario.step('an edited message keeps the first one with its answer, one click away', async () => {
			const again = await ChatView.open(page);
			const turn = again.frame.locator('routoo-turn').last();
			await turn.locator('.question').hover();
			await turn.getByRole('button', { name: 'edit', exact: true }).click();
			const box = turn.locator('.edit-box textarea');
			await box.fill('Say hello in two words.');
			await box.press('Enter');
			await turn.locator('.question .versions', { hasText: '2/2' }).waitFor({ state: 'visible', timeout: 30_000 });
			await again.receipt();
			await turn.getByRole('button', { name: 'Earlier version of this message and what followed' }).click();
			await turn.locator('.question-text', { hasText: QUESTION }).waitFor({ state: 'visible', timeout: 30_000 });
			assert.ok((await again.receipt()).includes(formatMoney(spent)));
		});

		await scenario.step('another answer of a model by its name is two actions, and is seen', async () => {
			const { frame } = await ChatView.open(page);
			// Opening the chat puts the caret into its box, and may do so later than the box is seen.
			await frame.locator('.composer textarea:focus').waitFor({ state: 'visible', timeout: 30_000 });
			const turn = frame.locator('routoo-turn').last();
			await turn.locator('.receipt routoo-menu > button').click();
			await turn.locator('.menu-search:focus').waitFor({ state: 'visible', timeout: 30_000 });
			await page.keyboard.type('smol');
			await page.keyboard.press('Enter');
			await turn.locator('.receipt .versions', { hasText: '2/2' }).waitFor({ state: 'visible', timeout: 120_000 });
			assert.match(await textOf(turn.locator('.routing-facts')), /SmolLM2/);
			assert.equal(await frame.getByRole('button', { name: 'latest' }).count(), 0);
		});
	});
