import { describe, expect, test } from 'vitest';
import { INITIAL_STATUS } from '../../../../src/app/insights/status.ts';
import { type StatusState, statusView } from '../../../../src/app/insights/status-view.ts';
import { machineInWords } from '../../../../src/app/models/machine.ts';
import type { RoutingLine } from '../../../../src/core/routing/routing-line.ts';
import { servedInWords } from '../../../../src/host/endpoint/words.ts';
import type { BudgetView } from '../../../../src/protocol/common.ts';
import { run, runModel } from '../../views/run-fixtures.ts';

const budget = (spent: number, limit: number | null, level: BudgetView['level'] = 'ok'): BudgetView => ({
	limit,
	spent,
	outstanding: 0,
	level,
	resetsAt: 0,
});

const line = {
	modelName: 'haiku-4.5',
	recipient: 'Anthropic',
	quality: { mean: 0.91, low: 0.86, high: 0.95 },
	reason: 'The cheapest model [that] is good enough.',
} as RoutingLine;

const state = (change: Partial<StatusState> = {}): StatusState => ({
	health: { kind: 'ready' },
	usableModels: 5,
	predictor: { kind: 'ready', reason: null },
	last: line,
	budget: budget(7_600_000, 20_000_000),
	summary: null,
	projected: null,
	reference: 'GPT-5.4',
	localOnly: false,
	completions: { kind: 'open' },
	completionsLimit: 10_000_000,
	agentsLimit: 10_000_000,
	run: null,
	paidPaused: false,
	...change,
});

const text = (change: Partial<StatusState> = {}): string => statusView(state(change)).text.replaceAll('\u00a0', ' ');

test('model, quality and money', () => {
	expect(text()).toBe('◆ haiku-4.5 91 %   $7.60 / $20');
});

test('without a decision yet', () => expect(text({ last: null })).toBe('◆ Auto   $7.60 / $20'));
test('without a limit', () => expect(text({ budget: budget(7_600_000, null) })).toBe('◆ haiku-4.5 91 %   $7.60'));
test('less than a cent does not read as nothing', () => expect(text({ budget: budget(900, 20_000_000) })).toContain('<$0.01 / $20'));
test('a limit with cents', () => expect(text({ budget: budget(0, 2_500_000) })).toContain('$0.00 / $2.50'));
test('offline predictor in words', () => {
	expect(text({ predictor: { kind: 'degraded', reason: 'no binary' } })).toBe('◆ haiku-4.5 91 % · offline predictor   $7.60 / $20');
});

test('no model in words, with a way out', () => {
	const view = statusView(state({ usableModels: 0 }));
	expect(view.text).toContain('no model');
	expect(view.background).toBe('warning');
	expect(view.tooltip).toContain('command:routoo.setKey');
	expect(view.tooltip).toContain('command:routoo.getStarted');
	expect(view.command).toBe('focusChat');
	expect(statusView(state()).command).toBe('openDashboard');
});

test('starting shows no false "no model", and a click does not open a dashboard that may be empty', () => {
	for (const starting of [{ health: { kind: 'starting' } as const, usableModels: null }, { usableModels: null }]) {
		const view = statusView(state({ ...starting, budget: null }));
		expect([view.text.includes('no model'), view.command]).toEqual([false, 'focusChat']);
	}
	expect(text({ health: { kind: 'starting' }, usableModels: null, budget: null })).toBe('◆ Routoo');
	expect(statusView(INITIAL_STATUS).command).toBe('focusChat');
});

test('a failure comes before everything else', () => {
	const view = statusView(state({ health: { kind: 'failed', reason: 'A part is missing.' }, usableModels: 0 }));
	expect(view).toMatchObject({ text: '◆ Routoo cannot start', background: 'error' });
	expect(view.tooltip).toContain('A part is missing');
});

test.each([
	['ok', 'none'],
	['warn', 'warning'],
	['high', 'warning'],
	['reached', 'error'],
] as const)('level %s has background %s', (level, background) => {
	expect(statusView(state({ budget: budget(1, 2, level) })).background).toBe(background);
});

test('text of models and reasons cannot make links or markup', () => {
	const evil = { ...line, modelName: '[x](command:evil)', reason: '**bold** <img>' } as RoutingLine;
	const { tooltip } = statusView(state({ last: evil }));
	expect(tooltip).not.toContain('](command:evil)');
	expect(tooltip).not.toContain('**bold**');
	expect(tooltip).not.toMatch(/(?<!\\)<img/);
});

test('a long model name is cut', () => {
	expect(text({ last: { ...line, modelName: 'vendor/a-very-long-model-name-with-many-parts' } as RoutingLine }).length).toBeLessThan(60);
});

describe('a run', () => {
	const high = runModel('GPT-5.4', { effort: 'high', recipient: 'OpenAI' });
	const words = (change: Parameters<typeof run>[0]): string => text({ run: run(change) });
	const tooltip = (change: Parameters<typeof run>[0]): string => statusView(state({ run: run(change) })).tooltip.replaceAll('\\', '');

	test.each([
		[{}, '◆ Haiku 4.5 · step 7 · $0.12 of $1.55'],
		[{ state: 'waiting' }, '◆ Haiku 4.5 · step 7 · $0.12 of $1.55'],
		[{ cap: null }, '◆ Haiku 4.5 · step 7 · $0.12'],
		[{ steps: 0, spent: 0 }, '◆ Haiku 4.5 · starting · $0.00 of $1.55'],
		[{ spent: 0, model: runModel('qwen3:8b', { local: true }) }, '◆ qwen3:8b · step 7 · free'],
		[{ state: 'done', steps: 14, spent: 310_000 }, '◆ run done: 14 steps, $0.31'],
		[{ state: 'done', steps: 1, spent: 900 }, '◆ run done: 1 step, <$0.01'],
		[{ state: 'stopped', steps: 31, spent: 1_541_077 }, '◆ run stopped at a limit: 31 steps, $1.54'],
		[{ state: 'cancelled' }, '◆ run cancelled: 7 steps, $0.12'],
		[{ state: 'failed' }, '◆ run failed: 7 steps, $0.12'],
		[{ state: 'done', spent: 0, model: runModel('qwen3:8b', { local: true }) }, '◆ run done: 7 steps, free'],
	] as const)('%o is %s', (change, shown) => expect(words(change)).toBe(`${shown}   $7.60 / $20`));

	test('the tooltip has steps, money of its cap, model with effort, sub-agents, the last change and the suggestion', () => {
		const shown = tooltip({
			model: high,
			changes: [
				{ at: 0, step: 3, kind: 'failed', from: runModel('Haiku 4.5'), to: { ...high, effort: 'medium' }, why: 'it did not answer' },
				{ at: 0, step: 7, kind: 'effort', from: { ...high, effort: 'medium' }, to: high, why: 'test_refund failed again after an edit' },
			],
			subAgents: Array.from({ length: 7 }, (_, index) => ({ id: `${index}`, name: `Explore ${index}`, steps: 3, spent: 20_000 })),
			suggestion: 'Opus 4.5 could take over.',
		});
		for (const part of [
			'Agent run (fix): running, step 7 of about 18',
			'Model: GPT-5.4, effort high, to OpenAI',
			'Money: $0.12 of at most $1.55; ~$0.31 expected ($0.15 to $0.90)',
			'Sub-agent Explore 6: 3 steps, $0.02',
			'and 2 sub-agents before',
			'Last change: step 7: effort high instead of medium: test_refund failed again after an edit',
			'Opus 4.5 could take over.',
			'[Dashboard](command:routoo.openDashboard) · [Budget](command:routoo.setBudget) · [Pause paid requests](command:routoo.pausePaid)',
		])
			expect(shown).toContain(part);
		expect(shown).not.toContain('it did not answer');
	});

	test('names that servers and models give make no link, no icon and no endless line', () => {
		const evil = run({ model: runModel('$(zap)](command:evil)'), taskKind: '[x](command:evil)' });
		const view = statusView(
			state({ run: { ...evil, subAgents: [{ id: 's', name: `[y](command:evil)${'z'.repeat(900)}`, steps: 1, spent: 1 }] } }),
		);
		expect(view.text).not.toContain('$(');
		expect(view.tooltip).not.toContain('](command:evil)');
		expect(Math.max(...view.tooltip.split('\n').map((line) => line.length))).toBeLessThan(400);
		expect(statusView(state({ last: { ...line, modelName: '$(zap) x' } })).text).not.toContain('$(');
	});

	test('their spend has its share, background requests in it', () => {
		const summary = {
			byPurpose: {
				agent: { settled: 1_000_000, outstanding: 0, requests: 30 },
				background: { settled: 200_000, outstanding: 0, requests: 4 },
				chat: { settled: 3_000_000, outstanding: 0, requests: 9 },
			},
			today: 0,
			saved: 0,
		} as never;
		const line = (agentsLimit: number | null) => statusView(state({ summary, agentsLimit })).tooltip.replaceAll('\\', '');
		expect(line(10_000_000)).toContain('Agent runs this month: $1.20 of $10.00, 34 requests');
		expect(line(null)).toContain('Agent runs this month: $1.20, 34 requests');
		expect(statusView(state({ summary: { byPurpose: {}, today: 0, saved: 0 } as never })).tooltip).not.toContain('Agent runs');
	});
});

describe('paid requests that are paused', () => {
	test.each([
		[{}, '◆ paid paused · haiku-4.5 91 %   $7.60 / $20'],
		[{ run: run() }, '◆ paid paused · Haiku 4.5 · step 7 · $0.12 of $1.55   $7.60 / $20'],
		[{ completions: { kind: 'paidPaused' } }, '◆ paid paused · haiku-4.5 91 %   $7.60 / $20'],
		[{ health: { kind: 'starting' } }, '◆ paid paused   $7.60 / $20'],
		[{ usableModels: 0 }, '◆ no model   $7.60 / $20'],
	] as const)('%o is %s', (change, shown) => expect(text({ ...change, paidPaused: true })).toBe(shown));

	test('stand out, are told in words, and have the way back where the pause was', () => {
		const view = statusView(state({ paidPaused: true }));
		expect(view.background).toBe('warning');
		expect(statusView(state({ paidPaused: true, budget: budget(2, 2, 'reached') })).background).toBe('error');
		expect(view.label).toContain('paid paused');
		expect(view.tooltip).toContain('**Paid requests are paused** in every window.');
		expect(view.tooltip).toContain('[Resume paid requests](command:routoo.resumePaid)');
		expect(view.tooltip).not.toContain('pausePaid');
	});
});

test('where other tools can ask Routoo stands in the tooltip while they can', () => {
	const endpoint = servedInWords({ kind: 'serving', port: 22_768 });
	expect(statusView(state({ endpoint })).tooltip).toContain('127\\.0\\.0\\.1:22768');
	expect(statusView(state({ endpoint })).tooltip).toContain('(command:routoo.showEndpoint)');
	for (const kind of ['off', 'untrusted', 'starting'] as const) {
		expect(statusView(state({ endpoint: servedInWords({ kind }) })).tooltip).not.toContain('showEndpoint');
	}
});

test('on which machine Routoo runs stands in the tooltip where there are two', () => {
	const machine = machineInWords({ remoteName: 'wsl', runsOn: 'ui' });
	expect(statusView(state({ machine })).tooltip).toContain('Routoo runs on your own computer');
	expect(statusView(state({ machine: null })).tooltip).not.toContain('runs on');
});

test('the last choice says what signals moved, of several the first, and who read the request', () => {
	const learned = [
		'Your thumbs moved haiku-4.5 down 4 points on tests (12 signals).',
		'Your tests moved opus up 2 points on tests (3 signals).',
	];
	const reading = 'Read by Qwen2.5-Coder 0.5B: about as hard as it looks.';
	const { tooltip } = statusView(state({ last: { ...line, learned, reading } }));
	const plain = tooltip.replaceAll('\\', '');
	expect(plain).toContain(`${learned[0]}  \n${reading}`);
	expect(plain).not.toContain('opus');
});

test('a budget of nothing is no alarm, and says what it means', () => {
	const view = statusView(state({ budget: budget(0, 0) }));
	expect([view.background, view.text]).toEqual(['none', expect.stringContaining('$0.00 / $0')]);
	expect(view.tooltip).toContain('The budget is $0: no paid request is sent.'.replace(/[$.]/g, '\\$&'));
	expect(statusView(state()).tooltip).not.toContain('no paid request is sent');
});
