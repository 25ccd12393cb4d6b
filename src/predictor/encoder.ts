import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { type Manifest, ModelFileError, type PredictorFiles, readManifest, verifyFile, verifyRuntime } from './files.ts';
import type { NativeGate } from './native-gate.ts';
import { type MarkPlace, NativeMark } from './native-mark.ts';
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
		throw new ModelFileError('tokenizer.json', l10n.t('models/tokenizer.json is not a tokenizer.'), { cause });
	}
}

/** What stands around native code in a thread of an editor, whose process it would end with itself. */
export interface NativeGuards {
	/** Where a crash is remembered. */
	readonly marks: MarkPlace | null;
	/** What keeps the thread from being ended inside. */
	readonly gate: NativeGate | null;
}

/** For a process of its own. */
export const UNGUARDED: NativeGuards = { marks: null, gate: null };

/**
 * Native where it loads, else wasm. Throws ModelFileError for a damaged file, or an Error whose message tells the user why neither runtime
 * works (the cause holds both errors).
 */
export async function loadEncoder(files: PredictorFiles, guards: NativeGuards = UNGUARDED): Promise<Encoder> {
	const manifest = await readManifest(files.modelFolder);
	const [tokenizer, modelPath] = await Promise.all([
		loadTokenizer(files.modelFolder, manifest),
		verifyFile(files.modelFolder, 'encoder.onnx', manifest),
	]);
	const failures: unknown[] = [];
	for (const kind of ['native', 'wasm'] as const) {
		try {
			const runtime = await loadRuntime(kind, files, modelPath, guards);
			if (runtime !== null) return new Encoder(tokenizer, runtime);
		} catch (error) {
			failures.push(error);
		}
	}
	const reasons = failures.map((error) => sentence(error instanceof Error ? error.message : String(error)));
	const none = l10n.t('No inference runtime works on this platform ({0} {1}): none is installed.', process.platform, process.arch);
	throw new Error(reasons.length === 0 ? none : `The encoder cannot run here. ${reasons.join(' ')}`, {
		cause: new AggregateError(failures),
	});
}

/** Null where the runtime is not installed. Throws what keeps it from running. */
async function loadRuntime(
	kind: 'native' | 'wasm',
	{ nativeModulePath, wasmModulePath, runtimeManifestPath }: PredictorFiles,
	modelPath: string,
	{ marks, gate }: NativeGuards,
): Promise<InferenceRuntime | null> {
	const path = kind === 'native' ? nativeModulePath : wasmModulePath;
	if (path === null) return null;
	const build = runtimeManifestPath === null ? path : await verifyRuntime(runtimeManifestPath, kind);
	if (kind === 'wasm') return loadWasmRuntime(path, modelPath);
	const mark = marks && new NativeMark(marks, build);
	if (mark?.crashed()) {
		throw new Error(
			'The native library ended the extension host before, so it is not loaded again until Routoo is updated or the command "Routoo: Try the Encoder Again" is run.',
		);
	}
	const marked = <T>(work: () => Promise<T>) => (mark === null ? work() : mark.guard(work));
	const guard = <T>(work: () => Promise<T>) => (gate === null ? marked(work) : gate.pass(() => marked(work)));
	const runtime = await guard(() => loadNativeRuntime(path, modelPath));
	return { kind, run: (ids) => guard(() => runtime.run(ids)), dispose: () => runtime.dispose() };
}

/** The first line of what a loader says, short enough for a tooltip. */
function sentence(words: string): string {
	const line = words.split('\n')[0]!.trim().slice(0, 300);
	return /[.!?]$/.test(line) ? line : `${line}.`;
}
