import { type Stats, unwatchFile, watchFile as watchByPolling } from 'node:fs';

/** A person's change counts at once; one look costs microseconds. */
const EVERY_MS = 400;
/** A program that writes in several steps is read once, when it is done. */
const SETTLE_MS = 80;

/**
 * Tells that a file came, changed or went, also where its folder is not there yet, it is replaced whole, or lies on another machine: it is
 * looked at by time, because no system tells of all of these.
 * @param changed must not reject; not called again while it runs
 * @returns what ends it
 */
export function watchFile(path: string, changed: () => Promise<void>): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let running: Promise<void> = Promise.resolve();
	const listener = (now: Stats, before: Stats): void => {
		if (now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino) return;
		clearTimeout(timer);
		timer = setTimeout(() => {
			running = running.then(changed);
		}, SETTLE_MS);
	};
	watchByPolling(path, { interval: EVERY_MS, persistent: false }, listener);
	return () => {
		clearTimeout(timer);
		unwatchFile(path, listener);
	};
}
