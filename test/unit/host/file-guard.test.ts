import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Question } from '../../../src/app/ports.ts';
import { PrivateFiles } from '../../../src/core/workspace/private-files.ts';
import { FileGuard } from '../../../src/host/editor/file-guard.ts';
import { placeOf } from '../../../src/host/editor/real-files.ts';

const editor = vi.hoisted(() => ({ folder: '' }));
const inFolder = (path: string): boolean => path.startsWith(`${editor.folder}/`);

vi.mock('vscode', () => ({
	workspace: {
		get workspaceFolders() {
			return [{ uri: { scheme: 'file', fsPath: editor.folder } }];
		},
		getWorkspaceFolder: ({ fsPath }: { fsPath: string }) => (fsPath.startsWith(`${editor.folder}/`) ? {} : undefined),
		asRelativePath: (uri: string | { fsPath: string }) => {
			const path = typeof uri === 'string' ? uri : uri.fsPath;
			return path.startsWith(`${editor.folder}/`) ? path.slice(editor.folder.length + 1) : path;
		},
	},
}));

let base: string;
let asked: Question[];
let answer: string | null;
let guard: FileGuard;
const uri = (path: string) => {
	const file = path.startsWith('/') ? path : join(editor.folder, path);
	return { scheme: 'file', fsPath: file, path: file, toString: () => `file://${file}` } as never;
};
const put = (path: string): void => {
	mkdirSync(join(editor.folder, path, '..'), { recursive: true });
	writeFileSync(join(editor.folder, path), 'x');
};

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'routoo-guard-')));
	editor.folder = join(base, 'work');
	mkdirSync(join(base, 'outside', 'sub'), { recursive: true });
	writeFileSync(join(base, 'outside', 'outside.txt'), 'x');
	for (const path of ['src/a.ts', '.env', '.git/config', '.eslintrc', 'sub/deep-secret.txt', 'sub/open.txt']) put(path);
	symlinkSync(join(base, 'outside', 'outside.txt'), join(editor.folder, 'innocent-link.txt'));
	symlinkSync(join(base, 'outside'), join(editor.folder, 'linkdir'));
	symlinkSync(join(base, 'nowhere'), join(editor.folder, 'dangling.txt'));
	symlinkSync('.env', join(editor.folder, 'readme-link.md'));
	symlinkSync('.git', join(editor.folder, 'docs'));
	symlinkSync('src', join(editor.folder, 'alias'));
	asked = [];
	answer = null;
	const files = new PrivateFiles([{ folder: 'sub', text: 'deep-secret.txt' }], []);
	guard = new FileGuard({ ready: async () => {}, matches: (path: string) => files.isPrivate(path) } as never, async (question) => {
		asked.push(question);
		return answer;
	});
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('a text with a key goes after a yes alone, and quietly never', async () => {
	const key = `token = 'ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}'`;
	await guard.mayShow(uri('src/a.ts'), 'const a = 1;');
	await expect(guard.mayShow(uri('src/a.ts'), key, 'quiet')).rejects.toMatchObject({ kind: 'invalidInput' });
	expect(asked).toEqual([]);
	await expect(guard.mayShow(uri('src/a.ts'), key)).rejects.toThrow('src/a.ts was not attached');
	answer = 'yes';
	await guard.mayShow(uri('src/a.ts'), key);
	expect(asked[0]!.detail).toMatch(/^It holds /);
});

const LEADS_OUT = ['innocent-link.txt', 'linkdir/outside.txt', 'linkdir/sub/new.ts', 'linkdir/new/deeper/x.ts', 'dangling.txt'];
const SENSITIVE = [
	'.env',
	'.git/config',
	'.git/hooks/pre-commit.sh',
	'.vscode/settings.json',
	'.eslintrc',
	'docs/config',
	'readme-link.md',
];
const ORDINARY = ['src/a.ts', 'src/new.ts', 'new/folder/b.ts', 'alias/a.ts', 'alias/new.ts'];

describe('attaching', () => {
	test.each([...SENSITIVE, ...LEADS_OUT, 'sub/deep-secret.txt'])('%s is asked about by name, and refused without a yes', async (path) => {
		await expect(guard.mayRead(uri(path))).rejects.toMatchObject({ kind: 'invalidInput' });
		expect(asked).toHaveLength(1);
		expect(asked[0]).toMatchObject({ text: `Attach ${path}?`, modal: true });
		answer = 'yes';
		await guard.mayRead(uri(path));
	});

	test.each([...ORDINARY, 'sub/open.txt'])('%s is not', async (path) => {
		await guard.mayRead(uri(path));
		expect(asked).toEqual([]);
	});

	test('a link out says where it leads', async () => {
		await expect(guard.mayRead(uri('innocent-link.txt'))).rejects.toThrow();
		expect(asked[0]!.detail).toContain(join(base, 'outside', 'outside.txt'));
	});

	test('a file outside that the user names himself goes by its name', async () => {
		const [plain, key] = [join(base, 'outside', 'outside.txt'), join(base, 'outside', 'id_rsa')];
		await guard.mayRead(uri(plain));
		await expect(guard.mayRead(uri(key))).rejects.toThrow();
		expect(asked.map(({ text }) => text)).toEqual([`Attach ${key}?`]);
	});

	test('what `@` offers leads neither out nor to a private file', async () => {
		const all = ['src/a.ts', 'alias/a.ts', 'innocent-link.txt', 'linkdir/outside.txt', 'dangling.txt', 'readme-link.md', 'docs/config'];
		const offered = await guard.offered(all.map(uri));
		expect(offered.map(({ fsPath }) => fsPath.slice(editor.folder.length + 1))).toEqual(['src/a.ts', 'alias/a.ts']);
	});
});

describe('applying', () => {
	test.each(LEADS_OUT)('%s is refused without a question', async (path) => {
		answer = 'yes';
		await expect(guard.mayWrite(uri(path))).rejects.toMatchObject({ kind: 'invalidInput' });
		expect(asked).toEqual([]);
	});

	test.each(SENSITIVE)('%s needs a yes of its own, which names the path', async (path) => {
		await expect(guard.mayWrite(uri(path))).rejects.toMatchObject({ kind: 'invalidInput' });
		expect(asked[0]!.text).toContain(path);
		answer = 'yes';
		const place = await guard.mayWrite(uri(path));
		expect(inFolder(place)).toBe(true);
		await guard.mayWrite(uri(path), place);
		expect(asked).toHaveLength(2);
	});

	test.each(ORDINARY)('%s needs none', async (path) => {
		expect(inFolder(await guard.mayWrite(uri(path)))).toBe(true);
		expect(asked).toEqual([]);
	});

	test('a link that is put in the way between preview and accept is found', async () => {
		const swap = (path: string, target: string): void => {
			rmSync(join(editor.folder, path), { recursive: true, force: true });
			symlinkSync(target, join(editor.folder, path));
		};
		const file = await guard.mayWrite(uri('src/a.ts'));
		swap('src/a.ts', join(base, 'outside', 'outside.txt'));
		await expect(guard.mayWrite(uri('src/a.ts'), file)).rejects.toThrow('leads out of the workspace');
		swap('src/a.ts', join(editor.folder, '.env'));
		await expect(guard.mayWrite(uri('src/a.ts'), file)).rejects.toThrow('was not changed');
		expect(asked).toHaveLength(1);
		const made = await guard.mayWrite(uri('new/b.ts'));
		swap('new', join(base, 'outside'));
		await expect(guard.mayWrite(uri('new/b.ts'), made)).rejects.toThrow('leads out of the workspace');
		expect(existsSync(join(base, 'outside', 'b.ts'))).toBe(false);
	});
});

test('a workspace that is itself reached by a link is a workspace', async () => {
	const linked = join(base, 'linked');
	symlinkSync(editor.folder, linked);
	const real = join(editor.folder, 'src', 'a.ts');
	expect(await placeOf(join(linked, 'src', 'a.ts'), [linked])).toEqual({ real, within: join(linked, 'src', 'a.ts') });
	editor.folder = linked;
	await guard.mayRead(uri('src/a.ts'));
	expect(await guard.offered([uri('src/a.ts')])).toHaveLength(1);
	expect(asked).toEqual([]);
});

test('reads unasked what it would ask nothing about, and asks nothing to know that', async () => {
	expect(await guard.readsUnasked(uri('src/a.ts'))).toBe(true);
	expect(await guard.readsUnasked(uri('alias/a.ts'))).toBe(true);
	for (const path of [...SENSITIVE, ...LEADS_OUT, 'sub/deep-secret.txt']) expect(await guard.readsUnasked(uri(path)), path).toBe(false);
	expect(asked).toEqual([]);
});

test.each<[string, string | null]>([
	['src/a.ts', null],
	['src/not-there.ts', null],
	['.env', 'it may hold keys or passwords'],
	['alias/a.ts', 'A link on its path leads to'],
	['readme-link.md', 'it may hold keys or passwords'],
	['innocent-link.txt', 'A link on its path leads to'],
	['dangling.txt', 'A link on its path leads to'],
	['/elsewhere/open.txt', null],
])('a change of %s is shown before it is made: %s', async (path, why) => {
	const said = await guard.whyShown(uri(path));
	if (why === null) expect(said).toBeNull();
	else expect(said).toContain(why);
	expect(asked).toEqual([]);
});
