import type { LedgerRow, Run, ToDashboard } from '../../src/protocol/dashboard.ts';
import { NOW } from '../../test/unit/views/fixtures.ts';
import { run, runModel, runRow } from '../../test/unit/views/run-fixtures.ts';
import { dashboard, monthOfRuns } from './dashboard-scenes.ts';
import type { Scene } from './scene.ts';

const haiku = runModel('Haiku 4.5');
const medium = runModel('GPT-5.4', { effort: 'medium', recipient: 'OpenAI' });
const high = runModel('GPT-5.4', { effort: 'high', recipient: 'OpenAI' });
const sonnet = runModel('Sonnet 4.5');

const live = run({ id: 'live', state: 'running', steps: 7, spent: 118_204 });
const escalated = run({
	id: 'escalated',
	state: 'waiting',
	taskKind: 'fix',
	model: high,
	quality: { mean: 0.74, low: 0.6, high: 0.85 },
	estimate: { expected: 640_000, low: 210_000, high: 1_490_000, steps: 22, from: 'own' },
	cap: 2_000_000,
	steps: 26,
	spent: 1_702_911,
	changes: [
		{ at: NOW, step: 7, kind: 'effort', from: medium, to: high, why: 'test_refund (tests/test_orders.py) failed again after an edit' },
		{ at: NOW, step: 15, kind: 'failed', from: high, to: sonnet, why: 'OpenAI did not answer for 60 s' },
		{ at: NOW, step: 17, kind: 'cacheBoundary', from: sonnet, to: high, why: 'the conversation was summarised, so nothing is read twice' },
	],
	subAgents: [
		{ id: 's1', name: 'Explore', steps: 5, spent: 21_300 },
		{ id: 's2', name: 'Find every place where a refund is rounded', steps: 3, spent: 9_950 },
	],
	suggestion: 'The same call of run_in_terminal failed three times; Opus 4.5 could take over for ~$0.90 more: run "Routoo: Escalate Run".',
});
const stopped = run({
	id: 'stopped',
	state: 'stopped',
	startedAt: NOW - 2_400_000,
	taskKind: 'refactor',
	model: sonnet,
	quality: { mean: 0.81, low: 0.7, high: 0.9 },
	estimate: { expected: 310_000, low: 150_000, high: 900_000, steps: 14, from: 'recorded' },
	cap: 1_550_000,
	steps: 31,
	spent: 1_541_077,
	changes: [{ at: NOW, step: 12, kind: 'model', from: haiku, to: sonnet, why: 'test_refund failed again after an edit' }],
});
const MODELS = [haiku, medium, sonnet, runModel('qwen3-coder:30b', { recipient: 'this computer', local: true }), haiku];
const STATES = ['done', 'done', 'cancelled', 'done', 'failed', 'done'] as const;
const ended: readonly Run[] = Array.from({ length: 12 }, (_, index) => {
	const model = MODELS[index % MODELS.length] ?? haiku;
	return run({
		id: `e${index}`,
		state: STATES[index % STATES.length] ?? 'done',
		startedAt: NOW - (index + 1) * 7_000_000,
		taskKind: ['fix', 'explain', 'write code', 'review'][index % 4] ?? 'fix',
		model,
		steps: 3 + ((index * 7) % 24),
		spent: model.local ? 0 : 31_007 + ((index * 104_729) % 900_000),
		estimate: model.local ? null : { expected: 60_000 + ((index * 73_000) % 500_000), low: 20_000, high: 900_000, steps: 12, from: 'own' },
	});
});

/** Rows that add up to the figure of their run. */
function rowsOf({ id: runId, steps, spent, model, changes }: Run): ToDashboard {
	const each = Math.floor(spent / steps);
	let name = changes[0]?.from ?? model;
	const rows = Array.from({ length: steps }, (_, index): LedgerRow => {
		const change = changes.find(({ step }) => step === index + 1);
		if (change !== undefined) name = change.to;
		return runRow({
			requestId: `${runId}-${index}`,
			runId,
			modelName: name.modelName,
			cost: index === steps - 1 ? spent - each * (steps - 1) : each,
			costSource: index % 5 === 4 ? 'estimate' : 'provider',
			usage: { input: 900 + index * 40, cachedInput: 9_000 + index * 1_700, cacheWrite: 800, output: 340 + index * 11, reasoning: 0 },
			...(change === undefined ? {} : { change: change.why }),
		});
	});
	return { type: 'runRows', runId, rows, more: { requests: 0, cost: 0 }, total: spent };
}

const withRuns = (runs: readonly Run[], change: object = {}): ToDashboard => dashboard({ ...monthOfRuns, runs, ...change });

export const runScenes: readonly Scene[] = [
	{ name: 'run-live', view: 'dashboard', height: 900, messages: [withRuns([live, ...ended.slice(0, 2)])] },
	{ name: 'run-escalated', view: 'dashboard', height: 900, messages: [withRuns([escalated, ...ended.slice(0, 2)])] },
	{
		name: 'run-stopped',
		view: 'dashboard',
		height: 1500,
		messages: [withRuns([stopped, ...ended.slice(0, 3)])],
		click: ['.receipt .disclose'],
		answers: [rowsOf(stopped)],
	},
	{ name: 'runs', view: 'dashboard', height: 2700, messages: [withRuns([live, { ...escalated, suggestion: null }, stopped, ...ended])] },
	{ name: 'paused', view: 'dashboard', height: 700, messages: [withRuns([live, ...ended.slice(0, 2)], { paidPaused: true })] },
];
