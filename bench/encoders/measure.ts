import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { columnStarts } from '../../training/data/datasets.ts';
import type { TrainingData } from '../../training/data/training-data.ts';
import { apgr, auc, ece, eceOfPerfect } from '../../training/kit/metrics.ts';
import { embedVariant } from './embed.ts';
import { type EncoderVariant, VARIANTS } from './variants.ts';

export interface EncoderFigures extends EncoderVariant {
	readonly bytes: number;
	/** Median of a text that fills the token budget, ms. */
	readonly p50Ms: number;
	/** Of Mixtral-8x7B and GPT-4 on routellm_mmlu, and of GPT-4o-mini and Claude 3.5 Sonnet on lcb_repair. */
	readonly apgrMmlu: number;
	readonly apgrCode: number;
	/** Mean over the columns of all sets, and of the code sets alone. */
	readonly auc: number;
	readonly aucCode: number;
	/** Over all cells of routellm_mmlu and mmlu_all, and what a perfect predictor would show. */
	readonly ece: number;
	readonly eceOfPerfect: number;
}

export interface EncodersResult {
	readonly fold: number;
	readonly texts: number;
	readonly variants: readonly EncoderFigures[];
}

interface Cell {
	/** Index in the texts of the fold. */
	readonly text: number;
	readonly set: string;
	readonly column: number;
	readonly y: number;
}

const MMLU = { set: 'routellm_mmlu', weak: 'mistralai/Mixtral-8x7B-Instruct-v0.1', strong: 'gpt-4-1106-preview' };
const CODE = { set: 'lcb_repair', weak: 'GPT-4O-mini-2024-07-18', strong: 'Claude-3.5-Sonnet-20241022' };
const isCode = (set: string) => /^(lcb|cruxeval|evalperf|mapcoder)/.test(set);

/**
 * The linear heads of fine-tuning, read off the embedding of each variant, on the texts of the fold that their encoder did not see. Neither tokens nor precision
 * is trained anew: the heads stay those of 128 tokens in float32, as they do in the product.
 */
export async function measureEncoders(data: TrainingData, fold: number, log: (line: string) => void): Promise<EncodersResult> {
	const { corpus, tuning } = data;
	const { folds } = tuning;
	const held = [...corpus.texts.keys()].filter((text) => folds[text] === fold);
	const place = new Map(held.map((text, i) => [text, i]));
	const start = columnStarts(corpus.sets.flatMap((set) => set.columns.map((column) => ({ set: set.name, column }))));
	const cells = corpus.items.flatMap(({ row }, item): Cell[] => {
		const text = place.get(corpus.textOf[item]!);
		if (!row || text === undefined) return [];
		return row.outcomes.map(({ column, value }) => ({ text, set: row.set, column: start.get(row.set)! + column, y: value }));
	});
	const columnOf = (set: string, name: string) => start.get(set)! + corpus.sets.find((entry) => entry.name === set)!.columns.indexOf(name);
	const variants: EncoderFigures[] = [];
	for (const variant of VARIANTS) {
		const { folder } = await tuning.encoder(fold, variant.settings);
		const { vectors, bytes, p50Ms } = await embedVariant(
			variant,
			folder,
			held.map((text) => corpus.texts[text]!),
			log,
		);
		const predict = headsOf(folder);
		const p = cells.map((cell) => predict(vectors[cell.text]!, cell.column));
		const columns = [...Map.groupBy(cells.keys(), (i) => cells[i]!.column).values()];
		const exam = [...cells.keys()].filter((i) => /^(routellm_mmlu|mmlu_all)$/.test(cells[i]!.set));
		const examP = exam.map((i) => p[i]!);
		const pair = ({ set, weak, strong }: typeof MMLU) => pairOf(cells, p, columnOf(set, weak), columnOf(set, strong));
		variants.push({
			...variant,
			bytes,
			p50Ms,
			apgrMmlu: pair(MMLU),
			apgrCode: pair(CODE),
			auc: meanAuc(cells, p, columns),
			aucCode: meanAuc(
				cells,
				p,
				columns.filter(([first]) => isCode(cells[first!]!.set)),
			),
			ece: ece(
				examP,
				exam.map((i) => cells[i]!.y),
			),
			eceOfPerfect: eceOfPerfect(examP),
		});
		log(
			`${variant.settings.layers.length} layers, ${variant.tokens} tokens, ${variant.precision}: APGR ${variants.at(-1)!.apgrMmlu.toFixed(3)}`,
		);
	}
	return { fold, texts: held.length, variants };
}

/** Chance of a column by the linear head on the unit embedding. */
function headsOf(folder: string): (vector: Float32Array, column: number) => number {
	const floats = (name: string) => {
		const bytes = readFileSync(path.join(folder, name));
		return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
	};
	const weights = floats('head-weights.f32');
	const bias = floats('head-bias.f32');
	return (vector, column) => {
		let z = bias[column]!;
		for (let i = 0; i < EMBEDDING_DIMS; i++) z += weights[column * EMBEDDING_DIMS + i]! * vector[i]!;
		return 1 / (1 + Math.exp(-z));
	};
}

function pairOf(cells: readonly Cell[], p: readonly number[], weak: number, strong: number): number {
	const of = (column: number) => new Map([...cells.keys()].filter((i) => cells[i]!.column === column).map((i) => [cells[i]!.text, i]));
	const [low, high] = [of(weak), of(strong)];
	const both = [...low.keys()].filter((text) => high.has(text));
	return apgr(
		both.map((text) => p[high.get(text)!]! - p[low.get(text)!]!),
		both.map((text) => cells[low.get(text)!]!.y),
		both.map((text) => cells[high.get(text)!]!.y),
	);
}

function meanAuc(cells: readonly Cell[], p: readonly number[], columns: readonly (readonly number[])[]): number {
	const areas = columns
		.map((own) =>
			auc(
				own.map((i) => p[i]!),
				own.map((i) => cells[i]!.y),
			),
		)
		.filter(Number.isFinite);
	return areas.reduce((sum, value) => sum + value, 0) / areas.length;
}
