import { normal, randomOf, shuffle } from '../../../training/kit/random.ts';
import type { PoolData } from '../pool-data.ts';
import type { Learner } from './router.ts';

const SIZE = 32;
const EPOCHS = 12;
const BATCH = 64;
const RATE = 3e-3;
const DECAY = 1e-3;

/**
 * Matrix factorisation as in RouteLLM (Ong et al., arXiv 2406.18665, section 4.2; code: lm-sys/RouteLLM, routers/matrix_factorization): a score
 * d(m, q) = w2'(v_m * (W1' v_q + b)) of model m on prompt embedding v_q, and P(a beats b on q) = sigmoid(d(a, q) - d(b, q)), trained on pairs of models with
 * Adam. An undecided pair counts as half a win, a share of passed samples as such: the label is (1 + y_a - y_b) / 2, so that 2 P - 1 is the expected gain.
 * Each model's estimate is its expected gain over the reference. Theirs reads another embedding and human preferences; this one the same rows as all others here.
 */
export const mf: Learner = (data, train, test, fold) => {
	const model = new Factorisation(data.models.length, data.shared.size, fold);
	const random = randomOf(77 + fold);
	const order = shuffle(Array.from(train), random);
	const batches = Math.ceil(order.length / BATCH);
	for (let epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(order, random);
		for (let b = 0; b < batches; b++) {
			for (const row of order.slice(b * BATCH, (b + 1) * BATCH)) model.learn(data, row, random);
			// The rate falls to zero in a half cosine.
			model.step(RATE * 0.5 * (1 + Math.cos((Math.PI * (epoch + b / batches)) / EPOCHS)));
		}
	}
	const models = data.models.length;
	const out = new Float32Array(test.length * models);
	for (let i = 0; i < test.length; i++) {
		const scores = model.scores(data, test[i]!);
		for (let m = 0; m < models; m++) out[i * models + m] = 2 / (1 + Math.exp(scores[data.reference]! - scores[m]!)) - 1;
	}
	return out;
};

/** Parameters in one array: W1 (SIZE x embedding), b (SIZE), v (models x SIZE), w2 (SIZE); gradients and Adam's moments beside it. */
class Factorisation {
	readonly #models: number;
	readonly #input: number;
	readonly #values: Float64Array;
	readonly #gradient: Float64Array;
	readonly #first: Float64Array;
	readonly #second: Float64Array;
	readonly #hidden = new Float64Array(SIZE);
	readonly #back = new Float64Array(SIZE);
	readonly #scores: Float64Array;
	#seen = 0;
	#steps = 0;

	constructor(models: number, input: number, seed: number) {
		this.#models = models;
		this.#input = input;
		const count = SIZE * input + SIZE + models * SIZE + SIZE;
		const random = randomOf(seed + 1);
		this.#values = Float64Array.from({ length: count }, (_, i) =>
			i < SIZE * input ? normal(random) / Math.sqrt(SIZE) : i < SIZE * (input + 1) ? 0 : normal(random) / Math.sqrt(SIZE),
		);
		this.#gradient = new Float64Array(count);
		this.#first = new Float64Array(count);
		this.#second = new Float64Array(count);
		this.#scores = new Float64Array(models);
	}

	/** d(m, q) of all models. The array is overwritten by the next call. */
	scores(data: PoolData, row: number): Float64Array {
		const { embedding } = data.shared;
		const input = this.#input;
		const at = data.rows[row]! * input;
		const values = this.#values;
		const hidden = this.#hidden;
		const bias = SIZE * input;
		const tail = bias + SIZE + this.#models * SIZE;
		for (let h = 0; h < SIZE; h++) {
			let sum = values[bias + h]!;
			const base = h * input;
			for (let i = 0; i < input; i++) sum += values[base + i]! * embedding[at + i]!;
			hidden[h] = sum;
		}
		for (let m = 0; m < this.#models; m++) {
			let sum = 0;
			for (let h = 0; h < SIZE; h++) sum += values[tail + h]! * values[bias + SIZE + m * SIZE + h]! * hidden[h]!;
			this.#scores[m] = sum;
		}
		return this.#scores;
	}

	/** Adds the gradient of one row: every model against one other, drawn at random. */
	learn(data: PoolData, row: number, random: () => number): void {
		const scores = this.scores(data, row);
		const models = this.#models;
		const bias = SIZE * this.#input;
		const tail = bias + SIZE + models * SIZE;
		this.#back.fill(0);
		for (let a = 0; a < models; a++) {
			const b = (a + 1 + Math.floor(random() * (models - 1))) % models;
			const label = (1 + data.outcome[row * models + a]! - data.outcome[row * models + b]!) / 2;
			const error = (1 / (1 + Math.exp(scores[b]! - scores[a]!)) - label) / models;
			for (let h = 0; h < SIZE; h++) {
				const left = bias + SIZE + a * SIZE + h;
				const right = bias + SIZE + b * SIZE + h;
				const difference = this.#values[left]! - this.#values[right]!;
				const weight = this.#values[tail + h]!;
				const hidden = this.#hidden[h]!;
				this.#gradient[left]! += error * weight * hidden;
				this.#gradient[right]! -= error * weight * hidden;
				this.#gradient[tail + h]! += error * difference * hidden;
				this.#back[h]! += error * weight * difference;
			}
		}
		const { embedding } = data.shared;
		const input = this.#input;
		const gradient = this.#gradient;
		const at = data.rows[row]! * input;
		for (let h = 0; h < SIZE; h++) {
			const back = this.#back[h]!;
			gradient[bias + h]! += back;
			const base = h * input;
			for (let i = 0; i < input; i++) gradient[base + i]! += back * embedding[at + i]!;
		}
		this.#seen++;
	}

	/** One step of Adam with decoupled weight decay on the mean gradient of the rows learnt since the last. */
	step(rate: number): void {
		if (this.#seen === 0) return;
		this.#steps++;
		const correctFirst = 1 - 0.9 ** this.#steps;
		const correctSecond = 1 - 0.999 ** this.#steps;
		const values = this.#values;
		const gradient = this.#gradient;
		const first = this.#first;
		const second = this.#second;
		const scale = 1 / this.#seen;
		for (let i = 0; i < values.length; i++) {
			const g = gradient[i]! * scale;
			gradient[i] = 0;
			first[i] = 0.9 * first[i]! + 0.1 * g;
			second[i] = 0.999 * second[i]! + 0.001 * g * g;
			const move = first[i]! / correctFirst / (Math.sqrt(second[i]! / correctSecond) + 1e-8);
			values[i]! -= rate * (move + DECAY * values[i]!);
		}
		this.#seen = 0;
	}
}
