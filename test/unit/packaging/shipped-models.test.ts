import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAcceptanceWeights } from '../../../src/core/completion/routing/acceptance-weights.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import { readingWeights } from '../../../src/core/reading/weights.ts';
import { parseParameters } from '../../../src/predictor/assemble.ts';
import { sha256OfFile } from '../../../src/predictor/files.ts';

const MODELS = join(import.meta.dirname, '../../../models');
const text = (name: string): string => readFileSync(join(MODELS, name), 'utf8');

/** A file that its reader takes for damaged leaves only a line in the log: what stands in for it answers. */
test.each<[string, (json: string) => unknown]>([
	['predictor.json', parseParameters],
	['catalog.json', (json) => parseCatalog(JSON.parse(json))],
	['completion-head.json', (json) => parseAcceptanceWeights(JSON.parse(json))],
	['reading.json', (json) => readingWeights(JSON.parse(json))],
])('the shipped %s is whole for this version', (name, read) => {
	expect(() => read(text(name))).not.toThrow();
});

test('the manifest names the shipped files as they are', async () => {
	const { files } = JSON.parse(text('manifest.json')) as { files: Record<string, { sha256: string }> };
	for (const [name, { sha256 }] of Object.entries(files)) expect(await sha256OfFile(join(MODELS, name)), name).toBe(sha256);
});
