import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EndpointKeyFile, maskedKey, newEndpointKey } from '../../../../src/app/headless/endpoint-key-file.ts';

let folder: string;
let data: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'routoo-key-'));
	data = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("the endpoint's key in a file", () => {
	it('is made once, for its owner alone, folder included', async () => {
		const key = await new EndpointKeyFile(data).get();
		expect(key).toMatch(/^routoo-[\w-]{43}$/);
		expect(await new EndpointKeyFile(data).get()).toBe(key);
		expect(await readFile(join(data, 'endpoint-key'), 'utf8')).toBe(`${key}\n`);
		if (process.platform !== 'win32') expect([await modeOf(data), await modeOf(join(data, 'endpoint-key'))]).toEqual([0o700, 0o600]);
	});

	it('is one for all that make it at the same time, and nothing is left beside it', async () => {
		const keys = await Promise.all(Array.from({ length: 20 }, () => new EndpointKeyFile(data).get()));
		expect(new Set(keys).size).toBe(1);
		expect(await readdir(data)).toEqual(['endpoint-key']);
	});

	it('counts at once when it is rotated by another process', async () => {
		const [one, other] = [new EndpointKeyFile(data), new EndpointKeyFile(data)];
		const before = await one.get();
		const rotated = await other.rotate();
		expect(rotated).not.toBe(before);
		expect(await one.get()).toBe(rotated);
	});

	it.runIf(process.platform !== 'win32').each([0o640, 0o604, 0o660, 0o666])(
		'is refused with mode %i, and rotating mends it',
		async (mode) => {
			const file = new EndpointKeyFile(data);
			const open = await file.get();
			await chmod(file.path, mode);
			const error: Error = await file.get().then(
				() => new Error('it was taken'),
				(thrown: Error) => thrown,
			);
			expect(error).toMatchObject({ kind: 'settings', nextStep: expect.stringContaining('--rotate') });
			expect(error.message).not.toContain(open);
			const next = await file.rotate();
			expect(next).not.toBe(open);
			expect([await file.get(), await modeOf(file.path)]).toEqual([next, 0o600]);
		},
	);

	it.each(['', '\n', 'short', 'sk-of-a-vendor-0123456789', 'two words'])('is refused where the file holds %j', async (text) => {
		const file = new EndpointKeyFile(data);
		await file.get();
		await writeFile(file.path, text);
		await expect(file.get()).rejects.toMatchObject({ kind: 'settings', message: expect.stringContaining('holds no key') });
	});

	it.runIf(process.platform !== 'win32').each([
		['a folder', (path: string) => mkdir(path), /is no file/],
		['a pipe', async (path: string) => void execFileSync('mkfifo', [path]), /is no file/],
		['a link to nowhere', (path: string) => symlink(join(folder, 'nowhere'), path), /cannot be read \(ENOENT\)/],
		['a link to a device', (path: string) => symlink('/dev/zero', path), /is no file/],
		['a file without end', (path: string) => writeFile(path, ' '.repeat(5000), { mode: 0o600 }), /holds no key/],
	])('is refused in words, at once, where %s is in its place', async (_, put, words) => {
		await mkdir(data);
		const file = new EndpointKeyFile(data);
		await put(file.path);
		await expect(file.get()).rejects.toThrow(words);
	});

	it('says where a folder cannot be made', async () => {
		await writeFile(data, 'a file in its place');
		await expect(new EndpointKeyFile(data).get()).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining(data) });
		await expect(new EndpointKeyFile(data).rotate()).rejects.toMatchObject({ kind: 'storage' });
	});

	it('is shown masked', () => {
		const key = newEndpointKey();
		expect(maskedKey(key)).toBe(`routoo-…${key.slice(-4)}`);
	});
});
