import { expect, test } from 'vitest';
import { type StatusState, statusView } from '../../../../src/app/insights/status-view.ts';
import { machineInWords } from '../../../../src/app/models/machine.ts';
import type { RoutingLine } from '../../../../src/core/routing/routing-line.ts';
import type { BudgetView } from '../../../../src/protocol/common.ts';

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
});

test('starting shows no false "no model"', () =>
	expect(text({ health: { kind: 'starting' }, usableModels: null, budget: null })).toBe('◆ Routoo'));

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

test('on which machine Routoo runs stands in the tooltip where there are two', () => {
	const machine = machineInWords({ remoteName: 'wsl', runsOn: 'ui' });
	expect(statusView(state({ machine })).tooltip).toContain('Routoo runs on your own computer');
	expect(statusView(state({ machine: null })).tooltip).not.toContain('runs on');
});
