import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** Width of the embedding, that of all-MiniLM-L6-v2. */
export const EMBEDDING_DIMS = 384;

/** A loaded model. `run` takes token ids and returns the last hidden state, row-major [ids.length, 384]. */
export interface InferenceRuntime {
	readonly kind: 'native' | 'wasm';
	run(ids: readonly number[]): Promise<Float32Array>;
	dispose(): Promise<void>;
}

interface OrtModule {
	readonly InferenceSession: typeof InferenceSession;
	readonly Tensor: typeof Tensor;
	readonly env?: { wasm: { numThreads?: number; wasmPaths?: unknown } };
}

/**
 * onnxruntime-node. `modulePath` is what `require` gets. Throws where the binary or its system libraries are missing, or the model is not
 * the expected one.
 */
export async function loadNativeRuntime(modulePath: string, modelPath: string): Promise<InferenceRuntime> {
	const ort = createRequire(modulePath.endsWith('.js') || modulePath.endsWith('.cjs') ? modulePath : join(modulePath, 'x.js'))(
		modulePath,
	) as OrtModule;
	const session = await ort.InferenceSession.create(modelPath, sessionOptions());
	return new OrtRuntime('native', ort, session);
}

/** onnxruntime-web on one thread: its thread pool would start more workers inside the worker for a gain of nothing on two shared cores. */
export async function loadWasmRuntime(modulePath: string, modelPath: string): Promise<InferenceRuntime> {
	const ort = (await import(pathToFileURL(modulePath).href)) as OrtModule;
	if (!ort.env) throw new Error('onnxruntime-web has no environment settings.');
	const folder = dirname(modulePath);
	ort.env.wasm.numThreads = 1;
	ort.env.wasm.wasmPaths = {
		mjs: pathToFileURL(join(folder, 'ort-wasm-simd-threaded.mjs')).href,
		wasm: pathToFileURL(join(folder, 'ort-wasm-simd-threaded.wasm')).href,
	};
	const session = await ort.InferenceSession.create(await readFile(modelPath), { ...sessionOptions(), executionProviders: ['wasm'] });
	return new OrtRuntime('wasm', ort, session);
}

/**
 * Two threads, because the extension host shares the machine; no CPU arena, because it keeps the largest activation for ever.
 * `undefined` must never be passed for intraOpNumThreads: onnxruntime-node throws.
 */
export function sessionOptions(): InferenceSession.SessionOptions {
	return {
		intraOpNumThreads: Math.min(2, availableParallelism()),
		interOpNumThreads: 1,
		executionMode: 'sequential',
		enableCpuMemArena: false,
		graphOptimizationLevel: 'all',
		logSeverityLevel: 3,
		// Waiting threads sleep: spinning ones take the cores from the editor, and on a busy machine made a run twice as long.
		extra: { session: { intra_op: { allow_spinning: '0' } } },
	};
}

/** The only input: one text without padding, so no mask, and no second segment. */
const INPUT = 'input_ids';
const OUTPUT = 'last_hidden_state';

class OrtRuntime implements InferenceRuntime {
	readonly kind: 'native' | 'wasm';
	readonly #ort: OrtModule;
	readonly #session: InferenceSession;

	constructor(kind: 'native' | 'wasm', ort: OrtModule, session: InferenceSession) {
		// A wrong name or dtype can end the whole process inside the binary, without an exception: so it is checked before the first run.
		const input = session.inputMetadata[0];
		if (
			session.inputMetadata.length !== 1 ||
			input?.name !== INPUT ||
			!input.isTensor ||
			input.type !== 'int64' ||
			input.shape.length !== 2
		)
			throw new Error(`The encoder's only input is not int64 ${INPUT}.`);
		const output = session.outputMetadata.find((entry) => entry.name === OUTPUT);
		if (!output?.isTensor || output.type !== 'float32' || output.shape[2] !== EMBEDDING_DIMS) {
			throw new Error(`The encoder has no float32 output ${OUTPUT} of ${EMBEDDING_DIMS} dimensions.`);
		}
		this.kind = kind;
		this.#ort = ort;
		this.#session = session;
	}

	async run(ids: readonly number[]): Promise<Float32Array> {
		const input = new this.#ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
		const outputs = await this.#session.run({ [INPUT]: input });
		const hidden = outputs[OUTPUT];
		if (hidden?.type !== 'float32' || hidden.dims[1] !== ids.length || hidden.dims[2] !== EMBEDDING_DIMS) {
			throw new Error('The encoder gave an output of an unexpected shape.');
		}
		return hidden.data as Float32Array;
	}

	async dispose(): Promise<void> {
		await this.#session.release();
	}
}
