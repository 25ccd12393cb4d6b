import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { freePort, sleep } from '../../scripts/kit/run.ts';
import { ChatView } from './chat-view.ts';
import { Environment } from './environment.ts';
import { type Counts, runScenario } from './runner.ts';
import { waitForWorkbench } from './workbench.ts';

/** US dollars: enough for a few answers of the priced demo model, not for all that the two windows ask for. */
const BUDGET = 0.6;
const MAX_ROUNDS = 12;

/** Two windows ask at the same moment, again and again, until the money is gone. */
export const windowsScenario = (vsix: string): Promise<Counts> =>
	runScenario('windows', async (scenario, onEnd) => {
		const port = await freePort();
		const environment = await Environment.create(scenario, vsix, {
			withEndpoint: true,
			settings: {
				...{ 'routoo.budget.monthly': BUDGET, 'routoo.budget.atLimit': 'block' },
				...{ 'routoo.endpoint.enabled': true, 'routoo.endpoint.port': port },
			},
		});
		onEnd(() => environment.close());
		const first = await environment.open();
		const second = await environment.openAnother();
		await waitForWorkbench(second);
		const chats = [await ChatView.open(first), await ChatView.open(second)];
		const limit = BUDGET * 1_000_000;
		const outcomes: string[] = [];
		let end: string[] = [];

		await scenario.step('both windows spend at once and the budget holds all the time', async () => {
			for (let round = 1; round <= MAX_ROUNDS && end.join() !== 'refused,refused'; round++) {
				await Promise.all(
					chats.map((chat) => chat.send(`Round ${round}: describe ${round + 2} sorting algorithms, each in three sentences.`)),
				);
				const during = await environment.ledger();
				assert.ok(
					during.summary.settled + during.summary.outstanding <= limit,
					`${during.summary.settled} + ${during.summary.outstanding} > ${limit}`,
				);
				end = await Promise.all(chats.map((chat) => ended(chat)));
				outcomes.push(...end);
				const { summary } = await environment.ledger();
				assert.equal(summary.outstanding, 0);
				assert.ok(summary.settled <= limit, `${summary.settled} > ${limit}`);
			}
		});

		await scenario.step('somebody got answers, and the end of the money was said', async () => {
			assert.ok(outcomes.filter((o) => o === 'answered').length >= 2, outcomes.join(', '));
			assert.deepEqual(end, ['refused', 'refused'], outcomes.join(', '));
		});

		await scenario.step("settled is the provider's own count", async () => {
			const { summary } = await environment.ledger();
			assert.equal(summary.settled, await environment.providerCost());
		});

		await scenario.step('one window serves other tools, and another takes over when it closes', async () => {
			const served = await untilServed(port, null);
			const answer = await fetch(`http://127.0.0.1:${port}/v1/models`, { headers: { authorization: 'Bearer routoo-guessed' } });
			assert.equal(answer.status, 401);
			await first.close({ runBeforeUnload: true });
			await untilServed(port, served);
		});
	});

/** The socket that listens on the port, as the system counts them: another one than `before`, when a Routoo answers there. */
async function untilServed(port: number, before: string | null): Promise<string> {
	for (const end = Date.now() + 20_000; Date.now() < end; await sleep(200)) {
		const lines = readFileSync('/proc/net/tcp', 'latin1').split('\n');
		const listening = lines.map((line) => line.trim().split(/\s+/)).find((of) => of[3] === '0A' && of[1] === address(port));
		const socket = listening?.[9];
		if (socket === undefined || socket === before) continue;
		const said = (await fetch(`http://127.0.0.1:${port}/routoo`).then((answer) => answer.json())) as { name?: string };
		if (said.name === 'routoo') return socket;
	}
	throw new Error(before === null ? 'no window serves' : 'no other window took over');
}

/** 127.0.0.1 as the table of the system has it. */
function address(port: number): string {
	return `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** How the newest turn of a window ended. */
async function ended(chat: ChatView): Promise<'answered' | 'refused'> {
	const turn = chat.frame.locator('routoo-turn').last();
	await turn.locator('.receipt, .error-box').first().waitFor({ state: 'visible', timeout: 180_000 });
	return (await turn.locator('.error-box').count()) > 0 ? 'refused' : 'answered';
}
