import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AgentRequest } from '../../../../src/app/agent/ports.ts';
import { runRowsMessage } from '../../../../src/app/insights/dashboard.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { plain } from '../../../support/model-servers.ts';
import { TOOLS } from '../../core/agent/talk.ts';
import { json, startServer, writeChunks } from '../../providers/server.ts';
import { product } from '../product.ts';
import { after, BEGIN, call, result } from './agent-bench.ts';

/** A server in OpenAI's form with two models; what it answers next is set by the test. */
async function servedProduct() {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-agent-'));
	const state = { delta: {} as object, finish: 'stop', usage: { prompt_tokens: 900, completion_tokens: 40, total_tokens: 940 } };
	const lists = plain('gpt-4o-mini', 'gpt-4o') as Record<string, unknown>;
	const server = await startServer((request, response) => {
		const path = request.url.split('?')[0]!;
		if (path !== '/v1/chat/completions') return json(response, lists[path] === undefined ? 404 : 200, lists[path] ?? {});
		const chunk = (choices: readonly object[], more = {}) =>
			`data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more })}\n\n`;
		const { delta, finish, usage } = state;
		return writeChunks(response, [
			chunk([{ index: 0, delta, finish_reason: null }]),
			chunk([{ index: 0, delta: {}, finish_reason: finish }]),
			chunk([], { usage }),
			'data: [DONE]\n\n',
		]);
	});
	const { app } = await product({
		folder,
		settings: {
			'routoo.endpoints': [{ id: 'far', name: 'Far', url: server.url, local: false, needsKey: false }],
			'routoo.prices': { 'gpt-4o-mini': { input: 0.15, output: 0.6 }, 'gpt-4o': { input: 2.5, output: 10 } },
		},
	});
	onTestFinished(async () => {
		await app.dispose();
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	});
	await app.start();
	return { app, state };
}

test('an agent at work on the whole product: entries, a run of two steps, one ledger, one receipt', { timeout: 60_000 }, async () => {
	const { app, state } = await servedProduct();
	const entries = app.agent.entries().map(({ id }) => id);
	expect(entries).toEqual(['auto', 'save', 'balanced', 'best', 'far/gpt-4o-mini', 'far/gpt-4o', 'background']);
	const lines: string[] = [];
	const ask = (messages: readonly Message[], over: Partial<AgentRequest> = {}) =>
		app.agent.answer(
			{
				entry: 'auto',
				prompt: { messages, tools: TOOLS, toolChoice: 'auto' },
				conversationId: 'c',
				signal: new AbortController().signal,
				...over,
			},
			{ onLine: (line) => void lines.push(line), onText: () => {}, onReasoning: () => {} },
		);
	state.delta = { tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'read_file', arguments: '{}' } }] };
	state.finish = 'tool_calls';
	const first = await ask(BEGIN);
	expect(first).toMatchObject({ state: 'done', words: null, run: { state: 'waiting', steps: 1 } });
	expect(lines).toEqual([expect.stringMatching(/^GPT-4o.* · \d+ % \(\d+–\d+\) · ~\$[\d.]+ for about \d+ steps$/)]);
	expect(first.run!.cap).toBe(Math.min(2_000_000, 5 * first.run!.estimate!.expected));
	state.delta = { content: 'Fixed.' };
	state.finish = 'stop';
	const last = await ask(after('a'));
	expect(last.run).toMatchObject({ id: first.run!.id, state: 'done', steps: 2 });
	const rows = await app.ledger.run(first.run!.id);
	expect(rows.map(({ purpose, state: booked }) => [purpose, booked])).toEqual([
		['agent', 'settled'],
		['agent', 'settled'],
	]);
	expect(last.run!.spent).toBe(rows.reduce((sum, { cost }) => sum + cost, 0));
	expect(app.runs.list()).toEqual([last.run]);
	// The receipt in the dashboard opens to rows that add up to it.
	await app.budget.refresh();
	const page = await app.dashboardState();
	expect(page.runs).toEqual([last.run]);
	expect(page.summary.byPurpose.agent?.settled).toBe(last.run!.spent);
	expect(await runRowsMessage(app.ledger, last.run!.id)).toMatchObject({ rows, more: { requests: 0, cost: 0 }, total: last.run!.spent });
	// An hour's talk later the same failing call for the third time is seen by the real detector.
	state.delta = { tool_calls: [{ index: 0, id: 'z', type: 'function', function: { name: 'read_file', arguments: '{}' } }] };
	state.finish = 'tool_calls';
	await ask(BEGIN, { conversationId: 'd' });
	const failing = ['z', 'y', 'x', 'w'].flatMap((id) => [call(id), result(id, 'Error: no such file', true)]);
	const stuck = await ask([...BEGIN, ...failing], { conversationId: 'd' });
	expect(lines.at(-1)).toMatch(/failed three times|no stronger model/);
	expect(stuck.run!.state).toBe('waiting');
});
