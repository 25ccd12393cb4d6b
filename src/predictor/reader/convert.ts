import type { Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { sha256OfFile } from '../files.ts';
import { isAlive } from '../native-mark.ts';
import { convertedFolder, FILES, readStamp, type Stamp, stampOf } from './converted.ts';
import { type GgufHeader, type GgufTensor, type ReadRange, readGgufHeader } from './gguf.ts';
import { anglesOf, EMBEDDING, type Layout, layoutOf, type Network, networkOf, partsOf } from './network.ts';
import { requantise } from './requantise.ts';
import { vocabularyOf } from './vocabulary.ts';

/** The one file that a reading was fitted on. */
export interface SourceFile {
	/** Lower-case hex. */
	readonly sha256: string;
	readonly bytes: number;
}

/** From 0 to 1. */
export type Progress = (done: number) => void;

/** Left free beside what is written, in bytes. */
const SPARE = 64 * 1024 * 1024;
const PARTIAL = /^partial-(\d+)$/;

/**
 * Makes the reader's folder out of the file: into a folder of its own that gets its name last, so that a conversion that was interrupted
 * leaves nothing that looks whole. Returns the folder; one that is there already is kept. It computes for seconds: for a
 * process of its own. Errors: RoutooError 'invalidInput' for another file, 'storage' for a disk that is full or cannot be written.
 */
export async function convertReader(path: string, root: string, source: SourceFile, progress: Progress): Promise<string> {
	const folder = convertedFolder(root, source.sha256);
	if ((await readStamp(folder, source.sha256)) !== null) return folder;
	const checked = await checkSource(path, source);
	progress(0.1);
	const partial = join(root, `partial-${process.pid}`);
	try {
		await mkdir(root, { recursive: true });
		await removeLeftovers(root);
		await mkdir(partial);
		await convertInto(partial, { path, checked }, source, (done) => progress(0.1 + 0.9 * done));
		// Another window may have been quicker, and read from it already.
		if ((await readStamp(folder, source.sha256)) === null) {
			await rm(folder, { recursive: true, force: true });
			await rename(partial, folder);
		}
		return folder;
	} catch (error) {
		// Another window was quicker by a moment.
		if ((await readStamp(folder, source.sha256)) !== null) return folder;
		throw asStorageError(error, root);
	} finally {
		await rm(partial, { recursive: true, force: true }).catch(() => undefined);
	}
}

/** What tells that a file was replaced or written to since its checksum was compared. */
type Checked = Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs'>;

/** Errors: RoutooError 'invalidInput' that says what the file is instead. */
export async function checkSource(path: string, { bytes, sha256 }: SourceFile): Promise<Checked> {
	let size: number;
	let actual: string | null;
	let checked: Checked;
	try {
		checked = await stat(path);
		size = checked.size;
		actual = size === bytes ? await sha256OfFile(path) : null;
	} catch (cause) {
		throw new RoutooError('invalidInput', l10n.t('{0} cannot be read.', basename(path)), l10n.t('Choose the file again.'), { cause });
	}
	const [is = '', should = ''] = [size, bytes].map((n) => n.toLocaleString('en-US'));
	const next = l10n.t('Choose the file that the guide names, or run "Routoo: Download the Reader...".');
	if (actual === null) {
		const wrong =
			size === 1
				? l10n.t("{0} is not the reader's file: it has 1 byte in place of {1}.", basename(path), should)
				: l10n.t("{0} is not the reader's file: it has {1} bytes in place of {2}.", basename(path), is, should);
		throw new RoutooError('invalidInput', wrong, next);
	}
	if (actual !== sha256) {
		throw new RoutooError(
			'invalidInput',
			l10n.t("{0} is not the reader's file, or is damaged: its SHA-256 is {1}.", basename(path), actual),
			next,
		);
	}
	return checked;
}

/** Of the file as it was checked, by the handle that it was read through: its name may lead to another one meanwhile. */
function checkSame(path: string, before: Checked, now: Checked): void {
	if (before.dev === now.dev && before.ino === now.ino && before.size === now.size && before.mtimeMs === now.mtimeMs) return;
	throw new RoutooError(
		'invalidInput',
		l10n.t('{0} was changed while it was converted.', basename(path)),
		l10n.t('Choose it again once nothing writes to it any more.'),
	);
}

interface CheckedFile {
	readonly path: string;
	readonly checked: Checked;
}

async function convertInto(folder: string, { path, checked }: CheckedFile, source: SourceFile, progress: Progress): Promise<void> {
	const file = await open(path, 'r');
	try {
		const read: ReadRange = async (offset, length) => {
			const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
			return buffer.subarray(0, bytesRead);
		};
		const header = await readGgufHeader(read, source.bytes);
		const network = networkOf(header);
		const layout = layoutOf(network);
		const embedding = header.tensors.get(EMBEDDING)!;
		await checkSpace(folder, layout.bytes + embedding.bytes);
		const vocabulary = vocabularyOf(header, network.vocabulary);
		await writeFile(join(folder, FILES.vocabulary), JSON.stringify(vocabulary), { flush: true });
		await copyRange(read, embedding, join(folder, FILES.embedding));
		await writeNumbers(join(folder, FILES.numbers), { network, layout, header, read }, progress);
		const stamp = stampOf({
			...{ source: source.sha256, network, embeddingType: embedding.type.id },
			files: {
				[FILES.numbers]: await told(folder, FILES.numbers),
				[FILES.embedding]: await told(folder, FILES.embedding),
				[FILES.vocabulary]: await told(folder, FILES.vocabulary),
			},
		} satisfies Omit<Stamp, 'format'>);
		checkSame(path, checked, await file.stat());
		await writeFile(join(folder, FILES.stamp), JSON.stringify(stamp), { flush: true });
	} finally {
		await file.close();
	}
}

async function told(folder: string, name: string): Promise<{ bytes: number; sha256: string }> {
	const path = join(folder, name);
	return { bytes: (await stat(path)).size, sha256: await sha256OfFile(path) };
}

async function copyRange(read: ReadRange, { offset, bytes }: GgufTensor, to: string): Promise<void> {
	const piece = 4 * 1024 * 1024;
	await written(to, async (out) => {
		for (let done = 0; done < bytes; done += piece) await put(out, await read(offset + done, Math.min(piece, bytes - done)), done);
	});
}

interface Numbers {
	readonly network: Network;
	readonly layout: Layout;
	readonly header: GgufHeader;
	readonly read: ReadRange;
}

/** One tensor at a time: some 25 MB in memory. */
async function writeNumbers(to: string, { network, layout, header, read }: Numbers, progress: Progress): Promise<void> {
	const parts = partsOf(network);
	await written(to, async (out) => {
		const place = (name: string, { buffer, byteOffset, byteLength }: Uint8Array | Float32Array) =>
			put(out, new Uint8Array(buffer, byteOffset, byteLength), layout.tensors.get(name)!.offset);
		for (const [name, values] of Object.entries(anglesOf(network))) await place(name, values);
		for (const [index, { source, rows, columns, kind }] of parts.entries()) {
			const { type, offset, bytes } = header.tensors.get(source)!;
			const values = new Float32Array(rows * columns);
			type.dequantise!(await read(offset, bytes), values);
			if (kind === 'vector') await place(source, values);
			else {
				const { levels, scales, zeros } = requantise(values, columns);
				await place(`${source}.levels`, levels);
				await place(`${source}.scales`, scales);
				await place(`${source}.zeros`, zeros);
			}
			progress((index + 1) / parts.length);
		}
	});
}

async function written(path: string, write: (out: FileHandle) => Promise<void>): Promise<void> {
	const out = await open(path, 'wx', 0o600);
	try {
		await write(out);
		await out.sync();
	} finally {
		await out.close();
	}
}

async function put(out: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
	for (let done = 0; done < bytes.length; ) done += (await out.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize >= bytes + SPARE) return;
	const [needed = '', free = ''] = [bytes + SPARE, bavail * bsize].map((n) => `${Math.ceil(n / 1e6)} MB`);
	throw new RoutooError(
		'storage',
		l10n.t('The disk of {0} has {1} free, and the reader needs {2}.', dirname(folder), free, needed),
		l10n.t('Free some space and try again.'),
	);
}

/** Half-made folders of processes that are gone. */
async function removeLeftovers(root: string): Promise<void> {
	for (const name of await readdir(root)) {
		const pid = Number(PARTIAL.exec(name)?.[1]);
		if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue;
		await rm(join(root, name), { recursive: true, force: true });
	}
}

function asStorageError(error: unknown, root: string): unknown {
	const code = (error as NodeJS.ErrnoException).code;
	if (error instanceof RoutooError || code === undefined) return error;
	const why = code === 'ENOSPC' || code === 'EDQUOT' ? l10n.t('the disk is full') : `${code}`;
	return new RoutooError(
		'storage',
		l10n.t('The reader cannot be written to {0}: {1}.', root, why),
		l10n.t('Free some space and try again.'),
		{ cause: error },
	);
}
