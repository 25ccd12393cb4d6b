import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTrainingRows, rowHash, trainingRowsFile } from '../../../training/data/training-rows.ts';

describe('hashes of training rows', () => {
	it('are the first 8 bytes of SHA-256 of the letters and digits in lower case', () => {
		// echo -n abc | sha256sum
		expect(rowHash('A, b-C!')).toBe('ba7816bf8f01cfea');
	});

	it('find a row again whatever its case, spaces and signs, and no other', () => {
		const file = path.join(mkdtempSync(path.join(tmpdir(), 'rows-')), 'training-rows.bin');
		const bytes = trainingRowsFile(['What is 2 + 2?', 'what is 2+2', 'Über alles']);
		expect(bytes.length).toBe(16);
		writeFileSync(file, bytes);
		const seen = readTrainingRows(file);
		expect(seen.has(rowHash('WHAT is 2+2 ?'))).toBe(true);
		expect(seen.has(rowHash('über alles'))).toBe(true);
		expect(seen.has(rowHash('What is 2 + 3?'))).toBe(false);
	});
});
