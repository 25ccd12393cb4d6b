import { readFile } from 'node:fs/promises';
import { type Manifest, ModelFileError, type PredictorFiles, readManifest, verifyFile } from './files.ts';
import { EMBEDDING_DIMS, type InferenceRuntime, loadNativeRuntime, loadWasmRuntime } from './runtime.ts';
import { TextTokenizer } from './tokenizer.ts';

/** Embeddings by text that are kept: a preview and the send that follows it cost one inference. */
const CACHE_ENTRIES = 64;

/** Sentence encoder: text to a vector of 384 numbers of length 1. Same text, same vector. */
export class Encoder {
	readonly runtime: 'native' | 'wasm';
	readonly #tokenizer: TextTokenizer;
	readonly #inference: InferenceRuntime;
	readonly #cache = new Map<string, Float32Array>();

	constructor(tokenizer: TextTokenizer, inference: InferenceRuntime) {
		this.runtime = inference.kind;
		this.#tokenizer = tokenizer;
		this.#inference = inference;
	}

	/** Throws what the runtime throws. The vector belongs to the cache: do not write to it. */
	async embed(text: string): Promise<Float32Array> {
		const ids = this.#tokenizer.encode(text);
		const key = ids.join(' ');
		const cached = this.#cache.get(key);
		if (cached) {
			this.#cache.delete(key);
			this.#cache.set(key, cached);
			return cached;
		}
		const embedding = meanPool(await this.#inference.run(ids), ids.length);
		this.#cache.set(key, embedding);
		if (this.#cache.size > CACHE_ENTRIES) this.#cache.delete(this.#cache.keys().next().value as string);
		return embedding;
	}

	async dispose(): Promise<void> {
		this.#cache.clear();
		await this.#inference.dispose();
	}
}

/**
 * Mean over the tokens, then scaled to length 1, as sentence-transformers does for this model. There is no padding, so every row counts.
 */
export function meanPool(hidden: Float32Array, tokens: number): Float32Array {
	const pooled = new Float32Array(EMBEDDING_DIMS);
	for (let token = 0; token < tokens; token++) {
		for (let dim = 0; dim < EMBEDDING_DIMS; dim++) pooled[dim] = (pooled[dim] ?? 0) + (hidden[token * EMBEDDING_DIMS + dim] ?? 0);
	}
	const norm = Math.hypot(...pooled) || 1;
	return pooled.map((value) => value / norm);
}

/**
 * The verified tokenizer.json as a tokenizer. A BERT tokenizer takes nothing from tokenizer_config.json, which only training reads. Throws
 * ModelFileError.
 */
export async function loadTokenizer(modelFolder: string, manifest: Manifest): Promise<TextTokenizer> {
	const path = await verifyFile(modelFolder, 'tokenizer.json', manifest);
	try {
		return new TextTokenizer(JSON.parse(await readFile(path, 'utf8')), {});
	} catch (cause) {
		throw new ModelFileError('tokenizer.json', 'models/tokenizer.json is not a tokenizer.', { cause });
	}
}

/**
 * Native where it loads, else wasm. Throws ModelFileError for a damaged file, or an Error whose message is one sentence for the user
 * where neither runtime works (the cause holds both errors).
 */
export async function loadEncoder(files: PredictorFiles): Promise<Encoder> {
	const manifest = await readManifest(files.modelFolder);
	const [tokenizer, modelPath] = await Promise.all([
		loadTokenizer(files.modelFolder, manifest),
		verifyFile(files.modelFolder, 'encoder.onnx', manifest),
	]);
	const failures: unknown[] = [];
	for (const [path, load] of [
		[files.nativeModulePath, loadNativeRuntime],
		[files.wasmModulePath, loadWasmRuntime],
	] as const) {
		if (path === null) continue;
		try {
			return new Encoder(tokenizer, await load(path, modelPath));
		} catch (error) {
			failures.push(error);
		}
	}
	throw new Error(`No inference runtime works on this platform (${process.platform} ${process.arch}).`, {
		cause: new AggregateError(failures),
	});
}
