import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import type { ChatSession, SessionStore, SessionSummary } from '../../core/chat/session.ts';
import { storageError } from '../storage-error.ts';
import { atomicWrite, TEMP_SUFFIX } from './atomic-write.ts';
import { decodeSession, decodeSummary, encodeSession, HEAD_BYTES } from './session-file.ts';
import { setAside } from './set-aside.ts';

const FILE = /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})\.json$/;
/** Device names of Windows, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const HEADS_AT_ONCE = 32;
/** A temporary file this old is left over from a killed process. */
const TEMP_MAX_AGE_MS = 3_600_000;
/** A younger one may be another window's write in progress. */
const TEMP_IN_USE_MS = 10_000;

interface WaitingSave {
	session: ChatSession;
	done: Promise<void>;
}

export interface SessionStoreOptions {
	/** Folder of the session files; made when missing. Nothing else may live in it. */
	readonly folder: string;
	readonly clock: Clock;
	/** Told once for each damaged file that was set aside ('damagedFile'). */
	readonly notices: (error: RoutooError) => void;
}

/**
 * Chat sessions, one file each. Work on one session is done in the order it was asked for; of several saves that wait, only the newest is
 * written. No session is kept in memory here: a failed save loses nothing, for the caller still has the session and can save it again.
 *
 * A save asked for before a delete never brings the session back; one asked for after it does (it is a new wish to keep it), so whoever
 * deletes a session must stop writing to it.
 */
export class FileSessionStore implements SessionStore {
	readonly #options: SessionStoreOptions;
	/** Last work of each session. */
	readonly #queue = new Map<string, Promise<unknown>>();
	/** Saves that have not begun: a newer one takes their place. */
	readonly #waiting = new Map<string, WaitingSave>();
	/** Summaries by the version of the file they were read from. */
	readonly #heads = new Map<string, { readonly version: string; readonly summary: SessionSummary }>();

	constructor(options: SessionStoreOptions) {
		this.#options = options;
	}

	/** Newest first. Reads the head of each file only. */
	async list(): Promise<readonly SessionSummary[]> {
		return this.#guard(async () => {
			const ids = await this.#ids();
			const summaries: SessionSummary[] = [];
			const next = ids.values();
			const readSome = async () => {
				for (const id of next) {
					const summary = await this.#summary(id);
					if (summary !== null) summaries.push(summary);
				}
			};
			await Promise.all(Array.from({ length: HEADS_AT_ONCE }, readSome));
			return summaries.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
		});
	}

	/** Null when there is no such session, or when its file was damaged and has been set aside. */
	async load(id: string): Promise<ChatSession | null> {
		const path = this.#path(id);
		return this.#enqueue(id, async () => {
			const content = await readFile(path, 'utf8').catch(nullIfMissing);
			if (content === null) return null;
			const result = decodeSession(content, id);
			if (result.kind === 'session') return result.session;
			if (result.kind === 'newer') {
				throw new RoutooError('storage', l10n.t('This chat was saved by a newer version of Routoo.'), l10n.t('Update Routoo to open it.'));
			}
			this.#setAside(path);
			return null;
		});
	}

	async save(session: ChatSession): Promise<void> {
		const path = this.#path(session.id);
		const waiting = this.#waiting.get(session.id);
		if (waiting !== undefined) {
			waiting.session = session;
			return waiting.done;
		}
		const save: WaitingSave = { session, done: Promise.resolve() };
		this.#waiting.set(session.id, save);
		save.done = this.#enqueue(session.id, async () => {
			// From here on a later save is one of its own; after a delete this one is void.
			if (this.#waiting.get(session.id) !== save) return;
			this.#waiting.delete(session.id);
			await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
			await atomicWrite(path, encodeSession(save.session));
		});
		return save.done;
	}

	async delete(id: string): Promise<void> {
		const path = this.#path(id);
		this.#waiting.delete(id);
		this.#heads.delete(id);
		return this.#enqueue(id, () => rm(path, { force: true }));
	}

	/** Deletes every session, and what was left of unfinished writes. Damaged files that were set aside are kept. */
	async deleteAll(): Promise<void> {
		const busy = [...this.#queue.keys()];
		await this.#guard(async () => {
			const ids = new Set([...busy, ...(await this.#ids())]);
			await Promise.all([...ids].map((id) => this.delete(id)));
			await this.#ids(TEMP_IN_USE_MS);
		});
	}

	/** @param maxTempAge temporary files older than this are removed, ms */
	async #ids(maxTempAge = TEMP_MAX_AGE_MS): Promise<string[]> {
		const { folder, clock } = this.#options;
		const names = (await readdir(folder).catch(nullIfMissing)) ?? [];
		const temps = names.filter((name) => name.startsWith('.') && name.endsWith(TEMP_SUFFIX)).map((name) => join(folder, name));
		for (const temp of temps) {
			const found = await stat(temp).catch(nullIfMissing);
			if (found !== null && clock.now() - found.mtimeMs > maxTempAge) await rm(temp, { force: true });
		}
		return names.flatMap((name) => FILE.exec(name)?.[1] ?? []);
	}

	async #summary(id: string): Promise<SessionSummary | null> {
		const path = this.#path(id);
		const found = await stat(path).catch(nullIfMissing);
		if (found === null) return null;
		// Every write makes a new file, so the inode tells a changed one even within one tick of the clock.
		const version = `${found.ino}:${found.mtimeMs}:${found.size}`;
		const head = this.#heads.get(id);
		if (head?.version === version) return head.summary;
		const summary = await readHead(path);
		if (summary?.id === id) {
			this.#heads.set(id, { version, summary });
			return summary;
		}
		// No head: the whole file decides, and sets itself aside when it is damaged. A newer version's file is left alone and not listed.
		await this.load(id).catch(() => null);
		return null;
	}

	#setAside(path: string): void {
		const kept = setAside(path, this.#options.clock.now());
		this.#options.notices(
			new RoutooError(
				'damagedFile',
				l10n.t('A saved chat was damaged and could not be opened. It is kept as {0}.', basename(kept)),
				l10n.t('Start a new chat.'),
			),
		);
	}

	#path(id: string): string {
		if (!FILE.test(`${id}.json`) || RESERVED.test(id)) {
			throw new RoutooError('invalidInput', l10n.t('This is not the id of a saved chat.'), l10n.t('Pick a chat from the list.'));
		}
		return join(this.#options.folder, `${id}.json`);
	}

	#enqueue<T>(id: string, work: () => Promise<T>): Promise<T> {
		const before = this.#queue.get(id) ?? Promise.resolve();
		const result = this.#guard(() => before.then(work, work));
		const done = result
			.catch(() => undefined)
			.then(() => {
				if (this.#queue.get(id) === done) this.#queue.delete(id);
			});
		this.#queue.set(id, done);
		return result;
	}

	async #guard<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work();
		} catch (error) {
			throw storageError(error, l10n.t('Saved chats'), this.#options.folder);
		}
	}
}

async function readHead(path: string): Promise<SessionSummary | null> {
	const file = await open(path, 'r').catch(nullIfMissing);
	if (file === null) return null;
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
		return decodeSummary(buffer.toString('utf8', 0, bytesRead));
	} finally {
		await file.close();
	}
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
	if (error.code === 'ENOENT') return null;
	throw error;
}
