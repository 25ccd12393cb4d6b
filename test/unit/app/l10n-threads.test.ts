import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import * as l10n from '@vscode/l10n';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { speak, spokenTexts } from '../../../src/core/base/language.ts';
import { RunningReader } from '../../../src/predictor/reader/running-reader.ts';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';

afterEach(() => speak({}));

const GERMAN = {
	'Update Routoo in this window.': 'Aktualisieren Sie Routoo in diesem Fenster.',
	'The converted reader {0}.': 'Der umgewandelte Leser {0}.',
	'is missing or damaged': 'fehlt oder ist beschädigt',
};

test('the thread of the ledger speaks as the window does', async () => {
	const folder = tempFolder();
	const db = new DatabaseSync(join(folder, 'ledger.db'));
	db.exec('CREATE TABLE future (x); PRAGMA user_version = 999');
	db.close();
	speak(GERMAN);
	const { ledger } = openWindow(folder);
	await expect(ledger.rows(1)).rejects.toMatchObject({
		kind: 'storage',
		message: 'The ledger was written by a newer version of Routoo.',
		nextStep: GERMAN['Update Routoo in this window.'],
	});
});

test('so does the process of the reader', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'routoo-l10n-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	mkdirSync(join(folder, 'reader'));
	speak(GERMAN);
	const nativeModulePath = createRequire(import.meta.url).resolve('onnxruntime-node');
	const files = { folder: join(folder, 'reader'), source: 'none', nativeModulePath, layers: [2] };
	const processPath = fileURLToPath(new URL('../../../src/predictor/reader/process.ts', import.meta.url));
	const reader = new RunningReader(files, { processPath, runtimeManifestPath: null });
	onTestFinished(() => reader.dispose());
	await expect(reader.read('Fix it.', new AbortController().signal)).rejects.toThrow('Der umgewandelte Leser fehlt oder ist beschädigt.');
});

test.each([undefined, null, 'Hallo', 7])('what is no texts changes nothing: %s', (texts) => {
	speak({ free: 'frei' });
	speak(texts);
	expect(l10n.t('free')).toBe('frei');
	expect(spokenTexts()).toEqual({ free: 'frei' });
});

test('of texts, what is none is left out', () => {
	speak({ free: 7, dear: 'teuer' });
	expect([l10n.t('free'), l10n.t('dear')]).toEqual(['free', 'teuer']);
});
