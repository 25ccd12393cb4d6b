// @vitest-environment happy-dom
import { render } from 'lit';
import { expect, test } from 'vitest';
import type { RoutingLine, RoutingRow } from '../../../src/protocol/chat.ts';
import { whyPanel } from '../../../src/views/chat/why-panel.ts';
import { barsFrom, whyRows } from '../../../src/views/chat/why-rows.ts';
import { routing } from './fixtures.ts';

/** One effort of a model, as the decision ranks it: price in µ$. */
function row(id: string, mean: number, expectedCost: number | null, change: Partial<RoutingRow> = {}): RoutingRow {
	const [model = '', effort = null] = id.split('@');
	const modelName = model.split('/')[1]!;
	return {
		...{
			candidateId: id,
			model,
			effort,
			modelName: effort === null ? modelName : `${modelName} (${effort})`,
			recipient: model.split('/')[0]!,
		},
		...{
			quality: { mean, low: mean - 0.05, high: Math.min(1, mean + 0.05) },
			expectedCost,
			latencyMs: 2000,
			whyNot: 'why not',
			excluded: false,
		},
		...change,
	};
}
const names = (models: readonly { readonly name: string }[]) => models.map(({ name }) => name);
const line = (alternatives: readonly RoutingRow[], change: Partial<RoutingLine> = {}) =>
	routing({ candidateId: alternatives[0]!.candidateId, modelName: alternatives[0]!.modelName, alternatives, ...change });

test('the chosen model, the next, one cheaper and one better stand at once, one row a model, and the rest waits', () => {
	const { shown, rest, excluded } = whyRows(
		line([
			row('o/mini@high', 0.9, 500),
			row('o/mini', 0.89, 400),
			row('a/haiku', 0.9, 900),
			row('o/mini@low', 0.8, 200),
			row('a/opus@max', 0.97, 50_000),
			row('a/opus', 0.95, 9000),
			row('g/flash', 0.8, 100),
			row('g/lite', 0.7, 10),
			row('a/sonnet', 0.93, 4000),
			row('o/pro', 0.99, 90_000, { excluded: true, whyNot: 'dear' }),
			row('o/pro@low', 0.98, 80_000, { excluded: true, whyNot: 'dear' }),
			row('a/haiku@high', 0.9, 2000, { excluded: true, whyNot: 'slow' }),
		]),
	);
	expect(shown.map(({ name, roles }) => [name, ...roles])).toEqual([
		['mini', 'chosen'],
		['haiku', 'next'],
		['opus', 'better'],
		['flash', 'cheaper'],
	]);
	expect(shown.map(({ effort, otherEfforts }) => [effort, otherEfforts.length])).toEqual([
		['high', 2],
		[null, 0],
		['max', 1],
		[null, 0],
	]);
	expect(names(rest)).toEqual(['lite', 'sonnet']);
	expect(excluded).toEqual([
		{ name: 'pro', whyNot: 'dear' },
		{ name: 'haiku (high)', whyNot: 'slow' },
	]);
});

test('what has one place twice stands once, and the same name at two endpoints is told apart', () => {
	const { shown, rest } = whyRows(line([row('o/gpt', 0.9, 500), row('gate/gpt', 0.9, 400), row('a/opus', 0.95, null)]));
	expect(shown.map(({ name, roles }) => [name, ...roles])).toEqual([
		['gpt · o', 'chosen'],
		['gpt · gate', 'next', 'cheaper'],
		['opus', 'better'],
	]);
	expect(rest).toEqual([]);
	expect(whyRows(line([row('o/gpt', 0.9, 0)])).shown.map(({ roles }) => roles)).toEqual([['chosen']]);
});

test('a chat of an earlier version, whose rows name no model, is explained too', () => {
	const old = line([row('o/gpt', 0.9, 500), row('o/gpt@high', 0.92, 900)].map(({ model: _, effort: __, ...rest }) => rest));
	expect(names(whyRows(old).shown)).toEqual(['gpt', 'gpt (high)']);
	const { goodEnough: _, wonBy: __, task: ___, ...bare } = old;
	const box = document.createElement('div');
	render(whyPanel(bare, 'estimate', { all: [], prefer: () => {} }), box);
	expect(box.querySelector('.why-row.chosen')?.textContent).toContain('chosen');
	expect([box.querySelectorAll('button').length, box.textContent?.includes('Good enough from')]).toEqual([0, false]);
});

test('bars begin below all that is shown and below the bar, so that what differs looks different', () => {
	const rows = [row('a/b', 0.91, 1), row('a/c', 0.94, 1)];
	expect(barsFrom(rows, 0.92)).toBeCloseTo(0.8);
	expect(barsFrom(rows, 0.7)).toBeCloseTo(0.7);
	expect(barsFrom([row('a/b', 0.03, 1)], 0.92)).toBe(0);
	expect(barsFrom([], undefined)).toBeCloseTo(0.9);
});

test('says by what the chosen one wins, from which quality a model is good enough, and one click prefers a model or takes that back', () => {
	const alternatives = [row('o/mini', 0.93, 500), row('a/haiku', 0.95, 900)];
	const box = document.createElement('div');
	const done: unknown[] = [];
	const draw = (all: readonly { kind: string; model: string }[]) =>
		render(
			whyPanel(line(alternatives, { goodEnough: 0.92, wonBy: 'wait', task: { kind: 'test', words: 'tests' } }), 'estimate', {
				all: all.map((one) => ({ ...one, words: 'tests', name: one.model, listed: true })),
				prefer: (...asked) => done.push(asked),
			}),
			box,
		);
	draw([]);
	expect(box.querySelector('.why-row.chosen')?.textContent).toContain('chosen: wins by wait: it begins sooner');
	expect(box.querySelector('.why-legend')?.textContent?.replaceAll('\u00a0', ' ')).toContain(
		'Good enough from 92 % quality (the line). Bars: 80',
	);
	expect(box.querySelectorAll('.bar-goal').length).toBe(2);
	const press = (label: string) =>
		[...box.querySelectorAll<HTMLButtonElement>('button')]
			.find((button) => (button.getAttribute('aria-label') ?? button.textContent)?.includes(label))
			?.click();
	press('Prefer haiku for tests');
	press('Prefer mini for tests');
	draw([{ kind: 'test', model: 'a/haiku' }]);
	press('Stop preferring haiku for tests');
	draw([{ kind: 'fix', model: 'a/haiku' }]);
	press('Prefer haiku for tests');
	expect(done).toEqual([
		['test', 'a/haiku'],
		['test', 'o/mini'],
		['test', null],
		['test', 'a/haiku'],
	]);
});
