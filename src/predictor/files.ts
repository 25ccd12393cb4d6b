import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the predictor finds its parts. All paths are absolute and injected, because a packed extension lays them out differently from a
 * checkout.
 */
export interface PredictorFiles {
	/** Folder with manifest.json and the files it names. */
	readonly modelFolder: string;
	/** What `require` loads as onnxruntime-node (a package folder or its entry file); null = no native binary for this platform. */
	readonly nativeModulePath: string | null;
	/** onnxruntime-web's node entry (ort.node.min.mjs), with ort-wasm-simd-threaded.{mjs,wasm} in the same folder; null = no wasm. */
	readonly wasmModulePath: string | null;
}

export interface ManifestEntry {
	/** Lower-case hex. */
	readonly sha256: string;
	readonly bytes: number;
	/** Package or command that made the file. */
	readonly origin: string;
	/** SPDX expression. */
	readonly licence: string;
}

export interface Manifest {
	readonly version: 1;
	readonly files: Readonly<Record<string, ManifestEntry>>;
}

/** A model file that is missing, unreadable or not the one that the manifest names. `file` is its base name. */
export class ModelFileError extends Error {
	readonly file: string;

	constructor(file: string, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = 'ModelFileError';
		this.file = file;
	}
}

/** Throws ModelFileError when manifest.json is missing or is not a manifest. */
export async function readManifest(modelFolder: string): Promise<Manifest> {
	let parsed: unknown;
	try {
		parsed = JSON.parse(await readFile(join(modelFolder, 'manifest.json'), 'utf8'));
	} catch (cause) {
		throw new ModelFileError('manifest.json', 'models/manifest.json is missing or damaged.', { cause });
	}
	if (!isManifest(parsed)) throw new ModelFileError('manifest.json', 'models/manifest.json is not a manifest of version 1.');
	return parsed;
}

/** Reads the whole file in chunks and compares its SHA-256. Throws ModelFileError. */
export async function verifyFile(modelFolder: string, name: string, manifest: Manifest): Promise<string> {
	const entry = manifest.files[name];
	if (!entry) throw new ModelFileError(name, `models/manifest.json does not list ${name}.`);
	const path = join(modelFolder, name);
	let actual: string;
	try {
		actual = await sha256OfFile(path);
	} catch (cause) {
		throw new ModelFileError(name, `models/${name} is missing or cannot be read.`, { cause });
	}
	if (actual !== entry.sha256) throw new ModelFileError(name, `models/${name} is damaged: its checksum differs from the manifest.`);
	return path;
}

/** Hex SHA-256 of a file, read in chunks of 1 MB so that a 23 MB model never stands in memory as a whole. */
export async function sha256OfFile(path: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
	return hash.digest('hex');
}

function isManifest(value: unknown): value is Manifest {
	if (typeof value !== 'object' || value === null) return false;
	const { version, files } = value as Partial<Manifest>;
	if (version !== 1 || typeof files !== 'object' || files === null) return false;
	return Object.values(files).every((entry) => typeof entry?.sha256 === 'string' && /^[0-9a-f]{64}$/.test(entry.sha256));
}
