import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildCandidates } from '../../../src/core/model/build-candidates.ts';
import type { CatalogSource } from '../../../src/core/model/catalog-source.ts';
import { isCatalogStale } from '../../../src/core/model/load-catalog.ts';
import { FileCatalog } from '../../../src/storage/files/shipped.ts';
import { AsyncCatalog } from '../../support/stores/async-catalog.ts';
import { AsyncDatabase } from '../../support/stores/async-database.ts';
import { tempFolder } from '../../support/stores/sqlite.ts';
import { remote } from '../../unit/app/fakes.ts';

const SHIPPED = readFileSync('models/catalog.json', 'utf8');

/** Null: there is none. */
type Build = (content: string | null) => Promise<CatalogSource>;

const SOURCES: readonly (readonly [string, Build])[] = [
	[
		'a file',
		async (content) => {
			const path = join(tempFolder(), 'catalog.json');
			if (content !== null) await writeFile(path, content);
			return new FileCatalog(path);
		},
	],
	['an asynchronous database', async (content) => new AsyncCatalog(new AsyncDatabase(content))],
];

const OLLAMA = {
	id: 'ollama',
	kind: 'openai-compatible',
	displayName: 'Ollama',
	baseUrl: 'http://127.0.0.1:11434/v1',
	local: true,
	needsKey: false,
} as const;

describe.each(SOURCES)('the catalog in %s', (_name, build) => {
	it('is what was published', async () => {
		const { catalog, problem } = await (await build(SHIPPED)).read();
		expect(problem).toBeNull();
		expect(catalog).toEqual(JSON.parse(SHIPPED));
		expect(catalog.models.length).toBeGreaterThan(60);
	});

	it.each([
		['missing', null],
		['not JSON', '{"version":1,'],
		['of another form', '{"version":1,"date":"2026-11-01","models":[{}]}'],
	])('that is %s leaves local models working and says what to do', async (_what, content) => {
		const { catalog, problem } = await (await build(content)).read();
		expect(problem).toMatchObject({ kind: 'damagedFile', nextStep: expect.stringMatching(/\.$/) });
		expect(isCatalogStale(catalog, Date.now())).toBe(true);
		expect(buildCandidates(OLLAMA, [remote('qwen3:8b')], catalog)).toHaveLength(1);
	});
});

it('a database that cannot be reached is a problem in words too', async () => {
	const { catalog, problem } = await new AsyncCatalog(new AsyncDatabase<string | null>(SHIPPED, { failures: 1 })).read();
	expect(catalog.models).toEqual([]);
	expect(problem?.kind).toBe('damagedFile');
});
