import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../src/core/message/stream.ts';
import { timed } from '../../../src/providers/chat/writing-speed.ts';

const usage = (output: number): StreamEvent => ({
	type: 'usage',
	usage: { input: 100, output, cachedInput: 0, cacheWrite: 0, reasoning: 0 } as never,
	reportedCost: null,
});

/** Events with the time that passes before each, in ms. */
async function learned(...script: readonly (readonly [ms: number, event: StreamEvent])[]) {
	let now = 0;
	async function* events() {
		for (const [ms, event] of script) {
			now += ms;
			yield event;
		}
	}
	const speeds: number[] = [];
	const seen: StreamEvent[] = [];
	for await (const event of timed(events(), { now: () => now } as never, (speed) => speeds.push(speed))) seen.push(event);
	expect(seen).toEqual(script.map(([, event]) => event));
	return speeds;
}

const text: StreamEvent = { type: 'text', text: 'x' };
const end: StreamEvent = { type: 'end', reason: 'stop' };

describe('the speed of an answer', () => {
	it('is its tokens from the first piece to the end: the wait before counts for reading', async () => {
		expect(await learned([9000, text], [1500, text], [500, usage(100)], [0, end])).toEqual([50]);
		expect(await learned([9000, { type: 'reasoning', text: 'y' }], [2000, usage(100)], [0, end])).toEqual([50]);
	});

	it.each<[string, ...(readonly [number, StreamEvent])[]]>([
		['short', [10, text], [100, usage(5)], [0, end]],
		['uncounted', [10, text], [100, end]],
		['broken off', [10, text], [1000, usage(100)]],
		['interrupted by a sleep of the machine', [10, text], [3_600_000, usage(100)], [0, end]],
		['handed out at once', [10, text], [0, usage(100)], [0, end]],
	])('is not told by one that is %s', async (_, ...script) => {
		expect(await learned(...script)).toEqual([]);
	});
});
