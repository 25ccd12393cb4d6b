/**
 * `npm run pictures`: takes the README's pictures anew, into media/screenshots: the packed extension in a real VS Code, answered by the real demo model. That
 * model is free; it gets a price by override, so that there is money to show.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ChatView } from '../test/e2e/chat-view.ts';
import { Environment } from '../test/e2e/environment.ts';
import { runScenario, until } from '../test/e2e/runner.ts';
import { command, statusBar, webview } from '../test/e2e/workbench.ts';
import { thisMachine } from './lib/onnxruntime.ts';
import { root } from './lib/paths.ts';
import { main } from './lib/run.ts';
import { packageFor } from './package.ts';

const PRICES = { 'smollm2-135m-instruct': { input: 3, output: 15 } };
const QUESTIONS = ['Say in one sentence what a race condition is.', 'Write a TypeScript function that adds two numbers.'];
const SIZE = { width: 1280, height: 760 };

async function openFile(page: Page, name: string): Promise<void> {
	await page.keyboard.press('Control+P');
	await page.locator('.quick-input-widget input.input').first().fill(name);
	await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
	await page.locator('.part.editor .view-line').first().waitFor();
}

main(async () => {
	const vsix = await packageFor(thisMachine());
	const folder = path.join(root, 'media/screenshots');
	fs.mkdirSync(folder, { recursive: true });
	const shot = (name: string) => path.join(folder, `${name}.png`);
	const counts = await runScenario('pictures', async (scenario, onEnd) => {
		const environment = await Environment.create(scenario, vsix, { withEndpoint: true, settings: { 'routoo.prices': PRICES } });
		onEnd(() => environment.close());
		const page = await environment.open();
		await page.setViewportSize(SIZE);
		await scenario.step('chat with its routing line', async () => {
			await openFile(page, 'retry.ts');
			const chat = await ChatView.open(page);
			await until('a usable model', async () => !(await statusBar(page)).includes('no model'));
			for (const question of QUESTIONS) {
				await chat.send(question);
				await chat.receipt();
			}
			await page.waitForTimeout(1500);
			await page.screenshot({ path: shot('chat') });
		});
		await scenario.step('status bar', async () => {
			const bar = await page.locator('.part.statusbar').boundingBox();
			if (!bar) throw new Error('no status bar');
			await page.screenshot({ path: shot('status-bar'), clip: { ...bar, x: bar.x + bar.width - 360, width: 360 } });
		});
		await scenario.step('dashboard', async () => {
			await command(page, 'Routoo: Open Dashboard');
			await webview(page, 'routoo-dashboard .figures');
			await page.waitForTimeout(1500);
			await page.screenshot({ path: shot('dashboard') });
		});
	});
	return counts.failed === 0 ? 0 : 1;
});
