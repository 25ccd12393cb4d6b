import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** First 8 bytes of SHA-256 of a whole text, lower-cased, letters and digits only. */
export function rowHash(text: string): string {
	const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
	return createHash('sha256').update(plain).digest('hex').slice(0, 16);
}

/** models/training-rows.bin: the sorted hashes of all training rows, 8 bytes each, so that a benchmark of shipped weights can leave those rows out. */
export function trainingRowsFile(texts: Iterable<string>): Buffer {
	const hashes = [...new Set(Array.from(texts, rowHash))].toSorted();
	return Buffer.from(hashes.join(''), 'hex');
}

export function readTrainingRows(file: string): ReadonlySet<string> {
	const bytes = readFileSync(file);
	const hashes = new Set<string>();
	for (let at = 0; at + 8 <= bytes.length; at += 8) hashes.add(bytes.toString('hex', at, at + 8));
	return hashes;
}
