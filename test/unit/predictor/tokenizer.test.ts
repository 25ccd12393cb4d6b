import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoderText } from '../../../src/predictor/request-text.ts';
import { MAX_TOKENS, TextTokenizer, textWindows } from '../../../src/predictor/tokenizer.ts';
import { chat, ROOT } from './model-folder.ts';

const tokenizer = new TextTokenizer(JSON.parse(readFileSync(join(ROOT, 'models/tokenizer.json'), 'utf8')), {});
const [CLS, SEP] = [101, 102];

/** Numbers as words: each is at least one piece, so that positions can be told apart. */
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${from + i}`).join(' ');

describe('tokens of a text', () => {
	it('are those of the published vocabulary', () => {
		expect(tokenizer.encode('Hello, world!')).toEqual([CLS, 7592, 1010, 2088, 999, SEP]);
		expect(tokenizer.encode('')).toEqual([CLS, SEP]);
	});

	it('are the head and the tail where the text is long', () => {
		const ids = tokenizer.encode(numbered(100, 400));
		expect(ids).toHaveLength(MAX_TOKENS);
		expect(ids.slice(0, 96)).toEqual(tokenizer.encode(numbered(100, 195)).slice(0, 96));
		expect(ids.slice(96)).toEqual(tokenizer.encode(numbered(360, 400)).slice(-32));
	});

	it('of 5 MB come from its two ends', () => {
		const text = `first words ${'filler and more filler '.repeat(230_000)} the last words`;
		const ids = tokenizer.encode(text);
		expect(ids.slice(0, 3)).toEqual(tokenizer.encode('first words').slice(0, 3));
		expect(ids.slice(-4)).toEqual(tokenizer.encode('the last words').slice(-4));
	});

	it('are found behind thousands of blanks', () => {
		expect(tokenizer.encode(`${' '.repeat(5000)}\n\n hello`)).toEqual(tokenizer.encode('hello'));
	});

	it('of anything are between 2 and 128 known ids', () => {
		const anything = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 3000 }),
			fc.string({ unit: fc.constantFrom('\0', '\ud800', '\udc00', 'é', '字', ' ') }),
		);
		fc.assert(
			fc.property(anything, (text) => {
				const ids = tokenizer.encode(text);
				expect(ids.length).toBeGreaterThanOrEqual(2);
				expect(ids.length).toBeLessThanOrEqual(MAX_TOKENS);
				expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 30_522)).toBe(true);
			}),
			{ numRuns: 200 },
		);
	});

	it('of the encoder text need no cut by characters, as in training', () => {
		expect(textWindows(encoderText(chat('word '.repeat(50_000)))).tail).toBeNull();
	});
});
