import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/kit/paths.ts';
import { literals } from '../support/literals.ts';

const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

/** Where texts for users stand in sources. */
const SOURCES = ['src/{views,host,app,protocol}/**/*.ts', 'src/core/{agent,completion,gateway,money,routing}/**/*.ts'];
/** What is said to servers or read from them, or matched in their words; no user sees it. */
const NOT_SAID = [
	/^src\/core\/agent\/(?:frames|failure|background)/,
	/^src\/core\/completion\/(?:text|context)\//,
	/typical-requests\.ts$/,
];
/** Keys of the manifest whose texts users read. */
const SHOWN = new Set([
	'title',
	'description',
	'markdownDescription',
	'enumDescriptions',
	'label',
	'userDescription',
	'altText',
	'displayName',
]);

interface Entry {
	readonly word: string;
	readonly notCalled: readonly string[];
}

/** The tables of the glossary. */
const entries: readonly Entry[] = read('docs/glossary.md')
	.split('\n')
	.filter((line) => /^\| (?!word \||-)/.test(line))
	.map((line) => line.split('|').map((cell) => cell.trim()))
	.map(([, word = '', , notCalled = '']) => ({ word, notCalled: notCalled.split(',').map((each) => each.trim()) }));

function pattern(term: string): RegExp {
	const escaped = term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+');
	return new RegExp(`(?<![\\w./-])${escaped}${/\w$/.test(term) ? 's?(?![\\w-])' : ''}`, 'i');
}

const forbidden = entries.flatMap(({ word, notCalled }) => notCalled.map((term) => ({ word, term, pattern: pattern(term) })));

/** A text for people has a space in it; a single word is a name. */
function texts(source: string): readonly string[] {
	return literals(source).filter((text) => /\w\s+\w/.test(text));
}

function offences(where: string, text: string): readonly string[] {
	return forbidden.filter((each) => each.pattern.test(text)).map(({ term, word }) => `${where}: "${term}" is ${word}: ${text.trim()}`);
}

function shown(value: unknown, key = ''): readonly string[] {
	if (typeof value === 'string') return SHOWN.has(key) ? [value] : [];
	if (Array.isArray(value)) return value.flatMap((each) => shown(each, key));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, each]) => shown(each, name));
}

test('the glossary is read whole, and no word of it is what another is not called', () => {
	expect(entries.length).toBeGreaterThan(25);
	expect(entries.filter(({ word, notCalled }) => word === '' || notCalled.some((term) => term === ''))).toEqual([]);
	const words = entries.flatMap(({ word }) => word.split(',').map((each) => each.trim()));
	expect(new Set(words).size).toBe(words.length);
	expect(words.flatMap((word) => offences('the glossary', word))).toEqual([]);
});

test('what the sources say to users keeps to the glossary', () => {
	const files = fs.globSync(SOURCES, { cwd: root }).filter((file) => !NOT_SAID.some((each) => each.test(file)));
	expect(files.length).toBeGreaterThan(300);
	expect(files.flatMap((file) => texts(read(file)).flatMap((text) => offences(file, text)))).toEqual([]);
});

test('so does the manifest, with the texts of its languages in English, and the guides', () => {
	const manifest = shown(JSON.parse(read('package.json')).contributes);
	expect(manifest.length).toBeGreaterThan(100);
	const named = fs.existsSync(path.join(root, 'package.nls.json')) ? Object.values(JSON.parse(read('package.nls.json'))).map(String) : [];
	expect([...manifest, ...named].flatMap((text) => offences('package.json', text))).toEqual([]);
	const pages = ['docs/details.md', ...fs.globSync('docs/guide/*.md', { cwd: root })];
	const said = pages.flatMap((page) =>
		read(page)
			// What stands in code is a name, and none of the text around it.
			.replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
			.split('\n')
			.flatMap((line) => offences(page, line)),
	);
	expect(said).toEqual([]);
});

test('no text shouts', () => {
	const files = fs.globSync(SOURCES.slice(0, 1), { cwd: root }).filter((file) => !NOT_SAID.some((each) => each.test(file)));
	const loud = files.flatMap((file) => texts(read(file)).flatMap((text) => (/[a-z]!(?:\s|$)/.test(text) ? [`${file}: ${text}`] : [])));
	expect(loud).toEqual([]);
});

test('texts are found in quotes and between the holes of templates, and nowhere else', () => {
	const source = [
		"// 'no comment', /* no */",
		"const a = 'one \\' quote'; /* 'nor this' */ const b = \"two\";",
		"const c = `three §{f({ x: 'four', y: `five §{g} six` })} seven`;",
		"const d = /['\"`]/.test(e) ? 1 / 2 / 3 : 'eight';",
		"return /it's/;",
		"const f = 'nine';",
	]
		.join('\n')
		.replaceAll('§', '$');
	expect(literals(source)).toEqual(["one \\' quote", 'two', 'three ', 'four', 'five ', ' six', ' seven', 'eight', 'nine']);
});
