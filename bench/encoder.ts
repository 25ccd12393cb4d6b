import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkoutFiles } from '../src/predictor/checkout-files.ts';
import { loadEncoder } from '../src/predictor/encoder.ts';
import { truncated } from '../src/predictor/tokenizer.ts';
import { benchPrompts, percentile } from './kit/prompts.ts';

/**
 * Compares two ways to run the encoder in the worker: `node bench/encoder.ts` under Node 24.
 *   bare          @huggingface/tokenizers with onnxruntime-node (what ships)
 *   transformers  @huggingface/transformers over the same files
 * Each runs in a process of its own over the same 300 texts, with the same truncation and two threads; the bundle is esbuild's, minified, with the
 * native binding outside and sharp stubbed.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TEXTS = 300;

interface Measured {
	readonly loadMs: number;
	readonly p50: number;
	readonly p99: number;
	readonly rssGrowthMb: number;
	readonly checksum: number;
}

type Embed = (text: string) => Promise<Float32Array>;

async function bare(): Promise<Embed> {
	const encoder = await loadEncoder(checkoutFiles(ROOT));
	return (text) => encoder.embed(text);
}

/** A folder of links in the layout that transformers expects, with our truncation on top. */
async function transformers(work: string): Promise<Embed> {
	const { AutoModel, AutoTokenizer, env, Tensor } = await import('@huggingface/transformers');
	const folder = join(work, 'encoder');
	await mkdir(join(folder, 'onnx'), { recursive: true });
	await symlink(join(ROOT, 'models/encoder.onnx'), join(folder, 'onnx/model_quantized.onnx'));
	for (const name of ['tokenizer.json', 'tokenizer_config.json']) await symlink(join(ROOT, 'models', name), join(folder, name));
	await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'bert', architectures: ['BertModel'], hidden_size: 384 }));
	env.allowRemoteModels = false;
	env.localModelPath = work;
	const tokenizer = await AutoTokenizer.from_pretrained('encoder', { local_files_only: true });
	const model = await AutoModel.from_pretrained('encoder', {
		dtype: 'q8',
		local_files_only: true,
		session_options: { intraOpNumThreads: 2, interOpNumThreads: 1, enableCpuMemArena: false },
	});
	const [cls, sep] = tokenizer.encode('') as [number, number];
	return async (text) => {
		const ids = [cls, ...truncated(text, (part) => tokenizer.encode(part, { add_special_tokens: false })), sep];
		const output = (await model({ input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]) })) as {
			last_hidden_state: { mean(dim: number): { normalize(p: number, dim: number): { data: Float32Array } } };
		};
		return output.last_hidden_state.mean(1).normalize(2, -1).data;
	};
}

async function measure(way: string, work: string): Promise<Measured> {
	const base = process.memoryUsage.rss();
	const start = performance.now();
	const embed = way === 'bare' ? await bare() : await transformers(work);
	await embed('warm');
	const loadMs = performance.now() - start;
	const times: number[] = [];
	let checksum = 0;
	for (const text of benchPrompts(TEXTS)) {
		const begun = performance.now();
		const vector = await embed(text);
		times.push(performance.now() - begun);
		checksum += vector[0] ?? 0;
	}
	const rssGrowthMb = (process.memoryUsage.rss() - base) / 1e6;
	return { loadMs, p50: percentile(times, 0.5), p99: percentile(times, 0.99), rssGrowthMb, checksum };
}

/** Bytes of what would be in the worker's bundle. */
async function bundleBytes(way: string, work: string): Promise<number> {
	const { build } = await import('esbuild');
	const outfile = join(work, `${way}.mjs`);
	const contents =
		way === 'bare'
			? "export { loadEncoder } from './src/predictor/encoder.ts'"
			: "export { AutoModel, AutoTokenizer, env, Tensor } from '@huggingface/transformers'";
	await build({
		stdin: { contents, resolveDir: ROOT, loader: 'ts' },
		bundle: true,
		minify: true,
		platform: 'node',
		format: 'esm',
		outfile,
		logLevel: 'error',
		external: ['onnxruntime-node'],
		plugins: [
			{
				name: 'stub-sharp',
				setup: (plugin) => {
					plugin.onResolve({ filter: /^sharp$/ }, () => ({ path: 'sharp', namespace: 'stub' }));
					plugin.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export default {}' }));
				},
			},
		],
	});
	return (await stat(outfile)).size;
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] && resolve(process.argv[1]) === self) {
	const work = await mkdtemp(join(tmpdir(), 'routoo-bench-'));
	try {
		const [flag, way] = process.argv.slice(2);
		if (flag === '--one' && way) {
			console.log(JSON.stringify(await measure(way, work)));
		} else {
			console.log('way           load ms   p50 ms   p99 ms   memory MB   bundle kB   checksum');
			for (const name of ['bare', 'transformers']) {
				const { stdout } = await promisify(execFile)(process.execPath, [self, '--one', name], { cwd: ROOT });
				const m = JSON.parse(stdout) as Measured;
				const kb = (await bundleBytes(name, work)) / 1000;
				const cells = [
					m.loadMs.toFixed(0),
					m.p50.toFixed(1),
					m.p99.toFixed(1),
					m.rssGrowthMb.toFixed(0),
					kb.toFixed(0),
					m.checksum.toFixed(4),
				];
				console.log(name.padEnd(12) + cells.map((cell, i) => cell.padStart([9, 9, 9, 12, 12, 11][i] ?? 9)).join(''));
			}
		}
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}
