import fs from 'node:fs';
import path from 'node:path';
import { marked } from 'marked';
import { expect, test } from 'vitest';
import { allSettings, withTexts } from '../../../scripts/kit/manifest-texts.ts';
import { root } from '../../../scripts/kit/paths.ts';
import { deadParts, MAX_PICTURE } from '../../../scripts/package/details.ts';
import { withKnownAddresses } from '../../../scripts/package/placeholders.ts';

const text = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

interface Manifest {
	readonly icon: string;
	readonly contributes: {
		readonly commands: readonly { readonly title: string; readonly category?: string }[];
		readonly configuration: Parameters<typeof allSettings<{ readonly default?: unknown }>>[0];
	};
}
const manifest = withTexts(JSON.parse(text('package.json')) as Manifest);

test.each([
	['a picture by a path', '![Chat](media/chat.png)', ['picture media/chat.png']],
	[
		'a picture in the page itself',
		`![Chat](data:image/png;base64,${'A'.repeat(90)})`,
		[expect.stringMatching(/^picture data:image.{40,60}\.\.\.$/)],
	],
	['a picture from the network', '![Chat](https://example.org/chat.png)', ['picture https://example.org/chat.png']],
	['a picture in a link', '[![Chat](chat.png)](https://example.org)', ['picture chat.png']],
	['a picture by its definition', '![Chat][1]\n\n[1]: chat.png', ['picture chat.png']],
	['a picture in HTML', 'So: <img alt="x" src="media/chat.png"> it looks.', ['picture media/chat.png']],
	['a film in a block of HTML', '<video controls poster="a.png">\n</video>', ['picture a.png']],
	['a link to a file', 'See [the guide](docs/guide/models.md).', ['link docs/guide/models.md']],
	['a link in a table', '| a |\n|---|\n| [b](b.md) |', ['link b.md']],
	['a link in HTML', '<a href="docs/x.md">x</a>', ['link docs/x.md']],
	['a command, which only extensions of VS Code itself may link', '[Set a key](command:routoo.setKey)', ['link command:routoo.setKey']],
	['an anchor without its heading', '[Limits](#limits)', ['link #limits']],
	[
		'an address that is not known yet',
		'[Issues](https://address-not-yet-known.invalid/x)',
		['link https://address-not-yet-known.invalid/x'],
	],
])('%s is found', (_what, markdown, found) => {
	expect(deadParts(markdown)).toEqual(found);
});

test('what the page does show is left alone', () => {
	const markdown = `# Routoo

[What it costs](#what-it-costs) [site](https://example.org) [mail](mailto:a@example.org)

\`![in code](a.png)\`

\`\`\`text
[in a fence](b.md) <img src="c.png">
\`\`\`

## What it costs
`;
	expect(deadParts(markdown)).toEqual([]);
});

test.each(['docs/details.md', 'CHANGELOG.md'])('%s shows nothing broken beside the extension', (file) => {
	expect(deadParts(text(file))).toEqual([]);
});

test('the details page names only commands and settings that exist, with their defaults', () => {
	const page = text('docs/details.md');
	const titles = manifest.contributes.commands.map(({ title, category }) => (category === undefined ? title : `${category}: ${title}`));
	const commands = [...page.matchAll(/`(Routoo: [^`]+)`/g)].map(([, title]) => title);
	expect(commands.length).toBeGreaterThan(5);
	expect(commands.filter((title) => !titles.includes(title as string))).toEqual([]);

	const properties = allSettings(manifest.contributes.configuration);
	const rows = [...page.matchAll(/^\| `(routoo\.[\w.]+)` \| (\S+) \|/gm)].map(([, name, value]) => [name, value?.replaceAll('`', '')]);
	expect(rows.length).toBeGreaterThan(5);
	const shown = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));
	expect(rows).toEqual(rows.map(([name]) => [name, shown(properties[name as string]?.default)]));
});

test.each(['README.md', 'docs/evidence/measurements.md'])(
	'%s leads to files and headings that exist, and its pictures are light',
	(page) => {
		const targets: { readonly picture: boolean; readonly file: string }[] = [];
		marked.walkTokens(marked.lexer(text(page)), (token) => {
			if (token.type !== 'link' && token.type !== 'image') return;
			const [file] = String(token.href).split('#');
			if (file && !/^[a-z]+:/.test(file))
				targets.push({ picture: token.type === 'image', file: path.join(root, path.dirname(page), file) });
		});
		expect(targets.length).toBeGreaterThan(10);
		expect(targets.filter(({ file }) => !fs.existsSync(file))).toEqual([]);
		expect(targets.filter(({ picture, file }) => picture && fs.statSync(file).size > MAX_PICTURE)).toEqual([]);
		expect(deadParts(text(page)).filter((part) => part.startsWith('link #'))).toEqual([]);
	},
);

test('a figure that the project page repeats stands among the measurements, in one row with its fellows', () => {
	const rows = [...text('docs/evidence/measurements.md').matchAll(/^\|.+$/gm)].map(([row]) => row);
	const section = text('README.md').split('## Measured')[1]?.split('\n## ')[0] ?? '';
	const measured = [...section.matchAll(/^\| (?!what )[^|]+ \| ([^|]*\d[^|]*) \|$/gm)].map(([, cell]) => cell as string);
	expect(measured.length).toBeGreaterThan(6);
	const figures = (cell: string): string[] => cell.match(/-?[\d.]*\d/g) ?? [];
	expect(measured.filter((cell) => !rows.some((row) => figures(cell).every((figure) => figures(row).includes(figure))))).toEqual([]);
});

test('the icon is of the size that VS Code asks for at least', () => {
	const png = fs.readFileSync(path.join(root, manifest.icon));
	expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 128, 128]);
});

test('addresses that nobody knows yet are left out of a package, known ones stay', () => {
	const none = { homepage: 'https://address-not-yet-known.invalid/', bugs: { url: 'https://address-not-yet-known.invalid/issues' } };
	const known = { name: 'routoo', repository: { type: 'git', url: 'https://routoo.example/routoo.git' } };
	expect(withKnownAddresses({ ...known, ...none })).toEqual(known);
});
