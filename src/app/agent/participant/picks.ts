import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { AnswerLearning } from '../../learning/answers.ts';

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

/** Learns a pick: the better answer is preferred, the other one is not; of several the last counts. Resolves to what to say. */
export async function storePick(learning: Pick<AnswerLearning, 'knows' | 'noted'>, raw: unknown): Promise<string> {
	const parsed = pickSchema.safeParse(raw);
	if (!parsed.success) return l10n.t('This comparison cannot be read any more.');
	const { better, a, b } = parsed.data;
	const known = await Promise.all([a, b].map(({ requestId }) => learning.knows(requestId)));
	if (known.includes(false))
		return l10n.t(
			'Nothing can be learned from this comparison: it is too old, what was learned was forgotten since, or its quality was only a rough estimate.',
		);
	const written = await Promise.all(
		[a, b].map((one) => learning.noted(one.requestId, one === parsed.data[better] ? 'preferred' : 'notPreferred')),
	);
	if (written.includes(false)) return l10n.t('This could not be written down; try again. The log of Routoo says why.');
	return l10n.t('Noted: {0} answered better.', parsed.data[better].modelName);
}
