import type { Clock } from '../../core/base/time.ts';
import type { StreamEvent } from '../../core/message/stream.ts';

/** Fewer tokens than this say little of how fast a model writes. */
const LEAST_TOKENS = 20;
/** Servers may hold an answer back and hand it out at once: what comes faster than this was not written while it was watched. */
const MOST_PER_SECOND = 5000;
/** What comes slower stood still meanwhile: the machine slept, or loaded something else. */
const LEAST_PER_SECOND = 0.5;

/**
 * The events as they come; after a whole answer `learned` is told the tokens a second from its first piece to its end, by the server's own
 * count of tokens. Nothing where it counts none, or where the answer is too short to tell.
 */
export async function* timed(
	events: AsyncIterable<StreamEvent>,
	clock: Clock,
	learned: (tokensPerSecond: number) => void,
): AsyncGenerator<StreamEvent> {
	let first: number | null = null;
	let tokens = 0;
	for await (const event of events) {
		if (event.type === 'text' || event.type === 'reasoning' || event.type === 'toolCallDelta') first ??= clock.now();
		if (event.type === 'usage') tokens = event.usage.output;
		if (event.type === 'end' && first !== null && tokens >= LEAST_TOKENS) {
			const speed = tokens / ((clock.now() - first) / 1000);
			if (speed >= LEAST_PER_SECOND && speed <= MOST_PER_SECOND) learned(speed);
		}
		yield event;
	}
}
