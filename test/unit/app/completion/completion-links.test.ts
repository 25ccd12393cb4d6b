import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RealPaths } from '../../../../src/app/completion/real-paths.ts';
import { PrivateFiles } from '../../../../src/core/workspace/private-files.ts';

let base: string;
let folder: string;
let changes: number;
let links: RealPaths;
const rules = new PrivateFiles([{ folder: '', text: 'ignored/\n' }], ['build/']);
const isPrivate = (path: string): boolean => links.isPrivate(path, (one) => rules.isPrivate(one));

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'routoo-links-')));
	folder = join(base, 'build', 'workspace');
	for (const name of ['ignored', 'src']) mkdirSync(join(folder, name), { recursive: true });
	mkdirSync(join(base, '.ssh'));
	for (const file of ['build/workspace/ignored/a.ts', 'build/workspace/src/a.ts', '.ssh/notes']) writeFileSync(join(base, file), 'x');
	changes = 0;
	links = new RealPaths(
		(file) => (file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file),
		() => changes++,
	);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const open = (path: string, root = folder) => links.opened({ path, file: join(root, path), folder: root });

test('a link to an ignored file or to a key is private once it is open, and while that is not known', async () => {
	symlinkSync(join(folder, 'ignored'), join(folder, 'docs'));
	symlinkSync(join(base, '.ssh', 'notes'), join(folder, 'notes.txt'));
	for (const path of ['docs/a.ts', 'notes.txt']) {
		expect(isPrivate(path)).toBe(false);
		const opening = open(path);
		expect(isPrivate(path)).toBe(true);
		await opening;
		expect(isPrivate(path)).toBe(true);
	}
	expect(changes).toBe(2);
	links.closed('notes.txt');
	expect(isPrivate('notes.txt')).toBe(false);
});

test('ordinary files are not, nor files that are gone, nor all files of a folder that is reached by a link', async () => {
	await open('src/a.ts');
	await open('src/gone.ts');
	expect([isPrivate('src/a.ts'), isPrivate('src/gone.ts')]).toEqual([false, false]);
	// The real folder lies in one that the exclude list names: within the workspace that says nothing.
	const linked = join(base, 'linked');
	symlinkSync(folder, linked);
	links = new RealPaths(
		(file) => (file.startsWith(`${linked}/`) ? file.slice(linked.length + 1) : file),
		() => changes++,
	);
	await open('src/a.ts', linked);
	expect(isPrivate('src/a.ts')).toBe(false);
});
