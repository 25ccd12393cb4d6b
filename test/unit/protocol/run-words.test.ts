import { expect, it } from 'vitest';
import {
	changeInWords,
	estimateInWords,
	isLive,
	modelInWords,
	modelsInWords,
	spentInWords,
	stateInWords,
	stepInWords,
} from '../../../src/protocol/run-words.ts';
import { run, runModel } from '../views/run-fixtures.ts';

const medium = runModel('GPT-5.4', { effort: 'medium' });
const high = runModel('GPT-5.4', { effort: 'high' });
const haiku = runModel('Haiku 4.5');

it('a model has its effort, said once', () => {
	expect(modelInWords(haiku)).toBe('Haiku 4.5');
	expect(modelInWords(high)).toBe('GPT-5.4, effort high');
	expect(modelInWords(runModel('GPT-5.4 (High effort)', { effort: 'high' }))).toBe('GPT-5.4 (High effort)');
});

it('the models of a run come in order, each stay once', () => {
	expect(modelsInWords(run())).toBe('Haiku 4.5');
	const changes = [
		{ at: 0, step: 3, kind: 'model' as const, from: haiku, to: medium, why: 'x' },
		{ at: 0, step: 5, kind: 'effort' as const, from: medium, to: high, why: 'y' },
	];
	expect(modelsInWords(run({ changes, model: high }))).toBe('Haiku 4.5 → GPT-5.4, effort medium → GPT-5.4, effort high');
});

it.each([
	['effort', medium, high, 'step 7: effort high instead of medium: it failed again'],
	['model', haiku, high, 'step 7: GPT-5.4, effort high instead of Haiku 4.5: it failed again'],
	['effort', haiku, high, 'step 7: GPT-5.4, effort high instead of Haiku 4.5: it failed again'],
] as const)('a change of %s', (kind, from, to, words) => {
	expect(changeInWords({ at: 0, step: 7, kind, from, to, why: 'it failed again' })).toBe(words);
});

it.each([
	[{}, 'step 7 of about 18'],
	[{ steps: 18 }, 'step 18 of about 18'],
	[{ steps: 19 }, 'step 19, about 18 expected'],
	[{ estimate: null }, 'step 7'],
	[{ steps: 0 }, 'starting'],
])('steps of %o', (change, words) => expect(stepInWords(run(change))).toBe(words));

it('money says its maximum, where there is one, and that a local model is free', () => {
	expect(spentInWords(run())).toBe('$0.12 of at most $1.55');
	expect(spentInWords(run({ cap: null }))).toBe('$0.12');
	expect(spentInWords(run({ spent: 0, model: runModel('q', { local: true }) }))).toBe('free');
	expect(spentInWords(run({ spent: 0 }))).toBe('$0 of at most $1.55');
	expect(estimateInWords(run())).toBe('~$0.31 expected ($0.15 to $0.90)');
	expect(estimateInWords(run({ estimate: null }))).toBeNull();
});

it('a run is live while it works or waits, and every state has its words', () => {
	const states = ['running', 'waiting', 'done', 'stopped', 'cancelled', 'failed'] as const;
	expect(states.filter((state) => isLive({ state }))).toEqual(['running', 'waiting']);
	expect(new Set(states.map((state) => stateInWords({ state }))).size).toBe(6);
});
