import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';

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
	/** Sizes and checksums of the binaries below its own folder (`manifest.json`); null = a checkout, where npm checked them. */
	readonly runtimeManifestPath: string | null;
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
	const parsed = await readJson(join(modelFolder, 'manifest.json'), 'models/manifest.json');
	if (!isManifest(parsed)) throw new ModelFileError('manifest.json', l10n.t('models/manifest.json is not a manifest of version 1.'));
	return parsed;
}

async function readJson(path: string, shown: string): Promise<unknown> {
	try {
		return JSON.parse(await readFile(path, 'utf8'));
	} catch (cause) {
		throw new ModelFileError('manifest.json', l10n.t('{0} is missing or damaged.', shown), { cause });
	}
}

/** Compares size and SHA-256 with the manifest; returns the path. Throws ModelFileError. */
export async function verifyFile(modelFolder: string, name: string, manifest: Manifest): Promise<string> {
	const entry = manifest.files[name];
	if (!entry) throw new ModelFileError(name, l10n.t('models/manifest.json does not list {0}.', name));
	const path = join(modelFolder, name);
	await verify(path, `models/${name}`, name, entry);
	return path;
}

/** The size first: a cut file need not be read. Throws ModelFileError. */
async function verify(
	path: string,
	shown: string,
	name: string,
	{ bytes, sha256 }: Pick<ManifestEntry, 'bytes' | 'sha256'>,
): Promise<void> {
	let size: number;
	let actual: string | null;
	try {
		size = (await stat(path)).size;
		actual = size === bytes ? await sha256OfFile(path) : null;
	} catch (cause) {
		throw new ModelFileError(name, l10n.t('{0} is missing or cannot be read.', shown), { cause });
	}
	const [is = '', should = ''] = [size, bytes].map((n) => n.toLocaleString('en-US'));
	const cut =
		size === 1
			? l10n.t('{0} is damaged: it has 1 byte in place of {1}.', shown, should)
			: l10n.t('{0} is damaged: it has {1} bytes in place of {2}.', shown, is, should);
	if (actual === null) throw new ModelFileError(name, cut);
	if (actual !== sha256) throw new ModelFileError(name, l10n.t('{0} is damaged: its checksum differs from the manifest.', shown));
}

/** What of a runtime's folder is loaded with it: paths from the manifest on. */
const PARTS = { native: (name: string) => !name.startsWith('wasm/'), wasm: (name: string) => name.startsWith('wasm/') };

/**
 * Checks size and checksum of every file of a runtime before any of it is loaded: half a library ends the process as soon as it is mapped.
 * Returns what tells this build of the runtime from others. Throws ModelFileError.
 */
export async function verifyRuntime(manifestPath: string, kind: keyof typeof PARTS): Promise<string> {
	const parsed = await readJson(manifestPath, 'onnxruntime/manifest.json');
	if (!isManifest(parsed)) throw new ModelFileError('manifest.json', l10n.t('onnxruntime/manifest.json is not a manifest of version 1.'));
	const folder = dirname(manifestPath);
	const parts = Object.entries(parsed.files).filter(([name]) => PARTS[kind](name));
	if (parts.length === 0) throw new ModelFileError('manifest.json', l10n.t('onnxruntime/manifest.json lists no {0} runtime.', kind));
	for (const [name, entry] of parts) await verify(join(folder, name), `onnxruntime/${name}`, name, entry);
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
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
	return Object.values(files).every(
		(entry) => typeof entry?.sha256 === 'string' && /^[0-9a-f]{64}$/.test(entry.sha256) && Number.isSafeInteger(entry.bytes),
	);
}
