import { expect, test } from 'vitest';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { referenceCost, savingsReference } from '../../../../src/core/money/reference.ts';
import { candidate, prices } from '../routing/support.ts';

const model = (name: string, input: number, output: number, over: Partial<Candidate> = {}) =>
	candidate(`e/${name}`, { wireModel: name, catalogId: name, displayName: name, prices: prices(input, output), ...over });
const effort = (of: Candidate, name: string): Candidate => ({
	...of,
	id: `${of.id}@${name}`,
	effort: name,
	displayName: `${of.displayName} (${name})`,
});

const OPENAI = [
	model('gpt-5.4-nano', 0.2, 1.25),
	model('gpt-5.4-mini', 0.75, 4.5),
	model('gpt-5.4', 2.5, 15),
	model('gpt-5.4-pro', 30, 180),
];
const ANTHROPIC = [model('claude-haiku-4-5', 1, 5), model('claude-sonnet-4-6', 3, 15), model('claude-opus-4-8', 5, 25)];
const LOCAL = candidate('ollama/qwen3', { prices: null, local: true });
const nameOf = (candidates: readonly Candidate[], pool: readonly string[] | null = null, named = '') =>
	savingsReference(candidates, pool, named)?.displayName ?? null;

test('by default the everyday model at its default effort: never the dearest effort, a top tier or a preview', () => {
	expect(nameOf(OPENAI.flatMap((of) => [of, effort(of, 'high'), effort(of, 'xhigh')]))).toBe('gpt-5.4');
	expect(nameOf(ANTHROPIC.flatMap((of) => [of, effort(of, 'max')]))).toBe('claude-sonnet-4-6');
	expect(nameOf([model('gemini-3-flash', 0.5, 3), model('gemini-3.1-pro-preview', 2, 12)])).toBe('gemini-3-flash');
	expect(nameOf([...OPENAI, ...ANTHROPIC, LOCAL].toReversed())).toBe(nameOf([...OPENAI, ...ANTHROPIC, LOCAL]));
});

test('one old or exclusive price among many does not set it', () => {
	const many = [...OPENAI, ...ANTHROPIC, model('gpt-4-turbo', 10, 30), model('gpt-3.5-turbo', 0.5, 1.5), model('deepseek-chat', 0.3, 0.9)];
	expect(nameOf(many)).toBe('claude-sonnet-4-6');
	// "max" and "pro" as words of their own: neither Maxwell nor protocol is a tier.
	expect(nameOf([model('maxwell', 3, 9), model('small', 1, 2)])).toBe('maxwell');
});

test('where only top tiers are set up, one of them is it; the pool counts, efforts outside it do not', () => {
	expect(nameOf([model('claude-opus-4-8', 5, 25)])).toBe('claude-opus-4-8');
	expect(nameOf(OPENAI, ['e/gpt-5.4-mini', 'e/gpt-5.4-nano'])).toBe('gpt-5.4-mini');
});

test('free, local, included and unpriced models are no reference, also where they are named; nor is a price that is only "about"', () => {
	const odd = [
		LOCAL,
		model('free', 0, 0),
		model('included', 3, 9, { included: true }),
		model('unknown', 0, 0, { prices: null }),
		model('broken', 0, 0, { prices: prices(Number.NaN, 1) }),
	];
	expect(nameOf(odd)).toBeNull();
	for (const { displayName } of odd) expect(nameOf([...odd, ...OPENAI], null, displayName)).toBeNull();
	expect(nameOf([model('new', 3, 9, { priceNote: { kind: 'about', like: 'old' } })])).toBeNull();
});

test('a named one is found by id, model id or name in any case, at its default effort unless the id says another, in or out of the pool', () => {
	const all = OPENAI.flatMap((of) => [effort(of, 'high'), of]);
	for (const named of ['e/gpt-5.4-pro', 'gpt-5.4-pro', ' GPT-5.4-Pro ']) expect(nameOf(all, ['e/gpt-5.4'], named)).toBe('gpt-5.4-pro');
	expect(nameOf(all, null, 'e/gpt-5.4@high')).toBe('gpt-5.4 (high)');
	expect(nameOf(all, null, 'gpt-9')).toBeNull();
});

test('it is priced at the tokens really used', () => {
	const usage = { input: 1000, cachedInput: 0, cacheWrite: 0, output: 100, reasoning: 0 };
	expect(referenceCost(OPENAI[2]! as { prices: NonNullable<Candidate['prices']> }, usage, 0)).toBe(4000);
});
