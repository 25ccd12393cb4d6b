// @vitest-environment happy-dom
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { ModelOption } from '../../../src/protocol/chat-state.ts';
import { modelItems } from '../../../src/views/chat/model-items.ts';
import { MenuButton } from '../../../src/views/common/menu.ts';
import { foundRows, type MenuItem, meantRow } from '../../../src/views/common/menu-items.ts';
import { answer, chatState, routing, turn } from './fixtures.ts';

const option = (id: string, change: Partial<ModelOption> = {}): ModelOption => ({
	...{
		id,
		model: id.split('@')[0]!,
		label: id.split('/')[1]!.replace(/@(\w+)/, ' ($1)'),
		recipient: id.split('/')[0]!,
		detail: '$1.25 / $10.00 per Mtok',
		usable: true,
	},
	...change,
});
const composer = chatState([]).composer;
const itemsOf = (models: readonly ModelOption[], model = 'auto', turns = chatState([]).session.turns) =>
	modelItems({ ...composer, model, models }, turns).filter(({ id }) => id.startsWith('model:'));
const outline = (items: readonly MenuItem[]) => items.map(({ id, group }) => `${group === undefined ? '' : `${group}: `}${id.slice(6)}`);
const found = (items: readonly MenuItem[], query: string, opened: string | null = null) =>
	foundRows(items, query, opened).rows.map(({ item, group, under }) => `${group} ${under ? '> ' : ''}${item.label}`);

if (!customElements.get('routoo-menu')) customElements.define('routoo-menu', MenuButton);
let menu: MenuButton;
afterEach(() => menu?.remove());

async function opened(items: readonly MenuItem[]): Promise<string[]> {
	menu = document.createElement('routoo-menu') as MenuButton;
	menu.items = () => items;
	menu.search = 'Search models';
	document.body.append(menu);
	await menu.updateComplete;
	const picked: string[] = [];
	menu.addEventListener('pick', (event) => picked.push((event as CustomEvent<string>).detail));
	menu.querySelector('button')?.click();
	await menu.updateComplete;
	return picked;
}

const box = (): HTMLInputElement => menu.querySelector('.menu-search')!;

async function press(...keys: readonly string[]): Promise<void> {
	for (const key of keys) {
		document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
		await menu.updateComplete;
	}
}

async function type(text: string): Promise<void> {
	box().value = text;
	box().setSelectionRange(text.length, text.length);
	box().dispatchEvent(new Event('input', { bubbles: true }));
	await menu.updateComplete;
}

const marked = (): string | undefined => menu.querySelector('[aria-selected="true"] .menu-item-label')?.textContent?.trim();
const labels = (): string[] => [...menu.querySelectorAll('.menu-item-label')].map((label) => label.textContent!.trim());

test('pinned models stand first, then those named last, then vendors; one row a model, new ones marked', () => {
	const items = itemsOf([
		option('a/opus'),
		option('a/opus@high'),
		option('a/haiku', { recent: 1 }),
		option('o/gpt', { recent: 0, isNew: true }),
		option('o/mini', { pinned: true, recent: 2 }),
		option('o/nano', { usable: false, detail: 'no price known' }),
	]);
	expect(outline(items)).toEqual(['Pinned: o/mini', 'Recent: o/gpt', 'a/haiku', 'a: a/opus', 'o: o/nano']);
	expect(items.map(({ tag, detail, short }) => [tag, detail, short])).toContainEqual(['new', '$1.25 / $10.00', true]);
	expect(items.at(-1)).toMatchObject({ disabled: true, detail: 'no price known' });
	expect(items.at(-1)?.short).toBeUndefined();
	// The effort that is chosen stands for its model.
	expect(outline(itemsOf([option('a/opus'), option('a/opus@high')], 'a/opus@high'))).toEqual(['a: a/opus@high']);
});

test('a model stands at the effort at which it answered last in the chat, the others inside from the least to the most', () => {
	const efforts = ['a/opus@max', 'a/opus', 'a/opus@low'].map((id) => option(id));
	const [plain] = itemsOf(efforts);
	expect([plain?.id, plain?.more?.map(({ id }) => id)]).toEqual(['model:a/opus', ['model:a/opus@low', 'model:a/opus@max']]);
	const before = turn({ answers: [answer({ routing: routing({ candidateId: 'a/opus@low' }) })] });
	expect(itemsOf(efforts, 'auto', [before]).map(({ id, label }) => [id, label])).toEqual([['model:a/opus@low', 'opus (low)']]);
});

test('models of one name say where they are, by their endpoint where the recipient is one', () => {
	const here = { recipient: 'this computer' };
	const of = (models: readonly ModelOption[]) => itemsOf(models).map(({ from }) => from);
	expect(of([option('a/gpt', { pinned: true }), option('o/gpt', { recent: 0 }), option('o/mini')])).toEqual(['a', 'o', undefined]);
	expect(of([option('a/gpt'), option('o/gpt')])).toEqual([undefined, undefined]);
	expect(of([option('ollama/q', here), option('studio/q', here)])).toEqual(['ollama', 'studio']);
});

test('a search goes over all models, by name and vendor, and keeps the headings', () => {
	const items = itemsOf(Array.from({ length: 60 }, (_, i) => option(`v${i % 3}/model-${i}`)));
	expect(found(items, '').length).toBe(24);
	expect(found(items, 'MODEL-5 v2')).toEqual(['model-5', 'model-50', 'model-53', 'model-56', 'model-59'].map((one) => `v2 ${one}`));
	expect(found(items, 'nothing such')).toEqual([]);
	expect(found(items, '  ').length).toBe(24);
});

test('an effort that is typed stands in place of its model; of thousands so many are shown as can be looked through', () => {
	const items = itemsOf(['a/opus', 'a/opus@low', 'a/opus@high', 'o/mini'].map((id) => option(id)));
	expect(found(items, 'opus')).toEqual(['a opus']);
	expect(found(items, 'opus', 'model:a/opus')).toEqual(['a opus', 'a > opus (low)', 'a > opus (high)']);
	expect(found(items, 'opus high')).toEqual(['a opus (high)']);
	const many = foundRows(itemsOf(Array.from({ length: 500 }, (_, i) => option(`v/model-${i}`))), 'model', null);
	expect([many.rows.length, many.left]).toEqual([100, 400]);
});

test('whatever is typed, Enter means a row that is shown and can be picked, the one of just this name first', () => {
	const name = fc.stringMatching(/^[ab]{1,3}$/);
	const rows = fc.array(fc.record({ name, disabled: fc.boolean() }), { maxLength: 8 });
	fc.assert(
		fc.property(rows, name, (all, typed) => {
			const items = all.map(({ name: label, disabled }, i): MenuItem => ({ id: `${i}`, label, disabled }));
			const shown = foundRows(items, typed, null).rows;
			const meant = shown.find(({ item }) => item.id === meantRow(shown, typed))?.item;
			const able = shown.filter(({ item }) => !item.disabled);
			expect(meant === undefined).toBe(able.length === 0);
			if (able.some(({ item }) => item.label === typed)) expect(meant?.label).toBe(typed);
			expect(meant?.disabled ?? false).toBe(false);
		}),
	);
});

test.each(['save', 'balanced', 'best'] as const)('"auto" is Auto as it holds: %s', (preset) => {
	const state = chatState([]);
	for (const model of ['auto', 'home/other']) {
		const items = modelItems({ ...state.composer, model, preset }, []);
		expect(meantRow(foundRows(items, 'auto', null).rows, 'auto')).toBe(`preset:${preset}`);
	}
	expect(meantRow(foundRows(modelItems(state.composer, []), 'best', null).rows, 'best')).toBe('preset:best');
});

test('the box has the focus, and Enter picks the first that is found; Escape gives the focus back', async () => {
	const picked = await opened(itemsOf(Array.from({ length: 30 }, (_, i) => option(`v/model-${i}`))));
	expect(document.activeElement).toBe(box());
	await type('model-27');
	expect(labels()).toEqual(['model-27']);
	await press('Enter');
	expect(picked).toEqual(['model:v/model-27']);
	const button = menu.querySelector('button');
	expect(document.activeElement).toBe(button);
	button?.click();
	await menu.updateComplete;
	expect(labels().length).toBe(24);
	await press('Escape');
	expect([menu.querySelector('.menu'), document.activeElement]).toEqual([null, button]);
	await press('ArrowDown');
	expect(document.activeElement).toBe(box());
});

test('arrows, Home and End move the mark, which the box tells; a row that cannot be picked is passed by Enter', async () => {
	const picked = await opened(itemsOf(['v/a', 'v/b', 'v/c'].map((id) => option(id, { usable: id !== 'v/b' }))));
	const told = () => menu.querySelector(`#${box().getAttribute('aria-activedescendant')}`)?.textContent;
	expect(marked()).toBe('a');
	await press('ArrowDown');
	// The usable ones of a vendor stand first.
	expect([marked(), labels()]).toEqual(['c', ['a', 'c', 'b']]);
	expect(told()).toContain('c');
	await press('End', 'Enter');
	expect([marked(), picked]).toEqual(['b', []]);
	await press('ArrowDown', 'ArrowUp', 'Home', 'Enter');
	expect(picked).toEqual(['model:v/a']);
	expect(menu.querySelector('.menu')).toBeNull();
});

test('the arrow to the right shows the efforts of a model, to the left it hides them', async () => {
	const picked = await opened(itemsOf(['a/opus', 'a/opus@low', 'a/opus@high', 'o/mini'].map((id) => option(id))));
	await press('ArrowRight');
	expect(labels()).toEqual(['opus', 'opus (low)', 'opus (high)', 'mini']);
	await press('ArrowDown', 'ArrowLeft');
	expect([labels(), marked()]).toEqual([['opus', 'mini'], 'opus']);
	menu.querySelector<HTMLElement>('.menu-more')?.click();
	await menu.updateComplete;
	await press('ArrowDown', 'ArrowDown', 'Enter');
	expect(picked).toEqual(['model:a/opus@high']);
});

test('inside of what is typed the arrows move the caret alone', async () => {
	await opened(itemsOf(['a/opus', 'a/opus@low'].map((id) => option(id))));
	await type('opus');
	box().setSelectionRange(1, 1);
	await press('ArrowRight', 'Home');
	expect(labels()).toEqual(['opus']);
});

test('a search that finds nothing says so, and Enter does nothing', async () => {
	const picked = await opened(itemsOf([option('a/opus', { label: '<b>opus</b>' })]));
	await type('no <i>such</i>');
	expect(menu.querySelector('.menu-note')?.textContent).toBe('No model matches “no <i>such</i>”.');
	expect([box().getAttribute('aria-expanded'), box().getAttribute('aria-activedescendant')]).toEqual(['false', null]);
	await press('ArrowDown', 'Enter');
	expect([picked, menu.querySelector('.menu') !== null]).toEqual([[], true]);
	await type('<b>');
	expect([labels(), menu.querySelector('.menu b')]).toEqual([['<b>opus</b>'], null]);
});

test('the last key of an input method picks nothing', async () => {
	const picked = await opened(itemsOf([option('a/opus')]));
	box().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
	expect(picked).toEqual([]);
});
