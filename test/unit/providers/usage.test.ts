import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseUsage } from '../../../src/providers/usage.ts';

describe('normaliseUsage', () => {
	it.each([
		[
			'OpenAI: the input includes cached tokens',
			'openai-compatible',
			{
				prompt_tokens: 2006,
				completion_tokens: 300,
				total_tokens: 2306,
				prompt_tokens_details: { cached_tokens: 1920 },
				completion_tokens_details: { reasoning_tokens: 256 },
			},
			[86, 1920, 0, 300, 256],
			null,
		],
		[
			'OpenAI Responses',
			'openai',
			{
				input_tokens: 100,
				input_tokens_details: { cached_tokens: 60 },
				output_tokens: 7,
				output_tokens_details: { reasoning_tokens: 0 },
				total_tokens: 107,
			},
			[40, 60, 0, 7, 0],
			null,
		],
		[
			'Anthropic: the input leaves out cached tokens',
			'anthropic',
			{ input_tokens: 25, cache_read_input_tokens: 4000, cache_creation_input_tokens: 300, output_tokens: 57 },
			[25, 4000, 300, 57, 0],
			null,
		],
		['Anthropic without cache fields', 'anthropic', { input_tokens: 25, output_tokens: 57 }, [25, 0, 0, 57, 0], null],
		[
			'DeepSeek',
			'openai-compatible',
			{ prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 },
			[36, 64, 0, 10, 0],
			null,
		],
		[
			'Moonshot',
			'openai-compatible',
			{ prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, cached_tokens: 80 },
			[20, 80, 0, 10, 0],
			null,
		],
		[
			'Gemini: thoughts only in the total',
			'openai-compatible',
			{ prompt_tokens: 50, completion_tokens: 20, total_tokens: 570 },
			[50, 0, 0, 520, 500],
			null,
		],
		[
			'xAI: reasoning beside the output',
			'openai-compatible',
			{ prompt_tokens: 32, completion_tokens: 9, total_tokens: 135, completion_tokens_details: { reasoning_tokens: 94 } },
			[32, 0, 0, 103, 94],
			null,
		],
		[
			'OpenRouter: cost in dollars',
			'openai-compatible',
			{ prompt_tokens: 20, completion_tokens: 12, total_tokens: 32, cost: 0.0014 },
			[20, 0, 0, 12, 0],
			1400,
		],
		[
			'OpenRouter with an own key: the fee and the bill of the vendor',
			'openai-compatible',
			{ prompt_tokens: 20, completion_tokens: 12, cost: 0.0001, is_byok: true, cost_details: { upstream_inference_cost: 0.002 } },
			[20, 0, 0, 12, 0],
			2100,
		],
		[
			'OpenRouter with cache writes',
			'openai-compatible',
			{ prompt_tokens: 100, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 70 } },
			[20, 10, 70, 1, 0],
			null,
		],
	] as const)('%s', (_name, kind, raw, [input, cachedInput, cacheWrite, output, reasoning], reportedCost) => {
		expect(normaliseUsage(raw, kind)).toEqual({ usage: { input, cachedInput, cacheWrite, output, reasoning }, reportedCost });
	});

	it.each([undefined, null, {}, 'x', { prompt_tokens: 0, completion_tokens: 0 }, { prompt_tokens: null }])('is null for %j', (raw) => {
		expect(normaliseUsage(raw, 'openai-compatible')).toBeNull();
		if (raw === undefined || raw === null) expect(normaliseUsage(raw, 'anthropic')).toBeNull();
	});

	it('never loses or invents input tokens, and stays whole and positive, whatever a server sends', () => {
		const number = fc.oneof(fc.nat(1_000_000), fc.double(), fc.constant(null), fc.constant('7'));
		const raw = fc.record(
			{
				prompt_tokens: fc.nat(1_000_000),
				completion_tokens: fc.nat(100_000),
				total_tokens: number,
				cached_tokens: number,
				cost: number,
				prompt_tokens_details: fc.record({ cached_tokens: number, cache_write_tokens: number }),
				completion_tokens_details: fc.record({ reasoning_tokens: number }),
			},
			{ requiredKeys: ['prompt_tokens', 'completion_tokens'] },
		);
		fc.assert(
			fc.property(raw, (value) => {
				const result = normaliseUsage(value, 'openai-compatible');
				if (result === null) return value.prompt_tokens === 0 && value.completion_tokens === 0;
				const { input, cachedInput, cacheWrite, output, reasoning } = result.usage;
				return (
					input + cachedInput + cacheWrite === value.prompt_tokens &&
					reasoning <= output &&
					output >= value.completion_tokens &&
					[input, cachedInput, cacheWrite, output, reasoning, result.reportedCost ?? 0].every(
						(count) => Number.isInteger(count) && count >= 0,
					)
				);
			}),
		);
	});
});

describe('what an endpoint says that a request cost', () => {
	const counts = { prompt_tokens: 20, completion_tokens: 5 };
	it.each([
		['a number', { cost: 0.036 }, { reportedCost: 36_000 }],
		['its text', { cost: '0.036' }, { reportedCost: 36_000 }],
		['a text in the other notation', { cost: '3.6e-2' }, { reportedCost: 36_000 }],
		[
			'own key, the vendor told as text',
			{ cost: 0, is_byok: true, cost_details: { upstream_inference_cost: '0.036' } },
			{ reportedCost: 36_000 },
		],
		[
			'own key, fee and vendor',
			{ cost: '0.001', is_byok: true, cost_details: { upstream_inference_cost: 0.036 } },
			{ reportedCost: 37_000 },
		],
		['own key, the vendor not told', { cost: 0, is_byok: true }, { reportedCost: null }],
		['own key, only a fee told', { cost: 0.002, is_byok: true }, { reportedCost: 2000, ownKey: 'fee' }],
		['own key on a plan', { cost: 0, is_byok: true, cost_details: { upstream_inference_cost: 0 } }, { reportedCost: 0, ownKey: 'billed' }],
		[
			'no own key: the vendor is paid by the gateway',
			{ cost: 0.04, is_byok: false, cost_details: { upstream_inference_cost: 0.036 } },
			{ reportedCost: 40_000 },
		],
		['negative', { cost: -1 }, { reportedCost: null }],
		['no amount', { cost: '0x10' }, { reportedCost: null }],
		['words', { cost: 'free' }, { reportedCost: null }],
		['infinite', { cost: Number.POSITIVE_INFINITY }, { reportedCost: null }],
	])('%s', (_what, fields, want) => {
		const { usage: _usage, ...told } = normaliseUsage({ ...counts, ...fields }, 'openai-compatible')!;
		expect(told).toEqual(want);
	});
});
