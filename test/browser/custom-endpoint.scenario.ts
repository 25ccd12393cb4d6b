import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { settingsFile } from '../../scripts/try/code-server.ts';
import { guideBlock } from '../clients/support/guide.ts';
import { startRouter } from '../clients/support/router.ts';
import { AgentChat } from './agent-chat.ts';
import { Environment } from './environment.ts';
import { type Counts, runScenario, until } from './runner.ts';
import { command, textOf, waitForWorkbench } from './workbench.ts';

/** Long enough to be seen as it comes: some 50 events. */
const ANSWER = Array.from({ length: 50 }, (_, n) => `word ${n}`).join(' ');

/** VS Code's own Custom Endpoint, set as its guide page says, before `routoo serve` with a ledger of its own. */
export const customEndpointScenario = (vsix: string): Promise<Counts> =>
	runScenario('custom endpoint', async (scenario, onEnd) => {
		const router = await startRouter({ script: [{ words: 'Say hello', say: () => ({ text: ANSWER, everyMs: 80 }) }] });
		onEnd(() => router.stop());
		// The extension itself offers nothing here: what stands in the picker is VS Code's own provider's.
		const environment = await Environment.create(scenario, vsix, {
			withoutDemo: true,
			settings: { 'routoo.useEditorModels': false, 'routoo.discoverLocalServers': false, 'chat.permissions.default': 'autoApprove' },
		});
		onEnd(() => environment.close());
		const models = path.join(path.dirname(settingsFile(environment.dir)), 'chatLanguageModels.json');
		fs.writeFileSync(models, guideBlock('vscode-custom-endpoint', 'json', router));
		const page = await environment.open();

		await scenario.step('the model of the page is there without an account', async () => {
			await command(page, 'Extensions: Enable All Extensions');
			await page.reload();
			await waitForWorkbench(page);
			await command(page, 'Chat: Manage Language Models');
			await until(
				'Routoo Auto among the models',
				async () => {
					const rows = await page.locator('.editor-instance .monaco-list-row:visible').allInnerTexts();
					return rows.some((row) => row.startsWith('Routoo Auto') && row.includes('144K'));
				},
				60_000,
			);
		});

		await scenario.step('it answers in the Chat, streamed, and the ledger has booked what the vendor counted', async () => {
			const chat = await AgentChat.open(page, 'Chat: Open Chat (Agent)');
			await until(
				'Routoo Auto in the picker',
				async () => (await textOf(page.locator('.model-picker-item:visible').first())) === 'Routoo Auto',
			);
			const said = await chat.watch();
			await chat.send('Say hello');
			await chat.answered(ANSWER);
			const parts = (await said()).filter((text) => text.includes('word 0'));
			assert.ok(parts.length > 2, `the answer came in ${parts.length} pieces`);
			assert.ok(router.decisions.length > 0);
			const spent = await router.spent();
			assert.ok(spent > 0);
			assert.equal(spent, router.upstream.cost());
		});
	});
