import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { cacheDir } from '../../scripts/kit/paths.ts';
import { checkoutFiles } from '../../src/predictor/checkout-files.ts';
import { EMBEDDING_DIMS, type InferenceRuntime, loadNativeRuntime } from '../../src/predictor/runtime.ts';
import { textWindows } from '../../src/predictor/tokenizer.ts';
import { pythonWithPackages, run } from '../../training/encoder/fine-tune.ts';
import { MODELS, ROOT } from '../../training/kit/checkout.ts';
import { percentile } from '../kit/prompts.ts';
import type { EncoderVariant } from './variants.ts';

/** Runs whose time is taken, each on a text that fills the budget. */
const TIMED = 200;

export interface Embedded {
	/** Unit vectors, one a text. */
	readonly vectors: readonly Float32Array[];
	/** Size of the ONNX file. */
	readonly bytes: number;
	/** Median time of a text that fills the token budget, ms, two threads. */
	readonly p50Ms: number;
}

type Cut = (text: string) => number[];

/** Embeds texts as the product would with this variant: one at a time, through ONNX. `source` holds encoder.pt. Vectors are kept in the cache beside it. */
export async function embedVariant(
	variant: EncoderVariant,
	source: string,
	texts: readonly string[],
	log: (line: string) => void,
): Promise<Embedded> {
	const folder = path.join(cacheDir(), 'encoder-variants', path.basename(path.resolve(source, '../..')));
	mkdirSync(folder, { recursive: true });
	const name = `${variant.settings.layers.join('-')}x${variant.settings.epochs}-${path.basename(source)}-${variant.precision}`;
	const onnx = path.join(folder, `${name}.onnx`);
	if (!existsSync(onnx)) {
		const args = [path.join(ROOT, 'training/encoder/export.py'), path.join(source, 'encoder.pt'), onnx];
		await run(await pythonWithPackages(log), variant.precision === 'float32' ? [...args, '--float'] : args, () => {});
	}
	const runtime = await loadNativeRuntime(checkoutFiles(ROOT).nativeModulePath!, onnx);
	try {
		const cut = cutter(variant.tokens);
		const file = path.join(folder, `${name}-${variant.tokens}-${texts.length}.f32`);
		const vectors = existsSync(file) ? stored(file, texts.length) : await embedTexts(runtime, cut, texts, file);
		return { vectors, bytes: statSync(onnx).size, p50Ms: await time(runtime, cut, texts, variant.tokens) };
	} finally {
		await runtime.dispose();
	}
}

/** Token ids of a text in this budget: the rule of src/predictor/tokenizer.ts for other sizes than its own. */
function cutter(tokens: number): Cut {
	const tokenizer = new Tokenizer(JSON.parse(readFileSync(path.join(MODELS, 'tokenizer.json'), 'utf8')), {});
	const [cls, sep] = [tokenizer.token_to_id('[CLS]')!, tokenizer.token_to_id('[SEP]')!];
	const pieces = (part: string) => tokenizer.encode(part, { add_special_tokens: false }).ids;
	const tailPieces = Math.floor((tokens - 2) / 4);
	const headPieces = tokens - 2 - tailPieces;
	return (text) => {
		const { head, tail } = textWindows(text);
		const first = pieces(head);
		if (tail === null && first.length <= tokens - 2) return [cls, ...first, sep];
		return [cls, ...first.slice(0, headPieces), ...(tail === null ? first : pieces(tail)).slice(-tailPieces), sep];
	};
}

async function embedTexts(runtime: InferenceRuntime, cut: Cut, texts: readonly string[], file: string): Promise<Float32Array[]> {
	const all = new Float32Array(texts.length * EMBEDDING_DIMS);
	for (const [i, text] of texts.entries()) all.set(pooled(await runtime.run(cut(text))), i * EMBEDDING_DIMS);
	writeFileSync(`${file}.part`, new Uint8Array(all.buffer));
	renameSync(`${file}.part`, file);
	return rows(all, texts.length);
}

function stored(file: string, count: number): Float32Array[] {
	const bytes = readFileSync(file);
	return rows(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), count);
}

const rows = (all: Float32Array, count: number) =>
	Array.from({ length: count }, (_, i) => all.subarray(i * EMBEDDING_DIMS, (i + 1) * EMBEDDING_DIMS));

/** Mean over the tokens, length 1. */
function pooled(hidden: Float32Array): Float32Array {
	const vector = new Float32Array(EMBEDDING_DIMS);
	for (let at = 0; at < hidden.length; at++) vector[at % EMBEDDING_DIMS]! += hidden[at]!;
	const norm = Math.hypot(...vector);
	return vector.map((value) => value / norm);
}

async function time(runtime: InferenceRuntime, cut: Cut, texts: readonly string[], tokens: number): Promise<number> {
	const full: number[][] = [];
	for (let i = 0; i < texts.length && full.length < TIMED; i++) {
		const ids = cut(texts[i]!);
		if (ids.length === tokens) full.push(ids);
	}
	const times: number[] = [];
	for (const ids of full) {
		const start = performance.now();
		await runtime.run(ids);
		times.push(performance.now() - start);
	}
	return percentile(times, 0.5);
}
