import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropicThinking, mayThinkLong } from '../../../src/providers/chat/effort.ts';

describe('anthropicThinking', () => {
	it.each([
		'claude-3-7-sonnet-20250219',
		'claude-sonnet-4-20250514',
		'claude-opus-4-1-20250805',
		'claude-haiku-4-5',
		'claude-opus-4-5-20251101',
	])('%s takes a budget', (model) => {
		expect(anthropicThinking(model, 'high', 16_000)).toEqual({
			options: { thinking: { type: 'enabled', budgetTokens: 12_000 } },
			maxOutputTokens: 4000,
		});
	});

	it.each(['claude-opus-4-6', 'claude-sonnet-5', 'claude-opus-4-7-20260401', 'some-later-name'])('%s takes an effort', (model) => {
		expect(anthropicThinking(model, 'high', 16_000)).toEqual({
			options: { thinking: { type: 'adaptive', display: 'summarized' }, effort: 'high' },
			maxOutputTokens: 16_000,
		});
	});

	it('thinks not at all without an effort, for one it does not know, or without room', () => {
		for (const [effort, cap] of [
			[null, 16_000],
			['none', 16_000],
			['high', 2000],
		] as const) {
			expect(anthropicThinking('claude-haiku-4-5', effort, cap)).toEqual({ options: {}, maxOutputTokens: cap });
		}
	});

	it('never lets thinking and answer together pass the cap, and leaves room for an answer', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
				fc.integer({ min: 1, max: 128_000 }),
				(effort, cap) => {
					const { options, maxOutputTokens } = anthropicThinking('claude-sonnet-4-5', effort, cap);
					const budget = options.thinking?.type === 'enabled' ? options.thinking.budgetTokens : 0;
					return budget + maxOutputTokens === cap && maxOutputTokens >= 1 && (budget === 0 || budget >= 1024);
				},
			),
		);
	});
});

describe('mayThinkLong', () => {
	const compatible = { kind: 'openai-compatible', baseUrl: 'https://api.example.com/v1' } as const;
	const openai = { kind: 'openai', baseUrl: 'https://api.openai.com/v1' } as const;
	it.each([
		[compatible, null, false],
		[compatible, 'low', false],
		[compatible, 'high', true],
		[openai, null, true],
		[openai, 'minimal', false],
		[{ ...compatible, baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai' }, null, true],
	] as const)('%j with effort %s: %s', (endpoint, effort, expected) => expect(mayThinkLong(endpoint, effort)).toBe(expected));
});
