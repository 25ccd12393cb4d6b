import { apgr, auc, brierSkill, ece, eceOfPerfect } from '../../training/kit/metrics.ts';
import { LEVELS, OUTCOMES, type StudyCell } from './study.ts';

/** Figures of one way to predict, over a model's held-out answers of one set. Shares of 1; `lost` is quality in shares of 1. */
export interface Figures {
	readonly auc: number;
	readonly ece: number;
	readonly excess: number;
	readonly brierSkill: number;
	/** Mean quality, over all shares sent, of a pair with the set's fixed partner, less that of the trained head; null where the partner answered nothing. */
	readonly lost: number | null;
	/** Of that pair, the better one the strong model; null where it is no pair of a weak and a strong one. */
	readonly apgr: number | null;
}

/** Of two models that differ by less none is the strong one. */
const LEAST_GAP = 0.03;

/** One hidden model's column of one set. */
export interface ColumnFigures {
	readonly model: string;
	readonly set: string;
	readonly column: string;
	readonly n: number;
	readonly quality: number;
	/** The item-response head fitted on the model's own answers. */
	readonly trained: Figures;
	/** The whole predictor with the model's linear head blended in; null where it was not given. */
	readonly whole: Figures | null;
	/** By name of level, then `10`, `30`, `100` observed answers on top of `scores`: means over the draws. */
	readonly known: Readonly<Record<string, Figures>>;
	/** The same with a borrowed linear head, compared with the whole predictor; null where there is none. */
	readonly borrowed: Readonly<Record<string, Figures>> | null;
}

/** Predictions that the study is compared with, for an answer (prompt, column): `trained` item-response head, `whole` predictor. */
export interface Trained {
	readonly trained: number;
	readonly whole: number | null;
}

export interface Reference {
	of(prompt: number, column: number): Trained | undefined;
	/** Trained prediction and outcome of the set's partner. */
	partner(prompt: number, set: string): { readonly p: number; readonly whole: number | null; readonly y: number } | undefined;
	readonly columnNames: readonly { readonly column: string }[];
}

export function columnFigures(cells: readonly StudyCell[], reference: Reference): ColumnFigures[] {
	return [...Map.groupBy(cells, (cell) => cell.column)].flatMap(([column, own]) => {
		const known = own.filter((cell) => reference.of(cell.prompt, column) !== undefined);
		if (known.length === 0) return [];
		const trained = known.map((cell) => reference.of(cell.prompt, column)!);
		const answers = new Answers(
			known,
			known.map((cell) => reference.partner(cell.prompt, cell.set)),
			trained.map((entry) => entry.trained),
		);
		const wholes = trained.flatMap((entry) => entry.whole ?? []);
		const whole =
			wholes.length < known.length
				? null
				: new Answers(
						known,
						known.map((cell) => {
							const partner = reference.partner(cell.prompt, cell.set);
							return partner && { p: partner.whole ?? partner.p, y: partner.y };
						}),
						wholes,
					);
		return [
			{
				model: known[0]!.model,
				set: known[0]!.set,
				column: reference.columnNames[column]!.column,
				n: known.length,
				quality: answers.y.reduce((sum, y) => sum + y, 0) / known.length,
				trained: answers.figures(answers.trained),
				whole: whole?.figures(whole.trained) ?? null,
				known: knowledgeFigures(answers, known),
				borrowed:
					whole && known.every((cell) => cell.borrowed !== null)
						? knowledgeFigures(
								whole,
								known.map((cell) => cell.borrowed!),
							)
						: null,
			},
		];
	});
}

/** Figures by name of level and by count of observed answers. */
function knowledgeFigures(answers: Answers, predictions: readonly Pick<StudyCell, 'levels' | 'observed'>[]): Record<string, Figures> {
	const draws = predictions[0]!.observed.length / OUTCOMES.length;
	const levels = LEVELS.map((level, i) => [level, answers.figures(predictions.map((cell) => cell.levels[i]!))] as const);
	const observed = OUTCOMES.map((count, i) => {
		const each = Array.from({ length: draws }, (_, draw) => answers.figures(predictions.map((cell) => cell.observed[i * draws + draw]!)));
		return [String(count), meanFigures(each)] as const;
	});
	return Object.fromEntries([...levels, ...observed]);
}

interface Partner {
	readonly p: number;
	readonly y: number;
}

class Answers {
	readonly y: readonly number[];
	readonly trained: readonly number[];
	readonly #base: readonly number[];
	readonly #partners: readonly (Partner | undefined)[];
	readonly #trainedQuality: number | null;

	constructor(cells: readonly StudyCell[], partners: readonly (Partner | undefined)[], trained: readonly number[]) {
		this.y = cells.map((cell) => cell.y);
		this.trained = trained;
		const mean = this.y.reduce((sum, y) => sum + y, 0) / this.y.length;
		this.#base = this.y.map(() => mean);
		this.#partners = partners;
		this.#trainedQuality = this.#pairQuality(trained);
	}

	figures(p: readonly number[]): Figures {
		const quality = this.#pairQuality(p);
		const gap = ece(p, this.y);
		return {
			auc: auc(p, this.y),
			ece: gap,
			excess: gap - eceOfPerfect(p),
			brierSkill: brierSkill(p, this.y, this.#base),
			lost: quality === null || this.#trainedQuality === null ? null : this.#trainedQuality - quality,
			apgr: this.#pairApgr(p),
		};
	}

	/** Mean share of the gain, over all shares sent to the better one of the model and its partner. */
	#pairApgr(p: readonly number[]): number | null {
		const both = [...p.keys()].filter((i) => this.#partners[i] !== undefined);
		const gap = both.reduce((sum, i) => sum + this.y[i]! - this.#partners[i]!.y, 0) / both.length;
		if (both.length === 0 || Math.abs(gap) < LEAST_GAP) return null;
		const sign = Math.sign(gap);
		const mine = both.map((i) => this.y[i]!);
		const theirs = both.map((i) => this.#partners[i]!.y);
		const gain = both.map((i) => sign * (p[i]! - this.#partners[i]!.p));
		return sign > 0 ? apgr(gain, theirs, mine) : apgr(gain, mine, theirs);
	}

	/** Mean over all shares x of the quality where the share x of largest predicted gain goes to the model and the rest to the partner. */
	#pairQuality(p: readonly number[]): number | null {
		const both = [...p.keys()].filter((i) => this.#partners[i] !== undefined);
		if (both.length === 0) return null;
		const order = both.sort((a, b) => p[b]! - this.#partners[b]!.p - (p[a]! - this.#partners[a]!.p));
		const partner = both.reduce((sum, i) => sum + this.#partners[i]!.y, 0);
		let gained = 0;
		let area = 0;
		for (const i of order) {
			const before = gained;
			gained += this.y[i]! - this.#partners[i]!.y;
			area += (before + gained) / 2;
		}
		return (partner + area / both.length) / both.length;
	}
}

/** Mean of each figure. Those that do not apply (NaN, null) are left out of theirs. */
export function meanFigures(list: readonly Figures[], weights: readonly number[] = list.map(() => 1)): Figures {
	const mean = (of: (figures: Figures) => number | null): number | null => {
		let sum = 0;
		let weight = 0;
		for (const [i, figures] of list.entries()) {
			const value = of(figures);
			if (value === null || !Number.isFinite(value)) continue;
			sum += weights[i]! * value;
			weight += weights[i]!;
		}
		return weight === 0 ? null : sum / weight;
	};
	return {
		auc: mean((figures) => figures.auc) ?? Number.NaN,
		ece: mean((figures) => figures.ece) ?? Number.NaN,
		excess: mean((figures) => figures.excess) ?? Number.NaN,
		brierSkill: mean((figures) => figures.brierSkill) ?? Number.NaN,
		lost: mean((figures) => figures.lost),
		apgr: mean((figures) => figures.apgr),
	};
}
