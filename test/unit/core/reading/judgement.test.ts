import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAST_ANSWERS, parseJudgement } from '../../../../src/core/reading/judgement.ts';
import { QUESTIONS } from '../../../../src/core/reading/questions.ts';
import { answers } from './support.ts';

const WANTED = answers({ debugging_complexity: 5, solution_hint: 0, codebase_scope: 1 });
const named = (value: (i: number) => unknown = (i) => WANTED[i]) => Object.fromEntries(QUESTIONS.map(({ name }, i) => [name, value(i)]));
const row = WANTED.join(' ');

describe('what models really write', () => {
	test.each([
		['a line', row],
		['a line with commas', WANTED.join(', ')],
		['a line at the end of words', `Here are my ratings:\n\n${row}`],
		['a line in a fence', `\`\`\`\n${row}\n\`\`\``],
		['a line in bold', `**${row}**`],
		['pipes', `| ${WANTED.join(' | ')} |`],
		['lines of one number each', WANTED.join('\n')],
		['an array', JSON.stringify(WANTED)],
		['an array over lines in a fence', `\`\`\`json\n${JSON.stringify(WANTED, null, 2)}\n\`\`\``],
		['strings in an array', JSON.stringify(WANTED.map(String))],
		['an object', JSON.stringify(named())],
		['an object over lines with words around', `Sure!\n\`\`\`json\n${JSON.stringify(named(), null, 2)}\n\`\`\`\nLet me know.`],
		['an object of strings', JSON.stringify(named((i) => `${WANTED[i]}`))],
		['an object with a comma too many', `${JSON.stringify(named(), null, 1).slice(0, -2)},\n}`],
		['names and colons', QUESTIONS.map(({ name }, i) => `${i + 1}. **${name}**: ${WANTED[i]}`).join('\n')],
		[
			'names with ranges and scores of five',
			QUESTIONS.map(({ name, low, high }, i) => `- ${name} (${low} to ${high}): ${WANTED[i]}/5`).join('\n'),
		],
		['names with blanks', QUESTIONS.map(({ name }, i) => `${name.replaceAll('_', ' ')} = ${WANTED[i]}`).join('\n')],
		['a table', QUESTIONS.map(({ name }, i) => `| ${name} | ${WANTED[i]} |`).join('\n')],
		['numbers of the questions', WANTED.map((value, i) => `${i + 1}. ${value}`).join('\n')],
		['numbers of the questions with brackets', WANTED.map((value, i) => `${i + 1}) rated: ${value}`).join('\n')],
		['thinking aloud before the last line', `${answers().join(' ')}\nNo, debugging is harder. So:\n${row}`],
		['half steps', WANTED.map((value) => (value === 5 ? '5.0' : String(value))).join(' ')],
	])('%s', (_, written) => {
		expect(parseJudgement(written)).toEqual(WANTED);
	});

	test('what is out of range is the nearest that is not; yes and no are its ends', () => {
		expect(parseJudgement(WANTED.map(() => 99).join(' '))).toEqual(QUESTIONS.map(({ high }) => high));
		expect(parseJudgement(WANTED.map(() => -7).join(' '))).toEqual(QUESTIONS.map(({ low }) => low));
		const flags = parseJudgement(JSON.stringify(named((i) => (QUESTIONS[i]!.high === 1 ? i % 2 === 0 : WANTED[i]))));
		expect(flags?.filter((_, i) => QUESTIONS[i]!.high === 1)).toEqual([1, 0]);
	});

	test('a question without an answer stays open; fewer than ten answers say too little', () => {
		const some = (count: number) => JSON.stringify(Object.fromEntries(Object.entries(named()).slice(0, count)));
		expect(parseJudgement(some(LEAST_ANSWERS))?.filter((value) => value === null)).toHaveLength(QUESTIONS.length - LEAST_ANSWERS);
		expect(parseJudgement(some(LEAST_ANSWERS - 1))).toBeNull();
		const nulls = JSON.stringify(named((i) => (i < 3 ? null : WANTED[i])));
		expect(parseJudgement(nulls)).toEqual(WANTED.map((value, i) => (i < 3 ? null : value)));
	});

	test.each([
		['nothing', ''],
		['a refusal', 'I cannot rate this task.'],
		['fourteen numbers, of which nobody knows which is missing', WANTED.slice(1).join(' ')],
		['a solution', 'def fix():\n    return [1, 2, 3]'],
		['a date and a version', 'On 2026-11-29 release 1.2.3 came with 15 changes.'],
		['an object of other names', JSON.stringify({ difficulty: 3, effort: 4 })],
	])('%s is no judgement', (_, written) => {
		expect(parseJudgement(written)).toBeNull();
	});

	test('never throws, and gives whole numbers within their ranges, whatever it is given', () => {
		const piece = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.integer().map(String),
			fc.constantFrom(
				...QUESTIONS.map(({ name }) => name),
				':',
				'=',
				'{',
				'}',
				'[',
				']',
				'"',
				',',
				'\n',
				' ',
				'```',
				'NaN',
				'1e999',
				'-',
				'/5',
			),
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 80 }), fc.boolean(), (pieces, spaced) => {
				const found = parseJudgement(pieces.join(spaced ? ' ' : ''));
				if (found === null) return;
				expect(found).toHaveLength(QUESTIONS.length);
				found.forEach((value, i) => {
					const { low, high } = QUESTIONS[i]!;
					if (value !== null) expect(Number.isInteger(value) && value >= low && value <= high).toBe(true);
				});
			}),
			{ numRuns: 150 },
		);
	});

	test.each([
		['digits', '1 '.repeat(200_000)],
		['a name', `${'debugging_complexity '.repeat(50_000)}`],
		['brackets', `solution_hint${'('.repeat(200_000)}`],
		['blanks', `solution_hint${' '.repeat(200_000)}1`],
		['numbered lines', `${'1. '.repeat(100_000)}`],
		['one long number', '9'.repeat(400_000)],
	])('a long answer of %s is read in a moment', (_, written) => {
		const before = performance.now();
		parseJudgement(written);
		expect(performance.now() - before).toBeLessThan(1000);
	});
});
