import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { type Encoded, pythonWithPackages, run } from './fine-tune.ts';

/** The linear heads of fine-tuning: columns x 384 weights on the unit embedding, and a bias each. */
export interface LinearHeads {
	readonly weights: Float32Array;
	readonly bias: Float32Array;
}

/** Writes models/encoder.onnx from a fine-tuned encoder and returns its heads. */
export async function shipEncoder(encoded: Pick<Encoded, 'folder'>, models: string, log: (line: string) => void): Promise<LinearHeads> {
	const python = await pythonWithPackages(log);
	const target = path.join(models, 'encoder.onnx');
	await run(python, [path.join(import.meta.dirname, 'export.py'), path.join(encoded.folder, 'encoder.pt'), target], log);
	const read = (name: string) => {
		const bytes = readFileSync(path.join(encoded.folder, name));
		return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
	};
	const [weights, bias] = [read('head-weights.f32'), read('head-bias.f32')];
	if (weights.length !== bias.length * EMBEDDING_DIMS) throw new Error(`${encoded.folder}: heads of a wrong size`);
	return { weights, bias };
}
