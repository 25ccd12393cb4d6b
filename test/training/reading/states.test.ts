import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { READER_FILE } from '../../../src/predictor/reader/known-file.ts';

const cache = mkdtempSync(join(tmpdir(), 'routoo-states-'));
afterAll(() => {
	vi.unstubAllEnvs();
	rmSync(cache, { recursive: true, force: true });
});

test('states that are kept are found by their text and layer, and nothing is read twice', async () => {
	vi.stubEnv('ROUTOO_CACHE', cache);
	const { keepStates, keptState } = await import('../../../training/reading/states.ts');
	const folder = join(cache, 'reader', 'states', READER_FILE.sha256.slice(0, 16));
	mkdirSync(folder, { recursive: true });
	const states = Float32Array.from({ length: 3 }, (_, i) => i);
	writeFileSync(join(folder, `${createHash('sha256').update('known').digest('hex')}.f32`), Buffer.from(states.buffer));
	expect(keptState('known', 12)).toEqual(Float32Array.of(0, 1, 2));
	expect(keptState('unknown', 12)).toBeNull();
	for (const layer of [0, 11, 13, 1.5]) expect(() => keptState('known', layer)).toThrow(RangeError);
	const told: string[] = [];
	// No file is there to read with: it would fail if it tried.
	await keepStates(['known', 'known'], { file: '/nowhere', log: (line) => told.push(line) });
	expect(told).toEqual(['2 texts, 0 of them not read yet']);
	await expect(keepStates(['unknown'], { file: '/nowhere', log: () => undefined })).rejects.toMatchObject({ kind: 'invalidInput' });
});
