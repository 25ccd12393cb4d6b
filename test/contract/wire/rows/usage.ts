import { type AdapterName, ON, without } from '../../../support/wire/adapters.ts';
import { byAdapter, type Group, type Row } from '../../../support/wire/rows.ts';
import { COUNTED, type Counts, done, finish, guessed, streams, TEXT, text, usage, whole } from '../../../support/wire/vocabulary.ts';

const counts = (usageOf: Counts | null) => [text(TEXT.slice(0, 4)), text(TEXT.slice(4)), finish('stop', usageOf), done];
const row = (name: string, usageOf: Counts | null, expect: Row['expect'], on: Row['on'] = ON.all): Row => ({
	name,
	on,
	reply: streams(counts(usageOf)),
	expect,
});
/** The text is worth 4 tokens of output by estimate, and two pieces at least: 100 + 8 µ$ are owed in any case. */
const atLeast = whole({ source: ['tokens', 'estimate'], cost: [108, 160] });
/** A claim beyond what prompt and cap can cost: the bound is booked, as an estimate, and said. */
const bounded = (adapter: AdapterName) =>
	whole({
		source: 'estimate',
		cost: adapter.startsWith('fill:') ? [108, 1800] : [108, 16_200],
		...(adapter.startsWith('fill:') ? {} : { warns: /reported|claim|counted|count/i }),
	});
const OPENAI: readonly AdapterName[] = without('anthropic', 'fill:llamacpp', 'fill:ollama');
const COSTS: readonly AdapterName[] = ON.choices;
const costing = (name: string, more: object, expect: Row['expect']): Row => row(name, { in: 100, out: 5, more }, expect, COSTS);
const fromTokens = whole({ source: 'tokens', cost: COUNTED });

/** What a server says it counted or cost. */
export const COUNTS: Group = {
	name: 'counts and costs',
	rows: [
		row('no counts', null, guessed()),
		row('null for the counts', { raw: null }, guessed(), without('fill:llamacpp', 'fill:ollama')),
		row('an empty object', { raw: {} }, guessed()),
		row('an empty list', { raw: [] }, guessed(), without('fill:llamacpp', 'fill:ollama')),
		...[
			['a text', '100'],
			['a list', [100, 7]],
			['true', true],
			['a number', 105],
		].map(([name, value]) => row(`${name} for the counts`, { raw: value }, guessed(), without('fill:llamacpp', 'fill:ollama'))),
		row('zeros', { in: 0, out: 0 }, guessed()),
		row('null in each field', { in: null, out: null }, guessed()),
		row('counts as text', { in: '100', out: '5' }, atLeast),
		row('counts with fractions', { in: 100.4, out: 5.9 }, atLeast),
		row('counts of 1e18', { in: 1e18, out: 1e18 }, guessed()),
		row('counts below zero', { in: -5, out: -3 }, atLeast),
		row('an input below zero', { in: -5, out: 5 }, atLeast),
		row('no input', { out: 5 }, atLeast),
		row('an input of zero', { in: 0, out: 5 }, atLeast),
		row('no output', { in: 100 }, atLeast),
		row('an output of zero', { in: 100, out: 0 }, atLeast),
		row('an output of one token for the whole text', { in: 100, out: 1 }, whole({ source: ['tokens', 'estimate'], cost: [104, 160] })),
		row('NaN in place of a number', { in: '@NaN', out: 5 }, guessed({ source: ['estimate', 'tokens'] }), without('anthropic')),
		row('an output of 900 million tokens', { in: 100, out: 900_000_000 }, bounded),
		row('an input of 900 million tokens', { in: 900_000_000, out: 5 }, bounded),
		row('an output of 50,000 tokens', { in: 100, out: 50_000 }, bounded),
		row('a total of 999,999,999 tokens', { in: 100, out: 5, more: { total_tokens: 999_999_999 } }, bounded, OPENAI),
		row('a total with thinking that is not in the output', { in: 100, out: 5, more: { total_tokens: 110 } }, whole({ cost: 140 }), COSTS),
		row('more cached than was sent', { in: 100, out: 5, more: { prompt_tokens_details: { cached_tokens: 5000 } } }, fromTokens, COSTS),
		row(
			'more thinking than output',
			{ in: 100, out: 5, more: { completion_tokens_details: { reasoning_tokens: 5000 } } },
			fromTokens,
			COSTS,
		),
		row(
			'details of other types',
			{ in: 100, out: 5, more: { prompt_tokens_details: 'x', completion_tokens_details: [1], cost_details: 3 } },
			fromTokens,
			COSTS,
		),
		row(
			'cached tokens alone',
			{ in: 0, out: 5, more: { cache_read_input_tokens: 100 } },
			whole({ source: ['tokens', 'estimate'], cost: [108, 160] }),
			['anthropic'],
		),
		{
			name: 'counts twice: the newest hold',
			on: ON.choices,
			reply: streams([text(TEXT.slice(0, 4)), usage({ in: 90, out: 1 }), text(TEXT.slice(4)), finish(), usage({ in: 100, out: 5 }), done]),
			expect: fromTokens,
		},
		{
			name: 'counts at the beginning alone',
			on: ON.choices,
			reply: streams([usage({ in: 100, out: 0 }), text(TEXT.slice(0, 4)), text(TEXT.slice(4)), finish('stop', null), done]),
			expect: atLeast,
		},
		{
			name: 'good counts and then zeros',
			on: ON.choices,
			reply: streams([text(TEXT), usage({ in: 100, out: 5 }), finish('stop', { in: 0, out: 0 }), done]),
			expect: fromTokens,
		},
		costing('a cost', { cost: 0.00015 }, whole({ source: 'provider', cost: 150 })),
		costing('a cost of 0 for a model with a price', { cost: 0 }, whole({ source: ['tokens', 'estimate'], cost: COUNTED })),
		costing('a cost of 0 with an own key', { cost: 0, is_byok: true }, whole({ source: ['tokens', 'estimate'], cost: COUNTED })),
		costing(
			"a cost of 0 with an own key and the vendor's bill",
			{ cost: 0, is_byok: true, cost_details: { upstream_inference_cost: 0.00015 } },
			whole({ source: 'provider', cost: 150 }),
		),
		costing(
			"the vendor's bill as text",
			{ cost: 0, is_byok: true, cost_details: { upstream_inference_cost: '0.00015' } },
			whole({ source: ['provider', 'tokens'], cost: [120, 150] }),
		),
		costing(
			'a fee and the bill of the own key',
			{ cost: 0.00001, is_byok: true, cost_details: { upstream_inference_cost: 0.00014 } },
			whole({ source: 'provider', cost: 150 }),
		),
		costing('a cost as text', { cost: '0.00015' }, whole({ source: ['provider', 'tokens'], cost: [120, 150] })),
		costing('a cost below zero', { cost: -1 }, fromTokens),
		costing('a cost that is no number', { cost: { usd: 1 } }, fromTokens),
		costing('a cost of 1e300 dollars', { cost: 1e300 }, byAdapter(whole({ source: ['tokens', 'estimate'], cost: [108, 16_200] }), {})),
		costing('a cost of $99,999', { cost: 99_999 }, bounded),
		costing('a cost of $3', { cost: 3 }, bounded),
	],
};
