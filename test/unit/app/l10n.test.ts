import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BUNDLES, bundleText, textsOfSource } from '../../../scripts/build/l10n.ts';
import { root } from '../../../scripts/kit/paths.ts';
import { INITIAL_STATUS } from '../../../src/app/insights/status.ts';
import { statusView } from '../../../src/app/insights/status-view.ts';

const read = (file: string): string => readFileSync(path.join(BUNDLES, file), 'utf8');
const english = JSON.parse(read('bundle.l10n.json')) as Record<string, string>;
const sources = globSync('src/**/*.ts', { cwd: root })
	.map((file) => [file, readFileSync(path.join(root, file), 'utf8')] as const)
	.filter(([, text]) => /from '@vscode\/l10n'|l10n\.t\(/.test(text));

afterEach(() => l10n.config({ contents: {} }));

test('the bundle is what the source says: npm run l10n', () => {
	expect(read('bundle.l10n.json')).toBe(bundleText(textsOfSource()));
});

test('texts are said in the one form that is found', () => {
	expect(sources.length).toBeGreaterThan(2);
	for (const [file, text] of sources) {
		expect(text, file).toContain("import * as l10n from '@vscode/l10n';");
		// A text that is put together is none that a translator gets.
		expect(text, file).not.toMatch(/l10n\.t\((?!\s*['"{])/);
	}
});

test('nothing is said while a module loads: the language is not known yet', async () => {
	vi.resetModules();
	vi.doMock('@vscode/l10n', () => ({
		t: (text: string) => {
			throw new Error(`said at once: ${text}`);
		},
	}));
	// What needs an editor or a page, and what begins to work at once where it is loaded.
	const elsewhere = /src\/(?:views|host|extension)|\/worker\.ts$/;
	for (const [file, text] of sources) {
		if (!elsewhere.test(file) && text.includes('l10n.t(')) await import(path.join(root, file));
	}
	vi.doUnmock('@vscode/l10n');
});

const placeholders = (text: string): string[] => (text.match(/\{\d+\}/g) ?? []).sort();
const languages = globSync('bundle.l10n.*.json', { cwd: BUNDLES }).map((file) => file.split('.')[2] as string);

describe.each(languages)('%s', (language) => {
	const translated = Object.entries(JSON.parse(read(`bundle.l10n.${language}.json`)) as Record<string, string>);

	test('translates texts that exist, with their places, links and emphasis', () => {
		expect(translated.length).toBeGreaterThan(0);
		for (const [text, other] of translated) {
			expect(english, text).toHaveProperty([text]);
			expect(placeholders(other), text).toEqual(placeholders(text));
			expect((other.match(/\*\*/g) ?? []).length, text).toBe((text.match(/\*\*/g) ?? []).length);
			expect(other.trim(), text).toBe(other);
			expect(other, text).not.toBe('');
		}
	});
});

test('the status bar speaks German where VS Code does', () => {
	l10n.config({ contents: read('bundle.l10n.de.json') });
	const { text, tooltip } = statusView({ ...INITIAL_STATUS, health: { kind: 'ready' }, usableModels: 0, paidPaused: true });
	expect(text).toContain('kein Modell');
	expect(tooltip).toContain('**Bezahlte Anfragen sind angehalten**');
	expect(tooltip).toContain('[Erste Schritte](command:routoo.getStarted)');
	l10n.config({ contents: {} });
	expect(statusView({ ...INITIAL_STATUS, health: { kind: 'ready' }, usableModels: 0 }).text).toContain('no model');
});
