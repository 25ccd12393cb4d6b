import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { type AcceptanceWeights, parseAcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../core/completion/routing/prior-weights.ts';
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
			const why = cause instanceof RoutooError ? cause.message : l10n.t('The model catalog is missing or cannot be read.');
			const problem = new RoutooError(
				'damagedFile',
				l10n.t('{0} Models of vendors have no price until one is set in routoo.prices; local models work.', why),
				l10n.t('Install Routoo again.'),
				{ cause },
			);
			return { catalog: EMPTY_CATALOG, problem };
		}
	}
}

/**
 * The fitted head of the extension. A missing or damaged file leaves working completions on assumptions: `problem` says so. Never rejects.
 */
export async function readAcceptanceWeights(path: string): Promise<{ readonly head: AcceptanceWeights; readonly problem: string | null }> {
	try {
		return { head: parseAcceptanceWeights(JSON.parse(await readFile(path, 'utf8'))), problem: null };
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return { head: PRIOR_ACCEPTANCE_WEIGHTS, problem: l10n.t('completions work on assumptions, without measured figures: {0}', why) };
	}
}
