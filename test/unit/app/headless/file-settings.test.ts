import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileSettings } from '../../../../src/app/headless/file-settings.ts';

let folder: string;
let path: string;
let told: string[];
let settings: FileSettings | null;
let changes: number;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'routoo-settings-'));
	path = join(folder, 'below', 'settings.json');
	told = [];
	changes = 0;
	settings = null;
});
afterEach(async () => {
	settings?.dispose();
	await rm(folder, { recursive: true, force: true });
});

async function write(text: string | Uint8Array): Promise<void> {
	await mkdir(join(folder, 'below'), { recursive: true });
	await writeFile(path, text);
}

async function open(text: string | null): Promise<FileSettings> {
	if (text !== null) await write(text);
	settings = new FileSettings(path, (line) => told.push(line));
	await settings.load();
	settings.onChange(() => changes++);
	settings.watch();
	return settings;
}

const soon = { timeout: 10_000, interval: 20 };

describe('settings from a file', () => {
	it('are the usual ones where it is not there, and its own as soon as it is, its folder too', async () => {
		const file = await open(null);
		expect([file.there, file.current().monthlyBudget]).toEqual([false, 20_000_000]);
		await write('{"routoo.budget.monthly": 7}');
		await vi.waitFor(() => expect(file.current().monthlyBudget).toBe(7_000_000), soon);
		expect([file.there, changes, told]).toEqual([true, 1, []]);
	});

	it('follow a file that is replaced whole', async () => {
		const file = await open('{"routoo.budget.monthly": 7}');
		await writeFile(`${path}.new`, '{"routoo.budget.monthly": 8}');
		await rename(`${path}.new`, path);
		await vi.waitFor(() => expect(file.current().monthlyBudget).toBe(8_000_000), soon);
	});

	it.each([
		['broken', '{', /:1: This is not JSON .* The settings read last hold\.$/],
		['empty, as a program leaves it between two steps', '', /is empty; the settings read last hold/],
		['something else than text', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), /is not in UTF-8\. The settings read last hold/],
	])('hold where the file becomes %s', async (_how, text, words) => {
		const file = await open('{"routoo.localOnly": true}');
		await write(text);
		await vi.waitFor(() => expect(told).toEqual([expect.stringMatching(words)]), soon);
		expect([file.current().localOnly, changes]).toEqual([true, 0]);
	});

	it('hold where the file goes', async () => {
		const file = await open('{"routoo.localOnly": true}');
		await rm(path);
		await vi.waitFor(() => expect(told).toEqual([expect.stringMatching(/is gone; the settings read last hold/)]), soon);
		expect(file.current().localOnly).toBe(true);
	});

	it('keep the value before a wrong one, one by one, and take the others', async () => {
		const file = await open('{"routoo.localOnly": true, "routoo.budget.monthly": 7}');
		await write('{\n"routoo.localOnly": "no",\n"routoo.budget.monthly": 8}');
		await vi.waitFor(() => expect(file.current().monthlyBudget).toBe(8_000_000), soon);
		expect(file.current().localOnly).toBe(true);
		expect(told).toEqual([
			`${path}:2: The setting routoo.localOnly must be true or false, but is "no"; what it was before holds. Correct routoo.localOnly in the settings.`,
		]);
		// The same fault again is told once, and the value goes on.
		await write('{\n"routoo.localOnly": "no",\n"routoo.budget.monthly": 9}');
		await vi.waitFor(() => expect(file.current().monthlyBudget).toBe(9_000_000), soon);
		expect([file.current().localOnly, told.length]).toEqual([true, 1]);
	});

	it('begin with the strict value in place of a wrong one', async () => {
		const { agent, localOnly } = (
			await open('{"routoo.localOnly": "no", "routoo.endpoints": [{"id": "x"}], "routoo.agent.escalation": 3}')
		).current();
		expect([localOnly, agent.escalation]).toEqual([true, 'off']);
		expect(told).toHaveLength(3);
		for (const line of told) expect(line).toMatch(/settings\.json:1: /);
	});

	it.each([
		['{', /settings\.json:1: This is not JSON/],
		['[1]', /settings\.json:1: The settings are not an object/],
		[Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), /is not in UTF-8/],
	])('refuse a start with %s', async (text, words) => {
		await write(text);
		await expect(new FileSettings(path, () => {}).load()).rejects.toThrow(words);
	});

	it.runIf(process.platform !== 'win32').each([
		['a pipe', async (path: string) => void execFileSync('mkfifo', [path]), /is a pipe or a device/],
		['a device', (path: string) => symlink('/dev/zero', path), /is a pipe or a device/],
		['a link to itself', (path: string) => symlink(path, path), /ELOOP/],
		['megabytes', (path: string) => writeFile(path, ' '.repeat(2_000_000)), /too large/],
		['objects in objects', (path: string) => writeFile(path, `{"a":${'{"a":'.repeat(30_000)}`), /:1: Brackets stand in one another/],
		['lists in lists', (path: string) => writeFile(path, `\n${'['.repeat(200_000)}`), /:2: Brackets stand in one another/],
	])('refuse a start in words, at once, with %s in their place', async (_, put, words) => {
		const path = join(folder, 'odd.json');
		await put(path);
		await expect(new FileSettings(path, () => {}).load()).rejects.toThrow(words);
	});

	it('refuse a start with a folder in their place', async () => {
		await expect(new FileSettings(folder, () => {}).load()).rejects.toThrow(/is a folder/);
	});
});
