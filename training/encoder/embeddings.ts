import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AutoModel, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import { cacheDir } from '../../scripts/kit/paths.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';

/** The runtime's truncation: 96 tokens of the head and 32 of the tail, [CLS] and [SEP] included. */
const HEAD_TOKENS = 96;
const TAIL_TOKENS = 32;
const SAVE_EVERY = 1000;

const key = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** Vectors by hash of their text in one flat file a version of the encoder: 12 bytes of key, then 384 float32, a row. */
class EmbeddingCache {
	readonly #file: string;
	readonly #rows = new Map<string, Float32Array>();

	constructor(file: string) {
		this.#file = file;
		if (!existsSync(file)) return;
		const bytes = readFileSync(file);
		const stride = 12 + EMBEDDING_DIMS * 4;
		for (let at = 0; at + stride <= bytes.length; at += stride) {
			const vector = new Float32Array(EMBEDDING_DIMS);
			for (let i = 0; i < EMBEDDING_DIMS; i++) vector[i] = bytes.readFloatLE(at + 12 + i * 4);
			this.#rows.set(bytes.toString('hex', at, at + 12), vector);
		}
	}

	get(text: string): Float32Array | undefined {
		return this.#rows.get(key(text));
	}

	set(text: string, vector: Float32Array): void {
		this.#rows.set(key(text), vector);
	}

	save(): void {
		const stride = 12 + EMBEDDING_DIMS * 4;
		const bytes = Buffer.alloc(this.#rows.size * stride);
		let at = 0;
		for (const [name, vector] of this.#rows) {
			bytes.write(name, at, 'hex');
			for (let i = 0; i < EMBEDDING_DIMS; i++) bytes.writeFloatLE(vector[i]!, at + 12 + i * 4);
			at += stride;
		}
		const partial = `${this.#file}.${process.pid}`;
		writeFileSync(partial, bytes);
		renameSync(partial, this.#file);
	}
}

/** Hex SHA-256 of a file. */
export function fileHash(file: string): string {
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A link where none leads anywhere yet; one that a checkout which is gone left behind is replaced. */
export function linkTo(target: string, place: string): void {
	if (existsSync(place)) return;
	rmSync(place, { force: true });
	symlinkSync(target, place);
}

/** A folder in the layout that transformers.js reads, made of links to the shipped files. */
function modelFolder(models: string, root: string): void {
	const folder = path.join(root, 'encoder');
	mkdirSync(path.join(folder, 'onnx'), { recursive: true });
	const link = (from: string, to: string) => linkTo(path.resolve(models, from), path.join(folder, to));
	link('encoder.onnx', 'onnx/model_quantized.onnx');
	link('tokenizer.json', 'tokenizer.json');
	link('tokenizer_config.json', 'tokenizer_config.json');
	writeFileSync(
		path.join(folder, 'config.json'),
		JSON.stringify({ model_type: 'bert', architectures: ['BertModel'], hidden_size: EMBEDDING_DIMS }),
	);
}

/**
 * Sentence embeddings of `texts` (mean pooling over all tokens, L2 norm 1), computed with the shipped encoder one text at a time: int8 with dynamic
 * quantisation gives other values in a batch than alone, and the runtime encodes one at a time.
 */
export async function embedAll(texts: readonly string[], models: string): Promise<Float32Array[]> {
	const root = path.join(cacheDir(), 'embeddings');
	const hash = fileHash(path.join(models, 'encoder.onnx')).slice(0, 16);
	const work = path.join(root, hash);
	modelFolder(models, work);
	const cache = new EmbeddingCache(path.join(work, 'vectors.bin'));
	const missing = [...new Set(texts)].filter((text) => !cache.get(text));
	if (missing.length > 0) {
		env.allowRemoteModels = false;
		env.localModelPath = work;
		const tokenizer = await AutoTokenizer.from_pretrained('encoder', { local_files_only: true });
		const model = await AutoModel.from_pretrained('encoder', {
			dtype: 'q8',
			local_files_only: true,
			// Threads that spin while they wait double the work of short texts.
			session_options: { intraOpNumThreads: 2, interOpNumThreads: 1, extra: { session: { intra_op: { allow_spinning: '0' } } } },
		});
		for (const [done, text] of missing.entries()) {
			const whole = tokenizer.encode(text);
			const ids = whole.length <= HEAD_TOKENS + TAIL_TOKENS ? whole : [...whole.slice(0, HEAD_TOKENS), ...whole.slice(-TAIL_TOKENS)];
			cache.set(text, await encodeOne(model, ids));
			if ((done + 1) % SAVE_EVERY === 0) {
				cache.save();
				console.error(`embedded ${done + 1} of ${missing.length}`);
			}
		}
		cache.save();
	}
	return texts.map((text) => cache.get(text)!);
}

async function encodeOne(model: (inputs: object) => Promise<{ last_hidden_state: Tensor }>, ids: number[]): Promise<Float32Array> {
	const output = await model({ input_ids: new Tensor('int64', BigInt64Array.from(ids.map(BigInt)), [1, ids.length]) });
	const hidden = output.last_hidden_state.data as Float32Array;
	const vector = new Float32Array(EMBEDDING_DIMS);
	for (let t = 0; t < ids.length; t++) for (let i = 0; i < EMBEDDING_DIMS; i++) vector[i]! += hidden[t * EMBEDDING_DIMS + i]!;
	const norm = Math.hypot(...vector);
	return vector.map((value) => value / norm);
}
