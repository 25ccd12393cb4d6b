import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest, sha256OfFile, verifyFile } from '../../../src/predictor/files.ts';
import { ROOT } from './model-folder.ts';

const folder = join(ROOT, 'models');

describe('models/manifest.json', () => {
	it.each(['encoder.onnx', 'tokenizer.json', 'predictor.json', 'catalog.json'])('names the %s that is there', async (name) => {
		const manifest = await readManifest(folder);
		const entry = manifest.files[name];
		expect(entry).toMatchObject({ sha256: await sha256OfFile(join(folder, name)), bytes: (await stat(join(folder, name))).size });
		expect(entry?.origin).not.toBe('');
		expect(entry?.licence).toMatch(/^(Apache-2\.0|MIT)$/);
		await expect(verifyFile(folder, name, manifest)).resolves.toBe(join(folder, name));
	});

	it('keeps the encoder below 25 MB', async () => {
		expect((await stat(join(folder, 'encoder.onnx'))).size).toBeLessThan(25_000_000);
	});
});
