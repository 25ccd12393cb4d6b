import { normal } from '../../training/kit/random.ts';

/** Ridge regression with forgetting: what LinUCB and Thompson sampling know of one arm. */
export class Discounted {
	readonly size: number;
	readonly #ridge: number;
	readonly #moments: Float64Array;
	readonly #sums: Float64Array;

	constructor(size: number, ridge: number) {
		this.size = size;
		this.#ridge = ridge;
		this.#moments = new Float64Array(size * size);
		this.#sums = new Float64Array(size);
	}

	forget(kept: number): void {
		for (let i = 0; i < this.#moments.length; i++) this.#moments[i]! *= kept;
		for (let i = 0; i < this.size; i++) this.#sums[i]! *= kept;
	}

	add(x: readonly number[], target: number): void {
		for (let i = 0; i < this.size; i++) {
			this.#sums[i]! += x[i]! * target;
			for (let j = 0; j < this.size; j++) this.#moments[i * this.size + j]! += x[i]! * x[j]!;
		}
	}

	/** Mean at x, and the square root of x' (X'X + ridge)^-1 x. */
	at(x: readonly number[]): { readonly mean: number; readonly width: number } {
		const factor = this.#cholesky();
		const half = this.#forward(factor, x);
		const sums = this.#forward(factor, this.#sums);
		return { mean: dot(half, sums), width: Math.sqrt(dot(half, half)) };
	}

	/** A draw of the mean at x, of weights from their posterior with noise of that deviation. */
	drawAt(x: readonly number[], deviation: number, random: () => number): number {
		const { mean, width } = this.at(x);
		return mean + deviation * width * normal(random);
	}

	/** Lower factor of X'X + ridge. */
	#cholesky(): Float64Array {
		const { size } = this;
		const lower = new Float64Array(size * size);
		for (let i = 0; i < size; i++)
			for (let j = 0; j <= i; j++) {
				let sum = this.#moments[i * size + j]! + (i === j ? this.#ridge : 0);
				for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
				lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
			}
		return lower;
	}

	#forward(lower: Float64Array, x: ArrayLike<number>): number[] {
		const out: number[] = [];
		for (let i = 0; i < this.size; i++) {
			let sum = x[i]!;
			for (let k = 0; k < i; k++) sum -= lower[i * this.size + k]! * out[k]!;
			out.push(sum / lower[i * this.size + i]!);
		}
		return out;
	}
}

function dot(a: readonly number[], b: readonly number[]): number {
	return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
