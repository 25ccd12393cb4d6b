import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../../../scripts/kit/paths.ts';
import { run } from '../../../scripts/kit/run.ts';
import { PLACEHOLDER, PLACES, requireAddresses, standing } from '../../../scripts/package/placeholders.ts';
import { readZip } from '../../../scripts/package/zip.ts';

const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-release-'));
afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

/** A checkout in which every address but that of `except` is known. */
function checkout(name: string, except?: string): string {
	const folder = path.join(copy, name);
	for (const { file } of PLACES) {
		const text = fs.readFileSync(path.join(root, file), 'utf8');
		const known = text.replaceAll('address-not-yet-known.invalid', 'routoo.example').replaceAll('owner-not-yet-known', 'owner');
		fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		fs.writeFileSync(path.join(folder, file), file === except ? text : known);
	}
	return folder;
}

const release = (folder: string) =>
	run(process.execPath, [path.join(folder, 'scripts/package/package.ts'), '--release', '--target', 'universal']);

test.each([...new Set(PLACES.map(({ file }) => file))])('one that stands in %s is named, with what to do', (file) => {
	const folder = checkout(file.replaceAll('/', '-'), file);
	const places = PLACES.filter(
		(place) => place.file === file && PLACEHOLDER.test(place.read(fs.readFileSync(path.join(root, file), 'utf8')) ?? ''),
	);
	expect(standing(folder)).toEqual(places);
	if (places.length === 0) return expect(() => requireAddresses(folder)).not.toThrow();
	for (const { what, todo } of places) expect(() => requireAddresses(folder)).toThrow(`${file}: ${what} (put there ${todo})`);
});

test('an address that is left out altogether is missing too', () => {
	const folder = checkout('missing');
	expect(standing(folder)).toEqual([]);
	fs.writeFileSync(path.join(folder, 'package.json'), '{}');
	fs.rmSync(path.join(folder, 'SECURITY.md'));
	expect(standing(folder).map(({ what }) => what)).toEqual(['repository', 'bugs', 'homepage', 'address for reports']);
});

test('no file holds a placeholder that the list does not know', () => {
	const patterns = [
		'*.{md,json,mjs,ts}',
		'{.github,.changeset,.devcontainer,.vscode,docs,src,scripts,tools,samples}/**/*.{md,json,yml,ts,txt}',
		'.github/CODEOWNERS',
	];
	const files = patterns.flatMap((pattern) => fs.globSync(pattern, { cwd: root })).map((file) => file.replaceAll('\\', '/'));
	const found = files.filter((file) => PLACEHOLDER.test(fs.readFileSync(path.join(root, file), 'utf8')));
	const allowed = [...PLACES.map(({ file }) => file), 'scripts/package/placeholders.ts', 'scripts/test/workflows.ts'];
	expect(found.filter((file) => !allowed.includes(file))).toEqual([]);
});

test('a release is refused while they stand, and built when all is known', { timeout: 120_000 }, async () => {
	const folder = checkout('whole');
	for (const name of [
		'scripts',
		'src',
		'api',
		'docs',
		'l10n',
		'media',
		'models',
		'LICENSE',
		'README.md',
		'CHANGELOG.md',
		'.vscodeignore',
		'package.nls.json',
		'package.nls.de.json',
		'tsconfig.json',
	])
		fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
	fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
	const built = await release(folder);
	expect(built).toMatchObject({ code: 0, output: expect.stringMatching(/0 failed\n$/) });
	const vsix = fs.readdirSync(folder).filter((file) => file.endsWith('.vsix'));
	expect(vsix).toHaveLength(1);
	const packed = (await readZip(path.join(folder, vsix[0] as string))).find(({ name }) => name === 'extension/package.json');
	expect(packed?.data.toString()).toContain('"https://routoo.example/routoo.git"');

	fs.rmSync(path.join(folder, vsix[0] as string));
	fs.writeFileSync(path.join(folder, 'SECURITY.md'), 'Write to **security@address-not-yet-known.invalid**.\n');
	const refused = await release(folder);
	expect(refused.code).toBe(1);
	expect(refused.output).toContain('SECURITY.md: address for reports');
	expect(fs.readdirSync(folder).filter((file) => file.endsWith('.vsix'))).toEqual([]);
});
