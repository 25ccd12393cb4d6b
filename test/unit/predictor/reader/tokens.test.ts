import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areTextEnds, ReaderPrompt, textEnds } from '../../../../src/predictor/reader/prompt.ts';
import { TextTokens } from '../../../../src/predictor/reader/text-tokens.ts';
import type { Vocabulary } from '../../../../src/predictor/reader/vocabulary.ts';

/**
 * The tokens of Qwen2.5-Coder's vocabulary that these texts and the words before them can become, with every merge of theirs, numbered anew; and the
 * ids of the whole prompt as the `tokenizers` library of Python gives them.
 */
const { texts, ...vocabulary } = JSON.parse(
	readFileSync(new URL('../../../fixtures/reader/vocabulary.json', import.meta.url), 'utf8'),
) as Vocabulary & { readonly texts: readonly { readonly text: string; readonly ids: readonly number[] }[] };
const tokens = new TextTokens(vocabulary);
const prompt = new ReaderPrompt(tokens);
const idsOf = (text: string) => prompt.ids(textEnds(text)).ids;
const { ids: empty, from } = prompt.ids({ head: '', tail: null });
const word = (ids: readonly number[]) => ids.map((id) => vocabulary.tokens[id]).join('');

test('the ids of the reference, for every kind of text', () => {
	expect(texts.length).toBeGreaterThan(12);
	for (const { text, ids } of texts) expect(idsOf(text), JSON.stringify(text.slice(0, 40))).toEqual(ids);
});

test('marks are marks in our words alone', () => {
	const start = vocabulary.special['<|im_start|>']!;
	expect(tokens.encodeOwn('<|im_start|>')).toEqual([start]);
	const spelled = tokens.encode('<|im_start|>system');
	expect(spelled).not.toContain(start);
	expect(word(spelled)).toBe('<|im_start|>system');
	expect(() => tokens.encodeOwn('<|not_there|>')).toThrow('no <|not_there|>');
	expect(() => tokens.encodeOwn('<|constructor|>')).toThrow();
});

test('of a long text the first 330 tokens and the last 110', () => {
	const long = 'is '.repeat(10_000);
	expect(from).toBe(empty.length);
	expect(idsOf(long).length).toBe(from + 440);
	const beginning = idsOf(`${'the '.repeat(200)}${long}`);
	expect(word(beginning)).toContain('the'.concat('Ġthe'.repeat(150)));
	const ending = idsOf(`${long}${'the '.repeat(50)}`);
	expect(word(ending)).toContain('Ġthe'.repeat(49));
});

test('any string has ids, never too many, and its ends are what another process accepts', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string({ unit: 'binary', maxLength: 60 }),
				fc.string({ maxLength: 30 }).map((s) => s.repeat(900)),
			),
			(text) => {
				const ends = textEnds(text);
				expect(areTextEnds(ends)).toBe(true);
				const { ids } = prompt.ids(ends);
				expect(ids.length).toBeLessThanOrEqual(empty.length + 440);
				expect(ids.every((id) => id >= 0 && id < vocabulary.tokens.length)).toBe(true);
			},
		),
		{ numRuns: 60 },
	);
	expect(idsOf('\ud800 alone')).not.toContain(undefined);
});

test.each([
	['no object', 'text'],
	['nothing', null],
	['a head that is too long', { head: 'x'.repeat(16_001), tail: null }],
	['a tail that is too long', { head: '', tail: 'x'.repeat(4001) }],
	['no tail', { head: 'x' }],
	['numbers', { head: 1, tail: 2 }],
])('%s is refused', (_, value) => {
	expect(areTextEnds(value)).toBe(false);
});
