import { createReadStream } from 'node:fs';
import { InputError } from './arguments.ts';

/** Bytes of one input: more fits into no model's context, and a device would never end. */
const MOST_BYTES = 64 * 1024 * 1024;
const MB = 1024 * 1024;

/** Beginnings of files that hold no text: PNG, JPEG, GIF, PDF, ZIP, gzip, ELF, Windows programs, WebAssembly, class files, SQLite. */
const MAGIC = [
	'89504e47',
	'ffd8ff',
	'47494638',
	'25504446',
	'504b0304',
	'1f8b',
	'7f454c46',
	'4d5a9000',
	'0061736d',
	'cafebabe',
	'53514c697465',
];

/**
 * The text of a file. Errors: InputError for one that cannot be read, is too large or holds something else than text in UTF-8 or in marked
 * UTF-16. `what` begins the sentence.
 */
export async function readTextFile(what: string, path: string): Promise<string> {
	return decoded(what, await bytesOf(what, createReadStream(path), MOST_BYTES));
}

/** The same of a stream, such as standard input. */
export async function readTextStream(what: string, stream: AsyncIterable<Uint8Array | string>): Promise<string> {
	return decoded(what, await bytesOf(what, stream, MOST_BYTES));
}

async function bytesOf(what: string, stream: AsyncIterable<Uint8Array | string>, most: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of stream) {
			size += chunk.length;
			if (size > most) throw new InputError(`${what} is larger than ${most / MB} MB`, 'Give the part that matters');
			chunks.push(Buffer.from(chunk));
		}
	} catch (error) {
		if (error instanceof InputError) throw error;
		const { code } = error as NodeJS.ErrnoException;
		throw new InputError(`${what} ${code === 'EISDIR' ? 'is a folder' : 'cannot be read'}`, 'Check the path and its permissions');
	}
	return Buffer.concat(chunks);
}

/** UTF-8 with or without its mark, or UTF-16 with one; anything else is said, because routed it would be another request. */
function decoded(what: string, bytes: Buffer): string {
	const start = bytes.subarray(0, 8).toString('hex');
	if (start.startsWith('fffe0000') || start.startsWith('0000feff')) throw encoding(what, 'UTF-32');
	if (start.startsWith('fffe')) return utf16(what, bytes, 'utf-16le');
	if (start.startsWith('feff')) return utf16(what, bytes, 'utf-16be');
	if (MAGIC.some((magic) => start.startsWith(magic))) throw binary(what);
	const [even, odd] = zeros(bytes);
	if (even + odd > 1) {
		// Most signs of a Western text have a zero for one of their two bytes, and always for the same one.
		if (Math.min(even, odd) === 0 && Math.max(even, odd) * 4 >= bytes.length) throw encoding(what, 'UTF-16 without a byte order mark');
		throw binary(what);
	}
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw encoding(what, 'another encoding than UTF-8, perhaps Latin-1');
	}
}

function utf16(what: string, bytes: Buffer, label: 'utf-16le' | 'utf-16be'): string {
	try {
		return new TextDecoder(label, { fatal: true }).decode(bytes);
	} catch {
		throw encoding(what, 'UTF-16 that is damaged');
	}
}

/** Zero bytes at even and at odd places. */
function zeros(bytes: Buffer): readonly [number, number] {
	const counts: [number, number] = [0, 0];
	for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) counts[at % 2 === 0 ? 0 : 1]++;
	return counts;
}

function encoding(what: string, found: string): InputError {
	return new InputError(`${what} is in ${found}`, 'Save it as UTF-8');
}

function binary(what: string): InputError {
	return new InputError(`${what} is no text`, 'Give a text file in UTF-8');
}
