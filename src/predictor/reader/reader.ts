import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { RoutooError } from '../../core/base/errors.ts';
import { sessionOptions } from '../runtime.ts';
import { blockTypeOf } from './block-types.ts';
import { FILES, isUnchanged, readStamp, type Stamp } from './converted.ts';
import { outputName, readerGraph } from './graph.ts';
import { MAX_POSITIONS, type Network } from './network.ts';
import { encodeModel } from './onnx-model.ts';
import { ReaderPrompt, type TextEnds } from './prompt.ts';
import { TextTokens } from './text-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

interface OrtModule {
	readonly InferenceSession: typeof InferenceSession;
	readonly Tensor: typeof Tensor;
}

export interface ReaderFiles {
	/** Of `convertReader`. */
	readonly folder: string;
	/** SHA-256 of the file that it must have been made of. */
	readonly source: string;
	/** What `require` loads as onnxruntime-node. */
	readonly nativeModulePath: string;
	/** After which layers the state is read, each from 1; the graph ends with the last. */
	readonly layers: readonly number[];
}

/** Mean state of a text's tokens, by layer, as they were asked for. */
export interface Reading {
	readonly states: readonly Float32Array[];
	readonly tokens: number;
}

/** The loaded model. For a process of its own: it takes hundreds of MB, and its native code may crash. */
export class Reader {
	readonly #ort: OrtModule;
	readonly #session: InferenceSession;
	readonly #prompt: ReaderPrompt;
	readonly #embedding: EmbeddingRows;
	readonly #layers: readonly number[];
	readonly #width: number;

	private constructor(
		ort: OrtModule,
		session: InferenceSession,
		prompt: ReaderPrompt,
		embedding: EmbeddingRows,
		layers: readonly number[],
	) {
		this.#ort = ort;
		this.#session = session;
		this.#prompt = prompt;
		this.#embedding = embedding;
		this.#layers = layers;
		this.#width = embedding.width;
	}

	/** Errors: RoutooError 'damagedFile' where the folder is not whole; what the runtime throws. */
	static async load({ folder, source, nativeModulePath, layers }: ReaderFiles): Promise<Reader> {
		const stamp = await readStamp(folder, source);
		if (stamp === null) throw damaged(l10n.t('is missing or damaged'));
		if (!(await isUnchanged(folder, stamp))) {
			// Without its stamp it is made anew the next time, and nobody takes it for whole.
			await rm(join(folder, FILES.stamp), { force: true });
			throw damaged(l10n.t('is damaged'));
		}
		if (Math.max(...layers) > stamp.network.layers) throw damaged(l10n.t('has {0} layers', stamp.network.layers));
		const model = await modelFile(folder, stamp.network, layers);
		const vocabulary = JSON.parse(await readFile(join(folder, FILES.vocabulary), 'utf8')) as Vocabulary;
		const prompt = new ReaderPrompt(new TextTokens(vocabulary));
		const ort = createRequire(import.meta.url)(nativeModulePath) as OrtModule;
		const embedding = await EmbeddingRows.open(folder, stamp);
		try {
			return new Reader(ort, await ort.InferenceSession.create(model, sessionOptions()), prompt, embedding, layers);
		} catch (error) {
			await embedding.close();
			throw error;
		}
	}

	async read(ends: TextEnds): Promise<Reading> {
		const { ids, from } = this.#prompt.ids(ends);
		return this.readIds(ids, from);
	}

	/** 1 to 1,024 ids of the vocabulary, of which those at `from` and behind are read; the last one where these are none. */
	async readIds(ids: readonly number[], from = 0): Promise<Reading> {
		const count = ids.length;
		if (count < 1 || count > MAX_POSITIONS) throw new RangeError(`${count} tokens`);
		const { Tensor: OrtTensor } = this.#ort;
		const outputs = await this.#session.run({
			x: new OrtTensor('float32', await this.#embedding.of(ids), [1, count, this.#width]),
			past: new OrtTensor('int32', Int32Array.of(count - 1), [1]),
			total: new OrtTensor('int32', Int32Array.of(count), []),
		});
		const states = this.#layers.map((layer) => {
			const output = outputs[outputName(layer)];
			if (output?.type !== 'float32' || output.dims[1] !== count || output.dims[2] !== this.#width) {
				throw new Error('The reader gave an output of an unexpected shape.');
			}
			return meanOf((output.data as Float32Array).subarray(Math.min(from, count - 1) * this.#width), this.#width);
		});
		if (states.some((state) => !state.every(Number.isFinite))) throw new Error('The reader gave numbers that are none.');
		return { states, tokens: count };
	}

	async dispose(): Promise<void> {
		await this.#embedding.close();
		await this.#session.release();
	}
}

/** Of rows of a width. */
function meanOf(rows: Float32Array, width: number): Float32Array {
	const sums = new Float64Array(width);
	for (let i = 0; i < rows.length; i++) sums[i % width]! += rows[i]!;
	return Float32Array.from(sums, (sum) => (sum * width) / rows.length);
}

/** Rows of the embedding table, each read from the disk as it is needed: as a whole it would take half a GB. */
class EmbeddingRows {
	readonly width: number;
	readonly #file: FileHandle;
	readonly #rowBytes: number;
	readonly #dequantise: (from: Buffer, out: Float32Array) => void;

	private constructor(file: FileHandle, { network, embeddingType }: Stamp) {
		const { block, bytes, dequantise } = blockTypeOf(embeddingType)!;
		this.width = network.width;
		this.#file = file;
		this.#rowBytes = (network.width / block) * bytes;
		this.#dequantise = dequantise!;
	}

	static async open(folder: string, stamp: Stamp): Promise<EmbeddingRows> {
		return new EmbeddingRows(await open(join(folder, FILES.embedding), 'r'), stamp);
	}

	async of(ids: readonly number[]): Promise<Float32Array> {
		const out = new Float32Array(ids.length * this.width);
		const row = Buffer.allocUnsafe(this.#rowBytes);
		for (const [index, id] of ids.entries()) {
			const { bytesRead } = await this.#file.read(row, 0, row.length, id * this.#rowBytes);
			if (bytesRead !== row.length) throw damaged(l10n.t('has no token {0}', id));
			this.#dequantise(row, out.subarray(index * this.width, (index + 1) * this.width));
		}
		return out;
	}

	close(): Promise<void> {
		return this.#file.close();
	}
}

/** The graph for these layers, beside its numbers. Some 100 KB, written anew each time, so that it is never another version's. */
async function modelFile(folder: string, network: Network, layers: readonly number[]): Promise<string> {
	const path = join(folder, `graph-${layers.join('-')}.onnx`);
	const partial = `${path}.${process.pid}`;
	await writeFile(partial, encodeModel(readerGraph(network, layers), FILES.numbers));
	await rename(partial, path);
	return path;
}

function damaged(why: string): RoutooError {
	return new RoutooError(
		'damagedFile',
		l10n.t('The converted reader {0}.', why),
		l10n.t('Run "Routoo: Use a Reader File..." or "Routoo: Download the Reader...".'),
	);
}
