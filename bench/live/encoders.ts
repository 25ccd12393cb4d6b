import type { FineTuneSettings, FineTuning } from '../../training/encoder/fine-tune.ts';

export type Tuning = Pick<FineTuning, 'has' | 'encoder'>;

/** An encoder that the measurement of a fold reads. */
export interface FoldEncoder {
	readonly fold: number;
	readonly path: 'live' | 'published only';
	readonly tuning: Tuning;
}

/** Encoders of the given folds that the cache lacks: that of the live path, and the one that no answer of a hidden model took part in. */
export function lackingEncoders(live: Tuning, published: Tuning, folds: readonly number[], settings: FineTuneSettings): FoldEncoder[] {
	const all = folds.flatMap((fold): FoldEncoder[] => [
		{ fold, path: 'live', tuning: live },
		{ fold, path: 'published only', tuning: published },
	]);
	return all.filter(({ fold, tuning }) => !tuning.has(fold, settings));
}

/** Fine-tunes them one after the other; those that are done stay in the cache where a later one fails. */
export async function trainEncoders(
	lacking: readonly FoldEncoder[],
	settings: FineTuneSettings,
	log: (line: string) => void,
): Promise<void> {
	log(
		`${lacking.length === 0 ? 'no encoder' : `encoders of ${lacking.map(nameOf).join(', ')}`} to fine-tune, about 11 minutes each on two idle cores`,
	);
	for (const own of lacking) {
		await own.tuning.encoder(own.fold, settings);
		log(`fine-tuned: ${nameOf(own)}`);
	}
}

const nameOf = ({ fold, path }: FoldEncoder): string => `fold ${fold} (${path})`;
