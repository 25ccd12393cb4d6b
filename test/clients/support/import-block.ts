import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resultsDir } from '../../../scripts/kit/paths.ts';

let files = 0;

/** What a block of TypeScript exports; its packages are this project's. */
export async function importBlock(text: string): Promise<Readonly<Record<string, unknown>>> {
	const folder = join(resultsDir, 'clients');
	mkdirSync(folder, { recursive: true });
	const file = join(folder, `block-${process.pid}-${++files}.ts`);
	writeFileSync(file, text);
	return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
}
