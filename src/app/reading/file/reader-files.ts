import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../../core/base/errors.ts';
import type { FileReader, ReaderStatus } from '../../../predictor/reader/file-reader.ts';
import type { KnownFile } from '../../../predictor/reader/known-file.ts';
import type { Fetch } from '../../../providers/types.ts';
import { download } from './download.ts';
import { findFiles } from './found-files.ts';

export interface ReaderFilesDeps {
	readonly reader: FileReader;
	/** Of what is being downloaded, nothing else. */
	readonly folder: string;
	readonly fetch: Fetch;
	readonly log: (line: string) => void;
	/** Where other tools keep the file; for tests. */
	readonly find?: typeof findFiles;
}

/** How the reader comes to its file and loses it: what the user's commands do. */
export class ReaderFiles {
	readonly reader: FileReader;
	readonly #deps: ReaderFilesDeps;

	constructor(deps: ReaderFilesDeps) {
		this.#deps = deps;
		this.reader = deps.reader;
		deps.reader.onStatus((status) => {
			// Every percent of a conversion would be a line.
			if (status.kind !== 'converting' || status.done === 0) deps.log(readerInWords(status));
		});
	}

	/** The file that can be used. Errors: as `FileReader.wanted`. */
	wanted(): Promise<KnownFile> {
		return this.reader.wanted();
	}

	/** Paths where other tools of this computer may have it. */
	async found(): Promise<string[]> {
		return (this.#deps.find ?? findFiles)(await this.wanted());
	}

	/** Checks and converts a file that stays where it is. Errors: as `FileReader.convert`. */
	use(path: string, signal: AbortSignal): Promise<void> {
		return this.reader.convert(path, signal);
	}

	/**
	 * Downloads, checks and converts; what was downloaded goes then, because nothing needs it any more. `progress` is of the download, 0
	 * to 1. Errors: as `download` and `FileReader.convert`.
	 */
	async download(progress: (done: number) => void, signal: AbortSignal): Promise<void> {
		const { address, bytes, fileName } = await this.wanted();
		const { folder, fetch, log } = this.#deps;
		const path = join(folder, fileName);
		log(`downloading the reader from ${new URL(address).host}`);
		await download({ address, bytes, path, fetch, progress, signal });
		try {
			await this.use(path, signal);
		} catch (error) {
			// Another file than the one that was asked for: going on with it would never end. While another one is converted nobody looked.
			if (RoutooError.is(error, 'invalidInput') && this.reader.status().kind !== 'converting') await this.#clear();
			throw error;
		}
		await this.#clear();
	}

	/** Takes everything of the reader from this computer that Routoo brought. Errors: RoutooError 'storage'. */
	async remove(): Promise<void> {
		await this.#clear();
		await this.reader.remove();
	}

	async #clear(): Promise<void> {
		await rm(this.#deps.folder, { recursive: true, force: true }).catch((error: unknown) => {
			this.#deps.log(`what was downloaded of the reader cannot be removed: ${error instanceof Error ? error.message : String(error)}`);
		});
	}
}

/** One sentence for the log and for who asks what to do with the reader. */
export function readerInWords(status: ReaderStatus): string {
	switch (status.kind) {
		case 'none':
			return l10n.t('The reader has no file.');
		case 'converting':
			return l10n.t("The reader's file is being converted ({0} %).", Math.floor(status.done * 100));
		case 'ready':
			return l10n.t('The reader is ready.');
		case 'failed':
			return l10n.t('The reader cannot be used: {0}', status.reason);
	}
}
