import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { GgufHeader, GgufTensor } from './gguf.ts';
import type { OnnxTensor, OnnxType } from './onnx-model.ts';
import { BLOCK } from './requantise.ts';

/** The sizes of a decoder of Qwen2's kind. */
export interface Network {
	readonly layers: number;
	/** Numbers of a token's state. */
	readonly width: number;
	readonly heads: number;
	/** Heads of keys and values, each shared by heads / keyHeads. */
	readonly keyHeads: number;
	/** Width of the inner layer of the feed-forward part. */
	readonly inner: number;
	/** Base of the angles that tell positions. */
	readonly ropeBase: number;
	readonly epsilon: number;
	readonly vocabulary: number;
}

/** Positions that the graph knows: the longest prompt has 440 tokens of the text and some 30 before it. */
export const MAX_POSITIONS = 1024;

/** Bounds of what is converted: wide enough for every small model of the kind, too narrow for a hostile file to ask for much. */
const MOST = { layers: 64, width: 4096, heads: 64, inner: 32_768, vocabulary: 300_000 } as const;

/** Errors: RoutooError 'invalidInput' for a file of another kind of network, or one whose tensors do not fit its sizes. */
export function networkOf({ metadata, tensors }: GgufHeader): Network {
	if (metadata.get('general.architecture') !== 'qwen2') throw unfit(l10n.t('its network is not of the kind qwen2'));
	const number = (key: string): number => {
		const value = metadata.get(`qwen2.${key}`);
		if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) throw unfit(l10n.t('it does not say qwen2.{0}', key));
		return value;
	};
	const size = (key: string, most: number): number => {
		const value = number(key);
		if (!Number.isInteger(value) || value > most) throw unfit(l10n.t('its qwen2.{0} is {1}', key, value));
		return value;
	};
	const network: Network = {
		layers: size('block_count', MOST.layers),
		width: size('embedding_length', MOST.width),
		heads: size('attention.head_count', MOST.heads),
		keyHeads: size('attention.head_count_kv', MOST.heads),
		inner: size('feed_forward_length', MOST.inner),
		ropeBase: number('rope.freq_base'),
		epsilon: number('attention.layer_norm_rms_epsilon'),
		vocabulary: tensors.get(EMBEDDING)?.rows ?? 0,
	};
	const { width, heads, keyHeads, inner, vocabulary } = network;
	if (width % BLOCK !== 0 || inner % BLOCK !== 0 || width % heads !== 0 || heads % keyHeads !== 0 || (width / heads) % 16 !== 0) {
		throw unfit(l10n.t('its sizes do not divide'));
	}
	if (vocabulary > MOST.vocabulary) throw unfit(l10n.t('its vocabulary has {0} tokens', vocabulary));
	for (const { source, rows, columns } of [...partsOf(network), { source: EMBEDDING, rows: vocabulary, columns: width }]) {
		if (!fits(tensors.get(source), rows, columns)) throw unfit(l10n.t('{0} is missing, or of a size or form that does not fit', source));
	}
	return network;
}

function fits(tensor: GgufTensor | undefined, rows: number, columns: number): boolean {
	return tensor !== undefined && tensor.rows === rows && tensor.width === columns && tensor.type.dequantise !== null;
}

export const EMBEDDING = 'token_embd.weight';

/** A tensor of the file and what becomes of it. */
export interface Part {
	readonly source: string;
	readonly rows: number;
	readonly columns: number;
	/** A matrix is kept in 4 bits, a vector as it is. */
	readonly kind: 'matrix' | 'vector';
}

/** Every tensor that the graph needs, layer by layer. */
export function partsOf({ layers, width, heads, keyHeads, inner }: Network): Part[] {
	const keys = (width / heads) * keyHeads;
	return Array.from({ length: layers }, (_, layer) => {
		const vector = (name: string, columns: number): Part => ({ source: `blk.${layer}.${name}`, rows: 1, columns, kind: 'vector' });
		const matrix = (name: string, rows: number, columns: number): Part => ({
			source: `blk.${layer}.${name}.weight`,
			...{ rows, columns },
			kind: 'matrix',
		});
		return [
			vector('attn_norm.weight', width),
			...[matrix('attn_q', width, width), vector('attn_q.bias', width)],
			...[matrix('attn_k', keys, width), vector('attn_k.bias', keys)],
			...[matrix('attn_v', keys, width), vector('attn_v.bias', keys)],
			matrix('attn_output', width, width),
			vector('ffn_norm.weight', width),
			...[matrix('ffn_gate', inner, width), matrix('ffn_up', inner, width), matrix('ffn_down', width, inner)],
		];
	}).flat();
}

/** Where every tensor of the graph lies in the file of numbers. A function of the sizes alone, so that a graph can be made at any time. */
export interface Layout {
	readonly tensors: ReadonlyMap<string, OnnxTensor>;
	readonly bytes: number;
}

/** Whole pages, so that the runtime can map them. */
const PAGE = 4096;
const TYPE_BYTES: Readonly<Record<OnnxType, number>> = { float: 4, uint8: 1, int32: 4 };

/** The tables of angles first, then the layers in order: `<source>` of a vector, `<source>.levels`, `.scales` and `.zeros` of a matrix. */
export function layoutOf(network: Network): Layout {
	const tensors = new Map<string, OnnxTensor>();
	let end = 0;
	const place = (name: string, type: OnnxType, shape: readonly number[]): void => {
		const bytes = shape.reduce((product, size) => product * size, TYPE_BYTES[type]);
		const offset = Math.ceil(end / PAGE) * PAGE;
		tensors.set(name, { name, type, shape, offset, bytes });
		end = offset + bytes;
	};
	for (const table of ['cos', 'sin']) place(table, 'float', [MAX_POSITIONS, network.width / network.heads / 2]);
	for (const { source, rows, columns, kind } of partsOf(network)) {
		if (kind === 'vector') {
			place(source, 'float', [columns]);
			continue;
		}
		const blocks = columns / BLOCK;
		place(`${source}.levels`, 'uint8', [rows, blocks, BLOCK / 2]);
		place(`${source}.scales`, 'float', [rows, blocks]);
		place(`${source}.zeros`, 'uint8', [rows, Math.ceil(blocks / 2)]);
	}
	return { tensors, bytes: end };
}

/** cos and sin of position / base^(2i/d), row by row. */
export function anglesOf({ width, heads, ropeBase }: Network): Readonly<Record<'cos' | 'sin', Float32Array>> {
	const half = width / heads / 2;
	const angles = Float64Array.from({ length: MAX_POSITIONS * half }, (_, i) => Math.floor(i / half) / ropeBase ** ((i % half) / half));
	return { cos: Float32Array.from(angles, Math.cos), sin: Float32Array.from(angles, Math.sin) };
}

function unfit(why: string): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('This model file cannot be the reader: {0}.', why),
		l10n.t('Choose the file that the guide names.'),
	);
}
