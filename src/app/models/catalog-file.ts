import { readFile } from 'node:fs/promises';
import { RoutooError } from '../../core/base/errors.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import { parseCatalog } from '../../core/model/load-catalog.ts';

/**
 * Nothing is known of any model: prices come from endpoints and settings, quality from family and size. The date makes it count as out of
 * date.
 */
const EMPTY: Catalog = { version: 1, date: '1970-01-01', models: [] };

/**
 * The catalog of the extension. A missing or damaged file leaves a working extension: `problem` says what is wrong and what to do. Never
 * rejects.
 */
export async function readCatalog(path: string): Promise<{ readonly catalog: Catalog; readonly problem: RoutooError | null }> {
	try {
		return { catalog: parseCatalog(JSON.parse(await readFile(path, 'utf8'))), problem: null };
	} catch (cause) {
		const why = cause instanceof RoutooError ? cause.message : 'The model catalog is missing or cannot be read.';
		const problem = new RoutooError(
			'damagedFile',
			`${why} Models of vendors have no price until one is set in routoo.prices; local models work.`,
			'Reinstall the extension.',
			{ cause },
		);
		return { catalog: EMPTY, problem };
	}
}
