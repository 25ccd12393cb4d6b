import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SnoozeFile } from '../../../../src/app/completion/snooze.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
let folder: string;
let log: string[];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'routoo-snooze-'));
	log = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (name = 'completions/snooze.json') => new SnoozeFile(join(folder, name), (line) => log.push(line));

describe('snooze of all windows', () => {
	it('is what another window wrote last, until it is over', async () => {
		const [one, other] = [open(), open()];
		expect(await one.read(NOW)).toBeNull();
		await one.write(NOW + 15 * MINUTE);
		expect(await other.read(NOW + MINUTE)).toBe(NOW + 15 * MINUTE);
		expect(await other.read(NOW + 16 * MINUTE)).toBeNull();
		await other.write(null);
		expect(await one.read(NOW)).toBeNull();
		expect(log).toEqual([]);
	});

	it('writes in the order of the calls, and reads after them', async () => {
		const file = open();
		void file.write(NOW + MINUTE);
		void file.write(NOW + 5 * MINUTE);
		expect(await file.read(NOW)).toBe(NOW + 5 * MINUTE);
	});

	it('a damaged file or an absurd time is no snooze', async () => {
		for (const text of ['', '{', '[]', '{"until":"soon"}', `{"until":${NOW + 48 * 3_600_000}}`]) {
			await writeFile(join(folder, 'snooze.json'), text);
			expect(await open('snooze.json').read(NOW)).toBeNull();
		}
	});

	it('holds in this window where it cannot be kept, and the log says so', async () => {
		await writeFile(join(folder, 'file'), '');
		const file = open('file/snooze.json');
		await file.write(NOW + MINUTE);
		expect(log).toHaveLength(1);
		expect(await file.read(NOW)).toBe(NOW + MINUTE);
		expect(await file.read(NOW + 2 * MINUTE)).toBeNull();
		expect(await readFile(join(folder, 'file'), 'utf8')).toBe('');
	});
});
