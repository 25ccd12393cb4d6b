import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../../core/base/errors.ts';
import { errorFromNetwork } from '../../../providers/network-errors.ts';
import type { Fetch } from '../../../providers/types.ts';
import { claim } from './claim.ts';

export interface Download {
	readonly address: string;
	/** What it must have, to the byte. */
	readonly bytes: number;
	/** Where the file grows; what is there of an earlier attempt is gone on with. */
	readonly path: string;
	/** The editor's own, so that its proxy and certificate settings hold. */
	readonly fetch: Fetch;
	/** From 0 to 1. */
	readonly progress: (done: number) => void;
	readonly signal: AbortSignal;
	/** Without a byte for so long, it is given up. */
	readonly stallMs?: number;
}

/**
 * Downloads a file piece by piece, never more than its bytes. What it is, its checksum tells afterwards. What came stays for the next
 * attempt after a break or a stop. Errors: RoutooError 'cancelled', 'network', 'timeout', 'server', 'storage', 'invalidInput' where it is
 * being downloaded already.
 */
export async function download({ stallMs = 60_000, ...given }: Download): Promise<void> {
	const stalled = new AbortController();
	const signal = AbortSignal.any([given.signal, stalled.signal]);
	let timer = setTimeout(() => stalled.abort(), stallMs);
	const moved = () => {
		clearTimeout(timer);
		timer = setTimeout(() => stalled.abort(), stallMs);
	};
	let giveBack: (() => Promise<void>) | null = null;
	try {
		await mkdir(dirname(given.path), { recursive: true });
		giveBack = await claim(given.path, 2 * stallMs);
		if (giveBack === null) {
			throw new RoutooError(
				'invalidInput',
				l10n.t('The reader is being downloaded already, here or in another window.'),
				l10n.t('Wait until it is done.'),
			);
		}
		await fill({ ...given, signal }, moved);
	} catch (error) {
		if (given.signal.aborted)
			throw new RoutooError('cancelled', l10n.t('The download was stopped.'), l10n.t('Start it again; it goes on where it was.'));
		if (stalled.signal.aborted) throw broken('timeout', l10n.t('nothing came for {0} s', stallMs / 1000), error);
		throw asDownloadError(given.address, error);
	} finally {
		clearTimeout(timer);
		await giveBack?.().catch(() => undefined);
	}
}

async function fill({ address, bytes, path, fetch, progress, signal }: Omit<Download, 'stallMs'>, moved: () => void): Promise<void> {
	let have = (await stat(path).catch(() => null))?.size ?? 0;
	if (have === bytes) return;
	if (have > bytes) {
		await rm(path);
		have = 0;
	}
	const response = await fetch(address, { signal, headers: have > 0 ? { range: `bytes=${have}-` } : {} });
	checkAnswer(response);
	// A server that does not know ranges sends the whole, from the first byte.
	const from = response.status === 206 ? have : 0;
	if (from > 0 && !response.headers.get('content-range')?.startsWith(`bytes ${from}-`))
		throw broken('server', l10n.t('another part came than the one asked for'));
	if (response.body === null) throw broken('server', l10n.t('nothing came'));
	const file = await open(path, from > 0 ? 'a' : 'w', 0o600);
	try {
		let done = from;
		for await (const chunk of response.body) {
			done += chunk.length;
			if (done > bytes) throw broken('server', l10n.t('more came than the {0} bytes of the file', bytes.toLocaleString('en-US')));
			await file.appendFile(chunk);
			moved();
			progress(done / bytes);
		}
		if (done < bytes) throw broken('network', l10n.t('the connection ended before the file did'));
		await file.sync();
	} finally {
		await file.close();
	}
}

/** The file may come from another host, where the publisher's sends us; never without encryption. */
function checkAnswer(response: Response): void {
	if (response.url !== '' && !isSafe(new URL(response.url)))
		throw broken('server', l10n.t('the server sends on to an address without encryption'));
	if (response.status !== 200 && response.status !== 206)
		throw broken('server', l10n.t('the server answers with status {0}', response.status));
}

function isSafe({ protocol, hostname }: URL): boolean {
	return protocol === 'https:' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function broken(kind: 'network' | 'server' | 'timeout', why: string, cause?: unknown): RoutooError {
	return new RoutooError(
		kind,
		l10n.t('The reader could not be downloaded: {0}.', why),
		l10n.t('Start it again; it goes on where it was. Or choose a file that you have.'),
		{
			cause,
		},
	);
}

/** System calls whose failure is the disk's, not the network's. */
const OF_DISK = ['mkdir', 'open', 'write', 'fsync', 'stat', 'rm', 'unlink'];

function asDownloadError(address: string, error: unknown): unknown {
	if (error instanceof RoutooError) return error;
	const { code, syscall } = error as NodeJS.ErrnoException;
	const isOfDisk = syscall !== undefined && OF_DISK.includes(syscall);
	if (!isOfDisk) {
		const endpoint = {
			displayName: l10n.t('The server of the reader'),
			baseUrl: address,
			local: false,
			kind: 'openai-compatible',
		} as const;
		return errorFromNetwork({ endpoint, model: null, secret: null }, error);
	}
	return new RoutooError(
		'storage',
		l10n.t('The download cannot be written ({0}).', code ?? ''),
		l10n.t('Free some space and start it again; it goes on where it was.'),
		{
			cause: error,
		},
	);
}
