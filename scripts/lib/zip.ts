import fs from 'node:fs';
import zlib from 'node:zlib';

export interface ZipEntry {
	readonly name: string;
	/** Bytes in the archive and unpacked. */
	readonly packed: number;
	readonly size: number;
	read(): Buffer;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;

/** Entries of a zip file without ZIP64 (below 4 GB, as every VSIX is). Field offsets: APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16. */
export function readZip(file: string): ZipEntry[] {
	const data = fs.readFileSync(file);
	let end = data.length - 22;
	while (end >= 0 && data.readUInt32LE(end) !== END) end--;
	if (end < 0) throw new Error(`${file} is not a zip file`);
	const entries: ZipEntry[] = [];
	let at = data.readUInt32LE(end + 16);
	for (let i = data.readUInt16LE(end + 10); i > 0; i--) {
		if (data.readUInt32LE(at) !== CENTRAL) throw new Error(`${file}: damaged directory`);
		const method = data.readUInt16LE(at + 10);
		const packed = data.readUInt32LE(at + 20);
		const size = data.readUInt32LE(at + 24);
		const nameLength = data.readUInt16LE(at + 28);
		const local = data.readUInt32LE(at + 42);
		const name = data.toString('utf8', at + 46, at + 46 + nameLength);
		const read = (): Buffer => {
			const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
			const raw = data.subarray(start, start + packed);
			return method === 0 ? raw : zlib.inflateRawSync(raw);
		};
		entries.push({ name, packed, size, read });
		at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
	}
	return entries;
}
