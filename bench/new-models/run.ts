import { perItem } from '../../training/data/corpus.ts';
import type { TrainingData } from '../../training/data/training-data.ts';
import type { Encoded } from '../../training/encoder/fine-tune.ts';
import type { CrossValidation } from '../../training/head/cross-validation.ts';
import type { FitOptions } from '../../training/head/fit.ts';
import { FIT } from '../../training/head/options.ts';
import { type Assembled, withEmbeddings } from '../../training/head/problem.ts';
import type { Lender } from './borrow.ts';
import { PARTNERS } from './facts.ts';
import { columnFigures, type Reference, type Trained } from './figures.ts';
import { logit } from './items.ts';
import { predictPublished } from './published-study.ts';
import type { NewModelsResult } from './report.ts';
import { studyFold } from './study.ts';

interface NewModelsInput {
	readonly assembled: Assembled;
	/** Predictions by heads that were fitted on the models' own answers. */
	readonly held: Pick<CrossValidation, 'heldOut' | 'itemResponse'>;
	readonly folds: number;
	/** Vectors of all items of the corpus by the encoder that saw no prompt of the fold. */
	readonly embeddings: (fold: number) => readonly Float32Array[];
	/** Logit of a column's linear head on a prompt, by the fine-tuning that saw none of the prompt's fold. */
	readonly linear: (prompt: number, column: number) => number;
	readonly fit: FitOptions;
	readonly log: (line: string) => void;
}

const DRAWS = 5;
const SEED = 1;

/** The whole study: hidden models on every fold, and published scores from one another. */
function studyNewModels(input: NewModelsInput): NewModelsResult {
	const { assembled, folds, fit, log } = input;
	const reference = referenceOf(assembled, input.held);
	const lender: Lender = {
		linear: input.linear,
		itemResponse: (prompt, column) => logit(reference.of(prompt, column)!.trained),
	};
	const cells = [];
	for (let fold = 0; fold < folds; fold++) {
		const own = withEmbeddings(assembled, input.embeddings(fold));
		cells.push(...studyFold(own, fold, { folds, fit, draws: DRAWS, seed: SEED, lender, log }));
	}
	const columns = columnFigures(cells, reference);
	return { folds, draws: DRAWS, columns, published: predictPublished(assembled, fit, log) };
}

/** The study on the encoders and heads of a cross-validated training, as `crossValidated` of training/head/cross-validation.ts gives them. */
export async function studyTraining(
	data: Pick<TrainingData, 'corpus' | 'tuning' | 'folds'>,
	assembled: Assembled,
	held: CrossValidation,
	log: (line: string) => void,
): Promise<NewModelsResult> {
	const { corpus, tuning, folds } = data;
	const encoders: Encoded[] = [];
	for (let fold = 0; fold < folds; fold++) encoders.push(await tuning.encoder(fold));
	const linear = (prompt: number, column: number) => {
		const { logits, columns } = encoders[held.folds[prompt]!]!;
		return logits[corpus.textOf[prompt]! * columns + column]!;
	};
	const embeddings = (fold: number) => perItem(corpus, encoders[fold]!.embeddings);
	return studyNewModels({ assembled, held, folds, embeddings, linear, fit: FIT, log });
}

function referenceOf(assembled: Assembled, held: NewModelsInput['held']): Reference {
	const width = assembled.columnNames.length;
	const trained = new Map<number, Trained>();
	const outcomes = new Map<number, number>();
	for (const [i, cell] of held.itemResponse.entries()) {
		const key = cell.prompt * width + cell.column;
		trained.set(key, { trained: cell.p, whole: held.heldOut[i]?.p ?? null });
		outcomes.set(key, cell.y);
	}
	const partners = new Map(
		Object.entries(PARTNERS).map(([set, column]) => [
			set,
			assembled.columnNames.findIndex((entry) => entry.set === set && entry.column === column),
		]),
	);
	return {
		columnNames: assembled.columnNames,
		of: (prompt, column) => trained.get(prompt * width + column),
		partner: (prompt, set) => {
			const key = prompt * width + (partners.get(set) ?? -1);
			const known = (partners.get(set) ?? -1) < 0 ? undefined : trained.get(key);
			return known && { p: known.trained, whole: known.whole, y: outcomes.get(key)! };
		},
	};
}
