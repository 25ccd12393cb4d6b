/**
 * `npm run pictures [-- agent]`: takes the README's pictures anew, all or those of agents, into media/screenshots: the packed extension in
 * a real VS Code, answered by the real demo model. That model is free; it gets a price by override, so that there is money to show. It is
 * too small for an agent: there a scripted server answers.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ChatView } from '../../test/browser/chat-view.ts';
import { Environment } from '../../test/browser/environment.ts';
import { runScenario, until } from '../../test/browser/runner.ts';
import { command, openFile, statusBar, webview } from '../../test/browser/workbench.ts';
import { thisMachine } from '../build/onnxruntime.ts';
import { root } from '../kit/paths.ts';
import { main } from '../kit/run.ts';
import { packageFor } from '../package/package.ts';
import { agentPictures } from './agent-pictures.ts';

const PRICES = { 'smollm2-135m-instruct': { input: 3, output: 15 } };
const QUESTIONS = ['Say in one sentence what a race condition is.', 'Write a TypeScript function that adds two numbers.'];
/** The demo model is weak and slow beside the real ones; the list of suggestions would cover the ghost text. */
const SETTINGS = {
	'routoo.prices': PRICES,
	'routoo.completion.preset': 'best',
	'routoo.completion.maxWait': 10_000,
	'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
	'editor.suggestOnTriggerCharacters': false,
};
const TYPED = 'export function averagePrice(lines: Line[]): number {\nreturn total(lines) / lines.';
const SIZE = { width: 1280, height: 760 };

main(async () => {
	const vsix = await packageFor(thisMachine());
	const folder = path.join(root, 'media/screenshots');
	fs.mkdirSync(folder, { recursive: true });
	const agents = await agentPictures(vsix, folder, SIZE);
	if (agents.failed > 0 || process.argv[2] === 'agent') return agents.failed === 0 ? 0 : 1;
	const shot = (name: string) => path.join(folder, `${name}.png`);
	const counts = await runScenario('pictures', async (scenario, onEnd) => {
		const environment = await Environment.create(scenario, vsix, { withEndpoint: true, settings: SETTINGS });
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
		await scenario.step('completion', async () => {
			await openFile(page, 'cart.ts');
			const lines = page.locator('.part.editor .view-lines').first();
			await lines.click();
			await page.keyboard.press('Control+End');
			await page.keyboard.type(TYPED, { delay: 60 });
			await page.locator('.part.editor [class*="ghost-text"]').first().waitFor({ timeout: 60_000 });
			const text = await lines.boundingBox();
			if (!text) throw new Error('no text in the editor');
			await page.screenshot({ path: shot('completion'), clip: { x: text.x - 60, y: text.y + 322, width: 560, height: 100 } });
		});
	});
	return counts.failed === 0 ? 0 : 1;
});
