import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** What the weights in models/reading.json were fitted on. */
export interface ExpectedReading {
	/** Of the model file, lower-case hex. */
	readonly sha256: string;
	/** Layer after which the state is read, from 1. */
	readonly layer: number;
	/** Numbers of a state. */
	readonly size: number;
}

const schema = z.object({
	file: z.nullable(
		z.object({
			modelSha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
			layer: z.int().check(z.positive()),
			size: z.int().check(z.positive()),
		}),
	),
});

/** Null where the weights are of no model file, or cannot be read: who uses them says what is wrong with them. */
export async function readExpected(modelFolder: string): Promise<ExpectedReading | null> {
	try {
		const { success, data } = z.safeParse(schema, JSON.parse(await readFile(join(modelFolder, 'reading.json'), 'utf8')));
		if (!success || data.file === null) return null;
		const { modelSha256: sha256, layer, size } = data.file;
		return { sha256, layer, size };
	} catch {
		return null;
	}
}
