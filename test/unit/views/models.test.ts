// @vitest-environment happy-dom
import './dom.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FromDashboard, parseToDashboard } from '../../../src/protocol/dashboard.ts';
import type { ModelsState } from '../../../src/protocol/models-page.ts';
import { ChartElement } from '../../../src/views/dashboard/chart-element.ts';
import { DashboardElement } from '../../../src/views/dashboard/dashboard-element.ts';
import { measuredInWords } from '../../../src/views/dashboard/model-words.ts';
import { ModelsElement } from '../../../src/views/dashboard/models-element.ts';
import { ENDPOINTS, FILES, modelsState, unestimated } from './models-fixtures.ts';

customElements.define('routoo-chart', ChartElement);
customElements.define('routoo-models', ModelsElement);
customElements.define('routoo-dashboard', DashboardElement);

let posted: FromDashboard[] = [];
let kept: unknown;
let element: DashboardElement;

async function settle(): Promise<string> {
	await element.updateComplete;
	await element.querySelector<ModelsElement>('routoo-models')?.updateComplete;
	return (element.textContent ?? '').replace(/\s+/g, ' ');
}
async function open(): Promise<void> {
	element = document.createElement('routoo-dashboard') as DashboardElement;
	element.host = { post: (message) => posted.push(message), kept: () => kept, keep: (value) => (kept = value) };
	document.body.append(element);
	await settle();
}
const say = (data: unknown) => {
	window.dispatchEvent(new MessageEvent('message', { data }));
	return settle();
};
const show = (change: Partial<ModelsState> = {}) => say({ type: 'models', state: modelsState(change) });
const at = <E extends HTMLElement>(selector: string): E => element.querySelector<E>(selector)!;
const tab = (page: string) => at<HTMLButtonElement>(`#tab-${page}`);
const click = (selector: string) => {
	at(selector).click();
	return settle();
};

beforeEach(async () => {
	posted = [];
	kept = { page: 'models', kind: '' };
	await open();
});
afterEach(() => element.remove());

test('the fixture is what the protocol lets through', () => {
	const message = { type: 'models', state: modelsState() };
	expect(parseToDashboard(message)).toEqual(message);
});

test('tabs move by click, arrows, Home and End, keep the focus, and the page opens again where it was', async () => {
	expect(posted).toEqual([{ type: 'ready' }, { type: 'models' }]);
	const key = async (name: string) => {
		document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
		await settle();
		return [document.activeElement!.id, tab('overview').getAttribute('aria-selected'), tab('models').tabIndex];
	};
	tab('models').focus();
	expect(await key('ArrowRight')).toEqual(['tab-overview', 'true', -1]);
	expect(at('[role=tabpanel]').getAttribute('aria-labelledby')).toBe('tab-overview');
	expect(element.querySelector('routoo-models')).toBeNull();
	expect(await key('ArrowLeft')).toEqual(['tab-models', 'false', 0]);
	expect(await key('Home')).toEqual(['tab-overview', 'true', -1]);
	expect(await key('End')).toEqual(['tab-models', 'false', 0]);
	tab('models').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey: true, bubbles: true }));
	await settle();
	expect(tab('models').tabIndex).toBe(0);
	await click('#tab-overview');
	expect(kept).toMatchObject({ page: 'overview' });
	element.remove();
	await open();
	expect(element.querySelector('routoo-models')).toBeNull();
	kept = { page: 'elsewhere', kind: 7 };
	element.remove();
	await open();
	expect(tab('overview').getAttribute('aria-selected')).toBe('true');
});

test('the host can ask for a page', async () => {
	await say({ type: 'page', page: 'overview' });
	expect(tab('overview').getAttribute('aria-selected')).toBe('true');
	await say({ type: 'page', page: 'models' });
	expect(posted.filter(({ type }) => type === 'models').length).toBe(2);
});

test('before anything came, and where there is nothing, it says so in words with what to do', async () => {
	expect(await settle()).toContain('Asking the endpoints for their models');
	expect(await show({ endpoints: [], listing: true })).toContain('Asking the endpoints');
	expect(await show({ endpoints: [] })).toContain('No endpoint is set up yet');
	await click('.empty-actions .primary');
	expect(posted.at(-1)).toEqual({ type: 'command', command: 'setKey' });
	const none = 'It lists no model that can answer a message.';
	expect(await show({ endpoints: [{ ...ENDPOINTS[0]!, models: [] }] })).toContain(none);
	// Nobody knows what one lists that did not answer.
	expect(await show({ endpoints: [{ ...ENDPOINTS[0]!, models: [], error: 'Nothing answers.' }] })).not.toContain(none);
});

test('a row says quality, price, context, wait and failures; what is unknown is a dash or a word', async () => {
	const text = await show();
	for (const part of ['GPT-5.4', '84', '$1.25 / $10.00 per Mtok', '400k', '0.9 s / 2.1 s', '3 %', '~8.2k', 'new', 'not usable', 'resting'])
		expect(text.replaceAll('\u00a0', ' ')).toContain(part);
	expect(text).toContain('5 models at 3 endpoints; Auto chooses among 3');
	expect(text).toContain('one that comes later is off until you tick it');
	const rows = [...element.querySelectorAll('.model:not(.model-heads)')];
	expect(rows[2]!.querySelector('.m-wait')!.textContent).toBe('–');
	expect(rows[0]!.querySelector('.m-quality')!.getAttribute('title')).toContain(
		'14 scores on record, the newest of 2026-10-31, and 12 signals of yours',
	);
	expect(rows[2]!.querySelector('.m-quality')!.getAttribute('title')).toContain('no score on record: estimated from its name and size');
	expect(at<HTMLElement>('.m-price[title*="2026-09-23"]')).not.toBeNull();
	expect(await show({ endpoints: unestimated(ENDPOINTS) })).toContain('estimating…');
});

test('ticks are sent for an endpoint, a model and an effort; one that is refused goes back', async () => {
	await show();
	const box = (label: string) => at<HTMLInputElement>(`input[aria-label="${label}"]`);
	// Of a mixed one the next click lets in the rest: the last model can never be left out.
	for (const label of ['Auto may use GPT-5.4', 'Auto may use all models of OpenAI'])
		expect([box(label).indeterminate, box(label).checked], label).toEqual([true, false]);
	box('Auto may use all models of OpenAI').click();
	expect(posted.pop()).toEqual({ type: 'useModels', of: 'endpoint', id: 'openai', on: true });
	expect(box('Auto may use Claude Sonnet 4.5').checked).toBe(false);
	box('Auto may use all models of Ollama').click();
	box('Auto may use Claude Sonnet 4.5').click();
	await click('.disclose');
	box('Auto may use GPT-5.4 at xhigh').click();
	expect(posted.slice(2)).toEqual([
		{ type: 'useModels', of: 'endpoint', id: 'ollama', on: false },
		{ type: 'useModels', of: 'model', id: 'company/anthropic/claude-sonnet-4.5-20250929-thinking', on: true },
		{ type: 'useModels', of: 'effort', id: 'openai/gpt-5.4@xhigh', on: true },
	]);
	const text = await say({ type: 'modelsTrouble', text: 'Auto needs at least one model.' });
	expect(text).toContain('Auto needs at least one model.');
	expect(box('Auto may use all models of Ollama').checked).toBe(true);
	expect(box('Auto may use Claude Sonnet 4.5').checked).toBe(false);
	// What changes by itself meanwhile takes no words away; the next act does.
	expect(await show()).toContain('Auto needs at least one model.');
	await click('button[aria-label="Unpin GPT-5.4"]');
	expect(element.textContent).not.toContain('Auto needs at least one model.');
	await say({ type: 'modelsTrouble', passing: true, text: 'Qualities cannot be estimated now.' });
	expect(await show()).not.toContain('Qualities cannot be estimated');
});

test('what is used meanwhile moves no row under the pointer; what is added comes where the host puts it', async () => {
	const names = () => [...element.querySelectorAll('h2, .model .disclose')].map((one) => one.textContent!.trim());
	await show();
	const before = names();
	const turned = ENDPOINTS.map((endpoint) => ({ ...endpoint, models: endpoint.models.toReversed() })).reverse();
	await show({ endpoints: turned });
	expect(names()).toEqual(before);
	const [first, ...rest] = turned;
	await show({ endpoints: [first!, { ...first!, id: 'added', name: 'Added', models: [] }, ...rest] });
	expect(names()).not.toEqual(before);
	expect([...element.querySelectorAll('h2')].map((one) => one.textContent)).toContain('Added');
});

test('a row that moves keeps the focus', async () => {
	await show();
	const pin = at<HTMLButtonElement>('button[aria-label^="Pin GPT-6 Astra"]');
	pin.focus();
	const [openai, ...others] = ENDPOINTS;
	const models = openai!.models.map((model) => ({ ...model, pinned: model.id.endsWith('astra') })).reverse();
	await show({ endpoints: [{ ...openai!, models }, ...others] });
	expect(at('.model .disclose').textContent).toContain('GPT-6 Astra');
	expect(document.activeElement === pin && pin.getAttribute('aria-pressed')).toBe('true');
});

test('one request is no half of them', () => {
	const once = { requests: 1, failed: 0, firstTokenMs: { p50: 900, p90: 900 }, durationMs: { p50: 3900, p90: 3900 }, lastAt: 0 };
	const words = (over: object) => measuredInWords({ ...once, ...over } as Parameters<typeof measuredInWords>[0]);
	expect(words({}).replaceAll('\u00a0', ' ')).toBe('Measured once: first token after 0.9 s, whole answer after 3.9 s.');
	expect(words({ failed: 1 })).toBe('Asked once, which failed.');
	expect(words({ firstTokenMs: null })).toBe('Asked once.');
	expect(words({ requests: 2, firstTokenMs: null })).toBe('Measured in your last 2 requests, none failed.');
});

test('an opened row shows its efforts, its figures by kind of task, and where they come from', async () => {
	await show();
	expect(at('.disclose').getAttribute('aria-expanded')).toBe('false');
	await click('.disclose');
	expect(at('.disclose').getAttribute('aria-expanded')).toBe('true');
	const detail = at('.model-detail').textContent!.replace(/\s+/g, ' ').replaceAll('\u00a0', ' ');
	expect(detail).toContain('prompts above 272k tokens cost more');
	expect(detail).toContain('Measured in your last 38 requests, 1 failed. First token within 0.9 s in half of them, 2.1 s in 9 of 10');
	expect(detail).toContain('Last asked yesterday.');
	expect(element.querySelectorAll('.efforts tbody tr').length).toBe(3);
	expect([...element.querySelectorAll('.kinds tbody tr')].map((row) => row.lastElementChild!.textContent)).toEqual([
		'3',
		'–',
		'–',
		'–',
		'9',
		'–',
		'–',
		'–',
		'–',
		'–',
	]);
	await click('.model-detail .facts button');
	expect(posted.at(-1)).toEqual({ type: 'modelsCommand', command: 'setPrice', id: 'openai/gpt-5.4' });
	// What is opened stays open when new figures come.
	await show();
	expect(element.querySelectorAll('.model-detail').length).toBe(1);
	await click('.disclose');
	expect(element.querySelector('.model-detail')).toBeNull();
});

test('the kind of task that is chosen is what the rows show, and is kept', async () => {
	await show();
	const quality = () => at('.m-quality .figure').textContent;
	const before = quality();
	const select = at<HTMLSelectElement>('select');
	select.value = 'fix';
	select.dispatchEvent(new Event('change'));
	await settle();
	expect(quality()).not.toBe(before);
	expect(kept).toEqual({ page: 'models', kind: 'fix', range: 'month' });
});

test('a search looks at names, makers, ids and endpoints, hides what it does not find, and ticks nothing that it hides', async () => {
	await show();
	const search = async (typed: string) => {
		const box = at<HTMLInputElement>('.search');
		box.value = typed;
		box.dispatchEvent(new Event('input'));
		await settle();
		return [...element.querySelectorAll('.model .disclose')].map((button) => button.textContent!.trim());
	};
	expect(await search('mini')).toEqual(['GPT-5.4 mini']);
	expect(at('.models-count').textContent).toBe('1 of 5 models found');
	expect(at<HTMLInputElement>('.endpoint-head input').disabled).toBe(true);
	expect(await search('anthropic')).toEqual(['Claude Sonnet 4.5']);
	expect(await search('company 20250929')).toEqual(['Claude Sonnet 4.5']);
	expect(await search('OLLAMA')).toEqual(['Qwen2.5-Coder 7B']);
	expect(await search('<b>nothing</b>')).toEqual([]);
	expect(element.textContent).toContain('No model has “<b>nothing</b>” in its name');
	expect((await search(' ')).length).toBe(5);
});

test('each endpoint offers what can be done with it, and its failure stands in words', async () => {
	const text = await show();
	expect(text).toContain('did not list its models in 15 s.');
	const actions = [...element.querySelectorAll('.endpoint-actions')].map((box) => [...box.children].map((button) => button.textContent));
	expect(actions).toEqual([
		['test', 'key', 'turn off'],
		['test', 'key', 'rename', 'address', 'remove'],
		['test', 'turn off'],
	]);
	await click('button[aria-label="Company gateway: remove"]');
	expect(posted.at(-1)).toEqual({ type: 'modelsCommand', command: 'removeEndpoint', id: 'company' });
	await click('button[aria-label="Unpin GPT-5.4"]');
	expect(posted.at(-1)).toEqual({ type: 'pinModel', id: 'openai/gpt-5.4', on: false });
});

test('what holds for all is said above them', async () => {
	const text = await show({ degraded: 'The encoder stopped.', ledgerTrouble: 'The disk is full.', localOnly: true, limited: false });
	for (const part of [
		'Qualities are coarser than usual: The encoder stopped.',
		'Waits and failures cannot be read. The disk is full.',
		'Only local models',
	])
		expect(text).toContain(part);
	expect(text).not.toContain('one that comes later is off');
	const none = 'Auto has no model to choose';
	expect(text).not.toContain(none);
	const off = ENDPOINTS.map((one) => ({ ...one, models: one.models.map((model) => ({ ...model, use: 'off' as const })) }));
	expect(await show({ endpoints: off })).toContain(none);
});

test('a model file shows how its process stands, and is started, stopped and removed in its row', async () => {
	const text = await show({ endpoints: [FILES] });
	for (const words of ['running: Runs in this window (process 4711)', 'stopped: Does not run', 'failed: llama-server ended'])
		expect(text).toContain(words);
	expect(element.querySelectorAll('.endpoint-actions button')).toHaveLength(0);
	for (const button of element.querySelectorAll<HTMLButtonElement>('.disclose')) button.click();
	const opened = await settle();
	expect(opened).toContain('/home/ada/models/SmolLM2-135M-Instruct.Q4_1.gguf');
	posted = [];
	const does = (name: string, label: string) => at<HTMLButtonElement>(`button[aria-label="${name}: ${label}"]`);
	expect(does('Qwen2.5-Coder-7B-Instruct-Q4_K_M', 'start')).toBeNull();
	expect(does('SmolLM2-135M-Instruct.Q4_1', 'stop')).toBeNull();
	does('Qwen2.5-Coder-7B-Instruct-Q4_K_M', 'stop').click();
	does('SmolLM2-135M-Instruct.Q4_1', 'start').click();
	does('new-kind-3b', 'remove').click();
	expect(posted).toEqual([
		{ type: 'modelsCommand', command: 'stopModelFile', id: 'gguf/Qwen2.5-Coder-7B-Instruct-Q4_K_M' },
		{ type: 'modelsCommand', command: 'startModelFile', id: 'gguf/SmolLM2-135M-Instruct.Q4_1' },
		{ type: 'modelsCommand', command: 'removeModelFile', id: 'gguf/new-kind-3b' },
	]);
});
