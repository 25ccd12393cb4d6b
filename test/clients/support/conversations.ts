import type { Scripted } from './upstream.ts';

/** What the tests of every SDK say, and what the models behind it answer. */
export const LOOK = 'Look at both files';
export const SLOWLY = 'Count slowly';
export const SLOW_NUMBERS = 2000;

export const CONVERSATIONS: readonly Scripted[] = [
	{ words: 'Say hello', say: () => ({ text: 'Hello there, friend: Grüße, 世界 👋🏽' }) },
	{
		words: LOOK,
		// Two calls at once, one more, then what they said.
		say: ({ step, tools, results }) => {
			const [name = ''] = tools;
			if (step === 0) return { text: 'Both.', calls: ['a.txt', 'b.txt'].map((path) => [name, { path }] as const) };
			return step === 1 ? { calls: [[name, { path: 'c.txt' }]] } : { text: results.join(' / ') };
		},
	},
	{ words: 'What is on the picture', say: ({ images }) => ({ text: `${images} image` }) },
	{ words: 'Who is it, as JSON', say: () => ({ text: '{"name":"Ada","age":36}' }) },
	{ words: 'Think first', say: ({ step }) => ({ reasoning: 'Six times seven.', text: step === 0 ? '42' : 'Still 42' }) },
	{ words: 'Write much', say: () => ({ text: 'word '.repeat(40), outputTokens: 5000 }) },
	{ words: 'Up to the mark', say: () => ({ text: 'before' }) },
	{ words: SLOWLY, say: () => ({ text: Array.from({ length: SLOW_NUMBERS }, (_, n) => `number ${n}`).join(' '), everyMs: 15 }) },
];

/** A transparent PNG of one pixel, base 64. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
