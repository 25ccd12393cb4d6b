import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { resultsDir } from '../../scripts/kit/paths.ts';
import { Environment } from './environment.ts';
import { type Counts, runScenario, until } from './runner.ts';
import { command, openFile, textOf, webview } from './workbench.ts';

const EDITOR = '.part.editor .editor-instance .monaco-editor';
const GHOST = `${EDITOR} .ghost-text-decoration, ${EDITOR} .ghost-text`;
const TYPED = 'export function averagePrice(lines: Line[]): number {\nreturn total(lines) / lines.';

const ghostText = async (page: Page): Promise<string> =>
	(await page.locator(GHOST).allTextContents()).join('').replaceAll(/\s+/g, ' ').trim();

async function photograph(page: Page, name: string): Promise<void> {
	const dir = process.env.ROUTOO_SCREENSHOTS ?? path.join(resultsDir, 'screenshots');
	fs.mkdirSync(dir, { recursive: true });
	await page.screenshot({ path: path.join(dir, `${name}.png`) });
}

/** Typing in a real editor: ghost text, Tab, the money and what is learned of it. */
export const completionScenario = (vsix: string): Promise<Counts> =>
	runScenario('completion', async (scenario, onEnd) => {
		const environment = await Environment.create(scenario, vsix, {
			withEndpoint: true,
			price: { input: 1, output: 2 },
			settings: {
				// The demo model is weak and the machine may be busy: what is tested is the way, not the choice.
				'routoo.completion.preset': 'best',
				'routoo.completion.maxWait': 10_000,
				'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
				'editor.suggestOnTriggerCharacters': false,
			},
		});
		onEnd(() => environment.close());
		const page = await environment.open();
		const file = path.join(environment.dir, 'workspace/src/cart.ts');
		let offered = '';

		await scenario.step('ghost text stands where one types', async () => {
			await openFile(page, 'cart.ts');
			await page.locator(`${EDITOR} .view-lines`).first().click();
			await page.keyboard.press('Control+End');
			await page.keyboard.type(TYPED, { delay: 60 });
			// A model that answers too late for its key answers the next one: a busy machine's user types on, too.
			offered = await until(
				'ghost text',
				async () => {
					const shown = await until('ghost text of one key', () => ghostText(page), 15_000).catch(() => '');
					if (!shown) {
						await page.keyboard.press('Backspace');
						await page.keyboard.type('.');
					}
					return shown;
				},
				120_000,
			);
			await photograph(page, 'completion');
		});

		await scenario.step('typing what it says keeps it, without another request', async () => {
			const before = (await environment.demo.count()).requests;
			await page.keyboard.type(offered[0]!);
			offered = await until('the rest of the ghost text', async () => {
				const now = await ghostText(page);
				return now !== '' && now !== offered ? now : null;
			});
			assert.equal((await environment.demo.count()).requests, before);
		});

		await scenario.step('Tab takes it', async () => {
			await page.keyboard.press('Tab');
			await until('the text in the file', async () => {
				await page.keyboard.press('Control+S');
				const written = fs.readFileSync(file, 'utf8').replaceAll(/\s+/g, ' ');
				return written.includes('return total(lines) / lines.') && written.includes(offered);
			});
		});

		await scenario.step('the ledger has the completion, and the dashboard shows it apart', async () => {
			const settled = await until('a settled completion', async () => {
				const { rows } = await environment.ledger();
				const own = rows.filter((row) => row.purpose === 'completion' && row.state === 'settled');
				return own.some((row) => row.outcome === 'answered') ? own : null;
			});
			for (const row of settled) {
				assert.ok(row.cost > 0, `a completion of ${row.cost} micro-dollars`);
				assert.match(row.decision.modelName, /SmolLM2/);
			}
			await command(page, 'Routoo: Open Dashboard');
			const dashboard = await webview(page, 'routoo-dashboard .figures');
			await until('completions on the dashboard', async () => /completions/i.test(await textOf(dashboard.locator('routoo-dashboard'))));
			await photograph(page, 'completion-dashboard');
		});

		await scenario.step('half a minute later the kept text is learned', async () => {
			const accepted = async () => (await environment.ledger()).signals.some(({ signal }) => signal.kind === 'kept' && signal.good);
			await until('the learned accept', accepted, 180_000);
		});
	});
