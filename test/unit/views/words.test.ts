import fc from 'fast-check';
// @vitest-environment happy-dom
import './dom.ts';
import { describe, expect, it } from 'vitest';
import { budgetInWords, budgetLabel } from '../../../src/views/chat/action-bar.ts';
import { errorAction } from '../../../src/views/chat/answer-error.ts';
import { suggestions, triggerAt, withoutWord } from '../../../src/views/chat/mentions.ts';
import { modelItems, pickerLabel } from '../../../src/views/chat/model-items.ts';
import { receiptInWords, receiptText } from '../../../src/views/chat/receipt.ts';
import { lineInWords, priceInWords, recipientInWords } from '../../../src/views/chat/routing-line.ts';
import { chatState, keyError, receipt, routing } from './fixtures.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('receipt', () => {
	it('is money, wait and saving', () => {
		expect(plain(receiptText(receipt()))).toBe('$0.0057 · 2.1 s · $0.042 less than opus-4.5');
		expect(plain(receiptText(receipt({ savedAgainst: { modelName: 'm', saved: -20_000 } })))).toBe('$0.0057 · 2.1 s · $0.02 more than m');
		expect(plain(receiptText(receipt({ savedAgainst: { modelName: 'm', saved: 20 } })))).toBe('$0.0057 · 2.1 s');
	});
	it('marks what is estimated or free', () => {
		expect(plain(receiptText(receipt({ costSource: 'estimate', savedAgainst: null })))).toBe('~$0.0057 est. · 2.1 s');
		expect(plain(receiptText(receipt({ costSource: 'free', cost: 0, savedAgainst: null })))).toBe('free · 2.1 s');
	});

	it('says what was expected where that missed threefold, and where a claim is more than can be', () => {
		const told = (cost: number, expected: number) => plain(receiptText(receipt({ cost, expected, savedAgainst: null })));
		expect(told(12_000, 1000)).toBe('$0.012 · expected ~$0.001 · 2.1 s');
		expect(told(400, 5000)).toBe('$0.0004 · expected ~$0.005 · 2.1 s');
		expect(told(6000, 2000)).toBe('$0.006 · expected ~$0.002 · 2.1 s');
		expect(told(5900, 2000)).toBe('$0.0059 · 2.1 s');
		expect(told(90, 20)).not.toContain('expected');
		expect(receiptInWords(receipt({ costSource: 'estimate', claimed: 3_600_000_000, usage: null }))).toContain(
			'the vendor claims $3,600.00',
		);
	});
	it('says where the figure comes from', () => {
		const usage = { input: 900, cachedInput: 1_000, cacheWrite: 0, output: 420, reasoning: 300 };
		expect(receiptInWords(receipt({ usage }))).toBe(
			'Cost as reported by the vendor.\n1.9k tokens read (1k from the cache), 420 written (300 of them thinking).',
		);
	});
});

describe('routing line', () => {
	it('says its numbers in words', () => {
		expect(plain(lineInWords(routing(), 'estimate from benchmarks'))).toBe(
			'About 91 of 100 requests like this one get an adequate answer from haiku-4.5 (between 86 and 95).\nEstimate from benchmarks.\nCost: ~$0.0061, at most $0.021. Wait: about 2.1 s. Goes to Anthropic.',
		);
	});
	it('names price and recipient of every kind', () => {
		expect(priceInWords(routing({ included: true, expectedCost: 0 }))).toBe('included');
		expect(priceInWords(routing({ local: true, expectedCost: 0 }))).toBe('free');
		expect(priceInWords(routing({ expectedCost: null }))).toBe('price unknown');
		expect(recipientInWords(routing({ local: true }))).toBe('on this computer');
		expect(recipientInWords(routing({ local: true, recipient: 'your own network' }))).toBe('on your own network');
	});
});

describe('error actions', () => {
	it('map to one message each', () => {
		expect(errorAction(keyError, 't1')).toEqual({ label: 'Set API key', message: { type: 'command', command: 'setKey' } });
		expect(errorAction({ ...keyError, action: 'retry' }, 't1')?.message).toEqual({ type: 'retry', turnId: 't1' });
		expect(errorAction({ ...keyError, action: 'newSession' }, null)).toEqual({ label: 'New chat', message: { type: 'newSession' } });
		expect(errorAction({ ...keyError, action: 'allowOnce' }, 't1')?.message).toEqual({ type: 'allowOnce', turnId: 't1' });
		expect(errorAction({ ...keyError, action: 'retry' }, null)).toBeNull();
		const auto = { type: 'setModel', model: 'auto' };
		expect(errorAction({ ...keyError, action: 'useAuto' }, 't1')).toMatchObject({ first: auto, message: { type: 'retry', turnId: 't1' } });
		expect(errorAction({ ...keyError, action: 'useAuto' }, null)).toEqual({ label: 'Use Auto', message: auto });
		expect(errorAction({ ...keyError, action: null }, 't1')).toBeNull();
		// Once a possible value of a stored error.
		expect(errorAction({ ...keyError, action: 'startLocal' as never }, 't1')).toBeNull();
	});
});

describe('suggestions', () => {
	const found = { label: 'a.ts', detail: 'src', ref: 'src/a.ts' };
	const NONE = { selection: false, file: false, prompts: [] };
	it('go on behind @folder:, @symbol: and, with blanks, @search:', () => {
		expect(triggerAt('in @folder:src/a', 16)).toEqual({ kind: 'mention', of: 'folder', query: 'src/a', start: 3 });
		expect(triggerAt('@symbol:', 8)).toEqual({ kind: 'mention', of: 'symbol', query: '', start: 0 });
		expect(triggerAt('@folder:a b', 11)).toBeNull();
		const search = triggerAt('where is @search:two words ', 27);
		expect(search).toEqual({ kind: 'mention', of: 'search', query: 'two words ', start: 9 });
		expect(suggestions(search!, [], NONE)).toEqual([
			expect.objectContaining({ kind: 'found', of: 'search', ref: 'two words', word: '"two words"' }),
		]);
		expect(suggestions({ kind: 'mention', of: 'search', query: ' ', start: 0 }, [], NONE)).toMatchObject([{ kind: 'hint' }]);
		expect(suggestions({ kind: 'mention', of: 'folder', query: '', start: 0 }, [found], NONE)).toMatchObject([
			{ kind: 'found', of: 'folder' },
		]);
	});
	it('take their word out of the text with the chip, and nothing else', () => {
		expect(withoutWord('see retry.ts and fix it', 'retry.ts')).toBe('see and fix it');
		expect(withoutWord('see retry.ts', 'retry.ts')).toBe('see ');
		expect(withoutWord('retry.ts breaks', 'retry.ts')).toBe('breaks');
		expect(withoutWord('in a-retry.tsx and (retry.ts)', 'retry.ts')).toBe('in a-retry.tsx and ()');
		expect(withoutWord('my diffs', 'diff')).toBe('my diffs');
		expect(withoutWord('gone', 'retry.ts')).toBe('gone');
		fc.assert(
			fc.property(fc.string(), fc.string({ minLength: 1 }), (text, word) => {
				const left = withoutWord(text, word);
				return left === text || (left.length < text.length && text.includes(word));
			}),
		);
	});
	it('open after @ at a word’s start and after / at the text’s', () => {
		expect(triggerAt('see @ret', 8)).toEqual({ kind: 'mention', of: 'file', query: 'ret', start: 4 });
		expect(triggerAt('@', 1)).toEqual({ kind: 'mention', of: 'file', query: '', start: 0 });
		expect(triggerAt('me@example', 10)).toBeNull();
		expect(triggerAt('@a b', 4)).toBeNull();
		expect(triggerAt('/mo', 3)).toEqual({ kind: 'command', query: 'mo', start: 0 });
		expect(triggerAt('/mo and more', 3)).toBeNull();
		expect(triggerAt('a /mo', 5)).toBeNull();
	});
	it('list the fixed ones, then files', () => {
		const trigger = { kind: 'mention', of: 'file', query: '', start: 0 } as const;
		const labels = (offers: { selection: boolean; file: boolean }) =>
			suggestions(trigger, [found], { ...offers, prompts: [] }).map(({ label }) => label);
		const always = ['problems', 'diff', 'terminal', 'terminal selection', 'folder', 'symbol', 'search', 'browse…', 'a.ts'];
		expect(labels({ selection: true, file: true })).toEqual(['selection', 'current file', ...always]);
		expect(labels({ selection: false, file: true })).toEqual(['current file', ...always]);
		expect(labels({ selection: false, file: false })).toEqual(always);
		expect(suggestions({ ...trigger, query: 'Fo' }, [], NONE)).toEqual([expect.objectContaining({ kind: 'enter', typed: '@folder:' })]);
		expect(suggestions({ kind: 'command', query: 'da', start: 0 }, [], NONE).map(({ label }) => label)).toEqual(['/dashboard']);
	});
});

describe('model picker', () => {
	const { composer } = chatState([]);
	it('names what is chosen', () => {
		expect(pickerLabel(composer)).toBe('Auto · Balanced');
		expect(pickerLabel({ ...composer, model: 'ollama/qwen3' })).toBe('qwen3:8b');
		expect(pickerLabel({ ...composer, model: 'gone/model' })).toBe('gone/model');
		expect(pickerLabel({ ...composer, model: 'gone/model', goneModel: 'model' })).toBe('model');
	});
	it('shows the bar from which a model is good enough, and offers others', () => {
		const goodEnough = { presets: { save: 0.85, balanced: 0.92, best: 0.98 }, own: null };
		expect(pickerLabel({ ...composer, goodEnough })).toBe('Auto · Balanced 92 %');
		expect(pickerLabel({ ...composer, goodEnough: { ...goodEnough, own: 0.88 } })).toBe('Auto · Balanced 88 %');
		const bars = (own: number | null) =>
			modelItems({ ...composer, goodEnough: { ...goodEnough, own } }, [])
				.filter(({ id }) => id.startsWith('good-enough:'))
				.map(({ id, label, checked }) => `${id} ${label}${checked ? ' *' : ''}`);
		const round = ['80', '85', '90', '95'].map((bar) => `good-enough:${bar} ${bar} %`);
		expect(bars(null)).toEqual(['good-enough:preset 92 % *', ...round]);
		expect(bars(0.88)).toEqual(['good-enough:preset 92 %', ...round.slice(0, 2), 'good-enough:88 88 % *', ...round.slice(2)]);
		expect(modelItems({ ...composer, goodEnough }, []).find(({ id }) => id === 'preset:save')?.detail).toBe(
			'cheapest that is good enough, from 85 %',
		);
	});
	it('groups by recipient and keeps one choice checked', () => {
		const items = modelItems(composer, []);
		expect(items.filter(({ checked }) => checked).map(({ id }) => id)).toEqual(['preset:balanced']);
		expect(items.flatMap(({ group }) => group ?? [])).toEqual([
			'A model for each message',
			'More',
			'Anthropic',
			'OpenAI',
			'GitHub Copilot',
			'this computer',
		]);
		expect(items.find(({ id }) => id === 'model:openai/mini')?.disabled).toBe(true);
	});
});

describe('budget', () => {
	const { budget } = chatState([]);
	it('says what is left, never less than nothing', () => {
		expect(budgetLabel(budget)).toBe('$12.40 left');
		expect(budgetLabel({ ...budget, outstanding: 400_000 })).toBe('$12.00 left');
		expect(budgetLabel({ ...budget, spent: 20_010_000 })).toBe('$0 left');
		expect(budgetLabel({ ...budget, limit: null })).toBe('$7.60 spent');
	});
	it('says the rest in its tooltip', () => {
		expect(budgetInWords({ ...budget, outstanding: 400_000 })).toMatch(
			/^\$7\.60 spent, of \$20\.00, \$0\.40 reserved by running requests\. Starts anew on /,
		);
	});
});
