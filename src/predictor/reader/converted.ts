import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { sha256OfFile } from '../files.ts';
import { blockTypeOf } from './block-types.ts';
import { layoutOf, type Network } from './network.ts';

/** Changes with what a folder holds; a folder of another number is made anew. */
const FORMAT = 1;

/** Files of a converted reader: the graph's numbers, the embeddings row by row as in the source, and the vocabulary. */
export const FILES = { numbers: 'numbers.bin', embedding: 'embedding.bin', vocabulary: 'vocabulary.json', stamp: 'stamp.json' } as const;

/** Folder of a converted reader below the one given to all of them; of the source and the format, so that an update finds its own. */
export function convertedFolder(root: string, sourceSha256: string): string {
	return join(root, `${sourceSha256.slice(0, 16)}-${FORMAT}`);
}

const size = z.int().check(z.positive());
const fileSchema = z.object({ bytes: size, sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

const stampSchema = z.object({
	format: z.literal(FORMAT),
	/** SHA-256 of the model file that it was made of, lower-case hex. */
	source: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
	network: z.object({
		...{ layers: size, width: size, heads: size, keyHeads: size, inner: size, vocabulary: size },
		ropeBase: z.number().check(z.positive()),
		epsilon: z.number().check(z.positive()),
	}),
	/** Form of the embeddings, by its number in the source. */
	embeddingType: z.int().check(z.nonnegative()),
	files: z.object({ [FILES.numbers]: fileSchema, [FILES.embedding]: fileSchema, [FILES.vocabulary]: fileSchema }),
});

/** Written last into a converted folder: what it was made of, and what must be found in it. */
export interface Stamp {
	readonly format: typeof FORMAT;
	readonly source: string;
	readonly network: Network;
	readonly embeddingType: number;
	readonly files: Readonly<
		Record<'numbers.bin' | 'embedding.bin' | 'vocabulary.json', { readonly bytes: number; readonly sha256: string }>
	>;
}

export function stampOf(given: Omit<Stamp, 'format'>): Stamp {
	return { format: FORMAT, ...given };
}

/**
 * The stamp of a folder whose files are all there, by their sizes; null for anything else. Quick; the checksums are compared by
 * `isUnchanged` before the numbers are handed to native code.
 */
export async function readStamp(folder: string, source: string): Promise<Stamp | null> {
	try {
		const text = await readFile(join(folder, FILES.stamp), 'utf8');
		const { success, data } = z.safeParse(stampSchema, JSON.parse(text));
		if (!success || data.source !== source) return null;
		const form = blockTypeOf(data.embeddingType);
		const { vocabulary, width } = data.network;
		if (form?.dequantise == null || layoutOf(data.network).bytes > data.files[FILES.numbers].bytes) return null;
		if ((vocabulary * width * form.bytes) / form.block !== data.files[FILES.embedding].bytes) return null;
		for (const [name, { bytes }] of Object.entries(data.files)) {
			if ((await stat(join(folder, name))).size !== bytes) return null;
		}
		return data;
	} catch {
		return null;
	}
}

/** Whether every file is what was written. Reads them whole, in pieces. */
export async function isUnchanged(folder: string, { files }: Stamp): Promise<boolean> {
	for (const [name, { sha256 }] of Object.entries(files)) {
		if ((await sha256OfFile(join(folder, name))) !== sha256) return false;
	}
	return true;
}
