import { RoutooError } from '../../../src/core/base/errors.ts';
import { type CatalogRead, type CatalogSource, EMPTY_CATALOG } from '../../../src/core/model/catalog-source.ts';
import { parseCatalog } from '../../../src/core/model/load-catalog.ts';
import type { AsyncDatabase } from './async-database.ts';

/** The catalog over a database that answers late; null where it has none. */
export class AsyncCatalog implements CatalogSource {
	readonly #database: AsyncDatabase<string | null>;

	constructor(database: AsyncDatabase<string | null>) {
		this.#database = database;
	}

	async read(): Promise<CatalogRead> {
		try {
			const json = await this.#database.transaction(async (data) => [data, data]);
			if (json === null) throw new Error('no catalog');
			return { catalog: parseCatalog(JSON.parse(json)), problem: null };
		} catch (cause) {
			const problem = new RoutooError('damagedFile', 'The model catalog cannot be read.', 'Publish it again.', { cause });
			return { catalog: EMPTY_CATALOG, problem };
		}
	}
}
