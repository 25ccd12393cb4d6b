import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { weightsFile } from '../../core/reading/support.ts';

/** A folder with the weights of a test and the manifest that names them; gone when the test is. */
export function readingFolder(weights: object = weightsFile()): string {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-weights-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const text = JSON.stringify(weights);
	const sha256 = createHash('sha256').update(text).digest('hex');
	const files = { 'reading.json': { sha256, bytes: Buffer.byteLength(text), origin: 'a test', licence: 'MIT' } };
	writeFileSync(join(folder, 'reading.json'), text);
	writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: 1, files }));
	return folder;
}
