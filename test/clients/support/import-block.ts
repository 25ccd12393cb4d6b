import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resultsDir } from '../../../scripts/kit/paths.ts';

/** What a block of TypeScript exports; its packages are this project's. Test files run in threads of one process, or beside another suite. */
export async function importBlock(text: string): Promise<Readonly<Record<string, unknown>>> {
	const folder = join(resultsDir, 'clients');
	mkdirSync(folder, { recursive: true });
	const file = join(folder, `block-${randomUUID()}.ts`);
	writeFileSync(file, text);
	return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
}
