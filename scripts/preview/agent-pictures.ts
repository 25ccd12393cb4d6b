import path from 'node:path';
import type { Page } from 'playwright-core';
import { AgentChat } from '../../test/browser/agent-chat.ts';
import { ASKED, CHEAP, conversations, FILES, PRICES, STRONG } from '../../test/browser/agent-scripts.ts';
import { ChatView } from '../../test/browser/chat-view.ts';
import { Environment } from '../../test/browser/environment.ts';
import { type Counts, runScenario, until } from '../../test/browser/runner.ts';
import { type Scripted, startScripted, type TokenPrice } from '../../test/browser/scripted-upstream.ts';
import { answerInput, command, openFile, pickRow, statusBar, webview } from '../../test/browser/workbench.ts';
import { photograph } from './photograph.ts';

const MODELS = { [CHEAP]: PRICES[CHEAP] as TokenPrice, [STRONG]: PRICES[STRONG] as TokenPrice };

/** Of samples/workspace/src/retry.ts. */
const QUESTION = 'Why does retry wait longer after each attempt?';
const ANSWER: Scripted = {
	words: QUESTION,
	say: () => ({
		text: 'So that a server which is overloaded gets time to recover. Line 19 doubles the pause with each attempt, up to `maxDelayMs`, and line 20 shortens it by chance, so that many callers do not come back at the same moment.',
	}),
};
const TITLE: Scripted = { words: 'Please write a brief title', say: () => ({ text: 'Discount test' }) };

/** Routoo's chat, VS Code's agent on Routoo Auto, and its runs in the dashboard. A server on this machine answers by script, at prices set by hand. */
export const agentPictures = (vsix: string, folder: string, size: { readonly width: number; readonly height: number }): Promise<Counts> =>
	runScenario('agent pictures', async (scenario, onEnd) => {
		let file = (name: string): string => name;
		const upstream = await startScripted(MODELS, [TITLE, ANSWER, ...conversations((name) => file(name))]);
		onEnd(() => upstream.close());
		const environment = await Environment.create(scenario, vsix, {
			withoutDemo: true,
			files: FILES,
			settings: {
				'routoo.endpoints': [{ id: 'stand-in', name: 'Stand-in', url: upstream.url, local: false }],
				'routoo.prices': MODELS,
				'routoo.budget.monthly': 20,
				'routoo.routing.preset': 'save',
				'routoo.completion.enabled': false,
				'chat.permissions.default': 'autoApprove',
				// As "Use Routoo for Titles, Summaries and Commit Messages" sets them.
				'chat.utilityModel': 'routoo/background',
				'chat.utilitySmallModel': 'routoo/background',
			},
		});
		onEnd(() => environment.close());
		file = (name) => environment.file(name);
		const page = await environment.open();
		await page.setViewportSize(size);
		let chat!: AgentChat;
		const ask = async (words: string, answer: string): Promise<void> => {
			await chat.startAnew();
			await chat.send(words);
			await chat.answered(answer, 90_000);
		};

		await scenario.step('a key is set', async () => {
			await command(page, 'Routoo: Set API Key...');
			await answerInput(page, 'Kept in the keychain', 'sk-stand-in');
			await pickRow(page, 'Stand-in');
			await until('a usable model', async () => (await statusBar(page)).includes('Auto'));
			await command(page, 'Notifications: Clear All Notifications');
		});

		await scenario.step('the chat with its choice', async () => {
			await openFile(page, 'retry.ts');
			const view = await ChatView.open(page);
			await widen(page, 'sidebar', 130);
			await view.send(QUESTION);
			await view.receipt();
			await view.frame.locator('routoo-turn').last().getByRole('button', { name: 'why' }).click();
			await page.waitForTimeout(1500);
			await photograph(page, path.join(folder, 'chat.png'));
			const bar = await page.locator('.part.statusbar').boundingBox();
			if (!bar) throw new Error('no status bar');
			await photograph(page, path.join(folder, 'status-bar.png'), { ...bar, x: bar.x + bar.width - 360, width: 360 });
			await widen(page, 'sidebar', -130);
			await command(page, 'View: Close All Editors');
			await command(page, 'View: Show Explorer');
		});

		await scenario.step('VS Code takes Routoo Auto', async () => {
			chat = await AgentChat.open(page);
			await until('Routoo Auto in the picker', async () => (await chat.model()) === 'Routoo Auto');
			await command(page, 'Notifications: Clear All Notifications');
		});

		await scenario.step('an agent that is escalated', async () => {
			await openFile(page, 'discount.mjs');
			await page.keyboard.press('Control+B');
			await widen(page, 'auxiliarybar', 160);
			await chat.send(ASKED.fix);
			await chat.answered('The test passes now.', 90_000);
			await chat.unfold();
			await page.waitForTimeout(1500);
			await photograph(page, path.join(folder, 'agent-chat.png'));
		});

		await scenario.step('runs in the dashboard, one of them live', async () => {
			await ask(ASKED.read, 'It begins with');
			await ask(ASKED.edit, 'Both files are written.');
			await ask(ASKED.helper, 'The helper says');
			await command(page, 'Routoo: Open Dashboard');
			const dashboard = await webview(page, 'routoo-dashboard .figures');
			await chat.startAnew();
			await chat.send(ASKED.wait);
			await until('the command under way', async () => (await chat.text()).includes('sleep 60'));
			await widen(page, 'auxiliarybar', -160);
			await dashboard.locator('.receipt .disclose').last().click();
			await page.waitForTimeout(2500);
			await photograph(page, path.join(folder, 'agent-runs.png'));
			await chat.stop();
		});
	});

/** Makes a side bar wider by so many pixels. */
async function widen(page: Page, part: 'sidebar' | 'auxiliarybar', by: number): Promise<void> {
	const box = await page.locator(`.part.${part}`).boundingBox();
	if (!box) throw new Error('no side bar');
	// The handle is between it and the editor.
	const left = part === 'auxiliarybar';
	const [x, y] = [left ? box.x - 3 : box.x + box.width + 3, box.y + 300];
	await page.mouse.move(x, y);
	await page.waitForTimeout(500);
	await page.mouse.down();
	await page.mouse.move(left ? x - by : x + by, y, { steps: 5 });
	await page.mouse.up();
}
