import { type Blend, type BlendCell, blended, fitBlend } from './blend.ts';
import type { Corpus } from './corpus.ts';
import type { Encoded, FineTuning } from './encoder/fine-tune.ts';
import { crossValidate, type HeldOut } from './evaluate.ts';
import type { FitOptions } from './fit.ts';
import { foldOf } from './groups.ts';
import type { Assembled } from './problem.ts';

export interface CrossValidation {
	/** Out-of-fold predictions of the whole predictor, one a recorded cell. */
	readonly heldOut: readonly HeldOut[];
	/** The item-response head alone, in the same order. */
	readonly itemResponse: readonly HeldOut[];
	/** Weights of the two heads, one a set, fitted on all out-of-fold cells: what ships for recorded columns. */
	readonly blends: ReadonlyMap<string, Blend>;
	readonly editor: ReturnType<typeof crossValidate>['editor'];
	readonly editorRank: number;
	/** Fold of each item of the corpus. */
	readonly folds: Int8Array;
}

const logit = (p: number) => Math.log(p / (1 - p));

/**
 * Predicts every recorded cell by heads and an encoder that saw nothing of its problem. The two heads of a set are blended with weights fitted on the
 * out-of-fold cells of the other folds.
 */
export async function predictOutOfFold(
	corpus: Corpus,
	assembled: Assembled,
	tuning: FineTuning,
	folds: number,
	options: FitOptions,
	log: (line: string) => void,
): Promise<CrossValidation> {
	const textIndex = new Map(corpus.texts.map((text, i) => [text, i]));
	const ofItem = Int32Array.from(corpus.items, (item) => textIndex.get(item.text)!);
	const encoders: Encoded[] = [];
	for (let fold = 0; fold < folds; fold++) encoders.push(await tuning.encoder(fold));
	const {
		heldOut: itemResponse,
		editor,
		editorRank,
	} = crossValidate(assembled, folds, options, (fold) => Array.from(ofItem, (text) => encoders[fold]!.embeddings[text]!), log);
	const foldOfItem = Int8Array.from(corpus.items, (item) => foldOf(item.group, folds));
	const columnStart = new Map<string, number>();
	for (const [i, { set }] of assembled.columnNames.entries()) if (!columnStart.has(set)) columnStart.set(set, i);
	const cells = itemResponse.map((cell): BlendCell => {
		const encoder = encoders[foldOfItem[cell.prompt]!]!;
		return {
			irt: logit(cell.p),
			linear: encoder.logits[ofItem[cell.prompt]! * encoder.columns + cell.column]!,
			column: cell.column - columnStart.get(cell.set)!,
			y: cell.y,
		};
	});
	const heldOut = new Array<HeldOut>(itemResponse.length);
	const blends = new Map<string, Blend>();
	for (const [set, indices] of Map.groupBy(itemResponse.keys(), (i) => itemResponse[i]!.set)) {
		const columns = corpus.sets.find((entry) => entry.name === set)!.columns.length;
		for (let fold = 0; fold < folds; fold++) {
			const others = indices.filter((i) => foldOfItem[itemResponse[i]!.prompt] !== fold);
			const blend = fitBlend(
				others.map((i) => cells[i]!),
				columns,
			);
			for (const i of indices) {
				const cell = itemResponse[i]!;
				if (foldOfItem[cell.prompt] !== fold) continue;
				const p = blended(blend, cells[i]!.irt, cells[i]!.linear, cells[i]!.column);
				heldOut[i] = { ...cell, p, slope: p * (1 - p) };
			}
		}
		const whole = fitBlend(
			indices.map((i) => cells[i]!),
			columns,
		);
		blends.set(set, whole);
		log(`${set}: item response ${whole.irt.toFixed(2)}, linear ${whole.linear.toFixed(2)}`);
	}
	return { heldOut, itemResponse, blends, editor, editorRank, folds: foldOfItem };
}
