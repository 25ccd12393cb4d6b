import { expect, test } from 'vitest';
import { changed, type FrameSet, type LiveRoute, meanAuc, measureSet, type Told } from '../../../bench/frames/measure.ts';
import { figuresOf, framesSection, isReached } from '../../../bench/frames/report.ts';
import { filler, readFrames, wrap } from '../../../bench/frames/wrap.ts';
import { userRequests } from '../../../src/core/agent/user-request.ts';
import { textOf } from '../../../src/core/message/message.ts';
import { paid } from '../../unit/app/agent/agent-bench.ts';

const [CHEAP, DEAR] = [paid('a/cheap', 1, 1), paid('a/dear', 9, 9)];
const FRAMES = readFrames().filter(({ name }) => name === 'codex' || name === 'sdk');
const SET: FrameSet = {
	name: 'issues',
	texts: ['easy', 'a hard one', 'the hardest of all'],
	candidates: [CHEAP, DEAR],
	solved: [
		[1, 0, 0],
		[1, 1, Number.NaN],
	],
	pools: new Map([['both', [CHEAP, DEAR]]]),
	chosenFor: new Set([0, 2]),
};

/** Predicts by the length of what it takes for the user's words: shorter ones are easier. */
function live(read: (messages: Parameters<typeof userRequests>[0]) => string): LiveRoute {
	let candidates: readonly { readonly id: string }[] = [];
	return {
		use: (own) => {
			candidates = own;
		},
		agent: {
			route: async ({ prompt }) => {
				const mean = 1 / read(prompt.messages).length;
				const quality = { mean, low: mean, high: mean };
				const chosen = candidates[mean > 0.15 ? 0 : candidates.length - 1]!;
				return {
					prediction: { candidates: candidates.map(({ id }) => ({ candidateId: id, quality })), inputTokens: 10 },
					decision: { chosen: { candidate: chosen } },
				} as unknown as Awaited<ReturnType<LiveRoute['agent']['route']>>;
			},
		},
	};
}

test('a service that finds the words loses nothing, one that reads the whole misses the aims', async () => {
	const exact = figuresOf(
		[
			await measureSet(
				live((messages) => userRequests(messages).at(-1)!.text),
				SET,
				FRAMES,
			),
		],
		[SET],
	);
	expect(exact.map(({ lost, changed, changedSized }) => [lost, changed, changedSized])).toEqual(FRAMES.map(() => [0, 0, 0]));
	expect(exact.every(isReached)).toBe(true);
	expect(framesSection(exact, [SET])).toContain('Over all clients: reached.');
	const whole = live((messages) => messages.map(({ parts }) => textOf(parts as never)).join(''));
	const misled = figuresOf([await measureSet(whole, SET, FRAMES)], [SET]);
	expect(misled.every(({ changed }) => changed > 0)).toBe(true);
});

test('quality is compared over the issues that a model ran, choices over those that were asked for', () => {
	const told = (means: readonly number[], chosen: readonly (string | null)[]): Told => ({
		quality: [Float64Array.from(means), Float64Array.from(means)],
		chosen: new Map([['both', chosen]]),
		tokens: 0,
	});
	// The second model solved all that it ran, so that nothing can be ordered.
	expect(meanAuc(told([0.9, 0.5, 0.1], []), SET)).toBe(1);
	expect(meanAuc(told([0.1, 0.5, 0.9], []), SET)).toBe(0);
	expect(changed(told([], ['a', null, 'b']), told([], ['a', 'x', 'a']))).toBe(0.5);
});

test('frames are filled with as many characters as they say, and hold the words as they are', () => {
	expect(filler(1234)).toHaveLength(1234);
	expect(filler(1234)).toBe(filler(1234));
	const said = 'See {{user}} and $& in {{filler 3}}';
	for (const frame of readFrames()) expect(JSON.stringify(wrap(frame, said).prompt.messages), frame.name).toContain(said);
});
