import type { ToolStep, VerifiedFailure } from '../types.ts';

/** Times that the same call fails, or gives the same result, before it counts. */
const TIMES = 3;

/**
 * What the run's own tool results show: the model is stuck.
 * @param since index from which on steps count: those before it have been answered by a change
 */
export function verifiedFailure(steps: readonly ToolStep[], since = 0): VerifiedFailure | null {
	const seen = new Map<string, { failed: number; same: number; result: string | null }>();
	for (let at = since; at < steps.length; at++) {
		const { name, arguments: written, result, isError } = steps[at]!;
		if (result === null) continue;
		const key = `${name} ${written}`;
		const before = seen.get(key) ?? { failed: 0, same: 0, result: null };
		const now = {
			failed: before.failed + (isError ? 1 : 0),
			same: before.result === result ? before.same + 1 : 1,
			result,
		};
		seen.set(key, now);
		if (now.failed >= TIMES) return { kind: 'failingCall', at, what: name };
		if (now.same > TIMES) return { kind: 'loop', at, what: name };
	}
	return null;
}
