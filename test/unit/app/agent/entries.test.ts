import { expect, test } from 'vitest';
import { AgentBench, BEGIN, BIG, HOME, MINI, MINI_HIGH, paid } from './agent-bench.ts';

const TWIN = paid('router/mini', 0.6, 2.4, { recipient: 'OpenRouter', displayName: 'mini' });

test("Auto, the presets, one entry a model, and one for the editor's own requests", async () => {
	const bench = new AgentBench();
	bench.candidates = [MINI, MINI_HIGH, BIG, TWIN, HOME];
	await bench.ask(BEGIN);
	await bench.budget.refresh();
	const entries = bench.agent.entries();
	expect(entries.map(({ id, name, selectable }) => [id, name, selectable])).toEqual([
		['auto', 'Routoo Auto', true],
		['save', 'Routoo Save', true],
		['balanced', 'Routoo Balanced', true],
		['best', 'Routoo Best', true],
		['cloud/mini', 'mini (cloud)', true],
		['vendor/big', 'big', true],
		['router/mini', 'mini (OpenRouter)', true],
		['home/local', 'local', true],
		['background', 'Routoo Background', false],
	]);
	const [auto] = entries;
	expect(auto).toMatchObject({
		tools: true,
		vision: true,
		maxInputTokens: 196_000,
		maxOutputTokens: 4000,
		detail: 'Balanced: quality against price',
	});
	expect(auto!.tooltip).toBe(
		"Chooses a model for each run, by your preset Balanced. Last choice: mini. Prices: free to $5.00 / $25.00 per Mtok. $19 left of this month's budget, $15 of it for agents.",
	);
	expect(entries[4]!.detail).toBe('cloud · $0.50 / $2.00 per Mtok');
});

test('two of one endpoint under one name are told apart by their own', () => {
	const bench = new AgentBench();
	const dated = paid('router/mini-2026', 0.6, 2.4, { recipient: 'OpenRouter', displayName: 'mini' });
	bench.candidates = [MINI, MINI_HIGH, TWIN, dated];
	const names = bench.agent.entries().map(({ name }) => name);
	expect(names.slice(4, 7)).toEqual(['mini (cloud)', 'mini (router/mini)', 'mini (router/mini-2026)']);
});

test('what cannot be used is no entry', () => {
	const bench = new AgentBench({ settings: { 'routoo.localOnly': true } });
	expect(bench.agent.entries()).toEqual([]);
	bench.candidates = [MINI, HOME];
	expect(bench.agent.entries().map(({ id }) => id)).toEqual(['auto', 'save', 'balanced', 'best', 'home/local', 'background']);
	const narrow = new AgentBench({ settings: { 'routoo.routing.pool': ['gone/model'] } });
	expect(narrow.agent.entries().map(({ id }) => id)).toEqual(['cloud/mini', 'vendor/big']);
});

test('a change is told once, and only where an entry really differs', async () => {
	const bench = new AgentBench();
	let told = 0;
	bench.agent.entriesChanged.on(() => told++);
	bench.agent.refreshEntries();
	bench.agent.refreshEntries();
	await bench.elapse();
	expect(told).toBe(1);
	bench.agent.refreshEntries();
	await bench.elapse();
	expect(told).toBe(1);
	bench.candidates = [BIG];
	bench.agent.refreshEntries();
	await bench.elapse();
	expect(told).toBe(2);
});
