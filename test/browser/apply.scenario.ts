import assert from 'node:assert/strict';
import fs from 'node:fs';
import { ChatView } from './chat-view.ts';
import { Environment } from './environment.ts';
import { startSaying, VENDOR_MODEL } from './first-server.ts';
import { type Counts, runScenario, until } from './runner.ts';
import { statusBar } from './workbench.ts';

const FENCE = '```';
const ANSWER = `The queue gets a file of its own:

${FENCE}ts src/deep/queue.ts
export class Queue {}
${FENCE}

In \`list.ts\`:

${FENCE}ts
export function count() {
  return 2;
}
${FENCE}
`;
const LIST = 'export function total() {\n\treturn 0;\n}\n\nexport function count() {\n\treturn 0;\n}\n';

/** From an answer to files: a new one by one click, several as one change, one Undo for each. */
export const applyScenario = (vsix: string): Promise<Counts> =>
	runScenario('apply', async (scenario, onEnd) => {
		const server = await startSaying(ANSWER);
		onEnd(() => server.close());
		const settings = {
			'routoo.useEditorModels': false,
			'routoo.completion.enabled': false,
			'routoo.discoverLocalServers': false,
			'routoo.endpoints': [{ id: 'files', url: server.url, local: false, needsKey: false, allowHttp: true }],
			'routoo.prices': { [VENDOR_MODEL]: { input: 1, output: 2 } },
			'files.autoSave': 'afterDelay',
			'files.autoSaveDelay': 100,
		};
		const environment = await Environment.create(scenario, vsix, { withoutDemo: true, settings, files: { 'list.ts': LIST } });
		onEnd(() => environment.close());
		const page = await environment.open();
		const list = environment.file('list.ts');
		const made = environment.file('src/deep/queue.ts');
		const textOf = (file: string): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
		await until('a model', async () => !(await statusBar(page)).includes('no model'), 120_000);
		const chat = await ChatView.open(page);

		await scenario.step('blocks show the files that they are for', async () => {
			await chat.send('give the queue a file of its own');
			await chat.receipt(120_000);
			const names = await chat.frame.locator('.code-file').allTextContents();
			assert.deepEqual(names, ['src/deep/queue.ts', 'list.ts']);
		});

		await scenario.step('one click creates the file that a block names, one takes it away', async () => {
			await chat.frame.locator('.code-bar', { hasText: 'queue.ts' }).getByText('apply', { exact: true }).click();
			await until('the file', async () => textOf(made) === 'export class Queue {}\n');
			await page.locator('.tab.active[data-resource-name="queue.ts"]').waitFor({ state: 'visible', timeout: 90_000 });
			await chat.frame.getByText('Undo', { exact: true }).click();
			await until('the file gone', async () => !fs.existsSync(made));
		});

		await scenario.step('one click changes a file that is there, on the disk, and one puts it back', async () => {
			await chat.frame.locator('.code-bar', { hasText: 'list.ts' }).getByText('apply', { exact: true }).click();
			await until('the change', async () => textOf(list) === LIST.replace(/return 0;\n}\n$/, 'return 2;\n}\n'));
			await chat.frame.getByText('list.ts was changed: +1 −1.').waitFor({ state: 'visible', timeout: 90_000 });
			await page.getByText('Show changes', { exact: true }).first().waitFor({ state: 'visible', timeout: 90_000 });
			await chat.frame.getByText('Undo', { exact: true }).click();
			await until('the file as before', async () => textOf(list) === LIST);
		});

		await scenario.step('all files are one change, accepted by a word', async () => {
			await chat.frame.getByText('apply all 2 files', { exact: true }).click();
			await page.getByText('Proposed changes (2 files)').first().waitFor({ state: 'visible', timeout: 90_000 });
			assert.equal(textOf(list), LIST);
			await page.locator('.editor-actions').getByText('Accept Change', { exact: true }).first().click({ timeout: 90_000 });
			const changed = LIST.replace(/return 0;\n}\n$/, 'return 2;\n}\n');
			await until('both files', async () => textOf(list) === changed && textOf(made) === 'export class Queue {}\n');
			await chat.frame.getByText('Undo', { exact: true }).click();
			await until('both as before', async () => textOf(list) === LIST && !fs.existsSync(made));
		});
	});
