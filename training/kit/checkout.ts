import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const MODELS = path.join(ROOT, 'models');

/** Writes a line with the seconds since the start to the error stream: the output stays for results. */
export function progressLog(): (line: string) => void {
	const started = performance.now();
	return (line) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`);
}
