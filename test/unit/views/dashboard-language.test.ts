// @vitest-environment happy-dom
import './dom.ts';
import * as l10n from '@vscode/l10n';
import { afterEach, expect, test } from 'vitest';
import type { ToDashboard } from '../../../src/protocol/dashboard.ts';
import { ChartElement } from '../../../src/views/dashboard/chart-element.ts';
import { DashboardElement } from '../../../src/views/dashboard/dashboard-element.ts';
import { DecisionsElement } from '../../../src/views/dashboard/decisions-element.ts';
import { InsightsElement } from '../../../src/views/dashboard/insights-element.ts';
import { ModelsElement } from '../../../src/views/dashboard/models-element.ts';
import { RunsElement } from '../../../src/views/dashboard/runs-element.ts';
import { budget, NOW } from './fixtures.ts';
import { decisionRow, decisionRows, frontierState, insightsState } from './insights-fixtures.ts';
import { ENDPOINTS, modelsState, unestimated } from './models-fixtures.ts';
import { run, runModel, runRow } from './run-fixtures.ts';

customElements.define('routoo-insights', InsightsElement);
customElements.define('routoo-decisions', DecisionsElement);
customElements.define('routoo-models', ModelsElement);
customElements.define('routoo-chart', ChartElement);
customElements.define('routoo-runs', RunsElement);
customElements.define('routoo-dashboard', DashboardElement);

/** A language in which each text stands in brackets, and what it is given beside them. */
l10n.config({
	contents: new Proxy({}, { get: (_, text) => (typeof text === 'string' ? `⟦${text.replace(/\{\d+\}/g, '⟧$&⟦')}⟧` : undefined) }),
});

const host = { post: () => undefined, kept: () => undefined, keep: () => undefined };

/** What the page was given by its host: each text, and the names that counts of models stand under. */
function given(value: unknown, of = ''): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	const names = of === 'models' && !Array.isArray(value) ? Object.keys(value) : [];
	return [...names, ...Object.entries(value).flatMap(([key, each]) => given(each, key))];
}

/** All that is read or heard of an element. */
function read(element: Element): string[] {
	const own = ['title', 'aria-label', 'aria-valuetext', 'placeholder'].map((name) => element.getAttribute(name) ?? '');
	const texts = [...element.childNodes].flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [node.textContent ?? ''] : []));
	return [...own, ...texts, ...[...element.children].flatMap(read)];
}

/** Formats of files, the months of a date, and dates as the computer writes them. */
const NAMES = /\d+\/\d+\/\d+, .*|\b(?:CSV|JSON|Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\b/g;
const WORD = /[A-Za-z]{3}/;

async function unsaid(tag: string, messages: readonly ToDashboard[], then: (element: HTMLElement) => void = () => {}): Promise<string[]> {
	const element = Object.assign(document.createElement(tag) as InsightsElement | DecisionsElement | ModelsElement | DashboardElement, {
		host,
	});
	document.body.append(element);
	const settle = async (): Promise<void> => {
		await element.updateComplete;
		await element.updateComplete;
	};
	for (const data of messages) {
		await settle();
		window.dispatchEvent(new MessageEvent('message', { data }));
	}
	await settle();
	then(element);
	await settle();
	expect(element.textContent).toContain('⟦');
	const known = [...new Set(given(messages))].filter((text) => WORD.test(text)).sort((a, b) => b.length - a.length);
	return [...new Set(read(element))]
		.map((text) => text.replace(/⟦[^⟦⟧]*⟧/g, ' ').replace(NAMES, ' '))
		.filter((text) => WORD.test(text))
		.map((text) => known.reduce((left, name) => left.replaceAll(name, ' '), text).trim())
		.filter((text) => WORD.test(text));
}

afterEach(() => {
	document.body.replaceChildren();
});

const judgedOnce = { count: 1, adequate: 1, bins: [{ from: 0.9, to: 1, count: 1, predicted: 0.95, judged: 1, low: 0.4, high: 1 }] };

test('where the money went, whether it can be trusted and what would have been: all can be translated', async () => {
	for (const state of [
		insightsState(),
		insightsState({ price: null, length: null, judged: { count: 0, adequate: 0, bins: [] }, left: 12 }),
		insightsState({ judged: judgedOnce }),
	])
		expect(
			await unsaid('routoo-insights', [
				{ type: 'insights', state },
				{ type: 'frontier', state: frontierState() },
			]),
		).toEqual([]);
	const none: ToDashboard = { type: 'frontier', state: frontierState({ points: [], choices: 0 }) };
	expect(await unsaid('routoo-insights', [{ type: 'insights', state: insightsState() }, none])).toEqual([]);
});

test('a slider that was moved says what would have changed, in one language', async () => {
	const messages: ToDashboard[] = [
		{ type: 'insights', state: insightsState() },
		{ type: 'frontier', state: frontierState() },
	];
	const moved = await unsaid('routoo-insights', messages, (element) => {
		const slider = element.querySelector<HTMLInputElement>('.bar-slider input')!;
		slider.value = '0';
		slider.dispatchEvent(new Event('input'));
	});
	expect(moved).toEqual([]);
});

test('decisions: their heads, filters, ends, and what an opened one tells', async () => {
	const odd = [
		decisionRow(1, { state: 'released' }),
		decisionRow(2, { outcome: 'cancelled', claimed: 900_000, corrected: false }),
		decisionRow(3, { outcome: 'broken', purpose: 'agent', corrected: true }),
		decisionRow(4, { state: 'orphaned', purpose: 'completion' }),
	];
	const opened = [
		[decisionRows(20), 0] as const,
		...odd.map((_, index) => [odd, index] as const),
		[[decisionRow(1)], 0] as const,
		[[], 0] as const,
	];
	for (const [rows, index] of opened)
		expect(
			await unsaid('routoo-decisions', [{ type: 'decisions', asked: 1, offset: 0, rows, total: rows.length }], (element) => {
				element.querySelector<HTMLElement>(`[data-index="${index}"]`)?.click();
			}),
		).toEqual([]);
});

test('models: rows, details, counts, and pages without any', async () => {
	const openAll = (element: HTMLElement): void => {
		for (const button of element.querySelectorAll<HTMLElement>('button.disclose')) button.click();
	};
	for (const state of [
		modelsState(),
		modelsState({ endpoints: unestimated(ENDPOINTS) }),
		modelsState({ endpoints: [] }),
		modelsState({ localOnly: true, limited: true }),
	])
		expect(await unsaid('routoo-models', [{ type: 'models', state }], openAll)).toEqual([]);
	const searched = await unsaid('routoo-models', [{ type: 'models', state: modelsState() }], (element) => {
		const search = element.querySelector<HTMLInputElement>('.search')!;
		search.value = 'zz';
		search.dispatchEvent(new Event('input'));
	});
	expect(searched).toEqual([]);
});

const spend = (settled: number, requests: number) => ({ settled, outstanding: 1000, requests });

function month(change: object): ToDashboard {
	const summary = {
		period: { start: NOW - 20 * 86_400_000, end: NOW + 10 * 86_400_000, limit: 20_000_000 },
		...{ settled: 5_000_000, outstanding: 2000, estimated: 400, saved: 90_000, requests: 40, arrivals: 40, today: 500 },
		byPurpose: { chat: spend(3_000_000, 20), completion: spend(9000, 4), agent: spend(1_500_000, 30), background: spend(500_000, 10) },
		...{ byDay: [], byModel: [] },
	};
	const state = {
		...{ summary, budget, projected: 9_000_000, reference: null, completionsLimit: null, agentsLimit: 10_000_000 },
		...{ catalogDate: '2026-11-20', catalogStale: true, predictor: { kind: 'degraded' as const, reason: null } },
		...{ runs: [run()], window: 'w', paidPaused: false, now: NOW },
		...change,
	};
	return { type: 'dashboard', state };
}

test('the month, what was learned, and runs with their rows', async () => {
	const ended = (state: 'done' | 'stopped' | 'cancelled' | 'failed') => run({ id: state, state, window: 'other' });
	const live = run({
		window: 'other',
		...{ subAgents: [{ id: 's', name: 'Explore', steps: 3, spent: 20_000 }], suggestion: 'Opus 4.5 could take over.' },
		changes: [
			{ at: NOW, step: 7, kind: 'failed', from: runModel('Haiku 4.5'), to: runModel('Opus 4.5', { effort: 'high' }), why: 'It failed.' },
		],
	});
	const learned = { signals: 1, enough: 50, rows: [{ model: 'Opus 4.5', kind: 'tests', points: -4, signals: 12 }] };
	for (const change of [
		{ learned, runs: [live, run({ id: 'w2', state: 'waiting', estimate: null, cap: null })] },
		{ learned: { ...learned, signals: 0, rows: [] }, runs: [] },
		{ runs: [ended('done'), ended('stopped'), ended('cancelled'), ended('failed')] },
	])
		expect(
			await unsaid('routoo-dashboard', [month(change)], (element) => {
				element.querySelector<HTMLElement>('routoo-runs .disclose')?.click();
				const rows = [
					runRow(),
					runRow({ state: 'released' }),
					runRow({ purpose: 'reading', costSource: 'estimate', outcome: 'cancelled' }),
				];
				const data = { type: 'runRows', runId: change.runs[0]?.id ?? '', rows, more: { requests: 2, cost: 10 }, total: 30_010 };
				window.dispatchEvent(new MessageEvent('message', { data }));
			}),
		).toEqual([]);
});
