import { rm } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { FileReaderWeights } from '../../core/reading/weights.ts';
import { convertInChild } from './conversion.ts';
import { convertedFolder, readStamp } from './converted.ts';
import { type KnownFile, READER_FILE } from './known-file.ts';
import { type RunningOptions, RunningReader } from './running-reader.ts';

/** What the weights were fitted on. */
type ExpectedReading = Pick<FileReaderWeights, 'modelSha256' | 'layer' | 'size'>;

export interface FileReaderOptions extends RunningOptions {
	/** Converted readers lie below it; nothing else does. Made where it is missing. */
	readonly root: string;
	/** What `require` loads as onnxruntime-node; null where there is none for this platform. */
	readonly nativeModulePath: string | null;
	/** Asked once, at the first need; null where the weights are of no model file. */
	readonly expected: () => Promise<ExpectedReading | null>;
	readonly files?: readonly KnownFile[];
}

export type ReaderStatus =
	/** Nobody looked yet, or there is no converted file. */
	| { readonly kind: 'none' }
	/** `done`: 0 to 1 */
	| { readonly kind: 'converting'; readonly done: number }
	| { readonly kind: 'ready' }
	/** One sentence for the user. */
	| { readonly kind: 'failed'; readonly reason: string };

/** Another window may have converted or removed the file: looked at again after this time, ms. */
const LOOK_AGAIN = 60_000;

/**
 * The reader that runs on this computer, out of a model file that the user brings: a text becomes the state of a small language model that
 * has read it. Without its file, and where the native runtime is missing, it is never ready.
 */
export class FileReader {
	readonly modelName: string;
	readonly #options: FileReaderOptions;
	readonly #files: readonly KnownFile[];
	readonly #listeners = new Set<(status: ReaderStatus) => void>();
	#status: ReaderStatus = { kind: 'none' };
	#expected: Promise<ExpectedReading | null> | null = null;
	#running: { readonly reader: RunningReader; readonly size: number } | null = null;
	#conversion: AbortController | null = null;
	#lookedAt = Number.NEGATIVE_INFINITY;
	#isDisposed = false;

	constructor(options: FileReaderOptions) {
		this.#options = options;
		this.#files = options.files ?? [READER_FILE];
		this.modelName = this.#files[0]!.model;
	}

	status(): ReaderStatus {
		return this.#status;
	}

	onStatus(listener: (status: ReaderStatus) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Whether a text can be read now. Looks at the disk behind, so that the next question knows better. */
	ready(): boolean {
		const now = (this.#options.now ?? (() => performance.now()))();
		const isThere = this.#status.kind === 'ready' || this.#status.kind === 'converting';
		if (!isThere && now - this.#lookedAt > LOOK_AGAIN) void this.look();
		return this.#status.kind === 'ready' && this.#running !== null && !this.#running.reader.rests();
	}

	/**
	 * The file that can be used. Errors: RoutooError 'invalidInput' where this version or this computer has no use for one, which says why.
	 */
	async wanted(): Promise<KnownFile> {
		const expected = await this.#expects();
		const file = this.#files.find(({ sha256 }) => sha256 === expected?.modelSha256);
		if (expected === null || file === undefined) {
			throw new RoutooError('invalidInput', l10n.t('This version of Routoo has no weights for a reader file.'), l10n.t('Update Routoo.'));
		}
		if (this.#options.nativeModulePath === null) {
			const machine = `${process.platform} ${process.arch}`;
			throw new RoutooError(
				'invalidInput',
				l10n.t('A reader file needs the native runtime, which this installation does not have ({0}).', machine),
				l10n.t('Routoo works without it; install the package of your platform where there is one.'),
			);
		}
		return file;
	}

	/** Looks whether the converted file is there and whole. Never rejects. */
	async look(): Promise<void> {
		this.#lookedAt = (this.#options.now ?? (() => performance.now()))();
		const { root, nativeModulePath } = this.#options;
		const expected = await this.#expects();
		if (expected === null || nativeModulePath === null || this.#isDisposed) return;
		const folder = convertedFolder(root, expected.modelSha256);
		const stamp = await readStamp(folder, expected.modelSha256);
		if (this.#isDisposed || this.#status.kind === 'converting') return;
		if (stamp === null || stamp.network.width !== expected.size || expected.layer > stamp.network.layers) {
			this.#stop();
			if (this.#status.kind === 'ready') this.#setStatus({ kind: 'none' });
			return;
		}
		const files = { folder, source: expected.modelSha256, nativeModulePath, layers: [expected.layer] };
		this.#running ??= { reader: new RunningReader(files, this.#options), size: expected.size };
		this.#setStatus({ kind: 'ready' });
	}

	/**
	 * Errors: RoutooError 'cancelled' when `signal` is aborted or a newer text takes its place, 'damagedFile' where the reader is not ready,
	 * cannot be loaded, or stopped.
	 */
	async read(text: string, signal: AbortSignal): Promise<Float32Array> {
		const running = this.#running;
		if (running === null)
			throw new RoutooError('damagedFile', l10n.t('There is no reader file.'), l10n.t('Run "Routoo: Download the Reader...".'));
		try {
			const { states } = await running.reader.read(text, signal);
			const [state] = states;
			if (state?.length === running.size) return state;
			throw new RoutooError('damagedFile', l10n.t('The reader gave a state of another size.'), l10n.t('Update Routoo.'));
		} catch (error) {
			// Its files may be gone or damaged.
			if (RoutooError.is(error, 'damagedFile')) void this.#lookAfter(error);
			throw error;
		}
	}

	/** Checks and converts a file, and is ready then. Errors: RoutooError, which the status says too. */
	async convert(path: string, signal: AbortSignal): Promise<void> {
		const source = await this.wanted();
		if (this.#status.kind === 'converting') {
			throw new RoutooError('invalidInput', l10n.t('The reader is being converted already.'), l10n.t('Wait until it is done.'));
		}
		const before = this.#status;
		this.#conversion = new AbortController();
		this.#setStatus({ kind: 'converting', done: 0 });
		try {
			const { processPath, root } = this.#options;
			const progress = (done: number) => this.#setStatus({ kind: 'converting', done });
			const either = AbortSignal.any([signal, this.#conversion.signal]);
			await convertInChild({ processPath, path, root, source, progress, signal: either });
		} catch (error) {
			// What worked before works on.
			const stays = RoutooError.is(error, 'cancelled') || before.kind === 'ready';
			this.#setStatus(stays ? before : { kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
			throw error;
		} finally {
			this.#conversion = null;
		}
		this.#setStatus({ kind: 'none' });
		await this.look();
	}

	/** Takes the converted files away, ends a conversion, and gives the memory back. Errors: RoutooError 'storage'. */
	async remove(): Promise<void> {
		this.#conversion?.abort();
		this.#stop();
		this.#setStatus({ kind: 'none' });
		try {
			await rm(this.#options.root, { recursive: true, force: true, maxRetries: 5 });
		} catch (cause) {
			const why = l10n.t('Close other windows of the editor that use the reader, and try again.');
			throw new RoutooError('storage', l10n.t('The reader in {0} cannot be removed.', this.#options.root), why, { cause });
		}
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#conversion?.abort();
		this.#listeners.clear();
		this.#stop();
	}

	#expects(): Promise<ExpectedReading | null> {
		this.#expected ??= this.#options.expected();
		return this.#expected;
	}

	async #lookAfter(error: RoutooError): Promise<void> {
		const { root } = this.#options;
		const expected = await this.#expects();
		if (expected === null || (await readStamp(convertedFolder(root, expected.modelSha256), expected.modelSha256)) !== null) return;
		this.#stop();
		this.#setStatus({ kind: 'failed', reason: error.message });
	}

	#stop(): void {
		this.#running?.reader.dispose();
		this.#running = null;
	}

	#setStatus(status: ReaderStatus): void {
		if (this.#isDisposed || JSON.stringify(status) === JSON.stringify(this.#status)) return;
		this.#status = status;
		for (const listener of this.#listeners) listener(status);
	}
}
