import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { loadReadingWeights, weightsOnce } from '../../../../src/app/reading/weights-file.ts';
import { weightsFile } from '../../core/reading/support.ts';
import { readingFolder } from './support.ts';

function folderOf(files: Readonly<Record<string, string>>): string {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-reading-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	return folder;
}

const TEXT = JSON.stringify(weightsFile());
const listed = (text: string) => ({
	sha256: createHash('sha256').update(text).digest('hex'),
	bytes: text.length,
	origin: 'test',
	licence: 'MIT',
});
const manifest = (files: object) => JSON.stringify({ version: 1, files });

test('a file that its manifest names is read', async () => {
	expect((await loadReadingWeights(readingFolder()))?.judge.difficulty.explained).toBe(0.4);
});

test('so is the one that ships', async () => {
	const shipped = await loadReadingWeights(fileURLToPath(new URL('../../../../models', import.meta.url)));
	expect(shipped!.judge.difficulty.explained).toBeGreaterThan(0);
});

test('a build without one has no deep reading, and that is no fault', async () => {
	expect(await loadReadingWeights(folderOf({ 'manifest.json': manifest({}) }))).toBeNull();
	expect(await loadReadingWeights(folderOf({ 'manifest.json': manifest({}), 'reading.json': TEXT }))).toBeNull();
});

test.each([
	['is missing', { 'manifest.json': manifest({ 'reading.json': listed(TEXT) }) }],
	['was cut', { 'manifest.json': manifest({ 'reading.json': listed(TEXT) }), 'reading.json': TEXT.slice(0, 100) }],
	['was changed', { 'manifest.json': manifest({ 'reading.json': listed(TEXT) }), 'reading.json': TEXT.replace('0.4', '0.9') }],
	['is no JSON', { 'manifest.json': manifest({ 'reading.json': listed('{') }), 'reading.json': '{' }],
	['is of another version', { 'manifest.json': manifest({ 'reading.json': listed('{"version":2}') }), 'reading.json': '{"version":2}' }],
	['has no manifest', { 'reading.json': TEXT }],
])('one that %s is damage, in words', async (_, files) => {
	await expect(loadReadingWeights(folderOf(files))).rejects.toMatchObject({
		kind: 'damagedFile',
		message: expect.stringMatching(/models\/reading\.json.*quick prediction stands alone/),
		nextStep: 'Install Routoo again.',
	});
});

test('damage is told once, and then there are none', async () => {
	const told: unknown[] = [];
	const weights = weightsOnce(folderOf({}), { warn: (error) => void told.push(error) }, () => {});
	expect([await weights(), await weights()]).toEqual([null, null]);
	expect(told).toMatchObject([{ kind: 'damagedFile' }]);
});
