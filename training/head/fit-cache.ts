import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDir } from '../../scripts/kit/paths.ts';
import { type FitOptions, fitJointly } from './fit.ts';
import type { Problem } from './layout.ts';

/**
 * fitJointly, kept in the cache by hash of everything that it reads and of its code: the benchmarks refit the same heads on the same rows, which takes a
 * minute each.
 */
export function fitCached(problem: Problem, options: FitOptions): Float64Array {
	const folder = path.join(cacheDir(), 'fits');
	const file = path.join(folder, `${fingerprint(problem, options)}.f64`);
	if (existsSync(file)) {
		const bytes = readFileSync(file);
		return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
	}
	const values = fitJointly(problem, options);
	mkdirSync(folder, { recursive: true });
	const partial = `${file}.${process.pid}`;
	writeFileSync(partial, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
	renameSync(partial, file);
	return values;
}

function fingerprint(problem: Problem, options: FitOptions): string {
	const hash = createHash('sha256');
	const { rows, traits, base, effort, ...rest } = problem;
	const { start, ...plain } = options;
	for (const source of ['fit.ts', 'layout.ts']) hash.update(readFileSync(path.join(import.meta.dirname, source)));
	hash.update(JSON.stringify([rest, plain]));
	for (const values of [base, effort, ...traits, ...(start ? [start] : [])]) hash.update(bytesOf(values));
	for (const { input, like, cells, ...row } of rows) {
		hash.update(bytesOf(input));
		if (like) hash.update(bytesOf(like));
		hash.update(JSON.stringify(row));
		hash.update(bytesOf(Float64Array.from(cells.flatMap((cell) => [cell.model, cell.column, cell.value, cell.free ? 1 : 0]))));
	}
	return hash.digest('hex').slice(0, 32);
}

const bytesOf = (values: NodeJS.TypedArray) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
