import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/cli/arguments.ts';
import { readTextFile, readTextStream } from '../../../src/cli/read-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'routoo-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const TEXT = 'größe 👋\n';

const both = async (bytes: Buffer): Promise<string> => {
	const path = join(folder, 'input');
	writeFileSync(path, bytes);
	const [file, piped] = await Promise.allSettled([
		readTextFile('it', path),
		readTextStream('it', Readable.from([bytes.subarray(0, 3), bytes.subarray(3)])),
	]);
	expect(piped).toEqual(file);
	if (file.status === 'rejected') throw file.reason;
	return file.value;
};

describe('text of a file or a pipe', () => {
	it.each([
		['UTF-8', Buffer.from(TEXT)],
		['UTF-8 with its mark', Buffer.from(`\ufeff${TEXT}`)],
		['UTF-16, little end first', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
		['UTF-16, big end first', be(`\ufeff${TEXT}`)],
	])('is read in %s', async (_name, bytes) => {
		expect(await both(bytes)).toBe(TEXT);
	});

	it('may hold a zero, and nothing', async () => {
		expect(await both(Buffer.from('\0\ufffd\u202e'))).toBe('\0\ufffd\u202e');
		expect(await both(Buffer.alloc(0))).toBe('');
	});

	it.each([
		['UTF-16', Buffer.from('const a = 1;', 'utf16le')],
		['UTF-16', be('const a = 1;')],
		['UTF-16 that is damaged', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00])],
		['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
		['perhaps Latin-1', Buffer.from('gr\u00f6\u00dfe', 'latin1')],
		['perhaps Latin-1', Buffer.from(TEXT).subarray(0, 9)],
		['no text', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
		['no text', Buffer.from('a\0b\0\0c')],
	])('is refused in words: %s', async (words, bytes) => {
		await expect(both(bytes)).rejects.toThrow(words);
		await expect(both(bytes)).rejects.toBeInstanceOf(InputError);
	});

	it('is bounded, and a folder or a missing file is said', async () => {
		mkdirSync(join(folder, 'sub'));
		const endless = Readable.from(
			(function* () {
				for (;;) yield Buffer.alloc(8 * 1024 * 1024, 97);
			})(),
		);
		await expect(readTextStream('it', endless)).rejects.toThrow('larger than 64 MB');
		await expect(readTextFile('it', join(folder, 'sub'))).rejects.toThrow('is a folder');
		await expect(readTextFile('it', join(folder, 'none'))).rejects.toThrow('cannot be read');
	});
});
