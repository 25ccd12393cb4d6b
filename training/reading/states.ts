import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheDir } from '../../scripts/kit/paths.ts';
import { convertReader } from '../../src/predictor/reader/convert.ts';
import { READER_FILE } from '../../src/predictor/reader/known-file.ts';
import { textEnds } from '../../src/predictor/reader/prompt.ts';
import { Reader } from '../../src/predictor/reader/reader.ts';

/** Where the benchmark of completions puts the file that it downloads. */
export function usualFile(): string {
	return path.join(cacheDir(), 'completion-models', READER_FILE.fileName);
}

/** The converted reader in the cache, made of `file` where it is not there yet; its folder. */
export function convertedReader(file: string, log: (line: string) => void): Promise<string> {
	let told = 0;
	return convertReader(file, path.join(cacheDir(), 'reader'), READER_FILE, (done) => {
		if (done < told + 0.1) return;
		told = done;
		log(`converting the reader's file, ${Math.round(done * 100)} %`);
	});
}

/**
 * Layers whose states are kept, from 1. Of the mean states after every third layer the twelfth's told most of unseen repositories; it costs half of
 * the last one's time.
 */
const LAYERS = [12];
const folder = path.join(cacheDir(), 'reader', 'states', READER_FILE.sha256.slice(0, 16));
const placeOf = (text: string) => path.join(folder, `${createHash('sha256').update(text).digest('hex')}.f32`);

export interface ReadOptions {
	/** The model file; needed where it was not converted before. */
	readonly file: string;
	readonly log: (line: string) => void;
}

/**
 * What the reader of the product makes of each text, by the runtime of the product, is kept in the cache as soon as a text is read, so that
 * an interrupted run goes on where it was.
 */
export async function keepStates(texts: readonly string[], { file, log }: ReadOptions): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const missing = [...new Set(texts)].filter((text) => !existsSync(placeOf(text)));
	log(`${texts.length} texts, ${missing.length} of them not read yet`);
	if (missing.length === 0) return;
	const reader = await Reader.load({
		folder: await convertedReader(file, log),
		source: READER_FILE.sha256,
		nativeModulePath: createRequire(import.meta.url).resolve('onnxruntime-node'),
		layers: LAYERS,
	});
	for (const [done, text] of missing.entries()) {
		const { states } = await reader.read(textEnds(text));
		const partial = `${placeOf(text)}.${process.pid}`;
		writeFileSync(partial, Buffer.concat(states.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))));
		renameSync(partial, placeOf(text));
		if ((done + 1) % 20 === 0) log(`read ${done + 1} of ${missing.length}`);
	}
	await reader.dispose();
}

/** The state after a layer, counted from 1, as `keepStates` kept it; null for a text that was not read. */
export function keptState(text: string, layer: number): Float32Array | null {
	const at = LAYERS.indexOf(layer);
	if (at < 0) throw new RangeError(`layer ${layer}`);
	if (!existsSync(placeOf(text))) return null;
	const all = new Float32Array(new Uint8Array(readFileSync(placeOf(text))).buffer);
	const size = all.length / LAYERS.length;
	return all.slice(at * size, (at + 1) * size);
}
