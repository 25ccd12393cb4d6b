import { describe, expect, it } from 'vitest';
import { statedLength } from '../../../src/predictor/stated-length.ts';

describe('a length that is asked for', () => {
	it.each([
		['Explain closures in two sentences.', 50],
		['Two sentences: what is a monad?', 50],
		['What is a mutex? Answer with 3 bullet points', 75],
		['a very long code file, 600 lines', 6600],
		['Write a parser of about 1,200 lines', 13_200],
		['Summarise this in at most 100 words', 140],
		['write an essay (5 pages)', 3500],
		['Erkläre das in zwei Sätzen', 50],
		['Schreibe einen Text mit höchstens 200 Wörtern', 280],
		['Write a 300-line class', 3300],
		['Explain in one paragraph, no more than 50 words', 70],
	])('%s', (text, tokens) => expect(statedLength(text)).toBe(tokens));

	it.each([
		'Why is this file of 600 lines slow?',
		'The function has 40 lines, split it',
		'These 3 lines fail',
		'Fix the first two lines',
		'What does line 12 do?',
		'rename x to y',
		'Print the answer on a single line',
		'',
		'the last 100 lines of the log',
		'My page is 3 pages long',
	])('%s: nothing is asked for', (text) => expect(statedLength(text)).toBeNull());

	it('is read in the ends of a long message alone, in no time', () => {
		expect(statedLength(`${'x '.repeat(200_000)}\nSummarise it in two sentences.`)).toBe(50);
		expect(statedLength(`fix it\n${'in 20 words '.repeat(3)}`.padEnd(5000, 'y'))).toBe(28);
		expect(statedLength(`${'in '.repeat(100_000)}`)).toBeNull();
	});
});
