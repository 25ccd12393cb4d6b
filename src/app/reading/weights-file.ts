import { readFile } from 'node:fs/promises';
import { damagedReading, type ReadingWeights, readingWeights } from '../../core/reading/weights.ts';
import { ModelFileError, readManifest, verifyFile } from '../../predictor/files.ts';

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
