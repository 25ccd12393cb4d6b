import assert from 'node:assert/strict';
import fs from 'node:fs';
import { updateSettings } from '../../scripts/try/code-server.ts';
import type { Run } from '../../src/core/agent/types.ts';
import { besideSteps } from './agent-beside.ts';
import { AgentChat } from './agent-chat.ts';
import { ASKED, CHEAP, conversations, FILES, LEAST_EFFORT, PRICES, SECRET, STRONG, SUB_TASK, SUMMARY, THINKER } from './agent-scripts.ts';
import { Environment } from './environment.ts';
import { type Counts, photograph, runScenario, until } from './runner.ts';
import { startScripted } from './scripted-upstream.ts';
import { answerInput, command, pickRow, statusBar, textOf } from './workbench.ts';

/** Of the month and of one run, US dollars. */
const BUDGET = 20;
const RUN_MOST = 2;
/** Model, predicted quality with its range, price. */
const LINE = /^◆ GPT-4\.1 mini · \d+ % \(\d+–\d+\) · ~\$\d+\.\d+/;
/** What Auto may choose from, and what it may later. */
const POOL = [CHEAP, STRONG, `${STRONG}@${LEAST_EFFORT}`].map((model) => `stand-in/${model}`);
const THINKERS = [`stand-in/${THINKER}`, `stand-in/${THINKER}@${LEAST_EFFORT}`, `stand-in/${STRONG}`];
const ENDED: readonly Run['state'][] = ['done', 'stopped', 'cancelled', 'failed'];

/** VS Code's own Chat and its agent on Routoo Auto, on a server that answers by script and counts. */
export const agentScenario = (vsix: string): Promise<Counts> =>
	runScenario('agent', async (scenario, onEnd) => {
		let file = (name: string): string => name;
		const upstream = await startScripted(
			PRICES,
			conversations((name) => file(name)),
		);
		onEnd(() => upstream.close());
		const environment = await Environment.create(scenario, vsix, {
			withoutDemo: true,
			files: FILES,
			settings: {
				'routoo.endpoints': [{ id: 'stand-in', name: 'Stand-in', url: upstream.url, local: false }],
				'routoo.prices': PRICES,
				'routoo.budget.monthly': BUDGET,
				'routoo.routing.preset': 'save',
				'routoo.routing.maxCostPerRun': RUN_MOST,
				'routoo.routing.pool': POOL,
				'routoo.agent.budgetShare': 100,
				'routoo.completion.enabled': false,
				// The agent's tools run without a question each.
				'chat.permissions.default': 'autoApprove',
			},
		});
		onEnd(() => environment.close());
		file = (name) => environment.file(name);
		const page = await environment.open();

		/** The newest run, once it has ended and all of it is written. */
		const runOf = async (count: number): Promise<Run> =>
			until(`run ${count} in the state`, async () => {
				const { runs } = await environment.ledger();
				const newest = runs.toSorted((a, b) => b.startedAt - a.startedAt)[0];
				if (runs.length > count) throw new Error(`${runs.length} runs where ${count} were begun`);
				return runs.length === count && newest && ENDED.includes(newest.state) ? newest : null;
			});
		/** What the ledger has for a run, row by row. */
		const booked = async ({ id }: Run): Promise<number> => {
			const rows = (await environment.ledger()).rows.filter(({ runId }) => runId === id);
			assert.ok(rows.every(({ state, costSource }) => state === 'settled' && costSource === 'tokens'));
			return rows.reduce((sum, { cost }) => sum + cost, 0);
		};
		/** The run, its rows and the stand-in agree to the micro-dollar. */
		const addsUp = async (run: Run, ...words: string[]): Promise<void> => {
			const counted = words.reduce((sum, each) => sum + upstream.cost(each), 0);
			assert.ok(counted > 0);
			assert.equal(run.spent, counted, `the receipt of the run is not the stand-in's count`);
			assert.equal(await booked(run), counted, `the ledger's rows of the run are not the stand-in's count`);
		};

		const setBudget = async (amount: number): Promise<void> => {
			const dollars = Number.isInteger(amount) ? String(amount) : amount.toFixed(2);
			await command(page, 'Routoo: Set Monthly Budget...');
			await answerInput(page, 'US dollars a month', dollars);
			await until(`a budget of ${dollars}`, async () => (await statusBar(page)).endsWith(`/ $${dollars}`));
		};
		/** A file that is written by another is read anew with the next change of VS Code's own. */
		const chooseFrom = async (pool: readonly string[], budget: number): Promise<void> => {
			updateSettings(environment.dir, { 'routoo.routing.pool': pool });
			await setBudget(budget);
		};

		await scenario.step('a key is set', async () => {
			await command(page, 'Routoo: Set API Key...');
			await answerInput(page, 'Kept in the keychain', 'sk-stand-in');
			await pickRow(page, 'Stand-in');
			await until('a usable model', async () => (await statusBar(page)).includes('Auto'));
		});

		let chat!: AgentChat;
		await scenario.step('at most 4 acts lead to an agent at work, and its price and quality stand before its first word', async () => {
			chat = await AgentChat.open(page);
			await until('Routoo Auto in the picker', async () => (await chat.model()) === 'Routoo Auto');
			const said = await chat.watch();
			await chat.send(ASKED.read);
			await until('an agent at work', async () => upstream.models(ASKED.read).length > 0);
			assert.ok(chat.acts <= 4, `${chat.acts} acts`);
			await chat.answered('It begins with: ');
			// The first picture that has any word of the answer.
			assert.match((await said()).find((text) => /\bI\b/.test(text)) ?? 'no answer', LINE);
		});

		await scenario.step('the question is answered through read_file, and the run adds up', async () => {
			assert.match(await chat.text(), /It begins with: Sample project\.$/);
			const run = await runOf(1);
			assert.equal(run.steps, 2);
			assert.equal(run.state, 'done');
			await addsUp(run, ASKED.read);
			await photograph(page, 'agent-read');
		});

		await scenario.step('no model reads the line, and what it had sent is sent again to the byte', async () => {
			for (const { raw } of upstream.requests) assert.ok(!raw.toString('utf8').includes('◆'));
			const [first, second] = upstream.requests.filter(({ input }) => input !== null);
			assert.ok((second?.input?.read ?? 0) > 0.95 * (first?.input?.fresh ?? 0), 'the prompt cache was not hit');
		});

		await scenario.step('usage is shown', async () => {
			const last = upstream.requests.findLast(({ input }) => input !== null);
			const shown = Number(/(\d+) ?%/.exec(await chat.usage())?.[1]);
			const input = last?.input;
			assert.ok(input);
			const share = (100 * (input.read + input.written + input.fresh + (last.output ?? 0))) / 200_000;
			assert.ok(Math.abs(shown - share) <= 1, `${shown} % shown, ${share} % counted`);
		});

		await scenario.step('edits of two files, called for in one step, are accepted', async () => {
			await chat.startAnew();
			await chat.send(ASKED.edit);
			await chat.answered('Both files are written.');
			await chat.keep();
			await until('both files', async () => {
				const readme = fs.readFileSync(environment.file('README.md'), 'utf8');
				return readme.startsWith('# Demo project') && fs.existsSync(environment.file('NOTES.md'));
			});
			const run = await runOf(2);
			assert.equal(run.steps, 2);
			await addsUp(run, ASKED.edit);
		});

		await scenario.step('a model that fails a test twice is escalated, in the line and the ledger', async () => {
			await chat.startAnew();
			await chat.send(ASKED.fix);
			await chat.answered('The test passes now.', 180_000);
			assert.deepEqual(upstream.models(ASKED.fix), [CHEAP, CHEAP, CHEAP, CHEAP, STRONG, STRONG, STRONG]);
			assert.match(
				await chat.text(),
				/◆ Claude Sonnet 4\.6.{0,10} instead of GPT-4\.1 mini: ten per cent off.{0,40} failed again after an edit/,
			);
			const run = await runOf(3);
			assert.deepEqual(
				run.changes.map(({ kind, step }) => [kind, step]),
				[['model', 5]],
			);
			const changes = (await environment.ledger()).rows.flatMap(({ runId, decision }) =>
				runId === run.id && decision.change ? [decision.change] : [],
			);
			assert.ok(changes.length > 0 && changes.every((change) => change.includes('failed again after an edit')), changes.join('\n'));
			await addsUp(run, ASKED.fix);
			const receipt = `run done: 7 steps, $${(Math.round(run.spent / 10_000) / 100).toFixed(2)}`;
			await until(`"${receipt}" in the status bar`, async () => (await statusBar(page)).includes(receipt));
			await photograph(page, 'agent-escalation');
		});

		await scenario.step('a sub-agent is booked to its run', async () => {
			await chat.startAnew();
			await chat.send(ASKED.helper);
			await chat.answered('The helper says: There are 2 files in src.');
			const run = await runOf(4);
			assert.deepEqual(
				run.subAgents.map(({ steps, spent }) => ({ steps, spent })),
				[{ steps: 2, spent: upstream.cost(SUB_TASK) }],
			);
			assert.equal(run.steps, 4);
			await addsUp(run, ASKED.helper, SUB_TASK);
		});

		await scenario.step('stop inside a tool call ends the run and costs nothing more', async () => {
			await chat.startAnew();
			await chat.send(ASKED.wait);
			await until('the command under way', async () => (await chat.text()).includes('sleep 60'));
			await page.waitForTimeout(1000);
			await chat.stop();
			const cost = upstream.cost();
			await chat.send(ASKED.read);
			await chat.answered('It begins with: ');
			await runOf(6);
			const { runs, summary } = await environment.ledger();
			assert.equal(runs.filter(({ state }) => state === 'cancelled').length, 1);
			assert.equal(upstream.models(ASKED.wait).length, 1);
			assert.equal(summary.outstanding, 0);
			assert.ok(upstream.cost() > cost);
		});

		await scenario.step('a run ends in words where its money ends, and goes on when told to', async () => {
			await chat.startAnew();
			await chat.send(ASKED.dear);
			await chat.answered(/Routoo stopped this run: .* Nothing more was sent\./, 180_000);
			const run = await runOf(7);
			assert.equal(run.state, 'stopped');
			assert.ok(run.spent <= RUN_MOST * 1_000_000, `${run.spent} is more than the run may cost`);
			await addsUp(run, ASKED.dear);
			await photograph(page, 'agent-budget');
			await chat.send(ASKED.goOn);
			await chat.answered('This is what I have read.');
			await addsUp(await runOf(8), ASKED.goOn);
		});

		await scenario.step('effort is raised before the model, in the line and the ledger', async () => {
			// Where little is good enough the least effort is.
			updateSettings(environment.dir, { 'routoo.routing.goodEnough': 50 });
			await chooseFrom(THINKERS, BUDGET - 1);
			for (const [name, text] of Object.entries(FILES)) fs.writeFileSync(environment.file(name), text);
			await chat.startAnew();
			await chat.send(ASKED.think);
			await chat.answered('The test passes now.', 180_000);
			const asked = upstream.requests.filter(({ body }) => (body as { readonly model: string }).model === THINKER);
			const efforts = asked.map(({ body }) => (body as { readonly reasoning_effort?: string }).reasoning_effort ?? null);
			assert.deepEqual(efforts, [...Array(4).fill(LEAST_EFFORT), null, null, null]);
			assert.match(
				await chat.text(),
				/◆ GPT-5 mini \(default effort\) instead of GPT-5 mini \(low\): ten per cent off.{0,40} failed again after an edit/,
			);
			const run = await runOf(9);
			assert.deepEqual(
				run.changes.map(({ kind, step }) => [kind, step]),
				[['effort', 5]],
			);
			await addsUp(run, ASKED.think);
			updateSettings(environment.dir, { 'routoo.routing.goodEnough': null });
			await chooseFrom(POOL, BUDGET);
		});

		await scenario.step('a private file is named before it goes out, and stays here where the user says so', async () => {
			await chat.startAnew();
			await chat.send(ASKED.secret);
			const question = page.locator('.monaco-dialog-box');
			await question.waitFor({ state: 'visible' });
			assert.match(await textOf(question), /\.env to Stand-in\?/);
			await question.getByRole('button', { name: 'Withhold' }).click();
			await chat.answered(/I can read of it: .*withheld/);
			await addsUp(await runOf(10), ASKED.secret);
			assert.ok(upstream.requests.every(({ raw }) => !raw.toString('utf8').includes(SECRET)));
		});

		await scenario.step('a conversation is summed up at a price that is booked, and goes on', async () => {
			// The name of a command is completed by the first Enter; the space ends it.
			await chat.send('/compact ');
			await chat.answered('Compacted conversation');
			await until('the summary booked', async () => {
				const { rows } = await environment.ledger();
				const background = rows.filter(({ purpose, state }) => purpose === 'background' && state === 'settled');
				return background.reduce((sum, { cost }) => sum + cost, 0) === upstream.cost(SUMMARY) && upstream.cost(SUMMARY) > 0;
			});
			await chat.send(ASKED.after);
			await chat.answered('About the readme.');
			const last = upstream.requests.findLast(({ body }) => 'tools' in (body as object));
			assert.match(last?.raw.toString('utf8') ?? '', /<conversation-summary>.*The user asked for the readme\./);
			await addsUp(await runOf(11), ASKED.after);
		});

		await scenario.step('the month ends inside a run, in words; with more money it goes on with all it had', async () => {
			const { summary } = await environment.ledger();
			const limit = Math.ceil(summary.settled / 10_000 + 20) / 100;
			await setBudget(limit);
			await chat.startAnew();
			await chat.send(ASKED.month);
			const words = await chat.answered(/Routoo sent nothing\..*budget/, 180_000);
			assert.match(words, /[Rr]aise the budget/);
			const run = await runOf(12);
			assert.equal(run.state, 'stopped');
			assert.ok(run.steps > 0);
			assert.ok((await environment.ledger()).summary.settled <= limit * 1_000_000);
			await addsUp(run, ASKED.month);
			await photograph(page, 'agent-month');
			await setBudget(BUDGET);
			const before = upstream.cost(ASKED.goOn);
			await chat.send(ASKED.goOn);
			await chat.answered('This is what I have read.');
			assert.match(upstream.requests.at(-1)?.raw.toString('utf8') ?? '', /# (?:Sample|Demo) project/);
			assert.equal((await runOf(13)).spent, upstream.cost(ASKED.goOn) - before);
		});

		await besideSteps(scenario, { page, environment, upstream, chat, runOf, booked, budget: BUDGET });
	});
