import * as z from 'zod/mini';
import { Z90 } from '../../../core/base/statistics.ts';
import type { Clock } from '../../../core/base/time.ts';
import type { Signal, SignalStore } from '../../../core/learning/signals.ts';

/** What users said of answers, for whoever learns from it. */
export const ANSWER_LEARNER = 'answers';

const short = z.string().check(z.minLength(1), z.maxLength(300));
const chance = z.number().check(z.minimum(0), z.maximum(1));
const side = z.object({
	requestId: short,
	candidateId: short,
	modelName: short,
	quality: z.object({ mean: chance, low: chance, high: chance }),
});
const pickSchema = z.object({ task: z.string().check(z.maxLength(60)), better: z.enum(['a', 'b']), a: side, b: side });

/** Which of two answers the user called better. Figures and names only. */
export type BetterAnswer = z.output<typeof pickSchema>;

export interface PickStore {
	readonly signals: Pick<SignalStore, 'append' | 'read'>;
	readonly clock: Clock;
}

/** A 10-90 % interval is so many deviations wide. */
const INTERVAL = 2 * Z90;

/**
 * Stores a pick once: the better answer as good, the other as not, each with what was predicted of it. A second word about the same answers
 * changes nothing. Resolves to what to say. Errors: RoutooError 'storage'.
 */
export async function storePick(store: PickStore, raw: unknown): Promise<string> {
	const parsed = pickSchema.safeParse(raw);
	if (!parsed.success) return 'This comparison cannot be read any more.';
	const { task, better, a, b } = parsed.data;
	const { signals } = await store.signals.read(ANSWER_LEARNER);
	if (signals.some(({ signal }) => signal.requestId === a.requestId || signal.requestId === b.requestId)) return 'Noted already.';
	const at = store.clock.now();
	const signal = ({ requestId, candidateId, quality }: BetterAnswer['a'], good: boolean): Signal => ({
		...{ requestId, at, kind: 'compared', candidateId, task, good, weight: 1, features: [] },
		prior: { mean: quality.mean, deviation: Math.max(0, quality.high - quality.low) / INTERVAL },
	});
	await store.signals.append(ANSWER_LEARNER, [signal(a, better === 'a'), signal(b, better === 'b')]);
	return `Noted: ${(better === 'a' ? a : b).modelName} answered better.`;
}
