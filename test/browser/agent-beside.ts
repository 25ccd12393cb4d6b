import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Page } from 'playwright-core';
import type { Run } from '../../src/core/agent/types.ts';
import { formatMoney } from '../../src/protocol/format.ts';
import type { AgentChat } from './agent-chat.ts';
import { ASKED } from './agent-scripts.ts';
import { ChatView } from './chat-view.ts';
import type { Environment } from './environment.ts';
import { photograph, type Scenario, until } from './runner.ts';
import type { ScriptedUpstream } from './scripted-upstream.ts';
import { command, openFile, statusBar, waitForWorkbench } from './workbench.ts';

/** What the steps before left: thirteen runs, and money of the month's to go on with. */
export interface AgentAtWork {
	readonly page: Page;
	readonly environment: Environment;
	readonly upstream: ScriptedUpstream;
	readonly chat: AgentChat;
	/** The newest of so many runs, once it has ended. */
	runOf(count: number): Promise<Run>;
	/** What the ledger has for a run, µ$. */
	booked(run: Run): Promise<number>;
	/** Of the month, US dollars. */
	readonly budget: number;
}

/** What stands beside the agent: @routoo, other windows, pictures, inline chat and the extension's own chat. */
export async function besideSteps(
	scenario: Scenario,
	{ page, environment, upstream, chat, runOf, booked, budget }: AgentAtWork,
): Promise<void> {
	await scenario.step('@routoo says what was spent and why a model was chosen, without asking a model', async () => {
		await chat.startAnew();
		const cost = upstream.cost();
		await chat.send('@routoo /budget ');
		assert.match(await chat.answered('Set Monthly Budget'), /of \$20\.00 spent/);
		await chat.send('@routoo /why ');
		await chat.answered(/The last choice in this window[\s\S]*GPT-4\.1 mini \d+ % .* chosen/);
		assert.equal(upstream.cost(), cost);
	});

	await scenario.step('paid requests paused in one window rest in every window', async () => {
		const other = await environment.openAnother();
		await waitForWorkbench(other);
		await command(page, 'Routoo: Pause All Paid Requests');
		await until('the pause in the other window', async () => (await statusBar(other)).includes('paid paused'));
		await chat.startAnew();
		const asked = upstream.requests.length;
		await chat.send(ASKED.read);
		await chat.answered(/Paid requests are paused\. Run "Routoo: Resume Paid Requests" in the editor/);
		assert.equal(upstream.requests.slice(asked).filter(({ input }) => input !== null).length, 0);
		await command(page, 'Routoo: Resume Paid Requests');
		await until('the end of the pause in the other window', async () => !(await statusBar(other)).includes('paid paused'));
		await other.close();
	});

	await scenario.step('a pasted picture reaches the model as one', async () => {
		await chat.startAnew();
		await chat.pastePicture();
		await chat.send(ASKED.picture);
		await chat.answered('It shows a red square.');
		await runOf(14);
		const asked = upstream.requests.findLast(({ body }) => 'tools' in (body as object));
		assert.match(asked?.raw.toString('utf8') ?? '', /"image_url":\{"url":"data:image\/png;base64,/);
	});

	await scenario.step('inline chat edits, is booked, and its run ends with the edit', async () => {
		await openFile(page, 'total.mjs');
		await chat.inline(ASKED.inline);
		await until('the edit', async () => fs.readFileSync(environment.file('total.mjs'), 'utf8').includes('const total'));
		const run = await runOf(15);
		assert.equal(run.state, 'done');
		assert.ok(run.spent > 0);
		assert.equal(await booked(run), run.spent);
	});

	await scenario.step("the extension's own chat beside it shares the budget and the ledger", async () => {
		const own = await ChatView.open(page);
		await own.send(ASKED.aside);
		const receipt = await own.receipt();
		const { summary, rows } = await environment.ledger();
		assert.equal(rows.filter(({ purpose, state }) => purpose === 'chat' && state === 'settled').length, 1);
		assert.ok(receipt.includes(formatMoney(upstream.cost(ASKED.aside))), receipt);
		assert.equal(summary.settled, upstream.cost());
		const shown = `$${(Math.round(summary.settled / 10_000) / 100).toFixed(2)} / $${budget}`;
		await until(`${shown} in the status bar`, async () => (await statusBar(page)).includes(shown));
		await photograph(page, 'agent-beside-chat');
	});
}
