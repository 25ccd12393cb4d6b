import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCatalog } from '../../src/core/model/load-catalog.ts';
import { readTrainingData } from '../../training/data/training-data.ts';
import { FineTuning, SHIPPED, STOCK } from '../../training/encoder/fine-tune.ts';
import { lackingEncoders } from '../live/encoders.ts';
import { corpusWithout, foldPaths } from '../live/folds.ts';
import { hiddenColumns, rowFolds } from '../live/measure.ts';
import { pairsOf } from '../live/pairs.ts';
import { liveSetsIn, partOf, readLiveSet } from '../live/sets.ts';
import { encoderTexts } from '../live/shipped.ts';
import { type AfterSignals, afterSignals, pairPredictions } from './after-signals.ts';
import { afterSignalsSection } from './report.ts';

interface PublishedInput {
	readonly data: string;
	readonly models: string;
	readonly folds: number;
	/** One fold alone; null: all. */
	readonly fold: number | null;
	/** By the encoder that was never fine-tuned. */
	readonly stock: boolean;
	readonly seeds: readonly number[];
	readonly log: (line: string) => void;
	readonly stop: (message: string) => never;
}

const SIGNALS = [
	{ sensitivity: 0.6, specificity: 0.9 },
	{ sensitivity: 0.9, specificity: 0.6 },
];

/**
 * MMLU's pair of two models by the path of bench:live that knows the strong one by its published scores alone: every row by an encoder and
 * heads that saw nothing of its problem, nor an answer of that model; then after OWN_SIGNALS signals.
 */
export async function publishedOnly({ data: folder, models, folds, fold, stock, seeds, log, stop }: PublishedInput): Promise<string> {
	const catalog = parseCatalog(JSON.parse(readFileSync(path.join(models, 'catalog.json'), 'utf8')));
	const set = readLiveSet(folder, 'routellm_mmlu', catalog);
	if (set === null) return stop(`${folder} holds no set routellm_mmlu.`);
	const data = readTrainingData(folder, null, folds, log);
	const settings = stock ? STOCK : SHIPPED;
	const everything = liveSetsIn(folder).flatMap((name) => readLiveSet(folder, name, catalog) ?? []);
	const hidden = hiddenColumns(everything, data);
	const without = stock ? null : new FineTuning(corpusWithout(data.corpus, hidden), models, folds, log);
	const wanted = Array.from({ length: folds }, (_, k) => k).filter((k) => fold === null || k === fold);
	const missing = without === null ? [] : lackingEncoders(data.tuning, without, wanted, settings);
	if (missing.length > 0)
		return stop(
			`There is no encoder of fold ${[...new Set(missing.map((encoder) => encoder.fold))].join(', ')} for this data and code. Run npm run -s bench:live -- --data ${folder} --folds ${folds} --encoders first, or give --stock.`,
		);
	const input = { data, dataFolder: folder, models, settings, sample: null, hidden, without, log };
	const places = rowFolds(set, data.corpus, folds, fold);
	const pairs = pairsOf(set);
	const found = new Map<string, AfterSignals[]>();
	for (const k of wanted) {
		const paths = await foldPaths(input, k);
		const own = new Set([...set.rows.keys()].filter((row) => places[row] === k).map((row) => set.rows[row]!));
		const part = partOf(set, set.name, (row) => own.has(row));
		const embeddings = await paths.embed(encoderTexts(part), true);
		for (const pair of pairs) {
			const predictions = pairPredictions(part, paths.publishedOnly, pair, embeddings);
			for (const signals of SIGNALS)
				for (const seed of seeds) {
					const figures = afterSignals(part, pair, predictions, signals, seed);
					const name = `${set.columns[pair.weak]!.name} / ${set.columns[pair.strong]!.name}, (${signals.sensitivity}, ${signals.specificity})`;
					if (figures !== null) found.set(name, [...(found.get(name) ?? []), figures]);
				}
		}
		log(`fold ${k + 1}: ${part.rows.length} rows`);
	}
	const rows = [...found].map(([name, all]) => ({ name, seeds: all }));
	const encoder = stock ? 'the encoder as its authors trained it' : 'encoders that saw no answer of the strong models';
	return afterSignalsSection(`The published-only path of bench:live, ${folds} folds, ${encoder}.`, rows);
}
