import { join } from 'node:path';
import { FileReader } from '../predictor/reader/file-reader.ts';
import type { Fetch } from '../providers/types.ts';
import type { Layout } from './layout.ts';
import { ReaderFiles } from './reading/file/reader-files.ts';
import { loadReadingWeights } from './reading/weights-file.ts';

export interface ReaderOptions {
	readonly layout: Pick<Layout, 'predictor' | 'readerProcess'>;
	/** The extension's own folder. */
	readonly own: string;
	readonly fetch: Fetch;
	/** Numbers and names only. */
	readonly log: (line: string) => void;
}

/** The reader that runs on this computer, and how it comes to its file. Nothing is started or read before somebody needs it. */
export function composeReader({ layout, own, fetch, log }: ReaderOptions): ReaderFiles {
	const { predictor, readerProcess } = layout;
	const reader = new FileReader({
		root: join(own, 'reader'),
		processPath: readerProcess ?? '',
		// Without its process it is as without its runtime: never ready.
		nativeModulePath: readerProcess === null ? null : predictor.nativeModulePath,
		runtimeManifestPath: predictor.runtimeManifestPath,
		// Whoever reads by the weights says what is wrong with them.
		expected: async () => (await loadReadingWeights(predictor.modelFolder).catch(() => null))?.file ?? null,
		told: log,
	});
	return new ReaderFiles({ reader, folder: join(own, 'reader-download'), fetch, log });
}
