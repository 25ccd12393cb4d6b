import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { storageError } from '../../../src/storage/storage-error.ts';

function caught(work: () => unknown): unknown {
	try {
		work();
	} catch (error) {
		return error;
	}
	throw new Error('nothing was thrown');
}

it('a file in the place of a folder, and the other way round, are said in words', () => {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const file = join(folder, 'file');
	writeFileSync(file, '');
	mkdirSync(join(folder, 'sub'));
	const cases = [
		[() => mkdirSync(file), 'a file stands where a folder is needed'],
		[() => mkdirSync(join(file, 'deeper')), 'a file stands where a folder is needed'],
		[() => readFileSync(join(folder, 'sub')), 'a folder stands where the file is to be'],
	] as const;
	for (const [work, words] of cases) {
		const error = storageError(caught(work), 'The ledger', file);
		expect(error).toMatchObject({ kind: 'storage', message: `The ledger could not be written or read: ${words}.` });
		expect(error.nextStep).toMatch(/^Move the (file|folder) .* try again\.$/);
	}
});
