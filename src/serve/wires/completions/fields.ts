import { RoutooError } from '../../../core/base/errors.ts';

/** The fields of an object of a request; a field that is null counts as left out, as vendors take it. */
export interface Fields {
	/** Where the object stands, such as `messages[3].content[0]`; '' for the request itself. */
	readonly path: string;
	readonly values: Readonly<Record<string, unknown>>;
}

/** Characters of a client's own word that an error repeats. */
const MAX_SHOWN = 60;

/** A field that is wrong: its path first, then what it must be. */
export function wrong(path: string, what: string, nextStep = 'Change the request.'): RoutooError {
	return new RoutooError('invalidInput', `${path} ${what}.`, nextStep);
}

/** What the wire has and Routoo cannot do. */
export function cannot(path: string, why: string, nextStep: string): RoutooError {
	return new RoutooError('invalidInput', `${path} cannot be used here: ${why}.`, nextStep);
}

/** A client's word inside a sentence of ours. */
export function shown(value: unknown): string {
	const text = typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : String(value);
	return `"${text
		.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
		.slice(0, MAX_SHOWN)
		.toWellFormed()}"`;
}

export function pathOf({ path }: Fields, name: string): string {
	return path === '' ? name : `${path}.${name}`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown, path: string): Fields {
	if (isObject(value)) return { path, values: value };
	throw wrong(path === '' ? 'The body' : path, 'must be a JSON object');
}

/** Null where the field is left out. Own fields alone, whatever they are called. */
export function field({ values }: Fields, name: string): unknown {
	return Object.hasOwn(values, name) ? (values[name] ?? null) : null;
}

export function object(fields: Fields, name: string): Fields | null {
	const value = field(fields, name);
	return value === null ? null : fieldsOf(value, pathOf(fields, name));
}

export function list(fields: Fields, name: string): readonly unknown[] | null {
	const value = field(fields, name);
	if (value === null || Array.isArray(value)) return value;
	throw wrong(pathOf(fields, name), 'must be a list');
}

export function string(fields: Fields, name: string): string | null {
	const value = field(fields, name);
	if (value === null || typeof value === 'string') return value;
	throw wrong(pathOf(fields, name), 'must be a string');
}

export function someString(fields: Fields, name: string): string {
	const value = string(fields, name);
	if (value === null || value.trim() === '') throw wrong(pathOf(fields, name), 'must be a string that is not empty');
	return value;
}

export function boolean(fields: Fields, name: string): boolean | null {
	const value = field(fields, name);
	if (value === null || typeof value === 'boolean') return value;
	throw wrong(pathOf(fields, name), 'must be true or false');
}

export function number(fields: Fields, name: string, least: number, most: number): number | null {
	const value = field(fields, name);
	if (value === null || (typeof value === 'number' && value >= least && value <= most)) return value;
	throw wrong(pathOf(fields, name), `must be a number from ${least} to ${most}`);
}

export function integer(fields: Fields, name: string, least = Number.MIN_SAFE_INTEGER): number | null {
	const value = field(fields, name);
	if (value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= least)) return value;
	throw wrong(
		pathOf(fields, name),
		least === Number.MIN_SAFE_INTEGER ? 'must be a whole number' : `must be a whole number of at least ${least}`,
	);
}

/** Longer than any vendor's word for an effort. */
const MAX_EFFORT = 40;

/** An effort in a vendor's word, as it is. Errors: RoutooError 'invalidInput' for one that is no word. */
export function effortWord(asked: string, path: string): string {
	if (asked.length > MAX_EFFORT) throw wrong(path, 'must be a word such as "low" or "high"');
	return asked;
}

/** The most tokens of an answer; -1 is none, as servers of local models have it and clients for them write. */
export function mostTokens(fields: Fields, name: string): number | null {
	return field(fields, name) === -1 ? null : integer(fields, name, 1);
}

/** A string or a list of strings; empty ones say nothing. */
export function strings(fields: Fields, name: string): readonly string[] {
	const value = field(fields, name);
	if (value === null) return [];
	const all: readonly unknown[] = Array.isArray(value) ? value : [value];
	if (all.every((one) => typeof one === 'string')) return all.filter((one) => one !== '');
	throw wrong(pathOf(fields, name), 'must be a string or a list of strings');
}
