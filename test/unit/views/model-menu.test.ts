// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { ModelOption } from '../../../src/protocol/chat-state.ts';
import { modelItems } from '../../../src/views/chat/model-items.ts';
import { foundItems, MenuButton, type MenuItem } from '../../../src/views/common/menu.ts';
import { chatState } from './fixtures.ts';

const option = (id: string, change: Partial<ModelOption> = {}): ModelOption => ({
	...{
		id,
		model: id.split('@')[0]!,
		label: id.split('/')[1]!,
		recipient: id.split('/')[0]!,
		detail: '$1.25 / $10.00 per Mtok',
		usable: true,
	},
	...change,
});
const itemsOf = (models: readonly ModelOption[], model = 'auto') =>
	modelItems({ ...chatState([]).composer, model, models }).filter(({ id }) => id.startsWith('model:'));
const outline = (items: readonly MenuItem[]) => items.map(({ id, group }) => `${group === undefined ? '' : `${group}: `}${id.slice(6)}`);

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

test('a search goes over all models, by name and vendor, and keeps the headings', () => {
	const items = itemsOf(Array.from({ length: 60 }, (_, i) => option(`v${i % 3}/model-${i}`)));
	expect(foundItems(items, '').length).toBe(24);
	expect(outline(foundItems(items, 'MODEL-5 v2'))).toEqual(
		['v2: model-5', 'model-50', 'model-53', 'model-56', 'model-59'].map((one) => one.replace('model', 'v2/model')),
	);
	expect(foundItems(items, 'nothing such')).toEqual([]);
	expect(foundItems(items, '  ').length).toBe(24);
});

test('the box takes letters and Enter picks the first that is found', async () => {
	if (!customElements.get('routoo-menu')) customElements.define('routoo-menu', MenuButton);
	const menu = document.createElement('routoo-menu') as MenuButton;
	menu.items = itemsOf(Array.from({ length: 30 }, (_, i) => option(`v/model-${i}`)));
	menu.search = 'Search models';
	document.body.append(menu);
	await menu.updateComplete;
	const picked: string[] = [];
	menu.addEventListener('pick', (event) => picked.push((event as CustomEvent<string>).detail));
	menu.querySelector('button')?.click();
	await menu.updateComplete;
	const press = (key: string) =>
		document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
	press('m');
	const box = menu.querySelector<HTMLInputElement>('.menu-search')!;
	expect(document.activeElement).toBe(box);
	box.value = 'model-27';
	box.dispatchEvent(new Event('input', { bubbles: true }));
	await menu.updateComplete;
	expect(menu.querySelectorAll('.menu-item').length).toBe(1);
	press('Enter');
	expect(picked).toEqual(['model:v/model-27']);
	menu.querySelector('button')?.click();
	await menu.updateComplete;
	expect(menu.querySelectorAll('.menu-item').length).toBe(24);
	menu.remove();
});
