import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import type { Corpus } from '../data/corpus.ts';
import { randomOf, shuffle } from '../kit/random.ts';

/**
 * A softmax over the subjects of questions (MMLU's 57 domains and the like) that reads the embedding alone: a live request carries no subject's name, so
 * neither may a prediction. `weights`: subjects x (embedding size + 1), the bias last.
 */
export interface SubjectHead {
	readonly subjects: number;
	readonly weights: Float32Array;
}

const SETTINGS = { epochs: 8, batch: 128, rate: 0.02, decay: 1e-5, scale: 8, seed: 5 };
/** Rows that the mean of a column counts as within each subject. */
const SHRINK = 10;

/** Subject of each item of the corpus, -1 where its set names none: only multiple-choice sets and task mixes have subjects. */
export function subjectsOf(corpus: Corpus): { readonly names: readonly string[]; readonly labels: Int16Array } {
	const names = new Map<string, number>();
	const labels = new Int16Array(corpus.items.length).fill(-1);
	for (const [i, { row }] of corpus.items.entries()) {
		if (!row || !/mmlu|dcrouter/.test(row.set)) continue;
		const name = `${row.set.replace(/^routellm_mmlu$|^mmlu_all$/, 'mmlu')}/${row.category}`;
		if (!names.has(name)) names.set(name, names.size);
		labels[i] = names.get(name)!;
	}
	return { names: [...names.keys()], labels };
}

/** Fits the softmax on the items of `train` by stochastic gradient descent, seeded. */
export function fitSubjects(
	embeddings: readonly Float32Array[],
	labels: Int16Array,
	subjects: number,
	train: readonly number[],
): SubjectHead {
	const random = randomOf(SETTINGS.seed);
	const stride = EMBEDDING_DIMS + 1;
	const weights = new Float32Array(subjects * stride);
	const order = train.filter((i) => labels[i]! >= 0);
	const steps = SETTINGS.epochs * Math.ceil(order.length / SETTINGS.batch);
	const p = new Float64Array(subjects);
	let step = 0;
	for (let epoch = 0; epoch < SETTINGS.epochs; epoch++) {
		shuffle(order, random);
		for (let from = 0; from < order.length; from += SETTINGS.batch) {
			const rate = SETTINGS.rate * (1 - step++ / steps);
			for (const i of order.slice(from, from + SETTINGS.batch)) {
				const e = embeddings[i]!;
				softmaxInto(weights, e, p);
				for (let s = 0; s < subjects; s++) {
					const pull = rate * (p[s]! - (labels[i] === s ? 1 : 0));
					if (Math.abs(pull) < 1e-7) continue;
					const at = s * stride;
					for (let k = 0; k < EMBEDDING_DIMS; k++) weights[at + k]! -= pull * SETTINGS.scale * e[k]!;
					weights[at + EMBEDDING_DIMS]! -= pull;
				}
			}
			const keep = 1 - rate * SETTINGS.decay * SETTINGS.batch;
			for (let k = 0; k < weights.length; k++) weights[k]! *= keep;
		}
	}
	return { subjects, weights };
}

/** Chance of each subject. */
export function subjectShares(head: SubjectHead, embedding: Float32Array): Float64Array {
	const p = new Float64Array(head.subjects);
	softmaxInto(head.weights, embedding, p);
	return p;
}

function softmaxInto(weights: Float32Array, e: Float32Array, p: Float64Array): void {
	const stride = EMBEDDING_DIMS + 1;
	let most = Number.NEGATIVE_INFINITY;
	for (let s = 0; s < p.length; s++) {
		const at = s * stride;
		let dot = 0;
		for (let k = 0; k < EMBEDDING_DIMS; k++) dot += weights[at + k]! * e[k]!;
		p[s] = weights[at + EMBEDDING_DIMS]! + SETTINGS.scale * dot;
		if (p[s]! > most) most = p[s]!;
	}
	let sum = 0;
	for (let s = 0; s < p.length; s++) {
		p[s] = Math.exp(p[s]! - most);
		sum += p[s]!;
	}
	for (let s = 0; s < p.length; s++) p[s]! /= sum;
}

/** Mean outcome of a column within each subject, shrunk to the column's mean: columns x subjects. */
export function subjectTable(
	cells: Iterable<{ readonly column: number; readonly subject: number; readonly y: number }>,
	columns: number,
	subjects: number,
): Float64Array {
	const sum = new Float64Array(columns * subjects);
	const count = new Float64Array(columns * subjects);
	const whole = new Float64Array(columns * 2);
	for (const { column, subject, y } of cells) {
		whole[column * 2]! += y;
		whole[column * 2 + 1]! += 1;
		if (subject < 0) continue;
		sum[column * subjects + subject]! += y;
		count[column * subjects + subject]! += 1;
	}
	return sum.map((value, i) => {
		const column = Math.floor(i / subjects);
		const mean = (whole[column * 2]! + 0.5) / (whole[column * 2 + 1]! + 1);
		return (value + SHRINK * mean) / (count[i]! + SHRINK);
	});
}

/** Logit of a column's expected outcome over the subjects that a request may have. */
export function subjectLogit(table: Float64Array, shares: Float64Array, column: number): number {
	let p = 0;
	for (let s = 0; s < shares.length; s++) p += shares[s]! * table[column * shares.length + s]!;
	return Math.log(p / (1 - p));
}
