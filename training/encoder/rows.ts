import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TextTokenizer } from '../../src/predictor/tokenizer.ts';
import { judgedClasses } from '../data/anchors.ts';
import { type Corpus, textFolds, textKey } from '../data/corpus.ts';
import { columnStarts, setWeights } from '../data/datasets.ts';
import { subjectsOf } from '../head/subjects.ts';

/** Each of the few hundred judged messages counts as much as some recorded outcomes; its other forms, about six of them, as much as one together. */
const JUDGEMENT_WEIGHT = 3;
const FORM_WEIGHT = 0.5;

/** What finetune.py reads: little-endian arrays and meta.json. Cells of one text of all sets stand together, in the order of the texts. */
export interface RowFiles {
	readonly texts: number;
	readonly tokens: number;
	readonly columns: readonly { readonly set: string; readonly column: string }[];
	readonly categories: readonly string[];
	readonly folds: number;
	readonly keys: readonly string[];
}

/** Writes token ids, outcomes, categories and folds of the corpus to `folder`: numbers only, no text. */
export function writeRows(corpus: Corpus, modelFolder: string, folder: string, folds: number): RowFiles {
	mkdirSync(folder, { recursive: true });
	const tokenizer = new TextTokenizer(JSON.parse(readFileSync(path.join(modelFolder, 'tokenizer.json'), 'utf8')), {});
	const ids = corpus.texts.map((text) => tokenizer.encode(text));
	const columns = corpus.sets.flatMap((set) => set.columns.map((column) => ({ set: set.name, column })));
	const classes = judgedClasses(0).length;
	for (let c = 0; c < classes; c++) columns.push({ set: 'editor', column: `class ${c}` });
	const { cells, categories, category, original } = gather(corpus, columnStarts(columns));
	const offsets = Int32Array.from([0, ...ids.map((row) => row.length)]);
	for (let i = 1; i < offsets.length; i++) offsets[i]! += offsets[i - 1]!;
	const cellOffsets = Int32Array.from([0, ...cells.map((own) => own.length)]);
	for (let i = 1; i < cellOffsets.length; i++) cellOffsets[i]! += cellOffsets[i - 1]!;
	const flat = cells.flat();
	const meta: RowFiles = {
		texts: ids.length,
		tokens: offsets.at(-1)!,
		columns,
		categories,
		folds,
		keys: corpus.texts.map(textKey),
	};
	const write = (name: string, values: NodeJS.TypedArray) => writeFileSync(path.join(folder, name), Buffer.from(values.buffer));
	write('tokens.u16', Uint16Array.from(ids.flat()));
	write('token-offsets.i32', offsets);
	write('cell-offsets.i32', cellOffsets);
	write(
		'cell-columns.i16',
		Int16Array.from(flat, (cell) => cell.column),
	);
	write(
		'cell-values.f32',
		Float32Array.from(flat, (cell) => cell.value),
	);
	write(
		'cell-weights.f32',
		Float32Array.from(flat, (cell) => cell.weight),
	);
	write('category.i16', category);
	write('original.i32', original);
	write('fold.i8', textFolds(corpus, folds));
	writeFileSync(path.join(folder, 'meta.json'), JSON.stringify(meta));
	return meta;
}

function gather(corpus: Corpus, start: ReadonlyMap<string, number>) {
	const cells: { column: number; value: number; weight: number }[][] = corpus.texts.map(() => []);
	const category = new Int16Array(corpus.texts.length).fill(-1);
	const original = new Int32Array(corpus.texts.length).fill(-1);
	const subjects = subjectsOf(corpus);
	const weights = setWeights(corpus.sets);
	for (const [i, { row, message, original: of }] of corpus.items.entries()) {
		const text = corpus.textOf[i]!;
		const own = cells[text]!;
		if (row) {
			const from = start.get(row.set)!;
			const weight = weights.get(row.set)!;
			for (const { column, value } of row.outcomes) own.push({ column: from + column, value, weight });
			if (category[text]! < 0) category[text] = subjects.labels[i]!;
		} else if (message) {
			const from = start.get('editor')!;
			const weight = of === null ? JUDGEMENT_WEIGHT : FORM_WEIGHT;
			for (const [c, value] of judgedClasses(message.ease).entries()) own.push({ column: from + c, value, weight });
			if (of !== null && corpus.textOf[of] !== text) original[text] = corpus.textOf[of]!;
		}
	}
	return { cells, category, original, categories: subjects.names };
}
