import { expect, test } from 'vitest';
import { bringsUnseen, takesMostAway } from '../../../../../src/core/workspace/apply/look-first.ts';

const lines = (count: number, from = 0): string => Array.from({ length: count }, (_, i) => `line ${from + i};`).join('\n');

test.each<[string, string, string, boolean]>([
	['a file of some length that is emptied', lines(40), '', true],
	['more than half', lines(40), lines(19), true],
	['half', lines(40), lines(20), false],
	['all of a short file', lines(19), '', false],
	['other lines in the place of most', lines(40), `${lines(10)}\n${lines(30, 100)}`, true],
	['the same lines in another order, depth and line ends', lines(40), lines(40).split('\n').reverse().join('\r\n\t'), false],
	['one of many that are alike', Array(40).fill('same();').join('\n'), Array(10).fill('same();').join('\n'), true],
	['blank lines and brackets are not counted', `${lines(10)}${'\n}\n'.repeat(40)}`, lines(2), false],
	['what is added', lines(40), lines(400), false],
])('%s', (_, before, after, most) => expect(takesMostAway(before, after)).toBe(most));

test.each<[string, string, string, boolean]>([
	['a mark that turns the direction', 'a();\nb();\n', 'a();\nif (x /*\u202e*/) b();\n', true],
	['a letter without width', 'a();\n', 'a\u200b();\n', true],
	['one that was there and stays', 'a\u200b();\nb();\n', 'a\u200b();\nc();\n', false],
	['one that goes', 'a\u200b();\n', 'a();\n', false],
	['letters of another script, and what joins a picture', 'a();\n', "a('שלום, 👩‍👩‍👧, می‌خواهم');\n", false],
])('unseen: %s', (_, before, after, brings) => expect(bringsUnseen(before, after)).toBe(brings));
