import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Layout, layoutOf } from '../app/layout.ts';
import { checkoutFiles } from '../predictor/checkout-files.ts';

/** Where this program's parts and its package.json are. */
export interface CliLayout extends Layout {
	/** Folder of package.json. */
	readonly root: string;
}

/** Of this program. */
export function cliVersion({ root }: Pick<CliLayout, 'root'>): string {
	return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }).version;
}

/** Of the npm package, whose bundles lie beside each other in dist/, or of a checkout. Errors: those of `layoutOf`. */
export function cliLayout(here: string = import.meta.dirname): CliLayout {
	if (existsSync(join(here, 'storage-worker.mjs'))) return { root: join(here, '..'), ...layoutOf(join(here, '..')) };
	const root = join(here, '../..');
	return {
		root,
		storageWorker: join(root, 'src/storage/sqlite/worker.ts'),
		// Nothing of the command line reads with a file.
		readerProcess: null,
		predictorWorker: join(root, 'src/predictor/worker.ts'),
		predictor: checkoutFiles(root),
		catalog: join(root, 'models', 'catalog.json'),
		completionHead: join(root, 'models', 'completion-head.json'),
	};
}
