import assert from 'node:assert/strict';
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
		const environment = await Environment.create(scenario, vsix, {
			withEndpoint: true,
			settings: { 'routoo.budget.monthly': BUDGET, 'routoo.budget.atLimit': 'block' },
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
	});

/** How the newest turn of a window ended. */
async function ended(chat: ChatView): Promise<'answered' | 'refused'> {
	const turn = chat.frame.locator('routoo-turn').last();
	await turn.locator('.receipt, .error-box').first().waitFor({ state: 'visible', timeout: 180_000 });
	return (await turn.locator('.error-box').count()) > 0 ? 'refused' : 'answered';
}
