/** `count` nearest rows of other folds for each row, the nearest first; -1 where there are fewer. rows x count. */
export interface Neighbours {
	readonly count: number;
	readonly index: Int32Array;
}

const TILE = 256;

/**
 * Nearest rows by cosine among the rows of other folds. Every pair of rows of different folds is multiplied once, in tiles that stay in the cache, two by four
 * rows at a time; each row keeps the best in a heap whose root is its worst.
 */
export function nearest(embedding: Float32Array, size: number, folds: Int8Array, count: number): Neighbours {
	const rows = folds.length;
	const kept = Math.min(count, rows);
	const unit = normalised(embedding, size, rows);
	const heaps = new Heaps(rows, kept);
	const block = new Float64Array(TILE * TILE);
	for (let a = 0; a < rows; a += TILE) {
		const aEnd = Math.min(rows, a + TILE);
		for (let b = a; b < rows; b += TILE) {
			const bEnd = Math.min(rows, b + TILE);
			products(unit, size, a, aEnd, b, bEnd, block);
			for (let i = a; i < aEnd; i++) {
				for (let j = a === b ? i + 1 : b; j < bEnd; j++) {
					if (folds[i] === folds[j]) continue;
					const cosine = block[(i - a) * TILE + (j - b)]!;
					heaps.offer(i, j, cosine);
					heaps.offer(j, i, cosine);
				}
			}
		}
	}
	return { count: kept, index: heaps.sorted() };
}

function normalised(embedding: Float32Array, size: number, rows: number): Float32Array {
	const unit = new Float32Array(rows * size);
	for (let row = 0; row < rows; row++) {
		let sum = 0;
		for (let i = 0; i < size; i++) sum += embedding[row * size + i]! ** 2;
		const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
		for (let i = 0; i < size; i++) unit[row * size + i] = embedding[row * size + i]! * scale;
	}
	return unit;
}

/** Dot products of rows a..aEnd with rows b..bEnd into a TILE x TILE block. */
function products(unit: Float32Array, size: number, a: number, aEnd: number, b: number, bEnd: number, block: Float64Array): void {
	for (let i = a; i < aEnd; i += 2) {
		const p = i * size;
		// The last odd row is multiplied twice; its second result lands in a place that nobody reads.
		const q = i + 1 < aEnd ? p + size : p;
		for (let j = b; j < bEnd; j += 4) {
			const last = (bEnd - 1) * size;
			const r = j * size;
			const s = Math.min(last, r + size);
			const t = Math.min(last, r + 2 * size);
			const u = Math.min(last, r + 3 * size);
			let pr = 0;
			let ps = 0;
			let pt = 0;
			let pu = 0;
			let qr = 0;
			let qs = 0;
			let qt = 0;
			let qu = 0;
			for (let k = 0; k < size; k++) {
				const x = unit[p + k]!;
				const y = unit[q + k]!;
				const v = unit[r + k]!;
				const w = unit[s + k]!;
				const m = unit[t + k]!;
				const n = unit[u + k]!;
				pr += x * v;
				ps += x * w;
				pt += x * m;
				pu += x * n;
				qr += y * v;
				qs += y * w;
				qt += y * m;
				qu += y * n;
			}
			const at = (i - a) * TILE + (j - b);
			block[at] = pr;
			block[at + 1] = ps;
			block[at + 2] = pt;
			block[at + 3] = pu;
			if (q === p) continue;
			block[at + TILE] = qr;
			block[at + TILE + 1] = qs;
			block[at + TILE + 2] = qt;
			block[at + TILE + 3] = qu;
		}
	}
}

/** One bounded min-heap a row. */
class Heaps {
	readonly #capacity: number;
	readonly #size: Int32Array;
	readonly #value: Float32Array;
	readonly #index: Int32Array;

	constructor(rows: number, capacity: number) {
		this.#capacity = capacity;
		this.#size = new Int32Array(rows);
		this.#value = new Float32Array(rows * capacity);
		this.#index = new Int32Array(rows * capacity).fill(-1);
	}

	offer(row: number, index: number, value: number): void {
		const base = row * this.#capacity;
		const size = this.#size[row]!;
		if (size === this.#capacity) {
			if (value <= this.#value[base]!) return;
			this.#sink(base, size, index, value);
			return;
		}
		let at = size;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (this.#value[base + parent]! <= value) break;
			this.#value[base + at] = this.#value[base + parent]!;
			this.#index[base + at] = this.#index[base + parent]!;
			at = parent;
		}
		this.#value[base + at] = value;
		this.#index[base + at] = index;
		this.#size[row] = size + 1;
	}

	#sink(base: number, size: number, index: number, value: number): void {
		let at = 0;
		for (let child = 1; child < size; child = 2 * at + 1) {
			if (child + 1 < size && this.#value[base + child + 1]! < this.#value[base + child]!) child++;
			if (this.#value[base + child]! >= value) break;
			this.#value[base + at] = this.#value[base + child]!;
			this.#index[base + at] = this.#index[base + child]!;
			at = child;
		}
		this.#value[base + at] = value;
		this.#index[base + at] = index;
	}

	/** Indices, the largest value first; equal values by index. */
	sorted(): Int32Array {
		const out = new Int32Array(this.#index.length).fill(-1);
		for (let row = 0; row < this.#size.length; row++) {
			const base = row * this.#capacity;
			const order = Array.from({ length: this.#size[row]! }, (_, i) => base + i);
			order.sort((a, b) => this.#value[b]! - this.#value[a]! || this.#index[a]! - this.#index[b]!);
			for (let i = 0; i < order.length; i++) out[base + i] = this.#index[order[i]!]!;
		}
		return out;
	}
}
