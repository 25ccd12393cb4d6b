import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keyOf, manifestTexts, withTexts } from '../../../scripts/kit/manifest-texts.ts';
import { root } from '../../../scripts/kit/paths.ts';

const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const english = manifestTexts();
const languages = readdirSync(root).flatMap((name) => /^package\.nls\.([\w-]+)\.json$/.exec(name)?.[1] ?? []);

/** Every text in a part of the manifest, by its path. */
function texts(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
	if (typeof value === 'string') return [[path, value]];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, one]) => texts(one, path === '' ? name : `${path}.${name}`));
}

const all = texts(manifest);
const used = all.flatMap(([, text]) => keyOf(text) ?? []);

/** Parts of the manifest that a person reads; what a model reads stays English, and so does the name. */
const READ = /(?:^|\.)(?:title|label|description|markdownDescription|userDescription|displayName|altText|enumDescriptions\.\d+)$/;
const NOT_OURS =
	/^(?:displayName|contributes\.languageModelTools\.\d+\.inputSchema\.|contributes\.chatParticipants\.\d+\.disambiguation\.)/;

test('whatever a person reads of the manifest has a key', () => {
	const read = all.filter(
		([path]) => (path.startsWith('contributes.') || path === 'description' || path.startsWith('capabilities.')) && READ.test(path),
	);
	expect(read.length).toBeGreaterThan(100);
	const literal = read.filter(([path, text]) => !NOT_OURS.test(path) && keyOf(text) === null);
	expect(literal.filter(([, text]) => text !== 'Routoo')).toEqual([]);
});

test('every key has a text, and every text is used', () => {
	expect([...new Set(used)].sort()).toEqual(Object.keys(english).sort());
	// VS Code replaces a key only where it is the whole text.
	expect(all.filter(([, text]) => /%[\w.]+%/.test(text) && keyOf(text) === null)).toEqual([]);
});

test('texts take the place of their keys, and nothing else changes', () => {
	const part = { a: '%x%', b: ['%y%', '50 %', 3, null], c: { d: 'a %x% b' } };
	expect(withTexts(part, { x: 'X' })).toEqual({ a: 'X', b: ['%y%', '50 %', 3, null], c: { d: 'a %x% b' } });
	expect(texts(withTexts(manifest)).filter(([, text]) => keyOf(text) !== null)).toEqual([]);
});

test('German is complete', () => {
	expect(languages).toContain('de');
});

/** What a translation must keep, each sorted: settings and commands that are named, addresses, code, and figures by their digits. */
function kept(text: string): Readonly<Record<string, readonly string[]>> {
	const found = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? match[0]).sort();
	return {
		targets: found(/\]\(([^)]+)\)/g),
		code: found(/`[^`]+`/g),
		// A comma here is a point there: 0.003 and 0,003, 8,000 and 8.000.
		figures: found(/\d+(?:[.,]\d+)*/g).map((figure) => figure.replace(/[.,]/g, '')),
		lines: [`${text.split('\n').length}`],
		more: [String(text.endsWith('...'))],
	};
}

describe.each(languages)('%s', (language) => {
	const translated = manifestTexts(language);

	test('has the same keys in the same order', () => {
		expect(Object.keys(translated)).toEqual(Object.keys(english));
	});

	test.each(Object.entries(english))('%s keeps links, commands, code and figures', (key, text) => {
		expect(kept(translated[key] ?? '')).toEqual(kept(text));
	});

	test('no text was left in English', () => {
		const same = Object.entries(translated).filter(([key, text]) => text === english[key] && text.includes(' '));
		expect(same).toEqual([]);
		for (const [key, text] of Object.entries(translated)) expect(text.trim(), key).not.toBe('');
	});
});
