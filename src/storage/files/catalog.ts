import { readFile } from 'node:fs/promises';
import { RoutooError } from '../../core/base/errors.ts';
import { type CatalogRead, type CatalogSource, EMPTY_CATALOG } from '../../core/model/catalog-source.ts';
import { parseCatalog } from '../../core/model/load-catalog.ts';

/** The catalog of the extension. */
export class FileCatalog implements CatalogSource {
	readonly #path: string;

	constructor(path: string) {
		this.#path = path;
	}

	async read(): Promise<CatalogRead> {
		try {
			return { catalog: parseCatalog(JSON.parse(await readFile(this.#path, 'utf8'))), problem: null };
		} catch (cause) {
			const why = cause instanceof RoutooError ? cause.message : 'The model catalog is missing or cannot be read.';
			const problem = new RoutooError(
				'damagedFile',
				`${why} Models of vendors have no price until one is set in routoo.prices; local models work.`,
				'Reinstall the extension.',
				{ cause },
			);
			return { catalog: EMPTY_CATALOG, problem };
		}
	}
}
