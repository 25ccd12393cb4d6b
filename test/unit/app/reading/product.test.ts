import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AgentRequest } from '../../../../src/app/agent/ports.ts';
import type { VectorReader } from '../../../../src/app/reading/ports.ts';
import type { ReadingNow } from '../../../../src/app/reading/service.ts';
import { answerText } from '../../../../src/core/chat/answer.ts';
import { textMessage } from '../../../../src/core/message/message.ts';
import { plain } from '../../../support/model-servers.ts';
import { TOOLS } from '../../core/agent/talk.ts';
import { answers } from '../../core/reading/support.ts';
import { json, startServer, writeChunks } from '../../providers/server.ts';
import { product } from '../product.ts';
import { readingFolder } from './support.ts';

const ISSUE = [
	'Fix the bug in the date parser: offsets of time zones are lost.',
	'',
	'Steps to reproduce: parse "2026-11-29T10:00:00+02:00" and print it. Expected: +02:00. Actual: Z.',
	'It fails for every zone since version 3.2, also where the zone is named. '.repeat(4),
].join('\n');

const CHEAP = 'claude-haiku-4-5';
const DEAR = 'claude-opus-4-5';

interface Asked {
	readonly model: string;
	readonly max_tokens?: number;
	readonly messages: readonly { readonly role: string; readonly content: string }[];
}

interface Options {
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly reader?: VectorReader;
	/** What a judge writes. */
	readonly judgement?: string;
	/** ms that a judge takes. */
	readonly slow?: number;
}

const isJudging = ({ messages }: Asked): boolean => JSON.stringify(messages[0]).includes('You estimate how much work');

/** A server in OpenAI's form with a cheap and a dear model, of which either may be asked to judge. */
async function served({
	settings = {},
	reader,
	judgement = answers({ debugging_complexity: 5, codebase_scope: 5 }).join(' '),
	slow = 0,
}: Options) {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-reading-'));
	const asked: Asked[] = [];
	const lists = plain(CHEAP, DEAR) as Record<string, unknown>;
	const server = await startServer(async (request, response) => {
		const path = request.url.split('?')[0]!;
		if (path !== '/v1/chat/completions') return json(response, lists[path] === undefined ? 404 : 200, lists[path] ?? {});
		const body = JSON.parse(request.body) as Asked;
		asked.push(body);
		const judging = isJudging(body);
		if (judging) await new Promise((resolve) => setTimeout(resolve, slow));
		const chunk = (choices: readonly object[], more = {}) =>
			`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more })}\n\n`;
		return writeChunks(response, [
			chunk([{ index: 0, delta: { content: judging ? judgement : 'Fixed.' }, finish_reason: null }]),
			chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
			chunk([], {
				usage: judging
					? { prompt_tokens: 900, completion_tokens: 30, total_tokens: 930 }
					: { prompt_tokens: 500, completion_tokens: 200, total_tokens: 700 },
			}),
			'data: [DONE]\n\n',
		]);
	});
	const one = await product({
		folder,
		readingFolder: readingFolder(),
		...(reader && { reader }),
		settings: {
			'routoo.endpoints': [{ id: 'far', name: 'Far', url: server.url, local: false, needsKey: false }],
			'routoo.prices': { [CHEAP]: { input: 1, output: 5 }, [DEAR]: { input: 50, output: 250 } },
			'routoo.reading.by': 'judge',
			'routoo.reading.fromCost': 0.01,
			'routoo.routing.maxCostPerRun': null,
			...settings,
		},
	});
	const { app } = one;
	onTestFinished(async () => {
		await app.dispose();
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	});
	const waited: (ReadingNow | null)[] = [];
	app.reading.waiting.on((now) => void waited.push(now));
	await app.start();
	const run = (over: Partial<AgentRequest> = {}, text = ISSUE) =>
		app.agent.answer(
			{
				entry: 'auto',
				prompt: { messages: [textMessage('user', `<userRequest>\n${text}\n</userRequest>`)], tools: TOOLS, toolChoice: 'auto' },
				conversationId: 'c',
				signal: new AbortController().signal,
				...over,
			},
			{ onLine: () => {}, onText: () => {}, onReasoning: () => {} },
		);
	return { ...one, asked, waited, run, judged: () => asked.filter(isJudging) };
}

describe('a judge of the pool', { timeout: 120_000 }, () => {
	test('reads the task of a run before its model is chosen, for its own row in the ledger and in the sum of the run', async () => {
		const { app, waited, run, judged } = await served({});
		const { run: ended, state } = await run();
		expect(state).toBe('done');
		expect(judged()).toHaveLength(1);
		const [judge] = judged();
		expect(judge).toMatchObject({ model: CHEAP });
		expect(judge!.messages.at(-1)!.content).toContain('offsets of time zones are lost');
		expect(waited).toEqual([
			{ by: 'judge', modelName: expect.stringContaining('Haiku'), expected: expect.any(Number), requestId: expect.any(String) },
			null,
		]);
		const rows = await app.ledger.run(ended!.id);
		expect(rows.map(({ purpose, state: booked }) => [purpose, booked])).toEqual([
			['reading', 'settled'],
			['agent', 'settled'],
		]);
		// 900 tokens in, 30 out.
		expect(rows[0]!.cost).toBe(900 + 150);
		expect(ended!.spent).toBe(rows.reduce((sum, { cost }) => sum + cost, 0));
		await app.budget.refresh();
		const page = await app.dashboardState();
		expect(page.summary.byPurpose.reading).toMatchObject({ settled: 1050, requests: 1 });
	});

	test('reads once for a run that is asked for again, and not at all for a decision alone', async () => {
		const { app, run, judged } = await served({});
		const alone = {
			entry: 'auto',
			prompt: { messages: [textMessage('user', `<userRequest>\n${ISSUE}\n</userRequest>`)], tools: TOOLS, toolChoice: 'auto' as const },
			conversationId: 'other',
			signal: new AbortController().signal,
		};
		const before = await app.agent.route(alone);
		expect([judged().length, before.prediction.reading]).toEqual([0, undefined]);
		await run();
		await run({ conversationId: 'd' });
		expect(judged()).toHaveLength(1);
		const after = await app.agent.route(alone);
		expect(after.prediction.reading).toMatchObject({ source: 'judge', cost: 0 });
		expect(after.prediction.reading!.harder).toBeGreaterThan(0);
		const meanOf = (route: typeof before) => route.prediction.candidates.map(({ quality }) => quality.mean);
		for (const [i, mean] of meanOf(after).entries()) expect(mean).toBeLessThan(meanOf(before)[i]!);
	});

	test('that is slow is waited for once, and what it says later is there for the next step', async () => {
		const { app, run, waited, judged } = await served({ slow: 4500 });
		const first = await run();
		expect([first.state, judged().length, waited.length]).toEqual(['done', 1, 2]);
		await vi.waitFor(
			async () => expect(await app.ledger.run(first.run!.id)).toMatchObject([{ state: 'settled' }, { state: 'settled' }]),
			30_000,
		);
		await run({ conversationId: 'd' });
		expect([judged().length, waited.length]).toEqual([1, 2]);
		// What came late is in the sum of its run.
		const rows = await app.ledger.run(first.run!.id);
		expect(app.runs.list().find(({ id }) => id === first.run!.id)?.spent).toBe(rows.reduce((sum, { cost }) => sum + cost, 0));
	});

	test('reads a dear message of the chat', async () => {
		const { app, judged, told } = await served({});
		await app.chat.receive({ type: 'send', text: ISSUE });
		const turn = app.chat.state().session.turns.at(-1)!;
		expect(answerText(turn.answers[turn.shown]!)).toBe('Fixed.');
		expect(judged()).toHaveLength(1);
		expect((await app.ledger.rows(9)).map(({ purpose }) => purpose)).toEqual(['chat', 'reading']);
		expect(told).toEqual([]);
	});

	test('is skipped from the chat, which says meanwhile who reads', async () => {
		const { app, judged } = await served({ slow: 2000 });
		const sent = app.chat.receive({ type: 'send', text: ISSUE });
		await vi.waitFor(() => expect(app.chat.state().reading).toMatchObject({ modelName: expect.stringContaining('Haiku') }), 30_000);
		await vi.waitFor(() => expect(judged()).toHaveLength(1), 30_000);
		app.reading.skip();
		await sent;
		expect(app.chat.state().reading).toBeUndefined();
		const turn = app.chat.state().session.turns.at(-1)!;
		expect(answerText(turn.answers[turn.shown]!)).toBe('Fixed.');
		expect(judged()).toHaveLength(1);
		// What was sent is paid for.
		expect((await app.ledger.rows(9)).filter(({ purpose }) => purpose === 'reading').map(({ state }) => state)).toEqual(['settled']);
	});

	test.each<[string, Readonly<Record<string, unknown>>]>([
		['with the setting at its default and no model file', { 'routoo.reading.by': 'file' }],
		['turned off', { 'routoo.reading.by': 'off' }],
		['below the cost from which it reads', { 'routoo.reading.fromCost': 900 }],
		['where one model is in the pool', { 'routoo.routing.pool': [`far/${DEAR}`] }],
	])('reads nothing %s', async (_, settings) => {
		const { run, judged, asked } = await served({ settings });
		expect((await run()).state).toBe('done');
		expect([judged().length, asked.length]).toEqual([0, 1]);
	});

	test('reads nothing while paid requests are paused or nothing is left for runs', async () => {
		const { app, run, asked, settings } = await served({});
		await app.pause.set(true);
		expect((await run()).words).toContain('paused');
		await app.pause.set(false);
		await settings.update('routoo.agent.budgetShare', 0);
		await run({ conversationId: 'd' });
		expect(asked).toEqual([]);
		expect(await app.ledger.rows(9)).toEqual([]);
	});

	test('whose answer is no judgement changes nothing; after three of them it rests, which is said once', async () => {
		const { run, judged, told } = await served({ judgement: 'I would begin with the parser.' });
		for (const n of [1, 2, 3, 4]) expect((await run({ conversationId: `c${n}` }, `${ISSUE} ${n}`)).state).toBe('done');
		expect(judged()).toHaveLength(3);
		expect(told.map(({ text }) => text)).toEqual([expect.stringMatching(/failed 3 times.*Haiku.* did not answer with the numbers/)]);
	});
});

describe('a reader on this computer', { timeout: 120_000 }, () => {
	test('reads a message while it is typed: the quick decision is shown first, then the refined one, and sending waits for nothing', async () => {
		const read: string[] = [];
		const gate = Promise.withResolvers<void>();
		const reader: VectorReader = {
			modelName: 'Small 0.5B',
			ready: () => true,
			read: async (text) => {
				read.push(text);
				await gate.promise;
				return Float32Array.of(2, 1, 2);
			},
		};
		const { app, asked } = await served({ reader, settings: { 'routoo.reading.by': 'file' } });
		await app.chat.receive({ type: 'draft', text: ISSUE });
		await vi.waitFor(() => expect(app.chat.state().composer.preview).not.toBeNull(), 60_000);
		const quick = app.chat.state().composer.preview!;
		await vi.waitFor(() => expect(read).toHaveLength(1), 30_000);
		expect(app.chat.state().composer.preview).toBe(quick);
		gate.resolve();
		await vi.waitFor(() => expect(app.chat.state().composer.preview).not.toBe(quick), 30_000);
		const mean = (line: typeof quick) => line.alternatives.find(({ candidateId }) => candidateId.endsWith(CHEAP))!.quality.mean;
		expect(mean(app.chat.state().composer.preview!)).toBeLessThan(mean(quick));
		await app.chat.receive({ type: 'send', text: ISSUE });
		expect(read).toHaveLength(1);
		expect(asked).toHaveLength(1);
	});
});
