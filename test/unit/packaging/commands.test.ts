import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/kit/paths.ts';

const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };
const text = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

test('documents name only commands that exist', () => {
	const files = fs.globSync(['*.md', '.github/**/*.{md,yml}', '.changeset/README.md', 'training/*.md', 'bench/*.md', 'docs/**/*.md'], {
		cwd: root,
	});
	const named = files.flatMap((file) => [...text(file).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => `${file}: ${name}`));
	expect(named.length).toBeGreaterThan(20);
	expect(named.filter((each) => !((each.split(': ')[1] as string) in scripts))).toEqual([]);
});

test('CONTRIBUTING.md names every script', () => {
	const missing = Object.keys(scripts).filter((name) => !new RegExp(`\`(npm (run (-s )?)?)?${name}[\` ]`).test(text('CONTRIBUTING.md')));
	expect(missing).toEqual([]);
});

test('every script runs a file that exists', () => {
	const files = Object.values(scripts).flatMap((command) => [...command.matchAll(/\bnode (\S+)/g)].map(([, file]) => file as string));
	expect(files.length).toBeGreaterThan(10);
	expect(files.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
});
