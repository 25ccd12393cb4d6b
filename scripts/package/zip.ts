import { buffer } from 'node:stream/consumers';
import zlib from 'node:zlib';
import yauzl from 'yauzl';

export interface ZipEntry {
	readonly name: string;
	/** Unpacked. */
	readonly data: Buffer;
}

/** The files of a zip. Throws where a checksum is wrong or a name leads out of the folder that it is unpacked into. */
export async function readZip(file: string): Promise<ZipEntry[]> {
	const zip = await yauzl.openPromise(file);
	const entries: ZipEntry[] = [];
	for await (const entry of zip.eachEntry()) {
		if (entry.fileName.endsWith('/')) continue;
		const data = await buffer(await zip.openReadStreamPromise(entry));
		if (zlib.crc32(data) !== entry.crc32) throw new Error(`${file}: ${entry.fileName} is damaged`);
		entries.push({ name: entry.fileName, data });
	}
	return entries;
}
