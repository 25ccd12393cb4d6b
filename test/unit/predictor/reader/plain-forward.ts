import { blockTypeOf } from '../../../../src/predictor/reader/block-types.ts';
import { requantise } from '../../../../src/predictor/reader/requantise.ts';
import { type RawTensor, TINY } from './tiny-model.ts';

type Rows = number[][];

/** The tiny network as its formulas say, in plain loops: the states after each layer, [layer][token][number]. */
export function plainForward(tensors: readonly RawTensor[], ids: readonly number[], ropeBase: number, epsilon: number): Rows[] {
	const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
	const values = (name: string): Float32Array => {
		const { dimensions, type, data } = byName.get(name)!;
		const out = new Float32Array(dimensions.reduce((a, b) => a * b, 1));
		blockTypeOf(type)!.dequantise!(data, out);
		return out;
	};
	const vector = (name: string) => [...values(name)];
	const matrix = (name: string): Rows => inFourBits(values(`${name}.weight`), byName.get(`${name}.weight`)!.dimensions[0]!);
	const { width, heads, keyHeads, layers } = TINY;
	const size = width / heads;
	const embedding = values('token_embd.weight');
	let x: Rows = ids.map((id) => [...embedding.subarray(id * width, (id + 1) * width)]);
	const out: Rows[] = [];
	for (let layer = 0; layer < layers; layer++) {
		const at = `blk.${layer}`;
		const normed = x.map((row) => norm(row, vector(`${at}.attn_norm.weight`), epsilon));
		const part = (which: string) => normed.map((row) => times(matrix(`${at}.attn_${which}`), row, vector(`${at}.attn_${which}.bias`)));
		const queries = part('q').map((row, position) => turned(row, position, size, ropeBase));
		const keys = part('k').map((row, position) => turned(row, position, size, ropeBase));
		const attention = attend(queries, keys, part('v'), { heads, keyHeads, size });
		const output = matrix(`${at}.attn_output`);
		const middle = x.map((row, i) => sum(row, times(output, attention[i]!)));
		const [gate, up, down] = ['gate', 'up', 'down'].map((which) => matrix(`${at}.ffn_${which}`)) as [Rows, Rows, Rows];
		x = middle.map((row) => {
			const inner = norm(row, vector(`${at}.ffn_norm.weight`), epsilon);
			const opened = times(gate, inner).map((value, i, all) => (all[i]! / (1 + Math.exp(-value))) * times(up, inner)[i]!);
			return sum(row, times(down, opened));
		});
		out.push(x);
	}
	return out;
}

function inFourBits(weights: Float32Array, width: number): Rows {
	const { levels, scales, zeros } = requantise(weights, width);
	const blocks = width / 32;
	return Array.from({ length: weights.length / width }, (_, row) =>
		Array.from({ length: width }, (_, column) => {
			const index = row * width + column;
			const level = (levels[index >> 1]! >> ((index & 1) * 4)) & 15;
			const block = column >> 5;
			const zero = (zeros[row * Math.ceil(blocks / 2) + (block >> 1)]! >> ((block & 1) * 4)) & 15;
			return (level - zero) * scales[row * blocks + block]!;
		}),
	);
}

function norm(row: number[], weights: number[], epsilon: number): number[] {
	const mean = row.reduce((total, value) => total + value * value, 0) / row.length;
	return row.map((value, i) => (value / Math.sqrt(mean + epsilon)) * weights[i]!);
}

function times(matrix: Rows, row: number[], bias?: number[]): number[] {
	return matrix.map((weights, i) => weights.reduce((total, weight, j) => total + weight * row[j]!, bias?.[i] ?? 0));
}

function sum(a: number[], b: number[]): number[] {
	return a.map((value, i) => value + b[i]!);
}

/** Rotary positions: the two halves of a head are turned against each other. */
function turned(row: number[], position: number, size: number, base: number): number[] {
	const half = size / 2;
	return row.map((value, i) => {
		const within = i % size;
		const angle = position / base ** ((within % half) / half);
		const other = within < half ? -row[i + half]! : row[i - half]!;
		return value * Math.cos(angle) + other * Math.sin(angle);
	});
}

function attend(
	queries: Rows,
	keys: Rows,
	values: Rows,
	{ heads, keyHeads, size }: { readonly heads: number; readonly keyHeads: number; readonly size: number },
): Rows {
	return queries.map((query, position) =>
		Array.from({ length: heads }, (_, head) => {
			const shared = Math.floor(head / (heads / keyHeads)) * size;
			const seen = keys.slice(0, position + 1);
			const scores = seen.map(
				(key) => dot(query.slice(head * size, (head + 1) * size), key.slice(shared, shared + size)) / Math.sqrt(size),
			);
			const most = Math.max(...scores);
			const shares = scores.map((score) => Math.exp(score - most));
			const total = shares.reduce((a, b) => a + b, 0);
			return Array.from({ length: size }, (_, i) => seen.reduce((add, _, t) => add + (shares[t]! / total) * values[t]![shared + i]!, 0));
		}).flat(),
	);
}

function dot(a: number[], b: number[]): number {
	return a.reduce((total, value, i) => total + value * b[i]!, 0);
}
