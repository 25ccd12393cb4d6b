import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EMBEDDING_DIMS, type InferenceRuntime, loadNativeRuntime, loadWasmRuntime } from '../../src/predictor/runtime.ts';
import type { Check } from './contents.ts';
import { readZip } from './zip.ts';

/** Token ids of "[CLS] hello world [SEP]" in the vocabulary of all-MiniLM-L6-v2. */
const IDS = [101, 7592, 2088, 102];

/** Unpacks a VSIX that this machine can run and runs its encoder with its own copy of onnxruntime, outside of node_modules. */
export async function checkEncoder(vsix: string, kind: 'native' | 'wasm'): Promise<Check> {
	const name = `the packed encoder runs (${kind})`;
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-vsix-'));
	let runtime: InferenceRuntime | null = null;
	try {
		for (const entry of await readZip(vsix)) {
			if (!/^extension\/(dist\/onnxruntime|models)\//.test(entry.name)) continue;
			const file = path.join(dir, entry.name);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, entry.data);
		}
		const model = path.join(dir, 'extension/models/encoder.onnx');
		const onnxruntime = path.join(dir, 'extension/dist/onnxruntime');
		runtime =
			kind === 'native'
				? await loadNativeRuntime(path.join(onnxruntime, 'native.cjs'), model)
				: await loadWasmRuntime(path.join(onnxruntime, 'wasm/ort.node.min.mjs'), model);
		const output = await runtime.run(IDS);
		const whole = output.length === IDS.length * EMBEDDING_DIMS && output.every(Number.isFinite) && output.some((x) => x !== 0);
		return { name, problem: whole ? null : `${output.length} values, not all of them finite numbers` };
	} catch (error) {
		return { name, problem: error instanceof Error ? error.message : String(error) };
	} finally {
		await runtime?.dispose();
		fs.rmSync(dir, { recursive: true, force: true });
	}
}
