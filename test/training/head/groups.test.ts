import { describe, expect, it } from 'vitest';
import { foldOf, groupsOf } from '../../../training/data/groups.ts';

const question =
	'A company sells two kinds of machine to three customers and each of them pays in a different month of the year, so which entry is right?';

describe('groups of prompts', () => {
	it('join what shares its first 20 words, whatever follows', () => {
		const words = Array.from({ length: 20 }, (_, i) => `word${i}`).join(' ');
		const [a, b, c] = groupsOf([
			{ text: `${words} first ending`, problem: null },
			{ text: `${words.toUpperCase()}, second!`, problem: null },
			{ text: `another ${words}`, problem: null },
		]);
		expect(a).toBe(b);
		expect(c).not.toBe(a);
	});

	it('join a question with the same question with other options', () => {
		const stem = 'Which of these rivers flows through Vienna?';
		const [four, ten, other] = groupsOf([
			{ text: `${stem}\nA. Danube\nB. Rhine\nC. Elbe\nD. Oder`, problem: null },
			{ text: `${stem}\nA. Oder\nB. Danube\nC. Weser\nD. Po\nE. Elbe`, problem: null },
			{ text: 'Which of these rivers flows through Cologne?\nA. Danube\nB. Rhine', problem: null },
		]);
		expect(four).toBe(ten);
		expect(other).not.toBe(four);
	});

	it('do not join by a stem that says nothing', () => {
		const [a, b] = groupsOf([
			{ text: 'Which is true?\nA. Water is wet and always was\nB. Fire is cold', problem: null },
			{ text: 'Which is true?\nA. Nothing of what follows is\nB. Everything is', problem: null },
		]);
		expect(a).not.toBe(b);
	});

	it('join by the name of the problem across sets and chains of joins', () => {
		const groups = groupsOf([
			{ text: 'one wording', problem: 'lcb/1' },
			{ text: question, problem: 'lcb/1' },
			{ text: `${question} Explain.`, problem: null },
			{ text: 'one wording', problem: 'lcb/2' },
		]);
		expect(new Set(groups).size).toBe(1);
	});

	it('take the function of a CRUXEval prompt, not the instruction that all of them open with', () => {
		const text = `You will be given a function and an output and so on ${'x '.repeat(30)}`;
		const [a, b, c] = groupsOf([
			{ text, problem: 'crux/sample_1' },
			{ text, problem: 'crux/sample_2' },
			{ text: 'Complete the assertion', problem: 'crux/sample_1' },
		]);
		expect(a).not.toBe(b);
		expect(a).toBe(c);
	});

	it('do not depend on the order of the prompts', () => {
		const prompts = [
			{ text: question, problem: 'lcb/9' },
			{ text: `${question} More.`, problem: null },
			{ text: 'else', problem: 'lcb/9' },
			{ text: 'alone', problem: null },
		];
		const forward = groupsOf(prompts);
		const backward = groupsOf(prompts.toReversed()).toReversed();
		expect(backward).toEqual(forward);
	});

	it('lie in one of the folds', () => {
		const folds = Array.from({ length: 300 }, (_, i) => foldOf(`problem ${i}`, 3));
		expect(new Set(folds)).toEqual(new Set([0, 1, 2]));
	});
});
