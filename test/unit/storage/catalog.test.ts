import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildCandidates } from '../../../src/core/model/build-candidates.ts';
import { FileCatalog } from '../../../src/storage/files/shipped.ts';
import { remote } from '../app/fakes.ts';

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'routoo-catalog-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the shipped catalog is read without a word', async () => {
	const { catalog, problem } = await new FileCatalog('models/catalog.json').read();
	expect(problem).toBeNull();
	expect(catalog.models.length).toBeGreaterThan(60);
});

test.each([
	['missing', null],
	['not JSON', '{"version":1,'],
	['another form', '{"version":1,"date":"2026-11-01","models":[{}]}'],
])('a file that is %s leaves local models working and says what to do', async (_what, content) => {
	const path = join(folder, 'catalog.json');
	if (content !== null) await writeFile(path, content);
	const { catalog, problem } = await new FileCatalog(path).read();
	expect(problem).toMatchObject({ kind: 'damagedFile', nextStep: 'Install Routoo again.' });
	const endpoint = {
		id: 'ollama',
		kind: 'openai-compatible',
		displayName: 'Ollama',
		baseUrl: 'http://127.0.0.1:11434/v1',
		local: true,
		needsKey: false,
	} as const;
	expect(buildCandidates(endpoint, [remote('qwen3:8b')], catalog)).toHaveLength(1);
});
