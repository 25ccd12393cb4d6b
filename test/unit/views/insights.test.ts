// @vitest-environment happy-dom
import './dom.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FromDashboard, parseFromDashboard, parseToDashboard, type ToDashboard } from '../../../src/protocol/dashboard.ts';
import { DecisionsElement } from '../../../src/views/dashboard/decisions-element.ts';
import { inWords } from '../../../src/views/dashboard/fit-words.ts';
import { changedInWords } from '../../../src/views/dashboard/frontier.ts';
import { InsightsElement } from '../../../src/views/dashboard/insights-element.ts';
import { decisionRow, decisionRows, frontierState, insightsState } from './insights-fixtures.ts';

customElements.define('routoo-insights', InsightsElement);
customElements.define('routoo-decisions', DecisionsElement);

let posted: FromDashboard[] = [];
const host = { post: (message: FromDashboard) => posted.push(message), kept: () => undefined, keep: () => undefined };

async function tell(element: InsightsElement | DecisionsElement, message?: ToDashboard): Promise<string> {
	if (message !== undefined) {
		expect(parseToDashboard(message)).toEqual(message);
		window.dispatchEvent(new MessageEvent('message', { data: message }));
	}
	await element.updateComplete;
	await element.updateComplete;
	return (element.textContent ?? '').replace(/[\s\u00a0]+/g, ' ');
}

beforeEach(() => {
	posted = [];
});

describe('insights', () => {
	let element: InsightsElement;
	const at = <E extends HTMLElement>(selector: string): E => element.querySelector<E>(selector)!;
	beforeEach(() => {
		element = Object.assign(document.createElement('routoo-insights') as InsightsElement, { host });
		document.body.append(element);
	});
	afterEach(() => {
		element.remove();
		for (const message of posted) expect(parseFromDashboard(message)).toEqual(message);
	});

	test('ask for this month, and say in words where it went and what may be trusted', async () => {
		expect(posted).toEqual([
			{ type: 'insights', range: 'month' },
			{ type: 'frontier', range: 'month' },
		]);
		const text = await tell(element, { type: 'insights', state: insightsState() });
		for (const part of [
			'By kind of task',
			'fixes',
			'not recorded',
			'By workspace',
			'shop-frontend',
			'not known',
			'most on',
			'Half of the 400 answers cost within',
			'214 answers were judged',
		])
			expect(text).toContain(part);
		// Each picture has its words and its table.
		for (const picture of element.querySelectorAll('svg[role=img]')) expect(picture.getAttribute('aria-label')).toMatch(/\w+ .+\./);
		expect(element.querySelectorAll('svg[role=img]')).toHaveLength(4);
		expect(element.querySelectorAll('details table')).toHaveLength(4);
	});

	test('say what is not known yet instead of showing nothing', async () => {
		const none = { price: null, length: null, judged: { count: 0, adequate: 0, bins: [] }, left: 500 };
		const text = await tell(element, { type: 'insights', state: insightsState(none) });
		for (const part of [
			'No answer whose price was counted',
			'recorded from this version on',
			'No answer was judged',
			'500 entries of the ledger are still put in order',
		])
			expect(text).toContain(part);
		expect(await tell(element, { type: 'frontier', state: frontierState({ points: [], choices: 0 }) })).toContain(
			'Nothing can be worked out yet',
		);
	});

	test('take another time, and leave what comes late of the one before', async () => {
		await tell(element);
		element.querySelectorAll<HTMLButtonElement>('.range .chip')[1]!.click();
		expect(posted.slice(2)).toEqual([
			{ type: 'insights', range: 'lastMonth' },
			{ type: 'frontier', range: 'lastMonth' },
		]);
		expect(await tell(element, { type: 'insights', state: insightsState() })).toContain('Reading the ledger');
		expect(await tell(element, { type: 'insights', state: insightsState({ range: 'lastMonth' }) })).toContain('By model');
	});

	test('the point of the frontier moves by the slider, says what it would have changed, and becomes the setting', async () => {
		await tell(element, { type: 'insights', state: insightsState() });
		const state = frontierState();
		expect(await tell(element, { type: 'frontier', state })).toContain('300 of 318 requests kept what else could have answered them');
		const slider = at<HTMLInputElement>('input[type=range]');
		expect(slider.getAttribute('aria-valuetext')).toMatch(/^92 %: This is your setting/);
		expect(element.querySelector('.what-if-actions')).toBeNull();
		slider.value = '0';
		slider.dispatchEvent(new Event('input'));
		const text = await tell(element);
		expect(text).toMatch(
			/At 50 % at least \d+ of 300 requests would have gone elsewhere \(\d+ more to .+\), for ~\$[\d.]+ less, at [\d.]+ points less of predicted quality\./,
		);
		at('.what-if-actions button').click();
		expect(posted.slice(2)).toEqual([
			{ type: 'useBar', bar: 0.5 },
			{ type: 'frontier', range: 'month' },
		]);
		// Once it is the setting, the point is the present one.
		await tell(element, { type: 'frontier', state: { ...state, present: 0.5 } });
		expect(element.querySelector('.what-if-actions')).toBeNull();
	});

	test('what cannot be read is said, and asked for again', async () => {
		expect(await tell(element, { type: 'insightsTrouble', part: 'insights', text: 'The disk is full. Make room.' })).toContain(
			'The disk is full.',
		);
		at('.notice button').click();
		expect(posted).toHaveLength(4);
	});
});

describe('decisions', () => {
	let element: DecisionsElement;
	const answer = (rows = decisionRows(100), total = 100_000, offset = 0): ToDashboard => {
		const last = posted.filter((message) => message.type === 'decisions').at(-1)!;
		return { type: 'decisions', asked: last.asked, offset, rows, total };
	};
	const blocks = () => [...element.querySelectorAll<HTMLElement>('.decision-block')];
	beforeEach(() => {
		element = Object.assign(document.createElement('routoo-decisions') as DecisionsElement, { host });
		document.body.append(element);
	});
	afterEach(() => {
		element.remove();
		for (const message of posted) expect(parseFromDashboard(message)).toEqual(message);
	});
	const key = async (name: string) => {
		(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
		return tell(element);
	};

	test('draw only what is near the eye of a hundred thousand rows, and say how many there are', async () => {
		await tell(element);
		expect(await tell(element, answer())).toContain('100,000 decisions');
		expect(blocks().length).toBeGreaterThan(10);
		expect(blocks().length).toBeLessThan(60);
		expect(element.querySelector('[role=treegrid]')!.getAttribute('aria-rowcount')).toBe('100001');
		expect(blocks()[0]!.getAttribute('aria-rowindex')).toBe('2');
		// What was said stands beside what it cost; the reason stands in no row.
		const cells = [...blocks()[1]!.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent?.trim());
		expect(cells.slice(-4)).toEqual(['94\u00a0%', '~$0.018', '$0.015', '3.4\u00a0s']);
		expect(element.textContent).not.toContain('Good enough (94');
	});

	test('a row opens to its reason and what else could have answered, by Enter as by a click', async () => {
		await tell(element);
		await tell(element, answer());
		blocks()[0]!.focus();
		await key('ArrowDown');
		expect(document.activeElement).toBe(blocks()[1]);
		const text = await key('Enter');
		expect(blocks()[1]!.getAttribute('aria-expanded')).toBe('true');
		for (const part of [
			'Good enough (94 of the 92',
			'The server said $3,600.00',
			'in shop-frontend',
			'(said 400)',
			'chosen',
			'qwen3:8b',
			'free',
		])
			expect(text).toContain(part);
		expect(blocks()[1]!.querySelectorAll('.alternatives tbody tr')).toHaveLength(4);
		await key('Escape');
		expect(element.querySelector('.decision-detail')).toBeNull();
		blocks()[0]!.click();
		expect(await tell(element)).toContain('Good enough (94');
	});

	test('a row of before says that its alternatives were not kept, and a sum shows no quality', async () => {
		await tell(element);
		const { alternatives: _, expectedOutput: __, ...made } = decisionRow(1).decision;
		const none = { ...made, quality: null as never };
		await tell(element, answer([decisionRow(1, { decision: none }), decisionRow(2, { decision: made, purpose: 'completion' })], 2));
		expect(blocks()[0]!.querySelector('.c-quality')!.textContent).toBe('');
		blocks()[0]!.click();
		expect(await tell(element)).toContain('What else could have answered was not kept');
		blocks()[1]!.click();
		expect(await tell(element)).toContain('Of completions it is not kept');
	});

	test('what is no message of the chat is marked, and an opened step of a run says why the model changed', async () => {
		await tell(element);
		const made = { ...decisionRow(1).decision, change: 'OpenAI did not answer' };
		const rows = [decisionRow(1, { purpose: 'agent', decision: made }), decisionRow(2, { purpose: 'background' }), decisionRow(3)];
		await tell(element, answer(rows, 3));
		expect(blocks().map((block) => block.querySelector('.tag')?.textContent ?? null)).toEqual(['agent', 'background', null]);
		blocks()[0]!.click();
		await tell(element);
		expect(element.querySelector('.change')!.textContent?.trim()).toBe('OpenAI did not answer');
	});

	test('filters, sorting and export go to the host, and an answer to an older question is left', async () => {
		await tell(element);
		const old = answer();
		await tell(element, old);
		element.choices = { models: ['A', 'B'], purposes: ['chat'], days: ['2026-11-01', '2026-11-02'] };
		await tell(element);
		const select = element.querySelector<HTMLSelectElement>('select[aria-label=Model]')!;
		select.value = 'B';
		select.dispatchEvent(new Event('change'));
		expect(posted.at(-1)).toMatchObject({ type: 'decisions', model: 'B', offset: 0, sort: 'time', descending: true });
		await tell(element, old);
		expect(element.textContent).toContain('Reading the ledger');
		await tell(element, answer([], 0));
		expect(element.textContent).toContain('No decision is left by these filters.');
		element.querySelector<HTMLButtonElement>('.c-cost .sort')!.click();
		expect(posted.at(-1)).toMatchObject({ sort: 'cost', descending: true });
		await tell(element);
		element.querySelector<HTMLButtonElement>('.c-cost .sort')!.click();
		expect(posted.at(-1)).toMatchObject({ sort: 'cost', descending: false });
		await tell(element);
		expect(element.querySelector('.c-cost')!.getAttribute('aria-sort')).toBe('ascending');
		element.querySelector<HTMLButtonElement>('.export button')!.click();
		expect(posted.at(-1)).toMatchObject({ type: 'exportDecisions', format: 'csv', model: 'B', range: 'month' });
	});

	test('what cannot be read is said where the rows would stand', async () => {
		await tell(element);
		expect(await tell(element, { type: 'insightsTrouble', part: 'decisions', text: 'No.' })).toContain('No.');
		element.querySelector<HTMLButtonElement>('.notice button')!.click();
		expect(posted.at(-1)).toMatchObject({ type: 'decisions', offset: 0 });
	});
});

test('how far estimates were off is said as it is', () => {
	const fit = { count: 1, halfWithin: 0.3, withinTwo: 1, bands: [], points: [] };
	expect(inWords('price', fit).replaceAll('\u00a0', ' ')).toBe('The one answer cost within 30 % of what was said.');
	expect(inWords('price', { ...fit, count: 9, halfWithin: 3.25 }).replaceAll('\u00a0', ' ')).toContain('more than 320 % away');
});

test('a move that changes nothing says so', () => {
	const point = { bar: 0.9, cost: 10_000, quality: 0.9, models: { a: 3 } };
	expect(changedInWords(point, { ...point, bar: 0.8 }, 3)).toBe('At 80 % no request would have gone elsewhere.');
	expect(changedInWords({ ...point, models: { a: 1 } }, { ...point, bar: 0.8, models: { b: 1 } }, 1)).toBe(
		'At 80 % the one request would have gone to b, for the same money, at the same predicted quality.',
	);
});
