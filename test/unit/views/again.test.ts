// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseFromChat, type RoutingRow } from '../../../src/protocol/chat.ts';
import type { ChatState, ModelOption } from '../../../src/protocol/chat-state.ts';
import { View } from './chat-page.ts';
import { alternatives, answer, chatState, routing, turn } from './fixtures.ts';

let view: View;
beforeEach(() => {
	view = new View();
});
afterEach(() => {
	for (const message of view.posted) expect(parseFromChat(message)).toEqual(message);
	view.element.remove();
});

const row = (candidateId: string, mean: number, expectedCost: number | null, change: Partial<RoutingRow> = {}): RoutingRow => ({
	...alternatives[0]!,
	...{ candidateId, model: candidateId.split('@')[0]!, modelName: candidateId.split('/')[1]!, expectedCost, recipient: 'there' },
	...{ quality: { mean, low: mean, high: mean }, ...change },
});
const option = (id: string, change: Partial<ModelOption> = {}): ModelOption => ({
	...{ id, model: id.split('@')[0]!, label: id.split('/')[1]!, recipient: 'there', detail: '$1.00 / $5.00 per Mtok', usable: true },
	...change,
});
const AUTO: ModelOption = { id: 'auto', label: 'Auto', recipient: '', detail: '', usable: true };
const OWN = row('a/haiku', 0.91, 6_100);
const line = (...rows: readonly RoutingRow[]) =>
	routing({ candidateId: OWN.candidateId, modelName: 'haiku', alternatives: [OWN, ...rows] });
const state = (models: readonly ModelOption[], turns: ChatState['session']['turns']): ChatState =>
	chatState(turns, { composer: { ...chatState([]).composer, models } });

async function open(): Promise<void> {
	view.one<HTMLElement>('.receipt .menu-button').click();
	await view.settle();
}

/** Rows of models: below the model that is preferred. */
function rows(): string[] {
	const all = [...view.element.querySelectorAll<HTMLElement>('.receipt .menu-item')].map((item) => {
		const text = (part: string) => item.querySelector(part)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
		return `${item.getAttribute('aria-disabled') === 'true' ? '(no) ' : ''}${text('.menu-item-label')}: ${text('.menu-item-detail')}`;
	});
	return all.slice(all.findIndex((text) => text.startsWith('Prefer ')) + 1);
}

async function typeAndEnter(text: string): Promise<void> {
	const box = document.activeElement as HTMLInputElement;
	box.value = text;
	box.dispatchEvent(new Event('input', { bubbles: true }));
	await view.settle();
	box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
	await view.settle();
}

test('all models stand below with their quality and price, and what cannot be asked says why', async () => {
	const decided = line(
		row('a/opus@low', 0.95, 20_000),
		row('a/opus', 0.96, 48_000),
		row('b/blind', 0.8, 900, { excluded: true, unfit: 'cannot read images' }),
		row('b/pool', 0.8, 900, { excluded: true, whyNot: 'not among the models you allow' }),
	);
	const models = [
		...[AUTO, option('a/haiku'), option('a/opus'), option('a/opus@low'), option('b/blind'), option('b/pool')],
		...[option('b/new'), option('b/none', { usable: false, detail: 'no price known' })],
	];
	await view.show(state(models, [turn({ answers: [answer({ routing: decided })] })]));
	await open();
	expect(rows().map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
		'Auto: chooses anew',
		'haiku: 91 % · ~$0.0061',
		// The effort that Auto would take first.
		'opus@low: 95 % · ~$0.02',
		'(no) blind: cannot read images',
		'pool: 80 % · ~$0.0009',
		'new: $1.00 / $5.00',
		'(no) none: no price known',
	]);
	await typeAndEnter('blind');
	expect(view.posted).toEqual([]);
	await typeAndEnter('opus');
	expect(view.posted).toEqual([{ type: 'againWith', turnId: 't1', model: 'a/opus@low' }]);
});

test('the effort at which a model answered in this chat comes before the one that Auto would take', async () => {
	const decided = line(row('a/opus@low', 0.95, 20_000), row('a/opus', 0.96, 48_000));
	const earlier = turn({ id: 't0', answers: [answer({ id: 'a0', routing: routing({ candidateId: 'a/opus' }) })] });
	const models = [AUTO, option('a/haiku'), option('a/opus'), option('a/opus@low')];
	await view.show(state(models, [earlier, turn({ answers: [answer({ routing: decided })] })]));
	view.element.querySelectorAll<HTMLElement>('.receipt .menu-button')[1]!.click();
	await view.settle();
	await typeAndEnter('opus');
	expect(view.posted).toEqual([{ type: 'againWith', turnId: 't1', model: 'a/opus' }]);
});

test('a name finds the model itself, not what stands above under the same name', async () => {
	const decided = line(row('a/opus', 0.96, 48_000));
	await view.show(state([AUTO, option('a/haiku'), option('a/opus')], [turn({ answers: [answer({ routing: decided })] })]));
	await open();
	await typeAndEnter('haiku');
	await open();
	await typeAndEnter('stronger');
	expect(view.posted).toEqual([
		{ type: 'againWith', turnId: 't1', model: 'a/haiku' },
		{ type: 'again', turnId: 't1', how: 'stronger' },
	]);
});

test('a model that goes while the list stands open goes from it, and Enter does nothing for its name', async () => {
	const turns = [turn({ answers: [answer({ routing: line() })] })];
	await view.show(state([AUTO, option('a/haiku'), option('a/opus')], turns));
	await open();
	const { session: _, ...frame } = state([AUTO, option('a/haiku'), option('a/later')], turns);
	await view.tell({ type: 'frame', state: frame });
	expect(rows().map((text) => text.split(':')[0])).toEqual(['Auto', 'haiku', 'later']);
	await typeAndEnter('opus');
	expect(view.posted).toEqual([]);
	await typeAndEnter('later');
	expect(view.of('againWith')).toEqual([{ type: 'againWith', turnId: 't1', model: 'a/later' }]);
});

test('one model alone is no choice for Auto; while an answer is written nothing is offered', async () => {
	const turns = [turn({ answers: [answer({ routing: line() })] })];
	await view.show(state([AUTO, option('a/haiku')], turns));
	await open();
	expect(rows().map((text) => text.split(':')[0])).toEqual(['haiku']);
	await view.show({ ...state([AUTO, option('a/haiku')], turns), busy: { turnId: 't1', answerId: 'a1' } });
	expect(view.element.querySelector('.receipt routoo-menu')).toBeNull();
});
