/**
 * `npm run pictures [-- agent]`: takes the README's pictures anew, all or those of chat and agents, into media/screenshots: the packed
 * extension in a real VS Code. A scripted server answers there, because the demo model is too small for an agent and is one alone; the
 * completion is the real demo model's.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Environment } from '../../test/browser/environment.ts';
import { runScenario, until } from '../../test/browser/runner.ts';
import { openFile, statusBar } from '../../test/browser/workbench.ts';
import { thisMachine } from '../build/onnxruntime.ts';
import { root } from '../kit/paths.ts';
import { main } from '../kit/run.ts';
import { packageFor } from '../package/package.ts';
import { agentPictures } from './agent-pictures.ts';
import { photograph } from './photograph.ts';

/** US dollars per million tokens: the demo model is free, and a price lets it be counted. */
const PRICES = { 'smollm2-135m-instruct': { input: 3, output: 15 } };
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
	const counts = await runScenario('pictures', async (scenario, onEnd) => {
		const environment = await Environment.create(scenario, vsix, { withEndpoint: true, settings: SETTINGS });
		onEnd(() => environment.close());
		const page = await environment.open();
		await page.setViewportSize(SIZE);
		await scenario.step('completion', async () => {
			await until('a usable model', async () => !(await statusBar(page)).includes('no model'));
			await openFile(page, 'cart.ts');
			const lines = page.locator('.part.editor .view-lines').first();
			await lines.click();
			await page.keyboard.press('Control+End');
			await page.keyboard.type(TYPED, { delay: 60 });
			await page.locator('.part.editor [class*="ghost-text"]').first().waitFor({ timeout: 60_000 });
			const text = await lines.boundingBox();
			if (!text) throw new Error('no text in the editor');
			await photograph(page, path.join(folder, 'completion.png'), { x: text.x - 60, y: text.y + 322, width: 560, height: 100 });
		});
	});
	return counts.failed === 0 ? 0 : 1;
});
