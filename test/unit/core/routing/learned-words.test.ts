import { expect, test } from 'vitest';
import {
	estimateLabel,
	kindInWords,
	learnedOf,
	movedInWords,
	OWN_SIGNALS,
	readingInWords,
} from '../../../../src/core/routing/learned-words.ts';
import type { Moved, Prediction } from '../../../../src/core/routing/types.ts';
import { TASK_KINDS } from '../../../../src/predictor/task-kind.ts';

const moved = (points: number, more: Partial<Moved> = {}): Moved => ({ points, by: ['thumb', 'again'], seen: 12, onTask: 12, ...more });

test.each<[Moved, string | null]>([
	[moved(-4.2), 'Your thumbs moved Sonnet down 4 points on tests (12 signals).'],
	[moved(1.2, { by: ['test'], seen: 1, onTask: 1 }), 'Your tests moved Sonnet up 1 point on tests (1 signal).'],
	[moved(-4.2, { onTask: 3.2 }), 'Your thumbs moved Sonnet down 4 points on tests (12 signals, 3 of them on tests).'],
	[moved(-4.2, { onTask: 11.6 }), 'Your thumbs moved Sonnet down 4 points on tests (12 signals).'],
	[moved(-4.2, { onTask: 0 }), 'Your thumbs on other tasks moved Sonnet down 4 points on tests too (12 signals).'],
	[moved(2, { by: [], onTask: 0.2 }), 'Your signals on other tasks moved Sonnet up 2 points on tests too (12 signals).'],
	[moved(-0.6, { by: ['run'], seen: 0.3, onTask: 0.3 }), 'How its runs ended moved Sonnet down 1 point on tests (1 signal).'],
	[moved(7, { by: [] }), 'Your signals moved Sonnet up 7 points on tests (12 signals).'],
	[moved(7, { by: ['constructor'] }), 'Your signals moved Sonnet up 7 points on tests (12 signals).'],
	[moved(0.3), null],
	[moved(Number.NaN), null],
])('%j', (given, words) => {
	expect(movedInWords('Sonnet', 'test', given)).toBe(words);
});

test('every kind of task that the predictor names has a word of its own', () => {
	for (const kind of TASK_KINDS) expect(kindInWords(kind)).not.toContain('"');
	expect(kindInWords('toString')).toBe('tasks of the kind "toString"');
});

test.each([
	[
		{ source: 'file', modelName: 'Qwen2.5-Coder 0.5B', harder: 6.1, cost: 0 },
		'Read by Qwen2.5-Coder 0.5B: harder than it looks, 6 points down for all.',
	],
	[{ source: 'file', modelName: 'Q', harder: -1.4, cost: 0 }, 'Read by Q: easier than it looks, 1 point up for all.'],
	[{ source: 'judge', modelName: 'Haiku 4.5', harder: 0.2, cost: 1100 }, 'Haiku 4.5 read the task for $0.0011: about as hard as it looks.'],
	[{ source: 'judge', modelName: 'Own', harder: 3, cost: 0 }, 'Own read the task: harder than it looks, 3 points down for all.'],
] as const)('%j', (reading, words) => {
	expect(readingInWords(reading)).toBe(words);
});

test('of a decision the chosen model is named first, then what moved most, efforts of one model once', () => {
	const candidates = ['a/x', 'a/x@high', 'b/y', 'c/z', 'd/w', 'e/gone'].map((candidateId) => ({ candidateId }));
	const moves = [moved(-2), moved(-2), moved(9), moved(0.9), moved(-5), moved(30)];
	const names: Readonly<Record<string, string>> = { 'a/x': 'X', 'a/x@high': 'X', 'b/y': 'Y', 'c/z': 'Z', 'd/w': 'W' };
	const prediction = { candidates, moved: moves, taskKind: 'fix' } as unknown as Prediction;
	expect(learnedOf(prediction, 'c/z', (id) => names[id] ?? null)).toEqual([
		'Your thumbs moved Z up 1 point on fixes (12 signals).',
		'Your thumbs moved Y up 9 points on fixes (12 signals).',
		'Your thumbs moved W down 5 points on fixes (12 signals).',
	]);
	const { moved: _, ...unmoved } = prediction;
	expect(learnedOf(unmoved, 'c/z', (id) => names[id] ?? null)).toEqual([]);
});

test('estimates are called what they rest on', () => {
	expect(estimateLabel(OWN_SIGNALS - 1)).toBe('estimate from benchmarks');
	expect(estimateLabel(OWN_SIGNALS)).toBe('estimate from benchmarks and 50 signals of yours');
});
