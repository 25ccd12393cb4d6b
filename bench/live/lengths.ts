import type { Catalog } from '../../src/core/model/catalog.ts';
import { assemblePrediction } from '../../src/predictor/assemble.ts';
import { encoderText } from '../../src/predictor/request-text.ts';
import { columnCandidate } from '../../training/data/candidates.ts';
import { asRequest } from '../../training/data/datasets.ts';
import { median, spearman } from '../../training/kit/metrics.ts';
import { recordedLengths } from '../../training/lengths/recorded.ts';
import { mean } from './figures.ts';
import type { Shipped } from './shipped.ts';

/** Expected against counted tokens of answers, thinking included, one kind of task or all. */
export interface LengthFigures {
	readonly kind: string;
	readonly cells: number;
	/** Rank correlation, the mean over the models. */
	readonly spearman: number | null;
	/** Share expected within a factor of two; what the median of model and kind reaches, on the very answers. */
	readonly within2: number;
	readonly medianWithin2: number;
	/** Median of expected over counted. */
	readonly ratio: number;
}

export interface LengthCell {
	readonly kind: string;
	readonly model: string;
	readonly expected: number;
	readonly counted: number;
}

const LEAST_CELLS = 20;

/** Single requests of DIR/coderouterbench whose text and output tokens are at hand; empty where DIR has none. */
export async function measureLengths(folder: string, catalog: Catalog, shipped: Shipped): Promise<LengthFigures[]> {
	const cells = await lengthCells(folder, catalog, shipped);
	return lengthFigures(cells);
}

/** One row a kind in the order of their names, then all together. */
export function lengthFigures(cells: readonly LengthCell[]): LengthFigures[] {
	const rows = [...Map.groupBy(cells, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
	return [...rows.map(([kind, own]) => figuresOf(kind, own)), ...(cells.length > 0 ? [figuresOf('all', cells)] : [])];
}

async function lengthCells(folder: string, catalog: Catalog, { live, embed }: Shipped): Promise<LengthCell[]> {
	const rows = recordedLengths(folder).filter(({ input }) => input !== null);
	const own = [...new Set(rows.map(({ text }) => text))];
	const vectors = new Map((await embed(own.map((text) => encoderText(asRequest(text))))).map((vector, i) => [own[i]!, vector]));
	const candidates = new Map(
		[...new Set(rows.map(({ model }) => model))].map((model) => [model, columnCandidate([model], null, null, catalog)]),
	);
	return rows.map(({ kind, text, model, output }) => {
		const evidence = { parameters: live.parameters, embedding: vectors.get(text)!, degraded: null };
		const prediction = assemblePrediction(asRequest(text), [candidates.get(model)!], evidence);
		return { kind, model, counted: output, expected: prediction.candidates[0]!.outputTokens.mean };
	});
}

function figuresOf(kind: string, cells: readonly LengthCell[]): LengthFigures {
	const within = (estimate: number, truth: number): number => (estimate <= 2 * truth && truth <= 2 * estimate ? 1 : 0);
	const medians = new Map([...Map.groupBy(cells, keyOf)].map(([key, own]) => [key, median(own.map(({ counted }) => counted))]));
	const ranks = [...Map.groupBy(cells, ({ model }) => model).values()]
		.filter((own) => own.length >= LEAST_CELLS)
		.map((own) =>
			spearman(
				own.map(({ expected }) => expected),
				own.map(({ counted }) => counted),
			),
		);
	return {
		kind,
		cells: cells.length,
		spearman: mean(ranks),
		within2: mean(cells.map(({ expected, counted }) => within(expected, counted)))!,
		medianWithin2: mean(cells.map((cell) => within(medians.get(keyOf(cell))!, cell.counted)))!,
		ratio: median(cells.map(({ expected, counted }) => expected / counted)),
	};
}

const keyOf = ({ model, kind }: LengthCell): string => `${model} ${kind}`;
