import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Corpus } from '../../training/data/corpus.ts';
import { linkTo } from '../../training/encoder/embeddings.ts';
import type { FineTuneSettings, FineTuning, FoldName } from '../../training/encoder/fine-tune.ts';
import { shipEncoder } from '../../training/encoder/ship.ts';

export type Tuning = Pick<FineTuning, 'has' | 'encoder'>;

/** An encoder that the measurement of a fold would read. */
export interface LackingEncoder {
	readonly fold: number;
	readonly path: 'live' | 'published only';
	readonly tuning: Tuning;
}

/** Encoders of the given folds that the cache lacks: that of the live path, and the one that no answer of a hidden model took part in. */
export function lackingEncoders(live: Tuning, published: Tuning, folds: readonly number[], settings: FineTuneSettings): LackingEncoder[] {
	const all = folds.flatMap((fold): LackingEncoder[] => [
		{ fold, path: 'live', tuning: live },
		{ fold, path: 'published only', tuning: published },
	]);
	return all.filter(({ fold, tuning }) => !tuning.has(fold, settings));
}

/** Fine-tunes them one after the other; those that are done stay in the cache where a later one fails. */
export async function trainEncoders(
	lacking: readonly LackingEncoder[],
	settings: FineTuneSettings,
	log: (line: string) => void,
): Promise<void> {
	log(
		`${lacking.length === 0 ? 'no encoder' : `encoders of ${lacking.map(nameOf).join(', ')}`} to fine-tune, 11 to 30 minutes each on two idle cores`,
	);
	for (const own of lacking) {
		await own.tuning.encoder(own.fold, settings);
		log(`fine-tuned: ${nameOf(own)}`);
	}
}

const nameOf = ({ fold, path }: LackingEncoder): string => `fold ${fold} (${path})`;

interface EncoderInput {
	readonly data: { readonly corpus: Pick<Corpus, 'texts'> };
	/** Folder of the tokenizer and the catalog. */
	readonly models: string;
	readonly settings: FineTuneSettings;
	readonly log: (line: string) => void;
}

export interface FoldEncoder {
	/** A models folder with the encoder in it, int8 as it would ship. */
	readonly folder: string;
	/** Vectors of the corpus by text, as fine-tuning left them. */
	readonly vectors: ReadonlyMap<string, Float32Array>;
}

/** Reads an encoder out of the cache, or fine-tunes it, and exports it where that was not done yet. */
export async function foldEncoder(input: EncoderInput, tuning: Tuning, fold: FoldName): Promise<FoldEncoder> {
	const { folder, embeddings } = await tuning.encoder(fold, input.settings);
	const target = path.join(folder, 'models');
	mkdirSync(target, { recursive: true });
	for (const file of ['tokenizer.json', 'tokenizer_config.json', 'catalog.json'])
		linkTo(path.resolve(input.models, file), path.join(target, file));
	if (!existsSync(path.join(target, 'encoder.onnx'))) {
		input.log(`exporting the encoder of fold ${fold}`);
		await shipEncoder({ folder }, target, input.log);
	}
	return { folder: target, vectors: new Map(input.data.corpus.texts.map((text, i) => [text, embeddings[i]!])) };
}
