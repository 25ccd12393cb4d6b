import { layoutOf, type Network } from './network.ts';
import { CONTRIB, type OnnxModel, type OnnxNode } from './onnx-model.ts';
import { BLOCK } from './requantise.ts';

/** Name of the output that holds the states after a layer, counted from 1: float [1, tokens, width]. */
export function outputName(layer: number): string {
	return `layer.${layer}`;
}

/**
 * The decoder up to the last of `layers`, with the state after each of them as an output, not normed. Inputs: `x`, embeddings as
 * float [1, tokens, width]; `past`, the number of tokens less one, int32 [1]; `total`, the number of tokens, int32 [].
 */
export function readerGraph(network: Network, layers: readonly number[]): OnnxModel {
	const depth = Math.max(...layers);
	const nodes: OnnxNode[] = [];
	let state = 'x';
	for (let layer = 1; layer <= depth; layer++) {
		nodes.push(...layerNodes(network, layer, state));
		state = outputName(layer);
	}
	const used = new Set(nodes.flatMap(({ inputs }) => inputs));
	return {
		nodes,
		tensors: [...layoutOf(network).tensors.values()].filter(({ name }) => used.has(name)),
		inputs: [
			{ name: 'x', type: 'float', shape: [1, 'tokens', network.width] },
			{ name: 'past', type: 'int32', shape: [1] },
			{ name: 'total', type: 'int32', shape: [] },
		],
		outputs: layers.map((layer) => ({ name: outputName(layer), type: 'float', shape: [1, 'tokens', network.width] })),
	};
}

/** Attention with grouped keys and rotary positions, then the gated feed-forward part, each on the normed state and added to it. */
function layerNodes(network: Network, layer: number, state: string): OnnxNode[] {
	const source = `blk.${layer - 1}`;
	const name = (what: string) => `${layer}.${what}`;
	const { width, heads, keyHeads, inner } = network;
	const keys = (width / heads) * keyHeads;
	const linear = (from: string, weights: string, rows: number, columns: number, to: string): OnnxNode => ({
		type: 'MatMulNBits',
		domain: CONTRIB,
		inputs: [from, ...['levels', 'scales', 'zeros'].map((part) => `${source}.${weights}.weight.${part}`)],
		outputs: [to],
		// 4: products of whole numbers of 8 bits, twice as quick as in single precision.
		whole: { K: columns, N: rows, bits: 4, block_size: BLOCK, accuracy_level: 4 },
	});
	const biased = (which: 'q' | 'k' | 'v', rows: number): OnnxNode[] => [
		linear(name('normed'), `attn_${which}`, rows, width, name(`${which}.plain`)),
		{ type: 'Add', inputs: [name(`${which}.plain`), `${source}.attn_${which}.bias`], outputs: [name(which)] },
	];
	const normed = (from: string, weights: string, to: string): OnnxNode => ({
		type: 'SimplifiedLayerNormalization',
		inputs: [from, `${source}.${weights}.weight`],
		outputs: [to],
		whole: { axis: -1 },
		real: { epsilon: network.epsilon },
	});
	return [
		normed(state, 'attn_norm', name('normed')),
		...[...biased('q', width), ...biased('k', keys), ...biased('v', keys)],
		{
			type: 'GroupQueryAttention',
			domain: CONTRIB,
			inputs: [name('q'), name('k'), name('v'), '', '', 'past', 'total', 'cos', 'sin'],
			outputs: [name('attention'), name('keys'), name('values')],
			whole: { num_heads: heads, kv_num_heads: keyHeads, do_rotary: 1 },
		},
		linear(name('attention'), 'attn_output', width, width, name('attended')),
		{ type: 'Add', inputs: [state, name('attended')], outputs: [name('middle')] },
		normed(name('middle'), 'ffn_norm', name('normed.2')),
		linear(name('normed.2'), 'ffn_gate', inner, width, name('gate')),
		linear(name('normed.2'), 'ffn_up', inner, width, name('up')),
		{ type: 'Sigmoid', inputs: [name('gate')], outputs: [name('open')] },
		{ type: 'Mul', inputs: [name('gate'), name('open')], outputs: [name('gated')] },
		{ type: 'Mul', inputs: [name('gated'), name('up')], outputs: [name('inner')] },
		linear(name('inner'), 'ffn_down', width, inner, name('out')),
		{ type: 'Add', inputs: [name('middle'), name('out')], outputs: [outputName(layer)] },
	];
}
