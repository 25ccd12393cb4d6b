import { readFile } from 'node:fs/promises';
import { RoutooError } from '../../core/base/errors.ts';
import { damagedReading, type ReadingWeights, readingWeights } from '../../core/reading/weights.ts';
import { ModelFileError, readManifest, verifyFile } from '../../predictor/files.ts';
import type { NoticeHub } from '../events.ts';

const FILE = 'reading.json';

/** Null where this build has none. Errors: RoutooError 'damagedFile' for one that is not what its manifest names. */
export async function loadReadingWeights(modelFolder: string): Promise<ReadingWeights | null> {
	try {
		const manifest = await readManifest(modelFolder);
		if (manifest.files[FILE] === undefined) return null;
		return readingWeights(JSON.parse(await readFile(await verifyFile(modelFolder, FILE, manifest), 'utf8')));
	} catch (cause) {
		if (cause instanceof ModelFileError || cause instanceof SyntaxError) throw damagedReading(cause.message.replace(/\.$/, ''), cause);
		throw cause;
	}
}

/** Reads it when it is first asked for. One that is damaged is told once, and then there is none. */
export function weightsOnce(
	modelFolder: string,
	notices: Pick<NoticeHub, 'warn'>,
	log: (line: string) => void,
): () => Promise<ReadingWeights | null> {
	let loaded: Promise<ReadingWeights | null> | null = null;
	return () => {
		loaded ??= loadReadingWeights(modelFolder).catch((error: unknown) => {
			if (error instanceof RoutooError) notices.warn(error);
			else log(`the weights of the deep reading cannot be read: ${String(error)}`);
			return null;
		});
		return loaded;
	};
}
