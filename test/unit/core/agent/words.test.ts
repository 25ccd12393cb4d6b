import { expect, test } from 'vitest';
import type { RunModel } from '../../../../src/core/agent/types.ts';
import { beginLine, changeLine, failureWords, refusedWords, stoppedWords, suggestionWords } from '../../../../src/core/agent/words.ts';

const model = (modelName: string): RunModel => ({ candidateId: modelName, modelName, recipient: 'x', effort: null, local: false });
const quality = { mean: 0.91, low: 0.86, high: 0.95 };
const estimate = { expected: 312_000, low: 1, high: 2, steps: 14, from: 'recorded' } as const;

test('the line at the start', () => {
	const begin = { model: model('Haiku 4.5'), quality, free: false, oneRequest: 6100, estimate };
	expect(beginLine(begin)).toBe('Haiku 4.5 · 91 % (86–95) · ~$0.31 for about 14 steps');
	expect(beginLine({ ...begin, reading: 'Read by Qwen\n0.5B: harder than it looks, 6 points down for all.' })).toBe(
		'Haiku 4.5 · 91 % (86–95) · ~$0.31 for about 14 steps · Read by Qwen 0.5B: harder than it looks, 6 points down for all',
	);
	expect(beginLine({ ...begin, estimate: null })).toBe('Haiku 4.5 · 91 % (86–95) · ~$0.0061');
	expect(beginLine({ ...begin, estimate: { ...estimate, steps: 1 } })).toBe('Haiku 4.5 · 91 % (86–95) · ~$0.0061');
	expect(beginLine({ ...begin, free: true, estimate: null })).toBe('Haiku 4.5 · 91 % (86–95) · free');
	expect(beginLine({ ...begin, oneRequest: null, estimate: null })).toBe('Haiku 4.5 · 91 % (86–95) · price not known');
	expect(beginLine({ ...begin, estimate: { ...estimate, expected: 20 } })).toBe('Haiku 4.5 · 91 % (86–95) · <$0.0001 for about 14 steps');
});

test('the line at a change', () => {
	const why = failureWords({ kind: 'sameFailure', at: 3, what: 'test_refund' });
	expect(changeLine(model('Haiku 4.5'), model('Sonnet 4.5 (high)'), why, 123_000)).toBe(
		'Sonnet 4.5 (high) instead of Haiku 4.5: test_refund failed again after an edit · ~$0.12 more',
	);
	expect(changeLine(model('A'), model('B'), 'it failed', null)).toBe('B instead of A: it failed');
	expect(changeLine(model('A'), model('B'), 'it failed', -40_000)).toBe('B instead of A: it failed · ~$0.04 less');
	expect(suggestionWords(why, model('Sonnet 4.5'), 123_000)).toContain('Sonnet 4.5 could take over for ~$0.12 more');
});

test('an effort without a name is called what it is, where it is raised to', () => {
	const low: RunModel = { ...model('GPT-5 mini (low)'), candidateId: 'openai/gpt-5-mini@low', effort: 'low' };
	const usual: RunModel = { ...model('GPT-5 mini'), candidateId: 'openai/gpt-5-mini' };
	expect(changeLine(low, usual, 'it failed', null)).toBe('GPT-5 mini (default effort) instead of GPT-5 mini (low): it failed');
	expect(
		changeLine(usual, { ...low, modelName: 'GPT-5 mini (high)', candidateId: 'openai/gpt-5-mini@high', effort: 'high' }, 'x', null),
	).toBe('GPT-5 mini (high) instead of GPT-5 mini: x');
	expect(changeLine(low, model('Sonnet 4.5'), 'x', null)).toBe('Sonnet 4.5 instead of GPT-5 mini (low): x');
});

test('the way out is said once', () => {
	expect(refusedWords('No model is allowed. To go on, raise the budget or add a free local model.', '')).toBe(
		'Routoo sent nothing. No model is allowed. To go on, raise the budget or add a free local model.',
	);
	expect(refusedWords('Paid requests are paused.', 'Resume them.')).toBe('Routoo sent nothing. Paid requests are paused. Resume them.');
});

test('names of servers stay one line of plain text', () => {
	expect(changeLine(model('A\nB\u202e\u0007'), model('C\r\nD'), 'it failed', null)).toBe('C D instead of A B: it failed');
});

test('what a run says at its limit', () => {
	expect(stoppedWords(1_980_000, 2_000_000, 2_000_000, true)).toBe(
		'Routoo stopped this run: $1.98 of the $2.00 that it may cost are spent, and another step could cost more than is left. Nothing more was sent. Send "continue" to go on with $2.00 more, or raise routoo.routing.maxCostPerRun.',
	);
	// Raising the setting does not help where five times the estimate is less.
	expect(stoppedWords(490_000, 500_000, 500_000, false)).toBe(
		'Routoo stopped this run: $0.49 of the $0.50 that it may cost are spent, and another step could cost more than is left. Nothing more was sent. This limit follows from what the run was expected to cost. Send "continue" to go on with $0.50 more.',
	);
});
